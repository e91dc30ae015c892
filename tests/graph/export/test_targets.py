"""An export is there whole or not at all, and what was there before stays where it fails."""

import errno
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import ExportError
from graph.export import targets
from graph.export.export import export
from graph.export.formats import Format
from graph.export.source import Source
from graph.snapshots import Snapshot
from tests.graph.export.invented import publish
from tests.needs import need


def one_file(source: Source, out: IO[bytes]) -> None:
    out.write(f"{source.snapshot.quads}\n".encode())


def two_files(source: Source, folder: Path) -> None:
    (folder / "b.csv").write_text(f"{source.snapshot.quads}\n")
    (folder / "a.csv").write_text("a\n")


def failing(error: Exception) -> Callable[[Source, IO[bytes]], None]:
    def write(source: Source, out: IO[bytes]) -> None:
        out.write(b"half")
        out.flush()
        raise error

    return write


def failing_folder(error: Exception) -> Callable[[Source, Path], None]:
    def write(source: Source, folder: Path) -> None:
        (folder / "a.csv").write_text("half")
        raise error

    return write


FILE = Format("one", "txt", "text/plain", "One", "One file.", file=one_file)
FOLDER = Format("two", "zip", "application/zip", "Two", "Two files.", folder=two_files)
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
ENGINES = OSError(f"{os.strerror(errno.ENOSPC)} (os error 28)")  # as Rust words it, without a number
STOPPED = [
    (FULL, ExportError, "no space left there; free some or name another place; nothing was written"),
    (ENGINES, ExportError, "no space left there"),
    (OSError(errno.EIO, "Input/output error"), ExportError, r"cannot be written \(Input/output error\)"),
    (ExportError("the form cannot hold it"), ExportError, "the form cannot hold it"),
    (KeyboardInterrupt(), KeyboardInterrupt, None),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    quad = Quad(NamedNode("urn:x:a"), NamedNode("urn:x:b"), Literal("c"), NamedNode("urn:x:g"))
    return publish(tmp_path_factory.mktemp("store"), [quad])


def seen(folder: Path) -> dict[str, str]:
    """What lies in a folder, hidden things too."""
    paths = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_text() if path.is_file() else "" for path in paths}


def test_a_file_and_nothing_else_is_written(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, FILE, tmp_path / "out.txt")
    assert seen(tmp_path) == {"out.txt": "1\n"}


def test_a_folder_and_nothing_else_is_written(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, FOLDER, tmp_path / "out")
    assert seen(tmp_path) == {"out": "", "out/a.csv": "a\n", "out/b.csv": "1\n"}


def test_a_target_named_zip_becomes_the_same_archive_each_time(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, FOLDER, tmp_path / "out.zip")
    before = (tmp_path / "out.zip").read_bytes()
    export(snapshot, FOLDER, tmp_path / "out.zip", replace=True)
    assert (tmp_path / "out.zip").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.csv": b"a\n", "b.csv": b"1\n"}
        assert archive.testzip() is None


