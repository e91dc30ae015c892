"""`rejoinder export` as a program: what it promises, and what it says of faults."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from graph import snapshots
from graph.export import formats
from tests.graph.written import Place, built
from tests.needs import need

COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()"]
RDF = ("turtle", "trig", "nquads", "jsonld", "rdfxml")


def command(store: Path, *words: object) -> list[str]:
    return [*COMMAND, "export", "--store", str(store), *map(str, words)]


def surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    return kept | {"COLUMNS": "200", "NO_COLOR": "1"}


def run(
    store: Path, *words: object, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(store, *words),
        env=surroundings(),
        capture_output=True,
        timeout=100,
        check=False,
        preexec_fn=limit,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The tiny graph, which nobody writes to."""
    return built(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def tiny(place: Place) -> Path:
    return place.store


@pytest.mark.parametrize("form", RDF)
def test_a_file_is_written_and_told(form: str, tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(tiny, "--format", form, "--out", out)
    revision = snapshots.current(tiny).revision
    assert (done.returncode, done.stdout) == (0, b"")
    told = done.stderr.decode()
    assert told.startswith(f"{out}: {out.stat().st_size:,} bytes of revision {revision} in ")
    assert told.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert run(tiny, "--format", form, "--out", "-").stdout == out.read_bytes()


FAULTS = [
    ("--format none", 1, f"rejoinder: format none: is none; write one of {', '.join(formats.names())}\n"),
    ("--format turtle --part x", 1, "rejoinder: part x: is none of turtle; turtle is one whole"),
    ("--format turtle --layer all", 2, "'all' is not one of 'asserted', 'curated', 'inferred'"),
    ("--format turtle --document 9", 1, "rejoinder: document 9: is not in this graph; there are 000"),
    ("--format turtle --revision 0000000000000000", 1, "holds no revision 0000000000000000"),
    ("--format turtle --revision ../x", 1, "holds no revision ../x"),
    (
        "--format turtle --since 2017-13",
        1,
        "rejoinder: since: '2017-13': no date: “2017-13”",
    ),
    (
        "--format turtle --until soon",
        1,
        "rejoinder: until: 'soon': no date: “soon”",
    ),
    ("--format turtle --since XXXX", 1, "rejoinder: since: 'XXXX': has no day that is known; write a year"),
    ("--format turtle --until 2017/..", 1, "rejoinder: until: '2017/..': has no day that is known"),
    (
        "--format turtle --since 2018 --until 2017",
        1,
        "rejoinder: since: '2018-01-01': lies after until",
    ),
    ("--format turtle --dates no", 2, "'no' is not one of 'possible', 'certain'"),
    ("", 2, "--format"),
]


@pytest.mark.parametrize(("words", "status", "told"), FAULTS)
def test_a_fault_names_what_was_typed_and_writes_nothing(
    words: str, status: int, told: str, tiny: Path, tmp_path: Path
) -> None:
    done = run(tiny, *words.split(), "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (status, b"")
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_no_target_is_asked_for(tiny: Path) -> None:
    done = run(tiny, "--format", "turtle")
    assert done.returncode == 2
    assert b"--out" in done.stderr


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "--format", "turtle", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "none: no graph was built here yet; run `rejoinder build`" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays_unless_it_may_be_replaced(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    done = run(tiny, "--format", "turtle", "--out", out)
    assert done.returncode == 1
    assert f"rejoinder: {out}: is there already; name another, or say --replace" in done.stderr.decode()
    assert out.read_text() == "mine"
    assert run(tiny, "--format", "turtle", "--out", out, "--replace").returncode == 0
    assert out.read_text().startswith("@prefix")


def test_another_revision_is_exported_as_it_was(tmp_path: Path) -> None:
    place = built(tmp_path)
    before = run(place.store, "--format", "nquads", "--out", "-").stdout
    old = place.current.revision
    place.update("INSERT DATA { GRAPH <urn:x:g> { <urn:x:a> <urn:x:b> 1 } }")
    now = run(place.store, "--format", "nquads", "--out", "-").stdout
    assert run(place.store, "--format", "nquads", "--out", "-", "--revision", old).stdout == before
    (line,) = set(now.splitlines()) - set(before.splitlines())
    assert line.startswith(b'<urn:x:a> <urn:x:b> "1"')


@pytest.mark.parametrize("form", RDF)
def test_a_reader_that_has_read_enough_is_no_fault(form: str, store: Path) -> None:
    with subprocess.Popen(
        command(store, "--format", form, "--out", "-"),
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (1, b"")


def test_a_standard_output_that_is_full_is_told_in_one_line(tiny: Path) -> None:
    need("/dev/full", Path("/dev/full").is_char_device())
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(tiny, "--format", "turtle", "--out", "-"),
            env=surroundings(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == b"rejoinder: the standard output: cannot be written (No space left on device)\n"


@pytest.mark.parametrize("form", RDF)
def test_a_file_that_cannot_grow_leaves_what_was_there(form: str, tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (5_000, 5_000))
    done = run(tiny, "--format", form, "--out", out, "--replace", limit=limit)
    assert done.returncode == 1
    told = done.stderr.decode()
    assert told == (
        f"rejoinder: {out}: no space left there; free some or name another place; nothing was written\n"
    )
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"out": "mine"}


def test_a_disk_that_is_full_half_way_leaves_nothing(tiny: Path, tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=16k tmpfs "$1"'
    private = ["unshare", "-m", "sh", "-c", mount, "sh", str(tmp_path)]
    able = (
        shutil.which("unshare") and not subprocess.run(private, check=False, capture_output=True).returncode
    )
    need("the right to mount a small file system", able)
    program = f'{mount} && cd "$1" && shift && "$@"; echo $?; ls -A'
    words = command(tiny, "--format", "nquads", "--out", "out")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", program, "sh", str(tmp_path), *words],
        env=surroundings() | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == "1\n"
    assert done.stderr == (
        "rejoinder: out: no space left there; free some or name another place; nothing was written\n"
    )


def test_an_export_killed_anywhere_leaves_nothing_half_made(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = run(store, "--format", "nquads", "--out", "-").stdout
    for _ in range(3):
        process = subprocess.Popen(
            command(store, "--format", "nquads", "--out", out), env=surroundings(), stderr=subprocess.DEVNULL
        )
        while not any(path.stat().st_size for path in tmp_path.rglob("made")):
            assert process.poll() is None
            time.sleep(0.002)
        process.kill()
        process.wait()
        assert not out.exists()
        assert len(list(tmp_path.iterdir())) == 1  # the one before was swept
    assert run(store, "--format", "nquads", "--out", out).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert out.read_bytes() == whole
