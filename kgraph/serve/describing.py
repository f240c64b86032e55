"""What a server says of itself: the service description of SPARQL, and the paths of its API."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kgraph import __version__
from kgraph.serve import calls, negotiation
from kgraph.vocabulary import CURATED, DERIVED, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from kgraph.graph import KnowledgeGraph

__all__ = ["listed", "openapi", "page", "questions", "service"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD",
)  # fmt: skip


def service(address: str, request: Request) -> Response:
    """Return the SPARQL 1.1 service description, in a form that the client takes."""
    from kgraph.dossier.store import rewritten

    media = negotiation.best(request.headers.get("accept", ""), negotiation.TRIPLES)
    if media is None:
        raise HTTPException(406, f"Can be had as {', '.join(negotiation.TRIPLES)}.")
    graphs = " , ".join(
        f"[ a sd:NamedGraph ; sd:name <{name}> ]" for name in (CURATED, DERIVED, VOCABULARY)
    )
    formats = " , ".join(f"<http://www.w3.org/ns/formats/{one}>" for one in _FORMATS)
    turtle = f"""@prefix sd: <{_SD}> .
[] a sd:Service ; sd:endpoint <{address}> ; sd:supportedLanguage sd:SPARQL11Query ;
   sd:feature sd:UnionDefaultGraph ; sd:resultFormat {formats} ;
   sd:defaultDataset [ a sd:Dataset ; sd:namedGraph {graphs} ] .
"""
    return Response(rewritten(turtle, negotiation.TRIPLES[media]), media_type=media)


def listed(kg: KnowledgeGraph) -> dict[str, Any]:
    """Return what can be asked for: each path with what it tells and takes."""
    return {
        "title": kg.title,
        "version": __version__,
        "data_version": kg.data_version,
        "paths": [
            {
                "path": f"/api/{one.path}",
                "tells": one.tells,
                "about": [name.lower() for name in one.about],
                "options": [option.rstrip("_") for option in one.options],
            }
            for one in calls.every().values()
        ],
    }


def questions(kg: KnowledgeGraph) -> dict[str, Any]:
    """Return the questions of the shelf: what each asks, its parameters and its text."""
    return {
        "data_version": kg.data_version,
        "questions": [
            {
                "name": one.name,
                "question": one.question,
                "path": f"/api/questions/{one.name}",
                "parameters": [
                    {"name": each.name, "meaning": each.meaning, "default": each.default}
                    for each in one.parameters
                ],
                "text": one.text,
            }
            for one in kg.questions()
        ],
    }


def openapi(kg: KnowledgeGraph) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the API and of the endpoint."""
    paths: dict[str, Any] = {
        "/healthz": {"get": _operation("Whether the server answers, and of which data.")},
        "/api": {"get": _operation("What can be asked for.")},
        "/api/questions": {"get": _operation("The questions of the shelf.")},
        "/sparql": {
            "get": _operation(
                "A SPARQL 1.1 query; without one, the service description.",
                [_parameter("query", "string"), _parameter("format", "string")],
            ),
            "post": {
                **_operation("A SPARQL 1.1 query, as a form or as it is."),
                "requestBody": _BODY,
            },
        },
    }
    for asked in kg.questions():
        parameters = [
            _parameter(each.name, "string", required=not each.default) for each in asked.parameters
        ]
        parameters.append(_parameter("format", "string"))
        paths[f"/api/questions/{asked.name}"] = {"get": _operation(asked.question, parameters)}
    for one in calls.every().values():
        parameters = [_parameter(name.lower(), "string", required=True) for name in one.about]
        parameters += [
            _parameter(
                option.rstrip("_"),
                calls.kind(option),
                several=one.several(option),
                required=option in one.needs,
            )
            for option in one.options
        ]
        paths[f"/api/{one.path}"] = {"get": _operation(one.tells, parameters)}
    return {
        "openapi": "3.1.0",
        "info": {"title": kg.title, "version": kg.data_version},
        "paths": paths,
        "components": {"schemas": {"Error": _ERROR}},
    }


def page(described: Mapping[str, Any]) -> str:
    """Return an OpenAPI description as a page in HTML, with a form for each address.

    All that is in it is text; what is left empty in a form is not asked for.
    """
    forms = "".join(
        _form(address, operations["get"])
        for address, operations in described["paths"].items()
        if "get" in operations
    )
    title = escape(described["info"]["title"])
    return _PAGE.format(title=title, forms=forms)


def _form(address: str, operation: Mapping[str, Any]) -> str:
    fields = "".join(_field(address, one) for one in operation["parameters"])
    target = escape(address.lstrip("/"))
    return (
        f"<details><summary><code>{escape(address)}</code> {escape(operation['summary'])}</summary>"
        f'<form action="{target}">{fields}<button>Ask</button></form></details>\n'
    )


def _field(address: str, parameter: Mapping[str, Any]) -> str:
    name, schema = escape(parameter["name"]), parameter["schema"]
    many = schema["type"] == "array"
    kind = schema["items"]["type"] if many else schema["type"]
    place = escape(f"{address.strip('/').replace('/', '-')}-{parameter['name']}")
    required = " required" if parameter["required"] else ""
    told = f"{name}{' (can be given several times)' if many else ''}"
    label = f'<label for="{place}">{told}</label>'
    if kind == "boolean":
        return (
            f'{label}<select id="{place}" name="{name}"><option value="">as usual</option>'
            "<option>true</option><option>false</option></select>"
        )
    form = ' inputmode="numeric"' if kind in {"integer", "number"} else ""
    return f'{label}<input id="{place}" name="{name}" autocomplete="off"{form}{required} />'


_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>kgraph: what can be asked for</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="query.css" />
  </head>
  <body>
    <header>
      <h1>What can be asked for: {title}</h1>
      <p>
        <a href=".">The page</a> <a href="query">Questions in SPARQL</a>
        <a href="api/openapi.json">This as OpenAPI, for programs</a>
      </p>
      <p>
        Each line is an address that answers with JSON (of a question, with what its format
        says): the same numbers as the command and the library give. Names and ids are taken as on
        the command line.
      </p>
    </header>
    <main>
{forms}    </main>
  </body>
</html>
"""
_BODY = {
    "required": True,
    "content": {
        "application/sparql-query": {"schema": {"type": "string"}},
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {"query": {"type": "string"}, "format": {"type": "string"}},
            }
        },
    },
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "code", "message"],
            "properties": {
                "status": {"type": "integer"},
                "code": {"type": "string"},
                "message": {"type": "string"},
            },
        }
    },
}


def _operation(tells: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    error = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    return {
        "summary": tells,
        "parameters": parameters or [],
        "responses": {
            "200": {"description": tells},
            "4XX": {"description": "What was asked for cannot be.", **error},
            "5XX": {"description": "A limit was reached, or too much was asked at once.", **error},
        },
    }


def _parameter(
    name: str, kind: str, *, required: bool = False, several: bool = False
) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": kind}
    return {
        "name": name,
        "in": "query",
        "required": required,
        "schema": {"type": "array", "items": schema} if several else schema,
    }
