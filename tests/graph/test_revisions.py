"""Revisions are listed, compared, and pruned, without losing what is needed."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from graph import revisions, snapshots
from graph.errors import DamagedStore, MissingStore, UnknownRevision
from tests.graph.written import DOCUMENT, Place


def write(place: Place, number: int) -> str:
    return place.update(f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> <urn:b> {number} }} }}").snapshot.revision


def kept(place: Place) -> set[str]:
    return {path.name for path in (place.store / "snapshots").iterdir()}


def test_revisions_are_listed_newest_first(place: Place) -> None:
    first = place.current.revision
    made = [write(place, number) for number in range(3)]
    assert [one.revision for one in revisions.whole(place.store)] == [*reversed(made), first]
    assert revisions.damaged(place.store) == []


def test_a_revision_that_is_not_whole_is_named_apart(place: Place) -> None:
    first = place.current
    write(place, 1)
    (first.directory / "manifest.json").unlink()
    (place.store / "snapshots" / "stray").mkdir()
    assert [one.revision for one in revisions.whole(place.store)] == [place.current.revision]
    assert revisions.damaged(place.store) == sorted([first.revision, "stray"])
    with pytest.raises(DamagedStore):
        revisions.find(place.store, first.revision)


def test_where_nothing_was_built_there_is_no_revision(tmp_path: Path) -> None:
    assert revisions.whole(tmp_path) == []
    with pytest.raises(MissingStore):
        revisions.prune(tmp_path, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_revision_goes_by_how_it_begins_if_that_is_clear(place: Place) -> None:
    revision = place.current.revision
    assert revisions.find(place.store, revision) == place.current == revisions.find(place.store, revision[:5])
    for name in ("", "zz", f"{revision}0", ".."):
        with pytest.raises(UnknownRevision, match="begins so; `rejoinder revisions` lists them"):
            revisions.find(place.store, name)
    other = place.store / "snapshots" / f"{revision[:5]}{'0' * 11}"
    other.mkdir()
    with pytest.raises(UnknownRevision, match=rf"more than one .*{other.name}.*write more of it"):
        revisions.find(place.store, revision[:5])
    assert revisions.find(place.store, revision) == place.current


def test_two_revisions_differ_graph_by_graph(place: Place) -> None:
    former = place.current
    place.insert(DOCUMENT, "person:miller skos:altLabel 'Mr M', 'two\\nlines' .")
    place.update(
        "DELETE WHERE { GRAPH ?g { report:001-claims-pond rj:stance ?stance } } ; CREATE GRAPH <urn:e>"
    )
    place.update("INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:a> <urn:b> [] } }")
    found = {one.graph: one for one in revisions.compare(former, place.current)}
    counts = {graph: (len(one.added), len(one.removed)) for graph, one in found.items()}
    other = DOCUMENT.replace("000", "001")
    assert counts == {"": (1, 0), DOCUMENT: (2, 0), other: (0, 1), "urn:g": (1, 0)}
    assert found[""].added == ('<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',)
    assert found[DOCUMENT].added == tuple(sorted(found[DOCUMENT].added))
    back = {one.graph: (one.removed, one.added) for one in revisions.compare(place.current, former)}
    assert back == {graph: (one.added, one.removed) for graph, one in found.items()}
    assert revisions.compare(former, former) == []


def test_the_same_blank_nodes_of_two_builds_do_not_differ(place: Place) -> None:
    former = place.current
    place.tiny.edit("facts/000.ttl", "1901-05-02", "1901-05-01")
    graphs = [one.graph for one in revisions.compare(former, place.build())]
    assert DOCUMENT in graphs
    assert not any("ontology" in graph for graph in graphs)


def test_pruning_keeps_the_newest_the_current_and_its_base(place: Place) -> None:
    base = place.current.revision
    made = [write(place, number) for number in range(5)]
    before = kept(place)
    told = revisions.prune(place.store, 2, dry_run=True)
    assert (told.removed, kept(place)) == (tuple(made[:3]), before)
    assert revisions.prune(place.store, 2) == told
    assert kept(place) == {base, *made[3:]}
    assert revisions.prune(place.store, 2) == revisions.Pruned((), 0)
    assert len(place.quads()) == place.current.quads


def test_an_old_revision_that_is_current_stays(place: Place) -> None:
    first = place.current.revision
    made = [write(place, number) for number in range(3)]
    place.build(without_writes=True)
    assert place.current.revision == first
    assert revisions.prune(place.store, 1).removed == tuple(made[:2])
    assert kept(place) == {first, made[2]}


def test_what_is_not_whole_is_pruned_too(place: Place) -> None:
    (place.store / "snapshots" / "stray").mkdir()
    assert revisions.prune(place.store, 3).removed == ("stray",)


def test_pruning_tells_the_room_that_it_gives(place: Place) -> None:
    def room() -> int:
        files = {path.stat().st_ino: path.stat().st_size for path in place.store.rglob("*") if path.is_file()}
        return sum(files.values())

    for number in range(4):
        write(place, number)
    before = room()
    pruned = revisions.prune(place.store, 1)
    assert pruned.room == before - room() > 0


def test_nothing_is_pruned_where_no_revision_is_current(place: Place) -> None:
    write(place, 1)
    before = kept(place)
    shutil.rmtree(place.current.directory)
    with pytest.raises(DamagedStore):
        revisions.prune(place.store, 1)
    assert kept(place) == before - {(place.store / "current").read_text().strip()}


def test_a_reader_of_a_pruned_revision_goes_on(place: Place) -> None:
    reader = Store.read_only(str(place.current.store))
    before = set(reader)
    place.update("DROP ALL")
    place.tiny.edit("facts/000.ttl", "1901-05-02", "1901-05-01")
    place.build(without_writes=True)
    revisions.prune(place.store, 1)
    assert set(reader) == before
    assert any(reader.quads_for_pattern(None, None, None, NamedNode(DOCUMENT)))


def test_a_snapshot_that_is_published_while_one_looks_is_found(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, read = place.current, snapshots.read
    new = write(place, 1)
    (place.store / "current").write_text(f"{former.revision}\n", encoding="ascii")
    moved = former.directory.with_name(".moved")

    def overtaken(directory: Path) -> snapshots.Snapshot:
        if former.directory.exists():
            former.directory.rename(moved)
            (place.store / "current").write_text(f"{new}\n", encoding="ascii")
        return read(directory)

    monkeypatch.setattr(snapshots, "read", overtaken)
    assert snapshots.current(place.store).revision == new
