"""The programs that people ask with: curl, rdflib, SPARQLWrapper, httr."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from rdflib import Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import serving

import kgraph

_MEMBERS = "SELECT ?who { ?who kg:memberOf actor:csto } ORDER BY ?who"


@pytest.fixture(scope="module")
def endpoint():
    with serving() as (address, _):
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def expected():
    return [
        f"https://w3id.org/kgraph/{row[0].replace(':', '/')}"
        for row in kgraph.open().select(_MEMBERS).plain()
    ]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_posts_a_form(endpoint, expected):
    call = ["curl", "-sS", "--fail", endpoint, "-H", "Accept: text/csv", "--data-urlencode"]
    found = subprocess.run([*call, f"query={_MEMBERS}"], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["who", *expected]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_posts_a_file(endpoint, expected, tmp_path):
    (tmp_path / "members.rq").write_text(_MEMBERS, encoding="utf-8")
    call = ["curl", "-sS", "--fail", endpoint, "-H", "Content-Type: application/sparql-query"]
    sent = [*call, "--data-binary", f"@{tmp_path / 'members.rq'}"]
    found = json.loads(subprocess.run(sent, capture_output=True, check=True).stdout)
    assert [row["who"]["value"] for row in found["results"]["bindings"]] == expected


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_rdflib_asks_by_each_method_in_each_format(endpoint, expected, method, format):
    store = SPARQLStore(endpoint, method=method, returnFormat=format)
    found = [str(row[0]) for row in store.query(_MEMBERS)]
    assert found == expected


def test_rdflib_reads_the_endpoint_as_a_graph(endpoint, expected):
    from rdflib import Graph

    kg = Namespace("https://w3id.org/kgraph/ns#")
    graph = Graph(SPARQLStore(endpoint))
    csto = URIRef("https://w3id.org/kgraph/actor/csto")
    assert sorted(map(str, graph.subjects(kg.memberOf, csto))) == expected


def test_sparqlwrapper_selects_asks_and_constructs(endpoint, expected):
    wrapper = pytest.importorskip("SPARQLWrapper", reason="needs SPARQLWrapper")
    asked = wrapper.SPARQLWrapper(endpoint, returnFormat=wrapper.JSON)
    asked.setQuery(
        "PREFIX kg: <https://w3id.org/kgraph/ns#> PREFIX actor: <https://w3id.org/kgraph/actor/> "
        + _MEMBERS
    )
    for method in (wrapper.GET, wrapper.POST):
        asked.setMethod(method)
        rows = asked.queryAndConvert()["results"]["bindings"]
        assert [row["who"]["value"] for row in rows] == expected
    asked.setQuery("ASK { ?s ?p ?o }")
    assert asked.queryAndConvert()["boolean"] is True
    asked.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 7")
    asked.setReturnFormat(wrapper.TURTLE)
    assert b"http" in asked.queryAndConvert()


_R = """
library(httr)
found <- GET(commandArgs(TRUE)[1], query = list(query = commandArgs(TRUE)[2]), accept("text/csv"))
stop_for_status(found)
cat(content(found, "text", encoding = "UTF-8"))
"""


def test_httr_gets_a_table(endpoint, expected):
    if shutil.which("Rscript") is None:
        pytest.skip("needs R: on Debian, apt-get install r-cran-httr")
    call = ["Rscript", "-e", _R, endpoint, _MEMBERS]
    found = subprocess.run(call, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["who", *expected]
