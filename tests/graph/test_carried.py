"""A build keeps what was written since the last one, or says that it cannot."""

import json
import shutil

import pytest

from graph import snapshots
from graph.errors import BuildError, StoreError
from graph.terms import GRAPH
from tests.graph.written import DOCUMENT, Place

NAMED = "person:miller skos:altLabel 'Mr M' ."
LEFT_OUT = "`rejoinder build --without-writes` leaves the writes out; they stay in revision"


def edit(place: Place) -> None:
    """Change a file as a curator would."""
    place.tiny.edit("facts/000.ttl", "1901-05-02", "1901-05-01")


def test_a_build_of_the_same_files_leaves_the_writes_where_they_are(place: Place) -> None:
    place.insert(DOCUMENT, NAMED)
    before = place.times()
    written = place.current
    assert place.build() == written
    assert (place.times(), place.current.written) == (before, True)


def test_a_build_of_other_files_carries_the_writes_over(place: Place) -> None:
    place.insert(DOCUMENT, NAMED)
    place.update(f"DELETE WHERE {{ GRAPH <{GRAPH}reference> {{ person:miller skos:altLabel 'Müller'@de }} }}")
    place.insert("urn:g", "<urn:a> <urn:b> [] .")
    place.update("CREATE GRAPH <urn:empty>")
    written = place.current
    edit(place)
    merged = place.build()
    assert (merged.cause, merged.parent) == ("build", written.revision)
    assert merged.base not in {merged.revision, written.base}
    assert snapshots.read(place.store / "snapshots" / merged.base).base == merged.base
    assert place.ask("person:miller skos:altLabel 'Mr M'")
    assert not place.ask("person:miller skos:altLabel 'Müller'@de")
    assert place.ask("GRAPH <urn:g> { <urn:a> <urn:b> ?blank }")
    assert place.ask("act:claims-pond rj:date '1901-05-01'^^edtf:EDTF ; rj:earliest '1901-05-01'^^xsd:date")
    assert not place.ask("act:claims-pond rj:date '1901-05-02'^^edtf:EDTF")
    assert place.build() == merged == place.current


def test_what_was_built_over_writes_is_what_was_written_over_the_build(place: Place) -> None:
    place.insert(DOCUMENT, NAMED)
    edit(place)
    merged = place.build()
    place.build(without_writes=True)
    assert place.insert(DOCUMENT, NAMED).snapshot.revision == merged.revision


def test_writes_that_went_into_the_files_are_writes_no_more(place: Place) -> None:
    place.insert(f"{GRAPH}reference", NAMED)
    written = place.current
    place.tiny.edit("reference/persons.ttl", '"Müller"@de .', '"Mr M" , "Müller"@de .')
    built = place.build()
    assert (built.revision, built.base) == (written.revision, written.revision)
    place.tiny.edit("reference/persons.ttl", '"Mr M" , ', "")
    place.build()
    assert not place.ask("person:miller skos:altLabel 'Mr M'")


def test_a_write_that_comes_to_an_older_build_is_still_a_write(place: Place) -> None:
    older = place.current
    place.tiny.edit("reference/persons.ttl", '"Müller"@de .', '"Mr M" , "Müller"@de .')
    newer = place.build()
    removed = place.update("DELETE WHERE { GRAPH ?g { person:miller skos:altLabel 'Mr M' } }").snapshot
    assert (removed.revision, removed.base) == (older.revision, newer.revision)
    edit(place)
    place.build()
    assert not place.ask("person:miller skos:altLabel 'Mr M'")
    assert place.ask("act:claims-pond rj:earliest '1901-05-01'^^xsd:date")


def test_writes_and_files_that_disagree_are_told_and_nothing_is_lost(place: Place) -> None:
    place.insert(DOCUMENT, "person:joe a rj:Person ; rdfs:label 'Joe Miller' .")
    written, before = place.current, place.times()
    place.tiny.edit("reference/persons.ttl", '"the miller"@en', '"Joe Miller"@en')
    with pytest.raises(BuildError) as caught:
        place.build()
    assert any("two IRIs for one person" in finding.what for finding in caught.value.findings)
    assert caught.value.advice == f"{LEFT_OUT} {written.revision}"
    assert str(caught.value).endswith(caught.value.advice)
    assert (place.current, place.times()) == (written, before)
    built = place.build(without_writes=True)
    assert (built.base, built.parent) == (built.revision, written.revision)
    assert not place.ask("person:joe ?p ?o")
    assert snapshots.read(written.directory) == written


def test_the_base_of_writes_may_not_be_gone(place: Place) -> None:
    base = place.current
    place.insert(DOCUMENT, NAMED)
    written = place.current
    shutil.rmtree(base.directory)
    edit(place)
    with pytest.raises(StoreError, match=f"its base {base.revision} is missing or not whole; {LEFT_OUT}"):
        place.build()
    assert place.current == written
    assert not place.build(without_writes=True).written


def test_the_blank_nodes_of_the_ontology_cannot_be_followed_into_another_build(place: Place) -> None:
    place.update("DROP ALL")
    written = place.current
    assert place.build() == written
    edit(place)
    with pytest.raises(StoreError, match="has other blank nodes in the ontology than its base"):
        place.build()
    assert place.current == written


def test_a_store_that_is_not_whole_is_not_mended_by_forgetting_writes(place: Place) -> None:
    place.insert(DOCUMENT, NAMED)
    place.insert("urn:g", "<urn:a> <urn:b> 1 .")
    parent, damaged = place.current.parent, place.current
    (damaged.directory / "manifest.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(StoreError, match=f"missing or not whole .*{LEFT_OUT} {parent}"):
        place.build()
    assert place.build(without_writes=True) == place.current


def test_the_only_write_is_not_forgotten_when_its_snapshot_is_damaged(place: Place) -> None:
    place.insert(DOCUMENT, NAMED)
    written = place.current
    table = max(written.store.glob("*.sst"), key=lambda file: file.stat().st_size)
    table.write_bytes(table.read_bytes()[:-1])
    with pytest.raises(StoreError, match=f"{LEFT_OUT} {written.revision}"):
        place.build()
    assert snapshots.pointed(place.store) == written.revision
