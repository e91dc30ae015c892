"""The W3C's manifests of requests and expected responses, read into plain objects."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_HT = Namespace("http://www.w3.org/2011/http#")
_CNT = Namespace("http://www.w3.org/2011/content#")
_CODES = {status.name.replace("_", "").lower(): range(status, status + 1) for status in HTTPStatus}
_CODES |= {f"statuscode{class_}xx": range(100 * class_, 100 * class_ + 100) for class_ in range(1, 6)}


@dataclass(frozen=True)
class Expected:
    """What a response has to be; None where nothing is said. Location is the name that its value gets."""

    statuses: tuple[range, ...]
    format: str | None
    boolean: bool | None
    location: str | None
    content_type: str | None
    body: str | None


@dataclass(frozen=True)
class Request:
    """One request; its path begins with /sparql/ or /gsp, its body has the encoding that the test states."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    expected: Expected


@dataclass(frozen=True)
class Test:
    """Graphs to have before (name and N-Triples), and the requests in their order."""

    name: str
    graphs: tuple[tuple[str, str], ...] = ()
    requests: tuple[Request, ...] = field(default=(), repr=False)


def read(folder: Path) -> Iterator[Test]:
    """Read every test of every manifest in a folder; a ValueError if there is none."""
    files = sorted(folder.glob("manifest*.ttl"))
    if not files:
        raise ValueError(f"{folder}: holds no manifest*.ttl; name a folder of the W3C's protocol tests")
    for file in files:
        graph = Graph().parse(file)
        for manifest in graph.subjects(RDF.type, _MF.Manifest):
            for entries in graph.objects(manifest, _MF.entries):
                for test in Collection(graph, entries):
                    yield _test(graph, test)


def _test(graph: Graph, test: Node) -> Test:
    loaded = tuple(
        (_text(graph, data, RDFS.label), _local(graph, data).read_text("utf-8"))
        for data in graph.objects(test, _UT.graphData)
    )
    requests = _one(graph, _one(graph, test, _MF.action), _HT.requests)
    each = tuple(_request(graph, request) for request in Collection(graph, requests))
    return Test(str(test).rpartition("#")[2], loaded, each)


def _local(graph: Graph, data: Node) -> Path:
    return Path(str(_one(graph, data, _UT.graph)).removeprefix("file://"))


def _request(graph: Graph, request: Node) -> Request:
    body = graph.value(request, _HT.body)
    encoding = _text(graph, body, _CNT.characterEncoding) if body else "utf-8"
    return Request(
        method=_text(graph, request, _HT.methodName),
        path=_text(graph, request, _HT.absolutePath),
        headers=_headers(graph, request),
        body=_text(graph, body, _CNT.chars).encode(encoding) if body else b"",
        expected=_expected(graph, _one(graph, request, _HT.resp)),
    )


def _expected(graph: Graph, response: Node) -> Expected:
    body = graph.value(response, _HT.body)
    boolean = graph.value(response, _MF.expectedBoolean)
    codes = graph.objects(response, _MF.expectedStatus)
    return Expected(
        statuses=tuple(_CODES[str(code).rpartition("#")[2].lower()] for code in codes),
        format=_optional(graph, response, _MF.expectedFormat),
        boolean=None if boolean is None else str(boolean) == "true",
        location=_optional(graph, response, _MF.expectedLocation),
        content_type=_headers(graph, response).get("content-type"),
        body=_text(graph, body, _CNT.chars) if body else None,
    )


def _headers(graph: Graph, message: Node) -> dict[str, str]:
    listed = graph.value(message, _HT.headers)
    each = Collection(graph, listed) if listed else ()
    return {
        _text(graph, header, _HT.fieldName).lower(): _text(graph, header, _HT.fieldValue) for header in each
    }


def _one(graph: Graph, subject: Node, predicate: URIRef) -> Node:
    value = graph.value(subject, predicate)
    if value is None:
        raise ValueError(f"{subject}: has no {predicate}")
    return value


def _text(graph: Graph, subject: Node, predicate: URIRef) -> str:
    return str(_one(graph, subject, predicate))


def _optional(graph: Graph, subject: Node, predicate: URIRef) -> str | None:
    value = graph.value(subject, predicate)
    return None if value is None else str(value)
