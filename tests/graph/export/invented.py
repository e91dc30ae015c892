"""Stores of a few invented statements, and exports of them as bytes."""

import io
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from graph import snapshots
from graph.export import formats
from graph.export.export import to_stream
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from graph.terms import ID, ONTOLOGY, RDF, RDFS, XSD

GRAPH = "https://w3id.org/rejoinder/graph/document/invented"
LAYERS = {"asserted": (GRAPH,), "curated": (GRAPH,), "inferred": (GRAPH,)}
FORMS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
WITH_GRAPHS = ("trig", "nquads")
EX = "http://example.org/"
NAME = NamedNode(EX + "name")
# Each is a text that some form has to escape, or might spoil.
TEXTS = (
    *(
        "",
        " ",
        " a ",
        "a\nb",
        "a\r\nb",
        "a\rb",
        "\ttab",
        'a "quote"',
        "it's",
        "back\\slash",
        "\\n",
        "'''\"\"\"",
    ),
    *("<b>&amp;</b>", "]]>", "--", "{}", "[]", "@id", "_:b0", "a:b", "Қазақстан", "Нұрсұлтан Назарбаев", "ё"),
    *(
        "שלום עולם",
        "مرحبا",
        "\u202eright to left\u202c",
        "🇰🇿 👩‍👩‍👧",
        "e\u0301",
        "\u00e9",
        "\u2028",
        "\u0085",
    ),
    *(
        "\u2028",
        "\u0085",
        "\ufeff",
        "\u00a0",
        "\U0010fffd",
        "%20",
        "\u200b",
        "true",
        "1",
        "null",
        "x" * 70_000,
    ),
)
CONTROLS = ("\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff")  # no XML may hold them
IRIS = (
    *("act:x", "ACT:y", "id:z", "type:t", "rj:speaker", "http:x", "urn:x:a", "mailto:a@example.org"),
    *(EX + "a?b=c&d=e'f", EX + "(x),;!*~$", EX + "a#b", EX + "дом", EX + "%D0%B4", EX + "a.", EX),
    *(
        ID + "act/a/b",
        ID + "act/",
        ID + "passage/000-1#selector",
        ID + "act/дом",
        ID + "act/x.",
        ID + "act/-x",
    ),
    *(ID + "act/" + "x" * 3000, EX + "🇰🇿", "tag:x,2020:y", "a:", "http://user@[::1]:80/"),
)
_TYPED = (
    *(("01", "integer"), ("+5", "integer"), ("-0", "integer"), ("1" * 400, "integer"), ("x", "integer")),
    *(("1.", "decimal"), (".5", "decimal"), ("1.50", "decimal"), ("1e3", "double"), ("NaN", "double")),
    *(
        ("1.0E0", "double"),
        ("true", "boolean"),
        ("1", "boolean"),
        ("TRUE", "boolean"),
        ("2017-02-31", "date"),
    ),
)


def hostile() -> list[Quad]:
    """Say many odd things, in a graph of ours, one of others and the one without a name."""
    subject = NamedNode(ID + "act/odd")
    values: list[Literal | NamedNode | BlankNode] = [Literal(text) for text in TEXTS]
    values += [
        Literal(text, language=tongue) for text in TEXTS[:5] for tongue in ("en", "ru", "kk-Cyrl", "x-a")
    ]
    values += [Literal(text, datatype=NamedNode(XSD + kind)) for text, kind in _TYPED]
    values += [Literal("2017-02~", datatype=NamedNode(iri)) for iri in IRIS if ":" in iri]
    values += [NamedNode(iri) for iri in IRIS]
    values += [BlankNode("b0"), BlankNode("0"), BlankNode("a.b"), BlankNode("bb0"), BlankNode("ab-c")]
    triples = [Triple(subject, NAME, value) for value in values]
    triples += [Triple(NamedNode(iri), NAME, Literal("named")) for iri in IRIS]
    triples += [Triple(NamedNode(iri), NamedNode(RDF + "type"), NamedNode(iri)) for iri in IRIS]
    triples += [Triple(BlankNode("0"), NAME, BlankNode("b0"))]
    triples += [Triple(BlankNode("b0"), NAME, BlankNode("0"))]
    triples += [Triple(subject, NamedNode(RDF + "type"), Literal("no class"))]
    triples += [
        Triple(subject, NamedNode(RDFS + "label"), Literal(text, language="kk")) for text in TEXTS[:9]
    ]
    triples += [Triple(subject, NamedNode(ONTOLOGY + "date"), Literal("no date"))]
    triples += [Triple(subject, NamedNode(f"{EX}p{n}/имя"), Literal(str(n))) for n in range(5)]
    graphs = (NamedNode(GRAPH), NamedNode(EX + "g?a=b"), DefaultGraph(), BlankNode("g"))
    return [at(triple, graph) for triple in triples for graph in graphs]


def at(triple: Triple, graph: NamedNode | BlankNode | DefaultGraph) -> Quad:
    """Put a statement into a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def publish(folder: Path, quads: Iterable[Quad]) -> Snapshot:
    return snapshots.publish(folder, quads, LAYERS)


def written(snapshot: Snapshot, form: str, selection: Selection | None = None) -> bytes:
    out = io.BytesIO()
    to_stream(snapshot, formats.find(form), out, selection)
    return out.getvalue()


def read(text: bytes, form: str) -> list[Quad]:
    """Read a form back; blank nodes have the labels they had."""
    found = list(parse(text, format=FORMS[form]))
    return found if form != "rdfxml" else [_relabelled(quad) for quad in found]


def same(quads: Iterable[Quad]) -> frozenset[str]:
    """Name statements without the labels of their blank nodes, to compare two graphs by."""
    named = Dataset(quads)
    named.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, named))


def _relabelled(quad: Quad) -> Quad:
    """Take the letter away that stands before the labels of blank nodes in RDF/XML."""
    subject, value = (
        BlankNode(term.value.removeprefix("b")) if isinstance(term, BlankNode) else term
        for term in (quad.subject, quad.object)
    )
    return Quad(subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type]
