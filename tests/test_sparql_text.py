"""What is wrong with a SPARQL text: what stands there, where, and what was meant."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph import cli
from kgraph.dossier import grammar, guard, mistakes
from kgraph.errors import BadQuery
from kgraph.vocabulary import PREFIXES

_ROOT = Path(__file__).resolve().parent.parent
_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def mini(_own_cache):
    return kgraph.open(_MINI)


@pytest.mark.parametrize(("text", "said"), [
    ("SELECT ?x { ?x a kg:Person", "1:11: This { is not closed: a } is missing."),
    ("SELECT ?x {\n ?x a kg:Person\n FILTER(?x = 1 }", "3:16: } stands here where ) should close (."),
    ("SELECT ?x { ?x a kg:Person }}", "1:29: This } closes nothing; take it out."),
    ("SELECT ?x { ?x skos:prefLabel “Tarskia”@en }", "1:31: “ is a typographic quotation mark; write \" or ' in its place."),
    ("SELECT ?x { ?x skos:prefLabel 'it's' }", "1:36: The text that begins with ' here is not closed; end it with '."),
    ('SELECT ?x { ?x skos:prefLabel "a }', '1:31: The text that begins with " here is not closed; end it with ".'),
    ("SELECT ?x { ?x kg:value −3 }", "1:25: − is a typographic dash; write - in its place."),
    ("SELECT ?x { ?x a\u00a0kg:Person }", "1:17: An invisible character (U+00A0) stands here; take it out."),
    ("SELECT ?x { ?x a kg:Person }\u200b", "1:29: An invisible character (U+200B) stands here; take it out."),
    ("SELECT ?x ｛ ?x a kg:Person ｝", "1:11: ｛ is a full-width mark; write { in its place."),
    ("SELECT ? x { ?x a kg:Person }", "1:8: ? stands before the name of a variable, without a blank."),
    ("LOAD <http://x.example/>", "1:1: This is an update (LOAD); a dossier is changed in its files, not by SPARQL."),
    ("PREFIX x: <http://x/>\ncopy x:a to x:b", "2:1: This is an update (COPY);"),
    ("# all of it\nMOVE <http://a/> TO <http://b/>", "2:1: This is an update (MOVE);"),
    ("CREATE GRAPH <http://a/>", "1:1: This is an update (CREATE);"),
    ("WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "1:1: This is an update (WITH);"),
    ("SELECT ?x { ?x skos:prefLabel ?l BIND(UCASE(?l) AS ?l) }", "1:52: ?l has a value already; give AS another variable."),
    ("SELECT (1 AS ?x) { ?x a kg:Person }", "1:14: ?x has a value already; give AS another variable."),
    ("", "1:1: There is no query here: the text is empty."),
    (" \n\t", "1:1: There is no query here: the text is empty."),
    ("# nothing", "1:10: There is no query here: there are comments only; begin it with SELECT or ASK."),
    ("PREFIX x: <http://x/>", "1:22: There is no query here behind the prefixes; begin it with SELECT or ASK."),
    ("SELCT ?x { ?x a kg:Person }", "1:1: 'SELCT' begins no query; did you mean SELECT?"),
    ("MATCH (n) RETURN n", "1:1: 'MATCH' begins no query; it begins with SELECT, ASK, CONSTRUCT, DESCRIBE."),
    ("SELECT ?x, ?y { ?x ?y ?z }", "1:10: Variables are set apart by blanks, without commas."),
    ("SELECT COUNT(?x) { ?x a kg:Person }", "1:8: 'COUNT' cannot stand here; what is computed is written (COUNT(...) AS ?name)."),
    ("SELECT { ?x a kg:Person }", "1:8: '{' cannot stand here behind 'SELECT'; a variable or * is expected."),
    ("SELECT ?x WHERE ?x a kg:Person", "1:17: '?x' cannot stand here behind 'WHERE'; a { is expected."),
    ("SELECT ?x { ?x a kg:Person ; kg:memberOf }", "1:42: '}' cannot stand here behind 'kg:memberOf'; an object is expected."),
    ("SELECT ?x { ?x a kg:Person ?y kg:memberOf ?z }", "1:28: '?y' cannot stand here behind 'kg:Person'; a . or ; is missing before it."),
    ("SELECT ?x { ?x memberOf ?z }", "1:16: 'memberOf' cannot stand here: a name has a prefix (kg:memberOf), a variable a question mark (?memberOf)"),
    ("SELECT ?x { ?x a kg:Person . FLITER(?x > 1) }", "1:30: 'FLITER' cannot stand here; did you mean FILTER?"),
    ("SELECT ?x { ?x a kg:Person } ORDR BY ?x", "1:30: 'ORDR' cannot stand here; did you mean ORDER?"),
    ("SELECT ?x { ?x a kg:Person } ORDER ?x", "1:36: '?x' cannot stand here behind 'ORDER'; BY is expected."),
    ("SELECT ?x { ?x a kg:Person } LIMIT ten", "1:36: 'ten' cannot stand here behind 'LIMIT'; a whole number is expected."),
    ("SELECT ?x { ?x a kg:Person } LIMIT", "1:35: The query ends too early behind 'LIMIT'; a whole number is expected."),
    ("SELECT ?x { ?x ?p ?y FILTER ?y > 3 }", "1:29: '?y' cannot stand here behind 'FILTER'; a condition in parentheses is expected."),
    ("SELECT ?x { ?x ?p ?y FILTER(CONTAIN(?y, 'a')) }", "1:29: 'CONTAIN' cannot stand here; did you mean CONTAINS?"),
    ("SELECT ?x { ?x a kkg:Person }", "1:18: Nobody declares the prefix kkg: of 'kkg:Person'; did you mean kg:?"),
    ("SELECT ?x { ?x a mine:Person }", "1:18: Nobody declares the prefix mine: of 'mine:Person'; write PREFIX mine: <...> at the start."),
    ("SELECT ?x { ?x a <Person> }", "1:18: '<Person>' is not a whole IRI; it has no scheme."),
    ("SELECT ?x { ?x <http://x/p ?z }", "1:16: This < is not closed: an IRI has no blanks, and ends with >."),
    ("SELECT ?x { ?x ?p 'a\\q' }", "1:21: \\q is no escape; a backslash is written \\\\."),
    ("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", "1:1: With GROUP BY or a count, SELECT can name only what is grouped by"),
    ("SELECT * { VALUES (?a ?b) { (1 2) (1) } }", "1:35: This row has 1 values for 2 variables."),
    ("SELECT * { _:a ?p ?x . { _:a ?q ?x } }", "1:26: _:a stands in two groups; use a variable in its place."),
    ("SELECT * FROM claims WHERE x = 1", "1:15: 'claims' cannot stand here"),
    ("SELECT ?x { SERVICE <https://query.wikidata.org/sparql> { ?x ?p ?o } }", "1:13: SERVICE would fetch from the network; kgraph answers from the dossier."),
    ("ASK { ?x ?p '\ud800' }", "1:14: This is half a character (a lone surrogate); write it anew."),
])  # fmt: skip
def test_a_mistake_is_said_in_words(mini, text, said):
    with pytest.raises(BadQuery) as caught:
        mini.query(text)
    message = str(caught.value)
    assert message.startswith(f"query:{said}")
    assert "expected one of" not in message
    assert len(message.splitlines()) == 1


def test_a_mistake_in_a_file_is_said_with_its_name(tmp_path, capsys):
    file = tmp_path / "q.rq"
    file.write_text("SELECT ?x\n{ ?x a kg:Person", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        cli.main(["query", "-f", str(file), "--graph", str(_MINI)])
    assert stop.value.code == 3
    assert f"{file}:2:1: This {{ is not closed" in capsys.readouterr().err


def test_a_mark_before_a_query_is_read(tmp_path, capsys, mini):
    text = "\ufeffSELECT ?who { ?who a kg:State }"
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        cli.main(["query", "-f", str(tmp_path / "q.rq"), "--graph", str(_MINI)])
    assert stop.value.code == 0
    found = capsys.readouterr().out.splitlines()[1:]
    assert [row[0] for row in mini.select(text).terms] == found
    assert len(found) > 1


def test_the_grammar_reads_every_packaged_query():
    files = [*(_ROOT / "ontology").rglob("*.rq"), *(_ROOT / "queries").glob("*.rq")]
    assert len(files) > 80
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert [name for name, text in texts.items() if grammar.broken(grammar.tokens(text))] == []


#: Pieces of queries; what the engine reads of their rows, the grammar reads too.
_PIECES = (
    "SELECT", "ASK", "?x", "?y", "*", "{", "}", "(", ")", "kg:a", "<http://e/a>", "a", ".", ";", ",",
    "'t'", "1", "-2.5", "true", "FILTER", "OPTIONAL", "UNION", "BIND", "AS", "VALUES", "FROM", "SERVICE",
    "GRAPH", "LIMIT", "ORDER BY", "COUNT(*)", "STR(?x)", "EXISTS", "|", "/", "^", "!", "=", "&&", "[]", "()",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=14))
def test_what_the_engine_reads_the_grammar_reads(pieces):
    text = "ASK { ?s ?p ?o " + " ".join(pieces)
    for query in (text, f"{text} }}"):
        try:
            ox.Store().query(query, prefixes=PREFIXES)
        except SyntaxError as error:
            assert str(mistakes.explained(query, str(error))).startswith("query:1:")
        except (OSError, RuntimeError, ValueError):
            pass
        else:
            assert grammar.broken(grammar.tokens(query)) is None


@given(st.text(max_size=40))
def test_any_text_is_read_to_its_end(text):
    found = list(grammar.tokens(text))
    assert found[-1].kind == "end"
    assert all(text[one.start : one.start + len(one.text)] == one.text for one in found)
    if text.strip():
        assert mistakes.explained(text, "").line
    grammar.broken(found)


def test_a_graph_is_named_in_each_way_that_an_iri_is_written():
    texts = {
        "<http://g/a>": "", "g:a": "PREFIX g: <http://g/> ", ":a": "PREFIX : <http://g/> ",
        "<http://\\u0067/a>": "", "g:\\-": "PREFIX g: <http://g/> ",
    }  # fmt: skip
    named = [guard.verdict(f"{head}ASK FROM {name} {{}}")[0] for name, head in texts.items()]
    assert named == [("http://g/a",)] * 4 + [("http://g/-",)]