@pytest.mark.parametrize("format_", [FILE, FOLDER], ids=["file", "folder"])
@pytest.mark.parametrize("what", ["file", "folder", "link", "dangling"])
def test_what_is_there_is_refused_unless_it_may_be_replaced(
    what: str, format_: Format, snapshot: Snapshot, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make(what, out)
    before = seen(tmp_path)
    with pytest.raises(ExportError, match="out: is there already; name another, or say --replace"):
        export(snapshot, format_, out)
    assert seen(tmp_path) == before


def make(what: str, out: Path) -> None:
    if what == "file":
        out.write_text("old")
    elif what == "folder":
        out.mkdir()
        (out / "a.csv").write_text("old")
    elif what == "link":
        (out.parent / "elsewhere").write_text("old")
        out.symlink_to("elsewhere")
    elif what == "dangling":
        out.symlink_to("nowhere")
    else:
        os.mkfifo(out)


@pytest.mark.parametrize(
    ("what", "format_"), [("file", FILE), ("folder", FOLDER), ("link", FILE), ("dangling", FOLDER)]
)
def test_what_is_there_is_replaced_by_its_like(
    what: str, format_: Format, snapshot: Snapshot, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make(what, out)
    export(snapshot, format_, out, replace=True)
    made = {"out": "1\n"} if format_ is FILE else {"out": "", "out/a.csv": "a\n", "out/b.csv": "1\n"}
    kept = {"elsewhere": "old"} if what == "link" else {}  # the link is replaced, not what it leads to
    assert seen(tmp_path) == made | kept
    assert not out.is_symlink()


@pytest.mark.parametrize(
    ("what", "format_"), [("file", FOLDER), ("folder", FILE), ("pipe", FILE), ("pipe", FOLDER)]
)
def test_nothing_is_replaced_by_what_is_unlike_it(
    what: str, format_: Format, snapshot: Snapshot, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make(what, out)
    before = seen(tmp_path)
    with pytest.raises(ExportError, match=r"out: is no (file|folder), and only a .* name another place"):
        export(snapshot, format_, out, replace=True)
    assert seen(tmp_path) == before


def test_a_folder_with_anything_else_in_it_is_never_replaced(snapshot: Snapshot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(snapshot, FOLDER, out)
    (out / "notes.txt").write_text("mine")
    before = seen(tmp_path)
    with pytest.raises(ExportError, match=r"out: holds notes\.txt, which this export does not make"):
        export(snapshot, FOLDER, out, replace=True)
    assert seen(tmp_path) == before


@pytest.mark.parametrize(("error", "raised", "told"), STOPPED, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("what", ["file", "folder", "archive", "nothing"])
def test_what_fails_half_way_leaves_what_was_there(
    what: str,
    error: Exception,
    raised: type[BaseException],
    told: str | None,
    snapshot: Snapshot,
    tmp_path: Path,
) -> None:
    out = tmp_path / ("out.zip" if what == "archive" else "out")
    if what != "nothing":
        make("folder" if what == "folder" else "file", out)
    before = seen(tmp_path)
    bad = Format("bad", "x", "x/x", "", "", file=failing(error))
    if what in {"folder", "archive"}:
        bad = Format("bad", "x", "x/x", "", "", folder=failing_folder(error))
    with pytest.raises(raised, match=told):
        export(snapshot, bad, out, replace=True)
    assert seen(tmp_path) == before


def test_a_folder_that_cannot_take_its_place_leaves_the_former_one(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("folder", tmp_path / "out")
    before = seen(tmp_path)
    rename = Path.rename

    def refusing(path: Path, to: Path) -> Path:
        if path.name == "made":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(ExportError, match="cannot be written"):
        export(snapshot, FOLDER, tmp_path / "out", replace=True)
    assert seen(tmp_path) == before


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("nowhere/out", "nowhere: is no folder; make it, or name another place"),
        ("file/out", "file: is no folder; make it, or name another place"),
        ("file/deeper/out", "deeper: is no folder"),
        ("x" * 300, r"cannot be written \(File name too long\); nothing was written"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(
    place: str, told: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=told):
        export(snapshot, FILE, tmp_path / place)
    assert seen(tmp_path) == {"file": ""}


def test_a_place_where_nobody_may_write_is_named(snapshot: Snapshot) -> None:
    # Not even root makes folders there.
    need("the process file system of Linux", Path("/proc/self").is_dir())
    with pytest.raises(
        ExportError, match=r"/proc/self/out: cannot be written \(.*\); nothing was written; check"
    ):
        export(snapshot, FILE, Path("/proc/self/out"))


# Killed


HALF = "import sys; from pathlib import Path; from tests.graph.export.killed import main; main(*sys.argv[1:])"


def killed(snapshot: Snapshot, out: Path, where: str) -> None:
    """Let an export to a target die in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", HALF, str(snapshot.directory), str(out), where], check=False, timeout=60
    )
    assert done.returncode == -9


@pytest.mark.parametrize("where", ["writing", "settling"])
def test_an_export_killed_leaves_no_half_file_and_the_next_sweeps_what_it_left(
    where: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    killed(snapshot, tmp_path / "out", where)
    assert [path for path in tmp_path.iterdir() if not path.name.startswith(".out.")] == []
    assert len(list(tmp_path.iterdir())) == 1
    export(snapshot, FOLDER, tmp_path / "out")
    assert seen(tmp_path) == {"out": "", "out/a.csv": "a\n", "out/b.csv": "1\n"}


@pytest.mark.parametrize("where", ["writing", "settling", "replacing"])
def test_what_an_export_that_was_killed_had_put_aside_is_put_back(
    where: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    make("folder", tmp_path / "out")
    killed(snapshot, tmp_path / "out", where)
    assert (tmp_path / "out").exists() == (where != "replacing")
    with pytest.raises(ExportError, match="is there already"):
        export(snapshot, FOLDER, tmp_path / "out")
    assert seen(tmp_path) == {"out": "", "out/a.csv": "old"}


def test_what_others_left_or_still_work_in_is_not_swept(snapshot: Snapshot, tmp_path: Path) -> None:
    others = [".out.part", ".out2.0123456789ab.part", ".out.0123456789ab.part.txt", "out.0123456789ab.part"]
    for name in others:
        (tmp_path / name).mkdir()
    with targets.target(tmp_path / "out") as room:
        (room / "made").write_text("first")
        export(snapshot, FILE, tmp_path / "out2")
        export(snapshot, FILE, tmp_path / "out")
        assert room.is_dir()
        (tmp_path / "out").unlink()
    assert (tmp_path / "out").read_text() == "first"
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out2", *others} - {others[1]}
