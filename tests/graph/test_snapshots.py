import fcntl
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from graph import publication, snapshots
from graph.errors import DamagedStore, MissingStore, StoreError
from graph.revision import revision
from graph.terms import GRAPH
from tests.graph.killed import LAYERS, quads
from tests.needs import need

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    snapshots.publish(tmp_path / "store", quads("former"), LAYERS)
    return tmp_path / "store"


def times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != "lock"}


def test_what_is_published_can_be_read_back(store: Path) -> None:
    snapshot = snapshots.current(store)
    assert snapshot.quads == 50
    assert snapshot.layers == LAYERS
    assert snapshot.directory == store / "snapshots" / snapshot.revision
    assert set(Store.read_only(str(snapshot.store))) == set(quads("former"))


def test_publishing_the_same_again_touches_nothing(store: Path) -> None:
    before = times(store)
    again = snapshots.publish(store, reversed(quads("former")), LAYERS)
    assert again == snapshots.current(store)
    assert times(store) == before


def test_an_older_revision_becomes_current_again_without_being_written(store: Path) -> None:
    former = snapshots.current(store)
    new = snapshots.publish(store, quads("new"), LAYERS)
    assert snapshots.current(store) == new
    before = times(store / "snapshots")
    assert snapshots.publish(store, quads("former"), LAYERS) == former == snapshots.current(store)
    assert times(store / "snapshots") == before


def test_reading_a_snapshot_adds_nothing_to_it(store: Path) -> None:
    before = times(store)
    assert len(Store.read_only(str(snapshots.current(store).store))) == 50
    assert times(store) == before


def test_the_revision_rests_on_what_is_said_alone() -> None:
    def tree(first: str, second: str) -> list[Quad]:
        name, graph = NamedNode("urn:p"), NamedNode(GRAPH + "ontology")
        return [
            Quad(BlankNode(first), name, BlankNode(second), graph),
            Quad(BlankNode(second), name, Literal("1"), graph),
        ]

    assert revision(tree("a", "b")) == revision(reversed(tree("z", "y")))
    assert revision(quads("a")) == revision(quads("a") * 2) != revision(quads("b"))
    elsewhere = [Quad(q.subject, q.predicate, q.object, NamedNode("urn:h")) for q in quads("a")]
    assert revision(elsewhere) != revision(quads("a"))
    assert revision([]) == "e3b0c44298fc1c14"


def test_many_tangled_blank_nodes_of_others_are_named_at_once() -> None:
    nodes = [BlankNode(f"b{number}") for number in range(12)]
    tangle = [Quad(one, NamedNode("urn:p"), other, NamedNode("urn:g")) for one in nodes for other in nodes]
    assert revision(tangle) == revision(reversed(tangle)) != revision(tangle[1:])


def test_the_manifest_tells_when_and_why_and_no_place(store: Path) -> None:
    stated = json.loads((snapshots.current(store).directory / "manifest.json").read_text(encoding="utf-8"))
    told = ["base", "cause", "files", "format", "layers", "made", "made_by", "parent", "quads", "revision"]
    assert sorted(stated) == told
    assert str(store) not in json.dumps(stated)


def test_a_snapshot_knows_where_it_comes_from(store: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    former = snapshots.current(store)
    new = snapshots.publish(store, quads("new"), LAYERS)
    assert before <= datetime.fromisoformat(new.made) <= datetime.now(UTC)
    assert (new.cause, new.parent, new.base) == ("build", former.revision, new.revision)
    assert (former.cause, former.parent, former.base) == ("build", None, former.revision)
    assert not new.written


def test_a_byte_that_changed_is_noticed_by_who_looks_and_mended_by_a_build(store: Path) -> None:
    former = snapshots.current(store)
    assert snapshots.verified(former) == former
    largest = max(former.store.iterdir(), key=lambda path: path.stat().st_size)
    held = largest.read_bytes()
    largest.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    assert snapshots.current(store) == former
    with pytest.raises(DamagedStore, match=rf"{largest.name}: has other bytes than were written; run"):
        snapshots.verified(former)
    mended = snapshots.publish(store, quads("former"), LAYERS)
    assert snapshots.verified(mended).revision == former.revision
    assert set(Store.read_only(str(mended.store))) == set(quads("former"))


def test_where_nothing_was_built_the_way_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingStore, match="run `rejoinder build`"):
        snapshots.current(tmp_path)


