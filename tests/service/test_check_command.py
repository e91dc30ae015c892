"""`rejoinder check` as a program: whatever it is given it ends with sentences and exit 0, 1 or 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph import paths

COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()", "check"]
QUERIES: list[tuple[str, bytes, str]] = [
    ("no_bytes.rq", b"", "has no header"),
    ("no_query.rq", b"#+ summary: x\n#+ description: y\nhello world\n", ""),
    ("no_text.rq", b"\xff\xfe\x00", "is not UTF-8"),
    ("no_yaml.rq", b"#+ a: [b\nSELECT ?a { ?a ?b ?c } ORDER BY ?a\n", ""),
    ("mark.rq", b"\xef\xbb\xbf#+ summary: x\nSELECT ?a { ?a ?b ?c } ORDER BY ?a\n", ""),
    ("update.rq", b"#+ summary: x\nDELETE WHERE { ?a ?b ?c }\n", ""),
    ("braces.rq", b"#+ summary: x\nSELECT ?a WHERE " + b"{" * 100_000, ""),
    ("Long Name.rq", b"SELECT ?a { ?a ?b ?c } ORDER BY ?a\n", "not in snake_case"),
    ("noise.rq", b"zz zz " * 1_000_000, "has no header"),
]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_strange_files_are_told_one_a_line(tmp_path: Path) -> None:
    for name, content, _ in QUERIES:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.rq").mkdir()
    os.mkfifo(tmp_path / "pipe.rq")
    (tmp_path / "loop.ttl").symlink_to("loop.ttl")
    (tmp_path / "noise.ttl").write_bytes(b"colourless green ideas " * 100_000)
    odd = ["folder.rq", "pipe.rq", "absent.rq", "loop.ttl", "noise.ttl", "absent", ".", "/", ""]
    done = run(tmp_path, *(name for name, _, _ in QUERIES), *odd)
    assert (done.returncode, done.stderr) == (1, f"{len(done.stdout.splitlines())} findings\n"), done.stderr
    for line in done.stdout.splitlines():
        assert " — " in line
        assert len(line) < 1000
    for name, _, said in [*((n, b"", s) for n, _, s in QUERIES), *((n, b"", "") for n in odd[:6])]:
        assert any(line.startswith(name) and said in line for line in done.stdout.splitlines()), name


@pytest.mark.soak
def test_a_check_of_the_ontology_is_no_canned_query(tmp_path: Path) -> None:
    done = run(tmp_path, str(paths.ontology() / "checks/reported.rq"), str(paths.facts() / "000.ttl"))
    assert (done.returncode, done.stdout) == (0, ""), done


@pytest.mark.parametrize("words", [("--corpus",), ("--no-such-option",), ("--summary=yes",)])
def test_wrong_use_is_told_with_exit_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.soak
def test_a_corpus_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text", encoding="utf-8")
    done = run(tmp_path, "--corpus", "file")
    assert done.returncode == 1
    assert "file: is no folder — name the folder that holds the documents" in done.stdout
