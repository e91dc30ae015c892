"""What OpenAPI says of our routes: parameters, answers, problems."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.terms import shorten
from service import negotiate
from service.catalogue import CannedQuery, Parameter
from service.controls import LAYERS
from service.negotiate import Kind
from service.parameters import shown
from service.problems import MEDIA_TYPE
from service.things import Names

Document = dict[str, Any]

_PROBLEM: Document = {
    "type": "object",
    "description": "A problem document of RFC 9457; its own fields name a limit, a place, a parameter.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_WHAT = {
    400: "not a request of the protocol, or the query does not parse: line, column",
    403: "SERVICE, LOAD or an update: not done here",
    404: "nothing has this name: near lists names that are close",
    406: "no format that you take: offers lists those there are",
    412: "the graph has changed since the revision that If-Match names, or is there already",
    413: "a query, a body or an answer above its limit",
    415: "a body of a media type that is not read",
    422: "a parameter that cannot be read: parameter, value",
    429: "one client asks more than it may: limit, Retry-After",
    502: "another server that the query calls did not answer as it should: address",
    503: "every process is busy and the queue is full: Retry-After",
    504: "the time limit ended the query: limit",
    507: "the memory limit ended the query: limit",
}


def query_parameter(name: str, schema: Document, description: str, *, required: bool = False) -> Document:
    """Describe a parameter of the address."""
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def controls(kinds: Sequence[Kind], layers: Sequence[str] = LAYERS) -> list[Document]:
    """Describe format, layer and timeout."""
    formats = {"type": "string", "enum": list(negotiate.names(kinds))}
    return [
        query_parameter("format", formats, "The format of the answer; wins over the Accept header."),
        query_parameter(
            "layer",
            {"type": "string", "enum": list(layers), "default": "inferred"},
            "What documents say (asserted), also what a curator joined, also what rules derive.",
        ),
        query_parameter(
            "timeout",
            {"type": "number", "exclusiveMinimum": 0},
            "Seconds the query may take; lowers the server's limit.",
        ),
    ]


def problems(statuses: Iterable[int]) -> Document:
    """Describe the problems that a route may answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": _WHAT[status], "content": content} for status in statuses}


def canned(query: CannedQuery) -> Document:
    """Describe a canned query: its parameters, the answer's shape, the problems."""
    return {
        "parameters": [_parameter(parameter) for parameter in query.parameters]
        + controls(["rows"], ["inferred"]),
        "responses": {"200": _table(query)} | problems((400, 404, 406, 413, 422, 429, 503, 504, 507)),
    }


def complete(schema: Document, catalogue: Mapping[str, CannedQuery], names: Names | None) -> Document:
    """Add what is known only of the whole: the problem's schema, the values of each scheme."""
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    for query in catalogue.values():
        described = schema["paths"][f"/queries/{query.name}"]["get"]["parameters"]
        for parameter, document in zip(query.parameters, described, strict=False):
            if names and parameter.declared.scheme and (values := names.slugs(parameter.declared.scheme)):
                document["schema"]["enum"] = list(values)
    return schema


def example(parameter: Parameter) -> str | int | None:
    """Write a parameter's example as a person would give it, a slug, a date, a number; None without one."""
    value = shown({"": parameter.example})[""]
    if isinstance(value, str) and parameter.declared.groups:
        prefix, _, slug = shorten(value).partition(":")
        return slug if len(parameter.declared.groups) == 1 else f"{prefix}:{slug}"
    return value


def _parameter(parameter: Parameter) -> Document:
    declared = parameter.declared
    told = declared.description
    schema: Document = {"type": "string"}
    if declared.type == "integer":
        limits = {"minimum": declared.minimum, "maximum": declared.maximum}
        schema = {"type": "integer"} | {name: value for name, value in limits.items() if value is not None}
    elif declared.type == "date":
        schema["pattern"] = r"^\d{4}(-\d{2}(-\d{2})?)?$"
    elif declared.type == "thing":
        told += f" A slug, prefixed name, IRI or English name of a {' or '.join(declared.kinds)}."
    given = example(parameter)
    examples = {} if given is None else {"example": given}
    return query_parameter(parameter.name, schema, told, required=not declared.optional) | examples


def _table(query: CannedQuery) -> Document:
    """Describe the 200: plain JSON with one object a row, or the same table in a standard's format."""
    cell = {"type": ["string", "number", "boolean", "null"]}
    row = {
        "type": "object",
        "properties": dict.fromkeys(query.columns, cell),
        "required": list(query.columns),
    }
    parameters = {parameter.name: shown({"": parameter.example})[""] for parameter in query.parameters}
    schema: Document = {
        "type": "object",
        "required": ["query", "summary", "parameters", "layer", "revision", "count", "scope", "rows"],
        "properties": {
            "query": {"const": query.name},
            "summary": {"type": "string"},
            "parameters": {"type": "object"},
            "layer": {"enum": list(LAYERS)},
            "revision": {"type": "string"},
            "count": {"type": "integer"},
            "scope": {"type": "object", "description": "the documents that were searched"},
            "rows": {"type": "array", "items": row},
        },
    }
    shape: Document = {
        "query": query.name,
        "summary": query.summary,
        "parameters": parameters,
        "layer": "inferred",
        "revision": "0123456789abcdef",
        "count": 0,
        "scope": {"layer": "inferred", "revision": "0123456789abcdef", "count": 0, "documents": []},
        "rows": [],
    }
    content: Document = {media: {} for media in negotiate.media_types(["rows"])}
    content["application/json"] = {"schema": schema, "example": shape}
    return {"description": f"The answer, with the columns {', '.join(query.columns)}.", "content": content}