def damage(snapshot: snapshots.Snapshot, how: str) -> None:
    manifest = snapshot.directory / "manifest.json"
    largest = max(snapshot.store.iterdir(), key=lambda path: path.stat().st_size)
    match how:
        case "a file cut short":
            largest.write_bytes(largest.read_bytes()[:-1])
        case "a file gone":
            largest.unlink()
        case "the store gone":
            shutil.rmtree(snapshot.store)
        case "the snapshot gone":
            shutil.rmtree(snapshot.directory)
        case "the manifest gone":
            manifest.unlink()
        case "the manifest cut short":
            manifest.write_bytes(manifest.read_bytes()[:40])
        case "the manifest of another format":
            manifest.write_text(manifest.read_text("utf-8").replace('"format": 2', '"format": 1'), "utf-8")
        case _:
            manifest.write_text("[]", encoding="utf-8")


DAMAGES = [
    "a file cut short",
    "a file gone",
    "the store gone",
    "the snapshot gone",
    "the manifest gone",
    "the manifest cut short",
    "the manifest of another format",
    "the manifest no table",
]


def noticed_and_mended(store: Path, former: snapshots.Snapshot) -> None:
    with pytest.raises(DamagedStore, match="run `rejoinder build`"):
        snapshots.current(store)
    mended = snapshots.publish(store, quads("former"), LAYERS)
    assert mended == snapshots.current(store)
    assert (mended.revision, mended.layers) == (former.revision, former.layers)
    assert [path.name for path in (store / "snapshots").iterdir()] == [former.revision]


@pytest.mark.parametrize("how", DAMAGES)
def test_half_a_store_is_noticed_and_a_build_mends_it(how: str, store: Path) -> None:
    former = snapshots.current(store)
    damage(former, how)
    noticed_and_mended(store, former)


@pytest.mark.parametrize("pointer", [b"", b"../../etc\n", b"\xff\xff", b"0123456789abcdef\n"])
def test_a_pointer_astray_is_noticed_and_a_build_mends_it(pointer: bytes, store: Path) -> None:
    former = snapshots.current(store)
    (store / "current").write_bytes(pointer)
    noticed_and_mended(store, former)


def test_what_a_dead_build_left_is_swept(store: Path) -> None:
    (store / "snapshots" / ".building-dead" / "scratch").mkdir(parents=True)
    snapshots.publish(store, quads("new"), LAYERS)
    assert not list((store / "snapshots").glob(".*"))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match=r"file/store: cannot be written .*nothing was published"):
        snapshots.publish(tmp_path / "file" / "store", quads("a"), LAYERS)


def test_a_second_build_gives_up_in_the_end(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "_PATIENCE", 0.1)
    with (store / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another build or write holds it; wait"):
            snapshots.publish(store, quads("new"), LAYERS)


def test_two_builds_at_once_both_succeed(tmp_path: Path) -> None:
    store = tmp_path / "store"
    program = (
        "import sys; from pathlib import Path; from tests.graph.killed import *\n"
        "for _ in range(5): snapshots.publish(Path(sys.argv[1]), quads(sys.argv[2]), LAYERS)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program, str(store), name], cwd=ROOT)
        for name in ("one", "two")
    ]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    expected = {revision(quads(name)) for name in ("one", "two")}
    assert {path.name for path in (store / "snapshots").iterdir()} == expected
    assert snapshots.current(store).revision in expected


def run(*command: str) -> int:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_build_killed_at_any_step_leaves_a_whole_store_current(tmp_path: Path) -> None:
    assert run(sys.executable, "-m", "tests.graph.killed", str(tmp_path / "store")) > 20


@pytest.mark.parametrize("what", ["publish", "write"])
def test_a_file_that_cannot_grow_leaves_the_former_store_current(what: str, tmp_path: Path) -> None:
    assert run(sys.executable, "-m", "tests.graph.full", "limit", what, str(tmp_path / "store")) > 3


@pytest.mark.parametrize("what", ["publish", "write"])
def test_a_full_disk_leaves_the_former_store_current(what: str, tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=4m tmpfs "$1"'
    private = ["unshare", "-m", "sh", "-c", f"{mount} 2>/dev/null", "sh", str(tmp_path)]
    able = (
        shutil.which("unshare") and subprocess.run(private, check=False, capture_output=True).returncode == 0
    )
    need("the right to mount a small file system", able)
    program = f'{mount} && exec "$2" -m tests.graph.full disk "$3" "$1/store"'
    assert run("unshare", "-m", "sh", "-c", program, "sh", str(tmp_path), sys.executable, what) > 3
