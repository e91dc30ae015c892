from pathlib import Path

import pytest
from pyoxigraph import Store

from graph import snapshots
from graph.build import build
from graph.errors import BuildError, MissingStore, StoreError
from graph.terms import GRAPH, expand
from tests.graph.tiny import copy


def times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != "lock"}


def test_a_build_publishes_what_is_written_and_what_follows(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    snapshot = build(tmp_path / "store", tiny.corpus, tiny.roots)
    store = Store.read_only(str(snapshot.store))
    assert snapshots.current(tmp_path / "store") == snapshot
    assert len(store) == snapshot.quads
    graphs = {str(graph)[1:-1] for graph in store.named_graphs()}
    assert graphs <= set(snapshot.layers["inferred"])
    assert GRAPH + "rule/bounds" in graphs
    assert f"{GRAPH}shapes" not in graphs
    answers = store.query(
        f"ASK {{ <{expand('act:denies-claim')}> <{expand('rj:respondsTo')}> <{expand('act:claims-pond')}> }}",
        use_default_graph_as_union=True,
    )
    assert bool(answers)


def test_no_triple_stands_in_two_graphs(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    store = Store.read_only(str(build(tmp_path / "store", tiny.corpus, tiny.roots).store))
    assert len({quad.triple for quad in store}) == len(store)


def test_the_same_folders_give_the_same_revision_and_are_written_once(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    first = build(tmp_path / "store", tiny.corpus, tiny.roots)
    before = times(tmp_path / "store")
    assert build(tmp_path / "store", tiny.corpus, tiny.roots) == first
    assert times(tmp_path / "store") == before
    again = build(tmp_path / "other", None, copy(tmp_path / "moved").roots)
    assert (again.revision, again.quads) == (first.revision, first.quads)


def test_another_statement_is_another_revision(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    first = build(tmp_path / "store", tiny.corpus, tiny.roots)
    tiny.edit("facts/000.ttl", "1901-05-02", "1901-05-03")
    second = build(tmp_path / "store", tiny.corpus, tiny.roots)
    assert first.revision != second.revision == snapshots.current(tmp_path / "store").revision
    assert snapshots.read(first.directory) == first


def test_a_graph_with_a_fault_is_not_published(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit("facts/000.ttl", '"1901-05"', '"1901-5"')
    with pytest.raises(BuildError, match="nothing was published") as caught:
        build(tmp_path / "store", tiny.corpus, tiny.roots)
    assert [finding.subject for finding in caught.value.findings] == ["act:denies-claim"]
    assert str(caught.value.findings[0]) in str(caught.value)
    with pytest.raises(MissingStore):
        snapshots.current(tmp_path / "store")


def test_a_fault_leaves_the_former_graph_current(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    former = build(tmp_path / "store", tiny.corpus, tiny.roots)
    before = times(tmp_path / "store")
    tiny.edit("corpus/000_tiny.txt", "miller", "mill3r")
    with pytest.raises(BuildError):
        build(tmp_path / "store", tiny.corpus, tiny.roots)
    assert snapshots.current(tmp_path / "store") == former
    assert times(tmp_path / "store") == before


def test_a_store_under_a_file_is_refused(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    with pytest.raises(StoreError, match="cannot be written"):
        build(tiny.corpus / "000_tiny.txt", tiny.corpus, tiny.roots)
