"""`rejoinder revisions` and what `rejoinder build` says of writes, as programs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.changes import write
from tests.graph.written import Place, built

COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = built(tmp_path)
    place.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1, 2 } }")
    return place


def run(store: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    return subprocess.run(
        [*COMMAND, *words],
        env=kept | {"REJOINDER_STORE": str(store), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_revisions_are_listed_with_the_current_one_marked(place: Place) -> None:
    done = run(place.store, "revisions")
    header, first, second = (line.split() for line in done.stdout.splitlines())
    assert header == ["current", "revision", "made", "quads", "cause", "parent", "base"]
    current = place.current
    told = [current.revision, current.made, str(current.quads), "update", current.parent, current.base]
    assert first == ["*", *told]
    assert (second[0], second[3]) == (current.base, "build")
    listed = json.loads(run(place.store, "revisions", "--format", "json").stdout)
    assert [one["revision"] for one in listed] == [current.revision, current.base]


def test_two_revisions_are_compared(place: Place) -> None:
    new, old = place.current.revision[:6], place.current.base[:6]
    assert run(place.store, "revisions", "compare", old, new).stdout.split()[-3:] == ["urn:g", "2", "0"]
    lines = run(place.store, "revisions", "compare", new, old, "--quads").stdout.splitlines()
    type_of = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert lines == [f'- <urn:a> <urn:b> "{number}"^^{type_of} <urn:g> .' for number in (1, 2)]
    (told,) = json.loads(
        run(place.store, "revisions", "compare", old, new, "--quads", "--format", "json").stdout
    )
    assert (told["graph"], told["added"], told["removed"]) == ("urn:g", 2, 0)
    assert told["quads_added"] == [line[2:] for line in lines]


def test_old_revisions_are_pruned(place: Place) -> None:
    middle = place.current.revision
    place.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 3 } }")
    told = run(place.store, "revisions", "prune", "--keep", "1", "--dry-run")
    assert (told.returncode, told.stdout) == (0, f"{middle}\n")
    assert "1 would be removed, which would give 0.1 MB" in told.stderr
    assert run(place.store, "revisions", "prune", "--keep", "1").stdout == told.stdout
    left = json.loads(run(place.store, "revisions", "--format", "json").stdout)
    assert middle not in [revision["revision"] for revision in left]
    again = json.loads(run(place.store, "revisions", "prune", "--keep", "1", "--format", "json").stdout)
    assert again == {"removed": [], "bytes": 0, "dry_run": False}


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("compare", "zz", "yy"), 1, "rejoinder: zz: no revision in"),
        (("prune", "--keep", "0"), 2, "keep"),
        (("prune",), 2, "--keep"),
        (("compare", "zz"), 2, "B"),
    ],
)
def test_what_cannot_be_done_is_told(place: Place, words: tuple[str, ...], status: int, told: str) -> None:
    done = run(place.store, "revisions", *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr


def test_where_nothing_was_built_one_line_says_how_to_begin(tmp_path: Path) -> None:
    for words in ((), ("prune", "--keep", "1")):
        done = run(tmp_path, "revisions", *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("run `rejoinder build`\n")


@pytest.mark.soak
def test_a_build_says_whether_it_carries_writes(store: Path, tmp_path: Path) -> None:
    own = tmp_path / "store"
    shutil.copytree(store, own)
    written = write(
        own, lambda held: held.update("INSERT DATA { <urn:a> <urn:b> 1 }"), cause="update"
    ).snapshot
    kept = run(own, "build")
    assert kept.stdout.startswith(f"revision {written.revision}: {written.quads} quads in ")
    assert kept.stdout.endswith(f" s, with writes on top of build {written.base}\n")
    without = run(own, "build", "--without-writes")
    assert without.stdout.startswith(f"revision {written.base}: {written.quads - 1} quads in ")
    assert "writes" not in without.stdout
