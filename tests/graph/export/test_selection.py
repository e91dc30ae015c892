"""What a selection keeps is what queries find, and nothing that is kept names what is left out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph import snapshots
from graph.errors import ExportError
from graph.export.progress import Progress
from graph.export.selection import Selection, kind
from graph.export.source import Source
from graph.snapshots import Snapshot
from graph.terms import ID, ONTOLOGY, PREFIXES, RDF, XSD
from tests.graph.export.invented import LAYERS, publish

DATED = {"act", "event", "membership", "relation", "quantity", "grouping"}
UNDATED = {"judgement", "citation"}
NAMES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
SELECTIONS = [
    Selection(since=date(2017, 1, 1), until=date(2017, 12, 31), certain=True),
    Selection(documents=("000",), since=date(2017, 2, 1), until=date(2017, 2, 1)),
    Selection(layer="asserted", documents=("004",)),
]
MORE = [
    Selection(since=date(2017, 1, 1), until=date(2017, 12, 31)),
    Selection(since=date(2014, 3, 18), certain=True),
    Selection(until=date(1995, 6, 1), certain=True),
    Selection(documents=("000", "003")),
    Selection(layer="curated", since=date(2000, 1, 1)),
]
SELECTOR = PREFIXES["oa"] + "hasSelector"
LAYERED = ("asserted", "curated", "inferred")


@pytest.fixture(scope="module")
def snapshot(store: Path) -> Snapshot:
    return snapshots.current(store)


@pytest.fixture(scope="module")
def engine(snapshot: Snapshot) -> Store:
    return Store.read_only(str(snapshot.store))


def kept(snapshot: Snapshot, selection: Selection) -> set[Quad]:
    return _kept(snapshot.directory, selection)


@lru_cache(6)
def _kept(directory: Path, selection: Selection) -> set[Quad]:
    with TemporaryDirectory() as room:
        return set(Source(snapshots.read(directory), selection, Path(room), Progress()).quads())


def things(quads: Iterable[Quad], kinds: set[str]) -> set[str]:
    """List the things of some kinds of which anything is said."""
    subjects = {str(quad.subject)[1:-1] for quad in quads if kind(quad.subject) in kinds}
    return {subject for subject in subjects if "#" not in subject}


def asked(engine: Store, pattern: str, kinds: set[str]) -> set[str]:
    query = f"{NAMES}SELECT DISTINCT ?fact WHERE {{ {pattern} }}"
    rows = cast("QuerySolutions", engine.query(query, use_default_graph_as_union=True))
    return {str(row["fact"])[1:-1] for row in rows if kind(row["fact"]) in kinds}


def in_window(selection: Selection) -> str:
    """Write the window as a filter."""
    conditions = {
        (False, "since"): "COALESCE(?latest >= ?since, true)",
        (False, "until"): "COALESCE(?earliest <= ?until, true)",
        (True, "since"): "COALESCE(?earliest >= ?since, false)",
        (True, "until"): "COALESCE(?latest <= ?until, false)",
    }
    found = ""
    for name in ("since", "until"):
        day = getattr(selection, name)
        if day is not None:
            condition = conditions[selection.certain, name].replace(f"?{name}", f'"{day}"^^xsd:date')
            found += f" FILTER({condition})"
    return "OPTIONAL { ?fact rj:earliest ?earliest } OPTIONAL { ?fact rj:latest ?latest }" + found


def in_documents(selection: Selection) -> str:
    """Follow the reports to their passages, as the rule that says reportedIn does not need to."""
    if not selection.documents:
        return "?fact a ?class ."
    named = " ".join(f"document:{slug}" for slug in selection.documents)
    return f"VALUES ?document {{ {named} }} ?report rj:reports ?fact ; rj:evidence/rj:document ?document ."


@pytest.mark.parametrize(
    "selection",
    [*SELECTIONS, *(pytest.param(one, marks=pytest.mark.soak) for one in MORE)],
    ids=str,
    scope="module",
)
class TestSelection:
    """What each keeps is read once."""

    def test_the_facts_kept_are_those_that_a_query_finds(
        self, selection: Selection, snapshot: Snapshot, engine: Store
    ) -> None:
        quads = kept(snapshot, selection)
        there = things(kept(snapshot, Selection(layer=selection.layer)), DATED | UNDATED)
        found = asked(engine, in_documents(selection) + in_window(selection), DATED)
        assert things(quads, DATED) == found & there
        assert things(quads, UNDATED) == asked(engine, in_documents(selection), UNDATED) & there

    def test_nothing_left_out_is_named_and_of_the_rest_all_else_is_said(
        self, selection: Selection, snapshot: Snapshot
    ) -> None:
        quads = kept(snapshot, selection)
        whole = kept(snapshot, Selection(layer=selection.layer))
        subjects = {quad.subject for quad in quads}
        left_out = {quad.subject for quad in whole} - subjects
        assert left_out
        assert quads == {
            quad for quad in whole if quad.subject not in left_out and quad.object not in left_out
        }

    def test_what_belongs_together_is_kept_together(self, selection: Selection, snapshot: Snapshot) -> None:
        quads = kept(snapshot, selection)
        of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for quad in quads:
            subject, name = str(quad.subject)[1:-1], quad.predicate.value.removeprefix(ONTOLOGY)
            of[subject, name].add(str(quad.object)[1:-1])
        subjects = things(quads, set(PREFIXES))
        for response in things(quads, {"response"}):
            for end in ("reply", "to"):
                assert of[response, end]
                assert of[response, end] <= subjects
        for report in things(quads, {"report"}):
            assert of[report, "reports"] & subjects
            assert of[report, "evidence"] & subjects
        for passage in things(quads, {"passage"}):
            assert of[passage, "document"] <= subjects
            assert of[passage, SELECTOR] or selection.layer != "inferred"
        for discrepancy in things(quads, {"discrepancy"}):
            assert len(of[discrepancy, "side"] & subjects) >= 2
        if selection.documents:
            assert things(quads, {"document"}) == {f"{ID}document/{slug}" for slug in selection.documents}


@pytest.mark.parametrize("layer", LAYERED)
def test_a_layer_is_its_graphs_and_those_below(layer: str, snapshot: Snapshot, engine: Store) -> None:
    graphs = {NamedNode(name) for name in snapshot.layers[layer]}
    expected = set(engine) if layer == "inferred" else {quad for quad in engine if quad.graph_name in graphs}
    assert kept(snapshot, Selection(layer=layer)) == expected


def test_each_layer_holds_the_one_below(snapshot: Snapshot) -> None:
    asserted, curated, inferred = (kept(snapshot, Selection(layer=layer)) for layer in LAYERED)
    assert asserted < curated < inferred


def test_no_document_named_is_all_of_them_named(snapshot: Snapshot, engine: Store) -> None:
    documents = asked(engine, "?fact a rj:Document", {"document"})
    slugs = tuple(sorted(iri.removeprefix(ID + "document/") for iri in documents))
    every = kept(snapshot, Selection(documents=slugs))
    left = things(kept(snapshot, Selection()), {"act"}) - things(every, {"act"})
    reported = asked(engine, "?report rj:reports ?fact", {"act"})
    assert left & reported == set()


def test_a_date_of_others_that_is_none_is_no_bound(tmp_path: Path) -> None:
    act = NamedNode(ID + "act/x")
    quads = [
        Quad(act, NamedNode(ONTOLOGY + "earliest"), Literal("once", datatype=NamedNode(XSD + "date"))),
        Quad(act, NamedNode(RDF + "type"), NamedNode(ONTOLOGY + "SpeechAct")),
    ]
    made = publish(tmp_path / "store", quads)
    assert len(kept(made, Selection(until=date(2000, 1, 1)))) == 2
    assert kept(made, Selection(until=date(2000, 1, 1), certain=True)) == set()


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection(layer="none"), "layer none: is none; write one of asserted, curated, inferred"),
        (Selection(documents=("000", "nine")), "document nine: is not in this graph; there are 000, 001"),
        (Selection(documents=("x" * 900,)), "document x{60}: is not"),
    ],
)
def test_what_is_not_there_is_named_with_what_there_is(
    selection: Selection, told: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=told):
        Source(snapshot, selection, tmp_path, Progress())


def test_a_store_without_documents_says_so(tmp_path: Path) -> None:
    made = publish(tmp_path / "store", [Quad(NamedNode("urn:x:a"), NamedNode("urn:x:b"), Literal("c"))])
    assert set(LAYERS) == set(made.layers)
    with pytest.raises(ExportError, match="there are none"):
        Source(made, Selection(documents=("000",)), tmp_path, Progress())
