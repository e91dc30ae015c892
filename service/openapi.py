"""What OpenAPI says of our routes: parameters, answers, problems."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service import examples, narrowing, negotiate
from service.catalogue import CannedQuery, Parameter
from service.controls import LAYERS
from service.header import PLURALS
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
_RECEIPT: Document = {
    "type": "object",
    "description": "what was asked and searched, of what revision, and how to cite it",
    "required": ["question", "query", "parameters", "revision", "rows"],
    "properties": {
        "question": {"type": "string"},
        "query": {"type": "string"},
        "parameters": {"type": "object", "description": "as they were understood, what narrows among them"},
        "revision": {"type": "string"},
        "query_sha256": {"type": "string", "description": "of the member sparql, in UTF-8"},
        "rows": {"type": "integer"},
        "limits": {"type": "object", "description": "complete says whether there are no other rows"},
        "coverage": {"type": "object", "description": "the documents that were searched"},
        "licence": {"type": "string", "format": "uri"},
        "address": {"type": "string", "format": "uri", "description": "gives this very answer always"},
        "citation": {"type": "string", "description": "to paste into a footnote"},
        "sparql": {"type": "string", "description": "the query that was asked, to copy and change"},
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


def controls(kinds: Sequence[Kind]) -> list[Document]:
    """Describe format, layer and timeout."""
    layer = query_parameter(
        "layer",
        {"type": "string", "enum": list(LAYERS), "default": "inferred"},
        "What documents say (asserted), also what a curator joined, also what rules derive.",
    )
    return [*_controls(kinds), layer]


def _controls(kinds: Sequence[Kind]) -> list[Document]:
    formats = {"type": "string", "enum": list(negotiate.names(kinds))}
    return [
        query_parameter("format", formats, "The format of the answer; wins over the Accept header."),
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


def canned(query: CannedQuery, address: str = "") -> Document:
    """Describe a canned query at its route or at an address: parameters, the answer's shape, the problems."""
    return {
        "parameters": [_parameter(parameter, address) for parameter in query.parameters]
        + [
            query_parameter(name, narrowing_schema(name), narrowing.TOLD[name])
            for name in narrowing.offered(query)
        ]
        + _controls(["rows"]),
        "responses": {"200": _table(query)} | problems((400, 404, 406, 413, 422, 429, 503, 504, 507)),
    }


def batch(query: CannedQuery) -> Document:
    """Describe the route that takes many calls of a canned query."""
    properties = {parameter.name: schema_of(parameter) for parameter in query.parameters}
    needed = [parameter.name for parameter in query.parameters if not parameter.declared.optional]
    one: Document = {"type": "object", "properties": properties, "required": needed}
    asked: Document = {"schema": {"type": "array", "maxItems": 100, "items": one}}
    told: Document = {
        "schema": {
            "type": "object",
            "required": ["query", "revision", "answers"],
            "properties": {"answers": {"type": "array", "description": "receipt and rows, or problem"}},
        }
    }
    content = {"application/json": told}
    return {
        "requestBody": {"required": True, "content": {"application/json": asked}},
        "responses": {"200": {"description": "An answer for each call, in their order.", "content": content}}
        | problems((400, 413, 415, 429)),
    }


def operation(query: CannedQuery, address: str) -> str:
    """Name the operation of a friendly address."""
    return f"{query.name}_of_{PLURALS[address.split('/')[1]].replace('-', '_')}"


def narrowing_schema(name: str) -> Document:
    """Write the JSON schema of what narrows an answer."""
    schema: Document = {"type": "string"}
    if words := narrowing.choices(name):
        schema = {"type": "string", "enum": list(words)}
    elif name in {"limit", "offset", "max_chain"}:
        schema = {"type": "integer", "minimum": 0}
    return {"type": "array", "items": schema} if name in narrowing.MANY else schema


def complete(schema: Document, catalogue: Mapping[str, CannedQuery], names: Names | None) -> Document:
    """Add what is known only of the whole: the problem's schema, the values of each scheme."""
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    for query in catalogue.values():
        for path in (f"/queries/{query.name}", *query.addresses):
            described = schema["paths"][path]["get"]["parameters"]
            for parameter, document in zip(query.parameters, described, strict=False):
                document["schema"] = schema_of(parameter, names)
    return schema


def schema_of(parameter: Parameter, names: Names | None = None) -> Document:
    """Write the JSON schema of a parameter's values; with the names of a revision, the values of a scheme."""
    declared = parameter.declared
    schema: Document = {"type": "string"}
    if declared.type in {"integer", "number"}:
        limits = {"minimum": declared.minimum, "maximum": declared.maximum}
        schema = {"type": declared.type}
        schema |= {name: value for name, value in limits.items() if value is not None}
    words = names.slugs(declared.scheme) if names and declared.scheme else declared.values
    if words:
        schema["enum"] = list(words)
    return {"type": "array", "items": schema} if declared.many else schema


def told_of(parameter: Parameter) -> str:
    """Say in words what a parameter takes."""
    declared = parameter.declared
    if declared.type == "thing":
        kinds = " or ".join(declared.kinds)
        return f"{declared.description} A slug, prefixed name, IRI or any name, in any script, of a {kinds}."
    return declared.description + (" In EDTF: a year, a month or a day." if declared.type == "date" else "")


def _parameter(parameter: Parameter, address: str) -> Document:
    given = examples.example(parameter)
    required = not parameter.declared.optional
    told = query_parameter(parameter.name, schema_of(parameter), told_of(parameter), required=required)
    if f"{{{parameter.name}}}" in address:
        told |= {"in": "path", "required": True, "description": "Its slug."}
        given = str(given).rpartition(":")[2]
    return told if given is None else told | {"example": given}


def _table(query: CannedQuery) -> Document:
    """Describe the 200: plain JSON with one object a row, or the same table in a standard's format."""
    cell = {"type": ["string", "number", "boolean", "null"]}
    row = {
        "type": "object",
        "properties": dict.fromkeys(query.columns, cell),
        "required": list(query.columns),
    }
    receipt = _RECEIPT | {"properties": _RECEIPT["properties"] | {"query": {"const": query.name}}}
    schema: Document = {
        "type": "object",
        "required": ["receipt", "rows"],
        "properties": {"receipt": receipt, "rows": {"type": "array", "items": row}},
    }
    parameters = shown({parameter.name: parameter.example for parameter in query.parameters})
    told = {"question": query.summary, "query": query.name, "parameters": parameters, "rows": 0}
    shape: Document = {"receipt": told | {"revision": "0123456789abcdef"}, "rows": []}
    content: Document = {media: {} for media in negotiate.media_types(["rows"])}
    content["application/json"] = {"schema": schema, "example": shape}
    return {"description": f"The answer, with the columns {', '.join(query.columns)}.", "content": content}
