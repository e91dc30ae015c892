"""Each form of RDF says all that the graph says, whatever that is, and the same graph in the same bytes."""

import random
from pathlib import Path
from xml.dom import minidom

import pytest
from pyoxigraph import BaseDirection, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph import snapshots
from graph.errors import ExportError
from graph.export import sorting
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from graph.terms import ID, RDF, XSD
from tests.graph.export.invented import (
    CONTROLS,
    EX,
    FORMS,
    GRAPH,
    NAME,
    WITH_GRAPHS,
    at,
    hostile,
    publish,
    read,
    same,
    written,
)

THING = NamedNode(ID + "act/thing")
HERE = NamedNode(GRAPH)
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return publish(tmp_path_factory.mktemp("odd"), hostile())


@pytest.fixture(scope="module")
def kept(odd: Snapshot) -> set[Quad]:
    """What the store holds: blank nodes of our graphs have got other labels in it."""
    return set(Store.read_only(str(odd.store)))


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_reads_back_as_it_was(form: str, odd: Snapshot, kept: set[Quad]) -> None:
    found = read(written(odd, form), form)
    expected = kept if form in WITH_GRAPHS else {at(quad.triple, DefaultGraph()) for quad in kept}
    assert len(found) == len(expected)
    assert same(found) == same(expected)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.soak
def test_of_the_real_graph_too(form: str, store: Path) -> None:
    snapshot = snapshots.current(store)
    said = set(Store.read_only(str(snapshot.store)))
    found = read(written(snapshot, form), form)
    expected = said if form in WITH_GRAPHS else {at(quad.triple, DefaultGraph()) for quad in said}
    assert len(found) == len(expected)
    assert same(found) == same(expected)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_graph_makes_the_same_bytes(form: str, tmp_path: Path) -> None:
    quads = [quad for quad in hostile() if "_:" not in str(quad.triple)]
    random.Random(1).shuffle(quads)  # noqa: S311 - an order, no secret
    first = publish(tmp_path / "first", quads)
    second = publish(tmp_path / "second", reversed(quads))
    assert written(first, form) == written(second, form) == written(first, form)


@pytest.mark.parametrize("form", FORMS)
def test_sorting_in_many_runs_makes_the_same_bytes(
    form: str, odd: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(odd, form)
    monkeypatch.setattr(sorting.in_order, "__defaults__", (7,))
    assert written(odd, form) == whole


def test_n_quads_are_canonical_and_in_order_of_code_points(odd: Snapshot, kept: set[Quad]) -> None:
    lines = written(odd, "nquads").decode().split("\n")
    assert lines.pop() == ""
    assert lines == sorted(lines)
    assert lines == sorted({canonical(quad) for quad in kept})


def canonical(quad: Quad) -> str:
    """Write what RDF 1.1 N-Quads calls canonical, by its own text."""
    terms = [quad.subject, quad.predicate, quad.object]
    terms += [] if isinstance(quad.graph_name, DefaultGraph) else [quad.graph_name]
    return " ".join([*map(_term, terms), "."])


def _term(term: object) -> str:
    if isinstance(term, NamedNode):
        return f"<{term.value}>"
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    assert isinstance(term, Literal)
    text = "".join(map(_character, term.value))
    if term.language:
        return f'"{text}"@{term.language}'
    return f'"{text}"' if term.datatype.value == XSD + "string" else f'"{text}"^^<{term.datatype.value}>'


def _character(one: str) -> str:
    unseen = ord(one) < 0x20 or ord(one) == 0x7F or one in {"\ufffe", "\uffff"}
    return _ESCAPED.get(one, f"\\u{ord(one):04X}" if unseen else one)


def single(folder: Path, *terms: object) -> Snapshot:
    return publish(folder, [Quad(*terms, HERE)])  # type: ignore[call-arg,arg-type]


@pytest.mark.parametrize("text", CONTROLS)
def test_characters_that_no_xml_holds_are_refused_there_and_kept_elsewhere(text: str, tmp_path: Path) -> None:
    snapshot = single(tmp_path, THING, NAME, Literal(text))
    with pytest.raises(ExportError, match=rf"act/thing.*U\+{ord(text):04X}; RDF/XML .* export turtle"):
        written(snapshot, "rdfxml")
    for form in set(FORMS) - {"rdfxml"}:
        assert [quad.object for quad in read(written(snapshot, form), form)] == [Literal(text)]


@pytest.mark.parametrize(
    "name",
    [
        "http://example.org/1",
        "urn:x:12",
        EX,
        RDF + "li",
        RDF + "Description",
        "http://www.w3.org/2000/xmlns/b",
    ],
)
def test_properties_that_rdf_xml_cannot_name_are_refused_there_and_kept_elsewhere(
    name: str, tmp_path: Path
) -> None:
    snapshot = single(tmp_path, THING, NamedNode(name), THING)
    with pytest.raises(ExportError, match=f"{name}: is a .*RDF/XML cannot hold it"):
        written(snapshot, "rdfxml")
    for form in set(FORMS) - {"rdfxml"}:
        assert [quad.predicate.value for quad in read(written(snapshot, form), form)] == [name]


def test_rdf_xml_is_well_formed_for_any_parser_of_xml(odd: Snapshot) -> None:
    document = minidom.parseString(written(odd, "rdfxml"))  # noqa: S318 - our own output
    texts = {
        "".join(getattr(node, "data", "") for node in element.childNodes)
        for element in document.getElementsByTagNameNS(EX, "name")
    }
    assert {"a\r\nb", "a\rb", "a\nb", " a ", "]]>"} <= texts


@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_no_name_in_turtle_has_an_escape(form: str, odd: Snapshot) -> None:
    text = written(odd, form).decode()
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    assert "\\" not in outside


@pytest.mark.parametrize(
    "value",
    [Literal("x", language="ar", direction=BaseDirection.RTL), Triple(THING, NAME, Literal("said"))],
    ids=["direction", "statement"],
)
def test_what_is_new_in_rdf_1_2_is_kept_or_refused_but_never_bent(value: object, tmp_path: Path) -> None:
    snapshot = single(tmp_path, THING, NAME, value)
    refusing = {"rdfxml"} if isinstance(value, Literal) else {"rdfxml", "jsonld"}
    for form in refusing:
        with pytest.raises(ExportError, match="cannot hold it; export turtle or nquads"):
            written(snapshot, form)
    for form in set(FORMS) - refusing:
        assert [quad.object for quad in read(written(snapshot, form), form)] == [value]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_selection_makes_a_file_that_reads_as_nothing(form: str, odd: Snapshot) -> None:
    elsewhere = Snapshot(**{**vars(odd), "layers": {"asserted": ("urn:nothing",)}})
    assert read(written(elsewhere, form, Selection(layer="asserted")), form) == []


@pytest.mark.parametrize("form", FORMS)
def test_only_the_graphs_of_a_layer_are_kept(form: str, odd: Snapshot, kept: set[Quad]) -> None:
    found = read(written(odd, form, Selection(layer="asserted")), form)
    graph: NamedNode | DefaultGraph = HERE if form in WITH_GRAPHS else DefaultGraph()
    assert same(found) == same(at(quad.triple, graph) for quad in kept if quad.graph_name == HERE)
