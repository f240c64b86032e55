"""What a server says of itself: the service description of SPARQL, and the paths of its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kgraph import __version__
from kgraph.serve import calls, negotiation
from kgraph.vocabulary import CURATED, DERIVED, VOCABULARY

if TYPE_CHECKING:
    from starlette.requests import Request

    from kgraph.graph import KnowledgeGraph

__all__ = ["listed", "openapi", "questions", "service"]

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
