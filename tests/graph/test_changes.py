"""A write is published whole, with what follows from it, or changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from graph import check, held, snapshots
from graph.changes import write
from graph.errors import BuildError, Conflict, MissingStore, RefusedChange, RejoinderError
from graph.terms import GRAPH
from tests.graph.written import DOCUMENT, Place, built

ACT = "act:miller-asks a rj:SpeechAct ; rj:speaker person:miller ; rj:date '1901-05-03'^^edtf:EDTF ."
REPORT = "report:000-asks a rj:Report ; rj:reports act:miller-asks ; rj:stance stance:asserts ."


def test_a_write_is_current_and_tells_where_it_comes_from(place: Place) -> None:
    former = place.current
    before = place.quads()
    written = place.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1, 2 } <urn:c> <urn:d> 3 }")
    assert (written.added, written.removed) == (3, 0)
    assert written.snapshot == place.current != former
    assert (place.current.cause, place.current.parent) == ("update", former.revision)
    assert place.current.base == former.base == former.revision
    assert before < place.quads()
    assert len(place.quads()) == place.current.quads == former.quads + 3
    assert place.ask("GRAPH <urn:g> { <urn:a> <urn:b> 1, 2 } <urn:c> <urn:d> 3")


def test_a_write_says_what_a_build_of_the_same_files_says(place: Place, tmp_path: Path) -> None:
    place.insert(DOCUMENT, ACT + REPORT)
    place.update(
        f"DELETE DATA {{ GRAPH <{DOCUMENT}> {{ act:claims-pond rj:date '1901-05-02'^^edtf:EDTF }} }} ;"
        f"INSERT DATA {{ GRAPH <{DOCUMENT}> {{ act:claims-pond rj:date '1901-05-01'^^edtf:EDTF }} }}"
    )
    (tmp_path / "other").mkdir()
    other = built(tmp_path / "other")
    facts = other.tiny.folder / "facts/000.ttl"
    facts.write_text(
        facts.read_text("utf-8").replace("1901-05-02", "1901-05-01") + ACT + REPORT, encoding="utf-8"
    )
    draft = check.assemble(other.tiny.roots)
    published = snapshots.publish(other.store, draft.store, draft.layers())
    assert published.revision == place.current.revision
    assert published.layers == place.current.layers
    assert place.ask("act:miller-asks rj:earliestDay ?day")


def test_what_follows_no_more_is_gone(place: Place) -> None:
    assert place.ask("act:denies-claim rj:respondsTo act:claims-pond")
    for response, graph in (("baker-miller", DOCUMENT), ("seen-by-curator", f"{GRAPH}curated")):
        place.update(f"DELETE WHERE {{ GRAPH <{graph}> {{ response:{response} rj:to ?act }} }}")
    assert not place.ask("act:denies-claim rj:respondsTo ?act")


def test_a_graph_belongs_to_a_layer_if_it_is_ours(place: Place) -> None:
    place.update(
        f"INSERT DATA {{ GRAPH <{GRAPH}document/002> {{ person:miller skos:altLabel 'Mr M' }}"
        " GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"
    )
    layers = place.current.layers
    assert f"{GRAPH}document/002" in layers["asserted"]
    assert f"{GRAPH}curated" not in layers["asserted"]
    assert not any("urn:g" in graphs for graphs in layers.values())


FAULTS = [
    (ACT, "graph:document/000: act:miller-asks: nobody reports this"),
    (ACT.replace("person:miller", "act:claims-pond") + REPORT, "a speaker who is a person, not act:claims-"),
    (ACT.replace("'1901-05-03'", "'May 1901'") + REPORT, "rj:date “May 1901” is no date that is read"),
    (ACT.replace("rj:speaker", "rj:speakr") + REPORT, "rj:speakr is used but nowhere declared"),
    ("person:Miller_2 a rj:Person .", "person:Miller_2: is no IRI of the form"),
    ("person:molinero a rj:Person ; rdfs:label 'the miller' .", "two IRIs for one person by spelling"),
    ("person:miller a rj:Person .", "rdf:type rj:Person stands in two graphs (graph:document/000, graph:ref"),
    ("person:miller skos:note [] .", "blank node at skos:note"),
    ("passage:000-1-2 a rj:Passage .", "needs one rj:document"),
    (
        "act:claims-pond rj:respondsTo act:denies-claim . act:denies-claim rj:speaker person:miller .",
        "own act",
    ),
]


@pytest.mark.parametrize(("turtle", "told"), FAULTS)
def test_a_write_that_breaks_a_rule_changes_nothing(place: Place, turtle: str, told: str) -> None:
    before = place.times()
    with pytest.raises(BuildError, match="nothing was published") as caught:
        place.insert(DOCUMENT, turtle)
    assert any(told in str(finding) for finding in caught.value.findings), str(caught.value)
    assert place.times() == before
    assert not list((place.store / "snapshots").glob(".*"))


REFUSED = [
    (
        "INSERT DATA { GRAPH graph:rule\\/bounds { <urn:a> <urn:b> 1 } }",
        "graph:rule/bounds is derived by rules; write",
    ),
    ("INSERT DATA { GRAPH graph:rule\\/new { <urn:a> <urn:b> 1 } }", "graph:rule/new is derived by rules"),
    ("DROP GRAPH graph:rule\\/bounds", "graph:rule/bounds is derived by rules; remove what act:"),
    ("INSERT DATA { <urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> }", "is a triple within a triple"),
    (
        "INSERT DATA { GRAPH graph:ontology { rj:Person rdfs:subClassOf [] } }",
        "has a blank node; write it into",
    ),
    (
        "INSERT { GRAPH <urn:g> { ?s a ?o } } WHERE { GRAPH graph:ontology { ?s a ?o FILTER isBlank(?s) } }",
        "got a blank node of a graph of ours",
    ),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_what_no_graph_can_take_is_refused(place: Place, text: str, told: str) -> None:
    before = place.times()
    with pytest.raises(RefusedChange) as caught:
        place.update(text)
    assert told in str(caught.value)
    assert place.times() == before


def test_a_fact_may_be_removed_with_what_follows_from_it(place: Place) -> None:
    written = place.update("DELETE WHERE { GRAPH ?g { report:001-claims-pond ?p ?o } }")
    assert written.removed >= 4
    assert not place.ask("report:001-claims-pond ?p ?o")


def test_what_the_change_raises_is_passed_on_and_leaves_nothing(place: Place) -> None:
    def change(store: Store) -> None:
        store.update("INSERT DATA { <urn:a> <urn:b> 1 }")
        raise KeyError("told")

    before = place.times()
    with pytest.raises(KeyError, match="told"):
        write(place.store, change, cause="update")
    with pytest.raises(SyntaxError):
        place.update("INSERT DATA { <urn:a> }")
    assert place.times() == before
    assert not list((place.store / "snapshots").glob(".*"))


def test_a_change_to_nothing_is_no_revision(place: Place) -> None:
    former, before = place.current, place.times()
    written = place.update("DELETE DATA { <urn:a> <urn:b> 1 }")
    assert (written.snapshot, written.added, written.removed) == (former, 0, 0)
    assert place.times() == before


def test_a_write_for_another_revision_meets_a_conflict(place: Place) -> None:
    former = place.current.revision
    place.update("INSERT DATA { <urn:a> <urn:b> 1 }", expected=former)
    before = place.times()
    with pytest.raises(Conflict, match=f"revision {place.current.revision} is current, not {former}; read"):
        place.update("INSERT DATA { <urn:a> <urn:b> 2 }", expected=former)
    assert place.times() == before


def test_a_write_undone_is_the_former_revision(place: Place) -> None:
    former, before = place.current, place.times()
    place.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    assert place.update("DROP GRAPH <urn:g>").snapshot == former == place.current
    assert before.items() - place.times().items() == {
        (str(place.store / "current"), before[str(place.store / "current")])
    }


def test_everything_may_go_and_come_again(place: Place) -> None:
    every = place.quads()
    assert place.update("DROP ALL").removed == len(every)
    assert (place.quads(), place.current.quads) == (set(), 0)
    assert place.update("INSERT DATA { <urn:a> <urn:b> 1 }").added == 1
    with pytest.raises(BuildError, match="rj:SpeechAct is used but nowhere declared"):
        place.update("INSERT DATA { GRAPH <urn:g> { <urn:a> a rj:SpeechAct } }")
    with pytest.raises(BuildError, match="rj:Person is used but nowhere declared"):
        place.insert(f"{GRAPH}reference", "person:miller a rj:Person .")
    assert len(place.quads()) == 1


def test_an_empty_graph_is_there_until_it_is_dropped(place: Place) -> None:
    former, graph = place.current, NamedNode("urn:g")
    created = place.update("CREATE GRAPH <urn:g>")
    assert (created.added, created.removed, created.snapshot.quads) == (0, 0, former.quads)
    assert created.snapshot.revision != former.revision
    assert Store.read_only(str(place.current.store)).contains_named_graph(graph)
    place.insert(DOCUMENT, "person:miller skos:altLabel 'Mr M' .")
    assert Store.read_only(str(place.current.store)).contains_named_graph(graph)
    place.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } } ; DROP NAMED ; CREATE GRAPH <urn:g>")
    assert list(Store.read_only(str(place.current.store)).named_graphs()) == [graph]
    place.update("DROP GRAPH <urn:g>")
    assert list(Store.read_only(str(place.current.store)).named_graphs()) == []


def test_a_reader_goes_on_with_what_it_opened(place: Place) -> None:
    reader = Store.read_only(str(place.current.store))
    before = set(reader)
    for number in range(3):
        place.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")
    place.update("DROP ALL")
    assert set(reader) == before


def test_writing_where_nothing_was_built_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(MissingStore, match="run `rejoinder build`"):
        write(tmp_path / "store", lambda _: None, cause="update")


def test_a_cause_is_one_line(place: Place) -> None:
    write(place.store, lambda store: store.update("INSERT DATA {<urn:a> <urn:b> 1}"), cause="PUT\n graph x")
    assert place.current.cause == "PUT graph x"


def test_a_blank_node_that_many_statements_share_is_looked_up_once(place: Place) -> None:
    hub = "_:hub " + " ; ".join(f"<urn:p{number}> {number}" for number in range(5000)) + " ."
    assert place.insert("urn:g", hub).added == 5000


NEAR = [
    ("<urn:x> a rj:SpeechAct .", "urn:g: urn:x: nobody reports this"),
    ("<urn:x> a <urn:Speech> . <urn:Speech> rdfs:subClassOf rj:SpeechAct .", "urn:g: urn:x: nobody reports"),
    ("act:claims-pond rj:speaker <urn:x> .", "a speaker who is a person, not urn:x"),
    (
        "person:miller a rj:Person .",
        "rdf:type <https://w3id.org/rejoinder/ontology#Person> stands in a graph of",
    ),
    ("<urn:x> rj:speakr person:miller .", "rj:speakr is used but nowhere declared"),
]


@pytest.mark.parametrize(("turtle", "told"), NEAR)
def test_a_foreign_graph_may_break_no_rule_either(place: Place, turtle: str, told: str) -> None:
    before = place.times()
    with pytest.raises(BuildError) as caught:
        place.insert("urn:g", turtle)
    assert any(told in str(finding) for finding in caught.value.findings), str(caught.value)
    assert place.times() == before


def test_the_graph_without_a_name_may_break_no_rule(place: Place) -> None:
    with pytest.raises(BuildError, match="the graph without a name: urn:x: nobody reports this"):
        place.update("INSERT DATA { <urn:x> a rj:SpeechAct }")


def test_no_rule_reads_a_foreign_graph(place: Place) -> None:
    place.insert("urn:g", "<urn:theirs> rj:reply act:claims-pond ; rj:to act:denies-claim .")
    assert not place.ask("act:claims-pond rj:respondsTo act:denies-claim")
    place.insert(DOCUMENT, "person:miller skos:altLabel 'Mr M' .")
    assert not place.ask("act:claims-pond rj:respondsTo act:denies-claim")


def test_what_ours_rests_on_cannot_be_taken_from_a_foreign_graph(place: Place) -> None:
    place.insert("urn:g", "<urn:x> a rj:Person .")
    place.insert(DOCUMENT, ACT.replace("person:miller", "<urn:x>") + REPORT)
    with pytest.raises(BuildError, match="a speaker who is a person, not urn:x"):
        place.update("DROP GRAPH <urn:g>")
    assert place.ask("GRAPH <urn:g> { <urn:x> a rj:Person }")


APART: list[Callable[[Place], object]] = [
    lambda place: place.insert("urn:g", "<urn:x> a foaf:Person, owl:Class ; foaf:knows [ a skos:Concept ] ."),
    lambda place: place.insert("urn:g", "<urn:x> <urn:p> 'abc'^^xsd:integer, 'x'@en--ltr ."),
    lambda place: place.update("CREATE GRAPH <urn:g>"),
]


@pytest.mark.parametrize("change", APART)
def test_what_has_nothing_to_do_with_ours_is_written_without_a_check(
    place: Place, change: Callable[[Place], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("looked at")

    with monkeypatch.context() as patched:
        patched.setattr(held, "inspect", never)
        patched.setattr(held, "draft", never)
        change(place)
    place.insert(DOCUMENT, ACT + REPORT)
    assert place.ask("act:miller-asks rj:earliestDay ?day")


def test_any_error_of_a_write_is_one_of_ours(place: Place) -> None:
    (place.tiny.folder / "ontology/rules/10-responds-to.rq").write_bytes(b"\xff")
    with pytest.raises(RejoinderError, match=r"10-responds-to\.rq: is not UTF-8"):
        place.insert(DOCUMENT, "person:miller skos:altLabel 'Mr M' .")
    assert NamedNode(DOCUMENT) in list(Store.read_only(str(place.current.store)).named_graphs())
