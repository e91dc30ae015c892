"""The index of names in a snapshot: made with it, noticed when it is damaged, mended by a build."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import changes, entries, snapshots, wordindex
from graph.snapshots import Snapshot
from graph.terms import ID, ONTOLOGY, RDF, RDFS, SKOS
from service.search import Search

LAYERS = {"asserted": (), "curated": (), "inferred": ()}
OTHERS = NamedNode("http://example.org/graph")


def said(path: str, predicate: str, value: str, language: str = "en") -> Quad:
    return Quad(NamedNode(ID + path), NamedNode(predicate), Literal(value, language=language), OTHERS)


def publish(place: Path) -> Snapshot:
    """Publish three things that are named in a graph of others, where a write costs little."""
    quads = [
        said("person/ann", RDFS + "label", "Ann Назар", "ru"),
        said("person/ann", SKOS + "altLabel", "Ann Nazar"),
        said("body/nazar", RDFS + "label", "Nazar House"),
        said("claim/lent", RDFS + "label", "The lands were lent"),
        said("claim/lent", ONTOLOGY + "paraphrase", "Nobody gave anything away."),
        Quad(NamedNode(ID + "act/nameless"), NamedNode(RDF + "type"), NamedNode(ONTOLOGY + "Act"), OTHERS),
        said("person/ann#part", RDFS + "label", "Ann's part"),
        Quad(NamedNode("http://example.org/ann"), NamedNode(RDFS + "label"), Literal("Ann"), OTHERS),
    ]
    return snapshots.publish(place, quads, LAYERS)


def found(snapshot: Snapshot, text: str) -> list[str]:
    index = wordindex.opened(snapshot.index, snapshot.revision)
    assert index is not None
    return [hit.prefixed for hit in Search(index).find(text)[0]]


def test_a_snapshot_has_an_index_of_the_names_in_it(tmp_path: Path) -> None:
    snapshot = publish(tmp_path)
    assert found(snapshot, "nazar") == ["body:nazar", "person:ann"]
    assert found(snapshot, "gave away") == ["claim:lent"]
    assert found(snapshot, "nameless") == ["act:nameless"]
    assert found(snapshot, "part") == []


def test_a_thing_with_a_comma_in_its_iri_is_found_too(tmp_path: Path) -> None:
    quads = [said("act/a,b", RDFS + "label", "Comma, twice"), said("act/c", RDFS + "label", "Other")]
    elsewhere = Quad(NamedNode("http://example.org/a,b"), NamedNode(RDFS + "label"), Literal("Comma"), OTHERS)
    index = wordindex.opened(
        (made := snapshots.publish(tmp_path, [*quads, elsewhere], LAYERS)).index, made.revision
    )
    assert index is not None
    assert [hit.iri for hit in Search(index).find("comma")[0]] == [ID + "act/a,b"]


def test_opening_writes_nothing_beside_the_index(tmp_path: Path) -> None:
    snapshot = publish(tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in snapshot.index.iterdir()}
    found(snapshot, "nazar")
    assert {path.name: path.stat().st_mtime_ns for path in snapshot.index.iterdir()} == before


def test_a_lock_that_the_library_makes_late_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = publish(tmp_path)
    place = tmp_path / "links"
    place.mkdir()
    late: list[Path] = []
    remove = os.rmdir

    def rmdir(path: str, *, dir_fd: int | None = None) -> None:
        folder = place / Path(path).name
        if not late:
            late.append(folder / ".tantivy-meta.lock")
            late[0].touch()
        remove(path, dir_fd=dir_fd)

    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(os, "rmdir", rmdir)
    assert wordindex.opened(snapshot.index, snapshot.revision) is not None
    assert late
    assert list(place.iterdir()) == []


def test_an_open_index_goes_on_when_its_files_are_removed(tmp_path: Path) -> None:
    snapshot = publish(tmp_path)
    index = wordindex.opened(snapshot.index, snapshot.revision)
    assert index is not None
    for file in snapshot.index.iterdir():
        file.unlink()
    hits, _ = Search(index).find("nazar hous")
    assert [hit.label for hit in hits] == ["Nazar House"]


def _shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _flip(file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes(held)


def _list_other(file: Path) -> None:
    listing = file.with_name(wordindex.LISTING)
    told = json.loads(listing.read_text("utf-8"))
    listing.write_text(json.dumps(told | {"revision": "f" * 16}), "utf-8")


def _list_older(file: Path) -> None:
    listing = file.with_name(wordindex.LISTING)
    told = json.loads(listing.read_text("utf-8"))
    listing.write_text(json.dumps(told | {"version": "index 0"}), "utf-8")


@pytest.mark.parametrize("damage", [Path.unlink, _shorten, _flip, _list_other, _list_older])
@pytest.mark.parametrize("ending", ["term", "store", "fast", "json"])
def test_an_index_that_is_not_whole_is_never_asked(tmp_path: Path, damage: object, ending: str) -> None:
    snapshot = publish(tmp_path)
    file = next(iter(sorted(snapshot.index.glob(f"*.{ending}"))))
    assert callable(damage)
    damage(file)
    assert wordindex.opened(snapshot.index, snapshot.revision) is None
    made = wordindex.of(snapshot.store, snapshot.index, snapshot.revision)
    assert [hit.prefixed for hit in Search(made).find("nazar")[0]] == ["body:nazar", "person:ann"]
    assert snapshots.verified(snapshot) == snapshot, "the database itself is as it was"


def test_publishing_again_mends_a_damaged_or_missing_index(tmp_path: Path) -> None:
    snapshot = publish(tmp_path)
    _flip(next(snapshot.index.glob("*.term")))
    assert found(publish(tmp_path), "nazar") == ["body:nazar", "person:ann"]
    for file in snapshot.index.iterdir():
        file.unlink()
    snapshot.index.rmdir()
    assert found(publish(tmp_path), "nazar") == ["body:nazar", "person:ann"]


def test_a_write_that_names_nothing_takes_the_index_over(tmp_path: Path) -> None:
    former = publish(tmp_path)
    other = Quad(OTHERS, NamedNode("http://example.org/p"), Literal("Neverland"), OTHERS)
    written = changes.write(tmp_path, lambda store: store.add(other), cause="test").snapshot
    assert written.revision != former.revision
    assert found(written, "nazar") == ["body:nazar", "person:ann"]
    shared = {file.stat().st_ino for file in former.index.iterdir()}
    assert {file.stat().st_ino for file in written.index.iterdir() if file.suffix != ".json"} <= shared


@pytest.mark.parametrize("role", sorted([*entries.NAMES, *entries.CODES, *entries.TEXTS]))
def test_whatever_the_index_reads_makes_a_write_concern_it(role: str) -> None:
    told = entries.QUERY.split(f'"{role}"', maxsplit=1)[0].rsplit("(", maxsplit=1)[1].strip()
    prefix, _, name = told.partition(":")
    iri = {"rdfs": RDFS, "skos": SKOS, "rj": ONTOLOGY}[prefix] + name
    assert entries.concerned([f"<{ID}person/ann> <{iri}> <http://example.org/x> .\n".encode()])
    assert not entries.concerned(
        [b"<http://example.org/x> <http://example.org/p> <http://example.org/y> .\n"]
    )


def test_what_cannot_be_written_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"."):
        wordindex.write(Store(), tmp_path / "missing" / "index", "0" * 16)
