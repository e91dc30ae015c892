"""The formats there are, and which one a client gets: RFC 9110 content negotiation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "solutions",
    "boolean",
    "graph",
    "rows",
    "catalogue",
    "ontology",
    "description",
    "found",
    "verdict",
    "thing",
    "page",
    "problem",
]


@dataclass(frozen=True)
class Format:
    """One format; the first name is its own, the first media type is what is sent for a wildcard."""

    names: tuple[str, ...]
    engine: str
    media_types: tuple[str, ...]
    extension: str
    kinds: tuple[Kind, ...]

    @property
    def name(self) -> str:
        """Return the name of its own."""
        return self.names[0]


@dataclass(frozen=True)
class Choice:
    """The format an answer takes, and the media type it is sent as."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """Write the Content-Type; everything is UTF-8, and text/* has to say so."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


@dataclass(frozen=True)
class _Range:
    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float


# In order of preference within each kind: the first is what a client gets that takes anything.
# Kind `rows` is a canned query's answer, whose plain JSON is our own; `ontology` is triples that are a
# page, too, `description` triples that are none, `thing` quads that are a page, `found` what a search found,
# `verdict` what became of a copy,
# `page` what is for people alone, `problem` an error; all others are the standards'.
_ASKED: tuple[Kind, ...] = ("solutions", "boolean", "rows")
_TRIPLES: tuple[Kind, ...] = ("graph", "ontology", "description", "thing")
FORMATS: tuple[Format, ...] = (
    Format(("json",), "json", ("application/json",), "json", ("rows", "found", "verdict", "catalogue")),
    Format(
        ("sparql-json", "json"),
        "json",
        ("application/sparql-results+json", "application/json"),
        "srj",
        _ASKED,
    ),
    Format(
        ("xml",),
        "xml",
        ("application/sparql-results+xml", "application/xml"),
        "srx",
        ("solutions", "boolean"),
    ),
    # Not application/xml: a browser asks for that before it takes anything else, and is shown plain JSON.
    Format(("xml",), "xml", ("application/sparql-results+xml",), "srx", ("rows",)),
    Format(("csv",), "csv", ("text/csv",), "csv", _ASKED),
    Format(("tsv",), "tsv", ("text/tab-separated-values",), "tsv", _ASKED),
    Format(("turtle", "ttl", "n3"), "turtle", ("text/turtle", "application/x-turtle"), "ttl", _TRIPLES),
    Format(("ntriples", "nt"), "ntriples", ("application/n-triples", "text/plain"), "nt", _TRIPLES),
    Format(("nquads", "nq"), "nquads", ("application/n-quads",), "nq", ("graph", "thing")),
    Format(("trig",), "trig", ("application/trig",), "trig", ("graph", "thing")),
    Format(("rdfxml", "rdf", "rdf+xml", "xml"), "rdfxml", ("application/rdf+xml",), "rdf", _TRIPLES),
    Format(
        ("jsonld", "json-ld", "json"),
        "jsonld",
        ("application/ld+json", "application/json"),
        "jsonld",
        _TRIPLES,
    ),
    Format(("parquet",), "json", ("application/vnd.apache.parquet",), "parquet", ("rows",)),
    Format(("receipt",), "json", ("application/vnd.rejoinder.receipt+json",), "json", ("rows",)),
    Format(("html",), "json", ("text/html",), "html", ("rows", "catalogue")),
    Format(("problem",), "json", ("application/problem+json", "application/json"), "json", ("problem",)),
    Format(
        ("html",),
        "html",
        ("text/html",),
        "html",
        ("ontology", "found", "verdict", "thing", "page", "problem"),
    ),
    Format(("text", "txt"), "text", ("text/plain",), "txt", ("verdict",)),
    # What the search box of a browser shows while one types.
    Format(("suggestions",), "json", ("application/x-suggestions+json",), "json", ("found",)),
)

# Parameters of a media range that must have this value; any other is let pass, as RFC 9110 allows.
_HELD = {"charset": "utf-8", "header": "present"}
# A quotation mark that is never closed stands for itself. Nothing is given back, so that all takes one pass.
_PIECE = re.compile(r'(?:[^,;"]|"(?:[^"\\]|\\.)*+"?)++')
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?)++')
# Nobody's header is longer.
_LONGEST = 4096
_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)


def offers(kind: Kind) -> tuple[Format, ...]:
    """List the formats a kind of answer can take, the preferred first."""
    return tuple(format_ for format_ in FORMATS if kind in format_.kinds)


def names(kinds: Sequence[Kind]) -> tuple[str, ...]:
    """List every name that `format=` knows for these kinds of answer."""
    known = (name for kind in kinds for format_ in offers(kind) for name in format_.names)
    return tuple(dict.fromkeys(known))


def media_types(kinds: Sequence[Kind]) -> tuple[str, ...]:
    """List every media type that can be had for these kinds of answer."""
    known = (media for kind in kinds for format_ in offers(kind) for media in format_.media_types)
    return tuple(dict.fromkeys(known))


def choose(kind: Kind, accept: str | None, named: str | None = None) -> Choice | None:
    """Choose the format for a kind of answer, None if the client takes none of those there are.

    A name or media type (what `format=` says) wins over the Accept header. Without both, or with an
    empty header, the first format of the kind is chosen.
    """
    if named is not None:
        return _named(kind, named)
    if accept is None or not accept.strip():
        return Choice(offers(kind)[0], offers(kind)[0].media_types[0])
    ranges = tuple(_ranges(accept))
    best, quality = None, 0.0
    for format_ in offers(kind):
        for media_type in format_.media_types:
            found_quality = _quality(media_type, ranges)
            if found_quality > quality:
                best, quality = Choice(format_, media_type), found_quality
    return best


def _named(kind: Kind, named: str) -> Choice | None:
    for format_ in offers(kind):
        if named in format_.names:
            return Choice(format_, format_.media_types[0])
        if named in format_.media_types:
            return Choice(format_, named)
    return None


def _quality(media_type: str, ranges: Sequence[_Range]) -> float:
    """Return the quality of the most specific range that holds the media type, 0 if none does."""
    type_, _, subtype = media_type.partition("/")
    held = [
        ((range_.type != "*") + (range_.subtype != "*"), len(range_.parameters), range_.quality)
        for range_ in ranges
        if range_.type in {"*", type_} and range_.subtype in {"*", subtype} and _meets(range_)
    ]
    return max(held)[2] if held else 0.0


def _meets(range_: _Range) -> bool:
    return all(_HELD.get(name, value) == value for name, value in range_.parameters)


def _ranges(accept: str) -> Iterator[_Range]:
    """Read an Accept header; an element that is not well formed is passed over."""
    for element in _ELEMENT.findall(accept[:_LONGEST]):
        media, *rest = (piece.strip() for piece in _PIECE.findall(element) or [""])
        type_, _, subtype = media.lower().partition("/")
        if not _TOKEN.fullmatch(type_) or not _TOKEN.fullmatch(subtype) or (type_ == "*" != subtype):
            continue
        pairs = [(name.strip().lower(), value.strip(' "').lower()) for name, _, value in map(_split, rest)]
        quality = _number(next((value for name, value in pairs if name == "q"), "1"))
        if quality is not None:
            yield _Range(type_, subtype, tuple(pair for pair in pairs if pair[0] != "q"), quality)


def _split(piece: str) -> tuple[str, str, str]:
    return piece.partition("=")


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"0(\.\d*)?|1(\.0*)?", text, re.ASCII) else None
