"""Pages that are made from the project's own files each time the documentation is built.

The start page is the README, the questions are the headers of the shelf, the measures are their
register, the vocabulary is the ontology; nothing of them is written twice.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

import kgraph
from kgraph.dossier import shelf

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_ROOT = Path(__file__).resolve().parent.parent
_TERMS = """
SELECT ?term ?kind ?label ?definition ?example ?why WHERE {
  GRAPH graph:vocabulary { ?term a ?kind ; skos:definition ?definition . }
  FILTER(STRSTARTS(STR(?term), STR(kg:)))
  OPTIONAL { ?term rdfs:label|skos:prefLabel ?label }
  OPTIONAL { ?term skos:example ?example }
  OPTIONAL { ?term kg:rationale ?why }
} ORDER BY ?term ?kind ?label"""
_NUMBERS = """
SELECT ?term ?property ?value WHERE {
  GRAPH graph:vocabulary { ?term ?property ?value }
  VALUES ?property { kg:family kg:aspect kg:role kg:valence kg:position kg:lever kg:leverFamily
                     kg:leverDirection kg:contentious kg:assessment kg:guarantee kg:promise
                     kg:unmetLabel kg:personal
                     schema:domainIncludes schema:rangeIncludes }
} ORDER BY ?term ?property ?value"""
_PARTS = (
    ("Classes", "owl:Class"),
    ("Relations", "kg:RelationType"),
    ("Stances", "kg:StanceType"),
    ("Measures", "kg:MeasureType"),
    ("Values", "skos:Concept"),
    ("Properties", "owl:ObjectProperty"),
    ("Properties with a value", "owl:DatatypeProperty"),
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    kg = kgraph.open()
    pages = {
        "index.md": _start(),
        "changelog.md": (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        "questions.md": _questions(kg),
        "measures.md": _measures(kg),
        "vocabulary.md": _vocabulary(kg),
    }
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def _start() -> str:
    text = (_ROOT / "README.md").read_text(encoding="utf-8")
    return text.replace("](docs/", "](").replace("[NOTICE](NOTICE)", "NOTICE")


def _questions(kg: kgraph.KnowledgeGraph) -> str:
    lines = [
        "# Questions",
        "",
        "The shelf: each question is a file in `queries/`, answered by",
        "`kgraph query NAME -p name=value` and by any SPARQL 1.1 engine that has the built graph.",
        "",
    ]
    for question in shelf.questions(kg.dossier):
        lines += [f"## {question.name}", "", question.question, ""]
        for parameter in question.parameters:
            default = f" (default `{parameter.default}`)" if parameter.default else ""
            lines.append(f"* `{parameter.name}`: {parameter.meaning}{default}")
        body = re.sub(r"(?m)^#.*\n", "", question.text).strip()
        lines += ["", f"Columns: {question.columns}", "", "```sparql", body, "```", ""]
    return "\n".join(lines)


def _measures(kg: kgraph.KnowledgeGraph) -> str:
    lines = [
        "# Measures",
        "",
        "Every measure by its name, with what it tells and the command that gives it. In Python",
        "`kg.measure(NAME, ...)` gives the same rows; [Stance](stance.md) and",
        "[Influence](influence.md) say how each is defined, and when it is not assessable.",
        "",
        "| measure | what it tells | command | on the page under |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{row['name']}` | {row['title']}: {row['tells']} | `{row['command']}` "
        f"| {', '.join(row['layers'])} |"
        for row in kg.measures().rows()
    ]
    return "\n".join([*lines, ""])


def _vocabulary(kg: kgraph.KnowledgeGraph) -> str:
    terms: dict[str, dict[str, Any]] = {}
    for term, kind, label, definition, example, why in kg.select(_TERMS).plain():
        entry = terms.setdefault(term, {"kinds": set(), "definition": definition})
        entry["kinds"].add(kind)
        entry.update(label=label or term, example=example, why=why)
    for term, name, value in kg.select(_NUMBERS).plain():
        if term in terms:
            terms[term].setdefault("facts", {}).setdefault(name, []).append(str(value))
    lines = [
        "# Vocabulary",
        "",
        "Made from `ontology/kgraph.ttl` and `ontology/weights.ttl`. Valences, positions and",
        "grades are judgements, each with its reason; a file of your own overlays them.",
        "",
    ]
    shown: set[str] = set()
    for title, kind in _PARTS:
        found = {t: e for t, e in terms.items() if kind in e["kinds"] and t not in shown}
        if kind == "kg:RelationType":
            stances = {t for t, e in found.items() if "kg:StanceType" in e["kinds"]}
            found = {t: e for t, e in found.items() if t not in stances}
        lines += [f"## {title}", ""]
        for term, entry in found.items():
            lines += _term(term, entry)
        shown |= set(found)
    return "\n".join(lines)


def _term(term: str, entry: dict[str, Any]) -> list[str]:
    plain = html.escape
    lines = [f"### {plain(entry['label'])} {{ #{term.partition(':')[2]} }}", ""]
    lines += [f"`{term}`: {plain(entry['definition'])}", ""]
    facts = [
        f"{name.partition(':')[2]}: {', '.join(values)}"
        for name, values in entry.get("facts", {}).items()
    ]
    if facts:
        lines += [f"*{'; '.join(facts)}*", ""]
    if entry["why"]:
        lines += [f"Why: {plain(entry['why'])}", ""]
    if entry["example"]:
        lines += [f"Example: {plain(entry['example'])}", ""]
    return lines
