"""Exports as the programs read them that they are for: equal values, equal bytes, nothing run."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from synthetic import claim, table

import kgraph
from kgraph import exports
from kgraph.claims import ALL_VOICES, Selection, caption
from kgraph.errors import BadOption, MissingPackage, UnknownName, UnwritableTarget, UsageError
from kgraph.graph import LAYERS
from kgraph.networks import build
from kgraph.networks.network import Conduct, EdgeRow
from kgraph.vocabulary import CURATED, DERIVED, PREFIXES, VOCABULARY

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_NETWORKS = ["influence", "conduct", "positions", "structure"]


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def network(kg, layer, **options):
    options.setdefault("voices", ALL_VOICES)
    if layer in {"influence", "structure"}:
        return getattr(kg, layer)(**options)
    return getattr(kg.stance(**options), layer)


def exported(content, name):
    about = exports.head(content.layer, "T", "S.", "v1")
    return exports.written(content, exports.find(name), about)


# --- graphs


def read(name, content):
    if name == "graphml":
        return nx.read_graphml(io.BytesIO(content), force_multigraph=True)
    return nx.read_gexf(io.BytesIO(content))


def expected(made):
    """Edges by ends and sign with what an export must keep, made from the network itself."""
    graded = made.layer == "influence"
    return {
        (source, target, sign): {
            "sign": data["sign"],
            "weight": data["weight"],
            "claims": data["claims"],
            "families": {f"{f}:{g}" for f, g in data["families"].items()}
            if graded
            else {family for tie in data["ties"] for family in tie.families},
            "relations": {tie.relation for tie in data["ties"]},
            "valid_from": data["valid_from"],
            "valid_until": data["valid_until"],
            "hollow": data["hollow"],
            "disputed": data["disputed"],
        }
        for source, target, sign, data in made.graph.edges(keys=True, data=True)
    }


def found(graph):
    return {
        (source, target, data["sign"]): {
            "sign": data["sign"],
            "weight": data["weight"],
            "claims": tuple(data.get("claims", "").split()),
            "families": set(data.get("families", "").split()),
            "relations": set(data["relations"].split()),
            "valid_from": data.get("valid_from", ""),
            "valid_until": data.get("valid_until", ""),
            "hollow": data["hollow"],
            "disputed": data["disputed"],
        }
        for source, target, data in graph.edges(data=True)
    }


@pytest.mark.parametrize("layer", _NETWORKS)
@pytest.mark.parametrize("name", ["graphml", "gexf"])
@pytest.mark.parametrize("which", ["mini", "kg"])
def test_networkx_reads_what_was_written(which, name, layer, request):
    made = network(request.getfixturevalue(which), layer)
    graph = read(name, exported(made, name).content)
    assert made.edges
    assert found(graph) == expected(made)
    assert graph.number_of_edges() == made.graph.number_of_edges()
    assert {n: (d["label"], d["type"]) for n, d in graph.nodes(data=True)} == {
        n: (d["label"], d["type"]) for n, d in made.graph.nodes(data=True)
    }


BOTH = (
    claim("paper-001", "actor:north", "alliedWith", "actor:south"),
    claim("paper-002", "actor:north", "attacked", "actor:south", when="2020-01-02"),
    claim("paper-003", "actor:north", "obligedToDefend", "actor:envoy"),
    claim("herald-001", "actor:north", "defended", "actor:envoy", factuality="denied"),
)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_parallel_edges_are_kept_and_keyed_by_their_sign(name):
    made = build.conduct(table(BOTH))
    graph = read(name, exported(made, name).content)
    assert isinstance(graph, nx.MultiDiGraph)
    keys = sorted((s, t, k) for s, t, k in graph.edges(keys=True))
    assert keys == sorted((s, t, k) for s, t, k in made.graph.edges(keys=True))
    assert ("actor:north", "actor:south", -1) in keys
    assert ("actor:north", "actor:south", 1) in keys


def test_no_two_edges_of_graphml_have_one_id():
    from xml.etree import ElementTree as ET

    text = exported(build.conduct(table(BOTH)), "graphml").text
    ids = [edge.get("id") for edge in ET.fromstring(text).iter() if edge.tag.endswith("}edge")]
    assert len(ids) == 3
    assert set(ids) == {None}


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_hollow_edges_are_told_apart_and_announced(name):
    made = build.influence(table(BOTH))
    written = exported(made, name)
    hollow = [d for _, _, d in read(name, written.content).edges(data=True) if d["hollow"]]
    assert [(d["weight"], d["claims"]) for d in hollow] == [(0.0, "paper-003")]
    assert any("weight 0" in sentence for sentence in written.lost)
    assert any("no lists" in sentence for sentence in written.lost)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_neutral_positions_are_announced_as_lost(mini, name):
    written = exported(network(mini, "positions"), name)
    assert any("neither for nor against (1)" in sentence for sentence in written.lost)
    assert not any("neither" in s for s in exported(network(mini, "conduct"), name).lost)


@pytest.mark.parametrize("name", ["graphml", "gexf", "json", "csv", "svg"])
@pytest.mark.parametrize("label", ["<b>&\"'", "line\nend\ttab", "null\x00bell\x07", "𝔘né́ ‏ע"])
def test_any_label_can_be_written_and_read(name, label):
    made = table(BOTH)
    entities = {k: replace(e, label=label) for k, e in made.entities.items()}
    conduct = build.conduct(replace(made, entities=entities))
    if name == "svg":
        from kgraph.draw.graph import graph as draw
        from kgraph.page.view import places

        text = draw(conduct, places(conduct.table), title=label, captions=[label])
        from xml.etree import ElementTree as ET

        assert ET.fromstring(text).tag.endswith("svg")
        return
    written = exported(conduct, name)
    if name in {"graphml", "gexf"}:
        labels = {d["label"] for _, d in read(name, written.content).nodes(data=True)}
        cleaned = label.translate({0: "\ufffd", 7: "\ufffd"})
        assert labels == {cleaned}
    elif name == "json":
        assert {n["label"] for n in json.loads(written.text)["nodes"]} == {label}
    else:
        rows = list(csv.DictReader(io.StringIO(written.text)))
        assert {row["source_label"] for row in rows} == {label}


def test_json_is_node_link_data(mini):
    for layer in _NETWORKS:
        made = network(mini, layer)
        data = json.loads(exported(made, "json").text)
        graph = nx.node_link_graph(data, edges="edges")
        assert isinstance(graph, nx.MultiDiGraph)
        assert set(graph.edges(keys=True)) == set(made.graph.edges(keys=True))
        assert graph.graph["data_version"] == "v1"
        for source, target, key, edge in made.graph.edges(keys=True, data=True):
            kept = graph.edges[source, target, key]
            assert (kept["weight"], kept["claims"]) == (edge["weight"], list(edge["claims"]))
        rows = data["cells" if layer == "positions" else "ties"]
        assert rows == json.loads(json.dumps(made.rows()))


def test_structure_says_what_is_declared_by_no_claim_and_what_its_weights_are_worth(kg):
    export = kg.export("graphml", "structure")
    assert (
        "Edges of structure have sign 0 and weight 0, which some programs leave out." in export.lost
    )
    edges = {
        (source, target): data
        for source, target, data in read("graphml", export.content).edges(data=True)
    }
    organ = edges["actor:armenian-army", "actor:armenia"]
    assert (organ["label"], organ.get("claims")) == ("is an organ of", None)
    member = edges["actor:armenia", "actor:csto"]
    assert member["label"] == "is a member of; reduced its participation in"
    assert "rferl-001" in member["claims"].split()
    disputed = edges["actor:karabakh-forces", "actor:armenia"]
    assert disputed["disputed"]
    assert "rferl-065" in disputed["disputed_by"].split()


def test_an_empty_network_can_be_written(tmp_path):
    empty = build.conduct(table(()))
    for name in ("graphml", "gexf"):
        assert len(read(name, exported(empty, name).content)) == 0
    assert exported(empty, "csv").text == ",".join(Conduct.row_type.__annotations__) + "\n"
    assert json.loads(exported(empty, "json").text)["edges"] == []


# --- rows


def test_csv_is_what_the_command_line_prints(mini, capsys):
    from kgraph import cli

    for layer, call in (
        ("influence", ["influence"]),
        ("conduct", ["stance", "--layer", "conduct"]),
        ("positions", ["stance"]),
        ("structure", ["structure"]),
        ("claims", ["claims"]),
    ):
        capsys.readouterr()
        with pytest.raises(SystemExit):
            cli.main(["--graph", str(_MINI), *call, "--format", "csv"])
        assert mini.export("csv", layer).text == capsys.readouterr().out


def test_a_spreadsheet_runs_no_cell(mini):
    attack = '=HYPERLINK("http://x","y")'
    rows = [replace(c, gloss=attack, condition="+1 -2", when="@now") for c in mini.table]
    written = exports.written(mini.table.with_claims(rows), exports.find("csv"), {}).text
    for row in csv.DictReader(io.StringIO(written)):
        assert row["gloss"] == f"'{attack}"
        for cell in row.values():
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            if cell.startswith("-"):
                float(cell)


def test_parquet_is_read_by_pandas_and_polars(mini):
    import pandas as pd
    import polars as pl
    import pyarrow.parquet as pq

    for layer in _NETWORKS:
        content = mini.export("parquet", layer).content
        table_ = network(mini, layer, voices=None)
        records, columns = table_.rows(), list(table_.columns)
        frame = pd.read_parquet(io.BytesIO(content))
        polars = pl.read_parquet(io.BytesIO(content))
        assert list(frame.columns) == polars.columns == columns
        assert len(frame) == len(polars) == len(records)
        assert polars.to_dicts() == [_as_parquet(row, columns) for row in records]
        for name in columns:
            first = records[0][name]
            if isinstance(first, list):
                assert list(frame[name][0]) == first
        meta = pq.read_schema(io.BytesIO(content)).metadata
        assert meta[b"kgraph.data_version"] == mini.data_version.encode()


def _as_parquet(row, columns):
    return {name: list(v) if isinstance(v := row[name], tuple) else v for name in columns}


def test_parquet_has_types(mini):
    import polars as pl

    types = pl.read_parquet(io.BytesIO(mini.export("parquet", "influence").content)).schema
    assert (types["weight"], types["source"]) == (pl.Float64, pl.String)
    assert (types["hollow"], types["claims"]) == (pl.Boolean, pl.List(pl.String))


@pytest.mark.parametrize(("module", "call"), [
    ("pyarrow", lambda kg: kg.export("parquet")),
    ("pandas", lambda kg: kg.influence().df()),
    ("pandas", lambda kg: kg.select("SELECT ?s { ?s a kg:Claim }").df()),
    ("pandas", lambda kg: kg.claims().df()),
])  # fmt: skip
def test_a_missing_package_is_one_sentence(mini, module, call, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPackage, match=rf"^This needs the package {module}, .* install"):
        call(mini)


# --- RDF


def graphs(text, form):
    """The triples of each graph by its IRI, as rdflib reads them; "" is the default graph."""
    whole = rdflib.Dataset(default_union=False)
    with warnings.catch_warnings():
        # rdflib's own parsers use what rdflib itself calls old.
        warnings.simplefilter("ignore", DeprecationWarning)
        whole.parse(data=text, format=form)
        quads = list(whole.quads())
    made = {}
    for s, p, o, g in quads:
        name = "" if g is None or str(g).startswith("urn:x-rdflib") else str(g)
        made.setdefault(name, rdflib.Graph()).add((s, p, o))
    return made


def engine(text, form):
    """The same, as pyoxigraph reads them."""
    forms = {
        "turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "json-ld": ox.RdfFormat.JSON_LD,
    }  # fmt: skip
    made = {}
    for quad in ox.parse(text.encode(), format=forms[form]):
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        made.setdefault(name, []).append(f"{quad.triple} .")
    return {
        name: rdflib.Graph().parse(data="\n".join(lines), format="nt")
        for name, lines in made.items()
    }


def same(first, second):
    return first.keys() == second.keys() and all(
        isomorphic(first[name], second[name]) for name in first
    )


_FORMS = {"ttl": "turtle", "trig": "trig", "jsonld": "json-ld"}


@pytest.mark.parametrize("derived", [False, True])
@pytest.mark.parametrize("name", list(_FORMS))
def test_both_engines_read_one_graph(mini, name, derived):
    text = mini.export(name, derived=derived).text
    assert same(graphs(text, _FORMS[name]), engine(text, _FORMS[name]))


def test_what_is_written_is_the_graph_and_its_version(mini):
    store = mini.to_rdflib(dataset=True)
    version = (
        rdflib.URIRef(CURATED),
        rdflib.OWL.versionInfo,
        rdflib.Literal(mini.data_version),
    )
    parts = {}
    for name in (VOCABULARY, CURATED, DERIVED):
        part = rdflib.Graph()
        for triple in store.graph(rdflib.URIRef(name)):
            part.add(triple)
        parts[name] = part
    parts[CURATED].add(version)
    # A store forgets how a number was written, the export does not.
    parts[VOCABULARY] = rdflib.Graph()
    for path in mini.dossier.vocabulary:
        parts[VOCABULARY].parse(
            data=ox.serialize(  # rdflib forgets it as well
                (quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)),
                format=ox.RdfFormat.N_TRIPLES,
            ),
            format="nt",
        )
    curated = graphs(mini.export("ttl").text, "turtle")
    assert same(curated, {"": parts[CURATED]})
    assert same(graphs(mini.export("jsonld").text, "json-ld"), {"": parts[CURATED]})
    for name in ("trig", "jsonld"):
        built = graphs(mini.export(name, derived=True).text, _FORMS[name])
        assert same(built, parts)
    whole = rdflib.Graph()
    for part in parts.values():
        for triple in part:
            whole.add(triple)
    derived = mini.export("ttl", derived=True)
    assert same(graphs(derived.text, "turtle"), {"": whole})
    assert any("no named graphs" in sentence for sentence in derived.lost)
    assert derived.text.index("# Curated") < derived.text.index("# Derived")


def test_the_file_opens_as_a_dossier_with_the_same_claims(mini, tmp_path):
    file = tmp_path / "again.ttl"
    assert mini.export("ttl").save(file) == ()
    again = kgraph.open(file, cache=False)
    assert list(again.table) == list(mini.table)
    assert again.influence().rows() == mini.influence().rows()


def test_a_part_holds_the_chosen_claims_and_what_they_speak_of(mini):
    written = mini.export("ttl", about="Tarskia")
    graph = rdflib.Graph().parse(data=written.text, format="turtle")
    kg = rdflib.Namespace(PREFIXES["kg"])
    claims = {str(c).rpartition("/")[2] for c in graph.subjects(rdflib.RDF.type, kg.Claim)}
    assert claims == {c.claim for c in mini.claims(about="Tarskia")}
    for one in graph.subjects(rdflib.RDF.type, kg.Claim):
        for name in (kg.subject, kg.claimant, kg.passage):
            for value in graph.objects(one, name):
                assert (value, None, None) in graph
    documents = set(graph.subjects(rdflib.RDF.type, kg.Document))
    assert documents == {
        rdflib.URIRef(PREFIXES["doc"] + c.document) for c in mini.claims(about="Tarskia")
    }
    assert written.lost
    with pytest.raises(BadOption, match="whole"):
        mini.export("ttl", derived=True, about="Tarskia")


_ODD = ['"quoted" \\ back', "line\nend\r\ttab", "</script> & <b>", "𝔘né́ ‏ע \u2028", "@en", ""]


@pytest.mark.parametrize("name", list(_FORMS))
def test_odd_texts_survive(name, tmp_path):
    shutil.copytree(_MINI, tmp_path / "mini")
    data = tmp_path / "mini" / "data" / "triples.ttl"
    notes = [rdflib.Literal(text) for text in _ODD] + [rdflib.Literal("Ł", lang="pl-x-odd")]
    note = f"actor:oshen skos:note {' , '.join(one.n3() for one in notes)} .\n"
    data.write_text(data.read_text("utf-8") + note, "utf-8")
    text = kgraph.open(tmp_path / "mini", cache=False).export(name).text
    read = graphs(text, _FORMS[name])
    assert same(read, engine(text, _FORMS[name]))
    (graph,) = read.values()
    oshen = rdflib.URIRef(PREFIXES["actor"] + "oshen")
    assert set(graph.objects(oshen, rdflib.SKOS.note)) == set(notes)


def test_blank_nodes_get_the_same_names_each_time(tmp_path):
    shutil.copytree(_MINI, tmp_path / "mini")
    data = tmp_path / "mini" / "data" / "triples.ttl"
    note = 'actor:oshen skos:note [ skos:note "one"@en ] , [ skos:note "two"@en ] .\n'
    data.write_text(data.read_text("utf-8") + note, "utf-8")
    first, second = (
        kgraph.open(tmp_path / "mini", cache=False).export("ttl").content for _ in range(2)
    )
    assert b'"two"@en' in first
    assert first == second


# --- private persons


@pytest.fixture
def with_private(tmp_path):
    """The dossier with a private person whose other names someone wrote down all the same."""
    shutil.copytree(_MINI, tmp_path / "mini")
    data = tmp_path / "mini" / "data" / "triples.ttl"
    text = data.read_text("utf-8").replace(
        'actor:oshen a kg:State ; skos:prefLabel "Oshen"@en .',
        'actor:oshen a kg:Person ; skos:prefLabel "a medic"@en ; kg:private true ; '
        'skos:altLabel "Hidden Name"@en ; skos:hiddenLabel "Hidn Name"@en ; '
        "skos:exactMatch <http://www.wikidata.org/entity/Q4242> .",
    )
    data.write_text(text, "utf-8")
    kg = kgraph.open(tmp_path / "mini", cache=False)
    assert kg.table.entities["actor:oshen"].qid == "Q4242"
    assert "actor:oshen" in kg.influence().graph
    return kg


def test_a_private_person_goes_by_public_role_only(with_private, capsys):
    for chosen in exports.FORMATS.values():
        for layer in chosen.layers:
            content = with_private.export(chosen.name, layer, voices=ALL_VOICES).content
            for secret in (b"Hidden Name", b"Hidn Name", b"Q4242"):
                assert secret not in content, (chosen.name, layer)
    from kgraph import cli

    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main(["--graph", str(with_private.dossier.root), "actors", "--format", "json"])
    listed = capsys.readouterr().out
    assert "a medic" in listed
    assert "Hidden Name" not in listed
    assert "Q4242" not in listed
    for name in ("ttl", "trig", "jsonld"):
        content = with_private.export(name, derived=True).content
        assert b"a medic" in content
        for secret in (b"Hidden Name", b"Hidn Name", b"Q4242"):
            assert secret not in content


# --- all formats


@pytest.mark.parametrize("name", list(exports.FORMATS))
def test_equal_data_give_equal_bytes(mini, name):
    chosen = exports.find(name)
    again = kgraph.open(_MINI, cache=False)
    for layer in chosen.layers:
        assert mini.export(name, layer).content == again.export(name, layer).content
    if chosen.rdf:
        assert mini.export(name, derived=True).content == again.export(name, derived=True).content


@pytest.mark.parametrize("name", [n for n in exports.FORMATS if n not in {"csv", "parquet"}])
def test_the_data_version_is_in_the_file(mini, name):
    assert mini.data_version in mini.export(name).text


def test_where_csv_cannot_hold_the_version_it_is_said(mini):
    assert "data version" in mini.export("csv").lost[0]


def test_every_format_and_layer_is_checked(mini):
    with pytest.raises(UnknownName, match="did you mean 'graphml'"):
        mini.export("grapml")
    with pytest.raises(UnknownName, match="no layer called 'power'"):
        mini.export("csv", "power")
    with pytest.raises(BadOption, match="svg cannot hold claims; csv, json,"):
        mini.export("svg", "claims")
    with pytest.raises(BadOption, match="leave derived out"):
        mini.export("csv", derived=True)


def test_a_network_is_saved_by_the_ending_of_its_file(mini, tmp_path):
    made = network(mini, "influence")
    for name, chosen in exports.FORMATS.items():
        path = tmp_path / f"x{chosen.endings[0].upper()}"
        if chosen.rdf:
            with pytest.raises(BadOption, match="cannot hold influence"):
                made.save(path)
            continue
        lost = made.save(path)
        whole = mini.export(name, "influence", voices=ALL_VOICES)
        assert path.read_bytes() == whole.content
        assert lost == whole.lost
    with pytest.raises(UnknownName, match=r"'\.docx'"):
        made.save(tmp_path / "x.docx")
    with pytest.raises(UnwritableTarget):
        made.save(tmp_path / "no" / "x.csv")
    mini.stance(voices=ALL_VOICES).save(tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_bytes() == mini.export(
        "csv", "conduct", voices=ALL_VOICES
    ).content


def test_a_network_of_bare_claims_says_what_it_needs(tmp_path):
    made = build.influence(table(BOTH))
    for call in (lambda: made.save(tmp_path / "x.csv"), made.show):
        with pytest.raises(UsageError, match="make it with kgraph"):
            call()


def test_rows_have_the_documented_columns(mini):
    for layer in _NETWORKS:
        made = network(mini, layer)
        # A lever has no sign to tell, and conduct is never hollow.
        untold = {"influence": {"sign"}, "conduct": {"hollow_by"}}.get(layer, set())
        assert set(made.rows()[0]) - set(made.columns) == untold
        assert tuple(made.edge_rows()[0]) == tuple(EdgeRow.__annotations__)
        assert list(made.df().columns) == list(made.columns)
        assert list(made.df("edges").columns) == list(EdgeRow.__annotations__)
        assert len(made.df()) == len(made.rows())
        assert len(made.df("edges")) == len(made.edges) == made.graph.number_of_edges()
        with pytest.raises(BadOption, match="ties and edges"):
            made.df("nodes")
    assert set(LAYERS) == set(_NETWORKS)


@pytest.fixture
def run(capfdbinary):
    """Call the command line; returns exit code, bytes on stdout, text on stderr."""
    from kgraph import cli

    def call(*args):
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main(["--graph", str(_MINI), *map(str, args)])
        written = capfdbinary.readouterr()
        return stop.value.code, written.out, written.err.decode()

    return call


def test_the_command_writes_what_the_library_gives(mini, run, opened_once, tmp_path):
    opened_once(mini)
    for name, chosen in exports.FORMATS.items():
        for layer in chosen.layers:
            whole = mini.export(name, layer, voices=ALL_VOICES)
            notes = "".join(f"{s}\n" for s in (*whole.lost, f"Data version {mini.data_version}."))
            call = ["export", name, "--layer", layer, "--voice", "all"]
            file = tmp_path / f"{layer}.{name}"
            if whole.files:
                assert run(*call, "-o", file) == (0, b"", notes)
                assert {name: (file / name).read_bytes() for name in whole.files} == whole.files
                continue
            assert run(*call) == (0, whole.content, notes)
            assert run(*call, "-o", file) == (0, b"", notes)
            assert file.read_bytes() == whole.content
    assert run("export", "ttl", "--derived")[1] == mini.export("ttl", derived=True).content
    assert run("export", "csv", "--as-of", "2031-03-05")[1] == (
        mini.export("csv", as_of="2031-03-05").content
    )


@pytest.mark.parametrize(("args", "code", "said"), [
    (["grapml"], 2, "no format called 'grapml'; did you mean 'graphml'"),
    (["ttl", "--layer", "conduct"], 2, "ttl cannot hold conduct; graphml, gexf, csv, json,"),
    (["svg", "--layer", "claims"], 2, "svg cannot hold claims"),
    (["gexf", "--derived"], 2, "leave derived out"),
    (["trig", "--derived", "--as-of", "2031-03-05"], 2, "The built graph is whole"),
    (["csv", "--as-of", "2031-13-01"], 2, "2031-13-01"),
    (["csv", "-o", "no/such/folder/x.csv"], 4, "cannot be written"),
    (["parquet"], 2, "a folder of files; name it with -o"),
    (["parquet", "-o", "no/such/folder"], 4, "cannot be written"),
    (["parquet", "--as-of", "2031-03-05", "-o", "x"], 2, "holds the whole record"),
])  # fmt: skip
def test_a_mistake_is_one_sentence(run, args, code, said):
    got, out, err = run("export", *args)
    assert (got, out) == (code, b"")
    assert said in err
    assert err.count("\n") == 1


def test_nothing_binary_is_written_to_a_terminal(run, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, out, err = run("export", "parquet", "--layer", "conduct")
    assert (code, out) == (2, b"")
    assert "name a file with -o" in err


def test_the_examples_in_the_manual_run(tmp_path, monkeypatch):
    import re

    text = (_MINI.parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 5
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in blocks:
        exec(block, names)
    assert names["by_claimant"]["len"].sum() == len(names["kg"].table)
    assert len(names["frame"]) == len(names["kg"].conduct().rows())
    assert len(names["graph"])
    for one in exports.FORMATS:
        assert f"`{one}`" in text


# --- what a selection takes, in words


def test_a_caption_names_every_choice():
    import datetime as dt
    from dataclasses import fields

    changes = {
        "as_of": dt.date(2023, 9, 19), "known_by": dt.date(2023, 9, 20), "reach_back": 30, "lens": ("document:x",),
        "families": ("security",), "voices": ("analysis",), "min_factuality": "probable",
        "disputed": False, "about": ("actor:a",), "claimants": ("actor:b",),
        "relations": ("attacked",), "documents": ("x",), "polarity": -1,
        "modalities": ("duty",), "modes": ("ownVoice",), "statuses": ("draft",),
        "only_disputed": True, "coders": ("Anna",), "tags": ("hard",),
    }  # fmt: skip
    joined = {"about": ("actor:a",), "claimants": ("actor:b",)}
    assert {f.name for f in fields(Selection)} == {
        *changes,
        "window",
        "lapsed",
        "about_all",
        "either",
    }
    both = [caption(Selection(**joined, **{name: True})) for name in ("about_all", "either")]
    assert both == [
        "The whole record; every voice; about each of actor:a; claimed by actor:b.",
        "The whole record; every voice; about actor:a or claimed by actor:b.",
    ]
    said = {caption(Selection(**{name: value})) for name, value in changes.items()}
    assert len(said | {caption(Selection())}) == len(changes) + 1
    assert caption(Selection()) == "The whole record; every voice."
    del changes["only_disputed"]
    every = caption(Selection(**changes, window=90), lambda name: name.upper())
    assert every == (
        "As of 2023-09-19, acts of the 90 days before; undated claims taken 30 days "
        "back; known by 2023-09-20; as told by document x; "
        "family security; by voice of analysis; at least probable; without disputed claims; about "
        "ACTOR:A; claimed by ACTOR:B; relation attacked; document x; modality duty; mode ownVoice; "
        "status draft; coded by Anna; tagged hard; denied."
    )
