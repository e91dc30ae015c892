"""`rejoinder verify` as a program: what it tells, and how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.service.held import A, B, forged, over

COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()", "verify"]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(held_at: Path, tmp_path: Path) -> Run:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    environment = kept | {"REJOINDER_STORE": str(held_at), "PYTHONIOENCODING": "utf-8"}

    def started(*words: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *words],
            env=environment | more,
            cwd=tmp_path,
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
        )
        told = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, *told)

    return started


def test_a_copy_that_stands_ends_with_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(A.text, encoding="utf-8")
    done = run("copy.txt")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *_ = done.stdout.splitlines()
    assert first == "The copy holds document a (complete); not in it: b."
    assert second.startswith(f"Read: {len(A.text)} characters")
    assert f"{len(A.sought)} passages: {len(A.sought)} exact" in done.stdout
    for one in A.sought:
        assert f"passage:{one.name} " in done.stdout


def test_a_forged_copy_ends_with_1_and_names_what_is_missing(run: Run) -> None:
    done = run("-", given=forged(A, 7).encode())
    assert (done.returncode, done.stderr) == (1, "")
    missing = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("missing")}
    assert {f"passage:{name}" for name in over(A, 7)} == missing
    assert "Have lost every passage" in done.stdout
    assert "heronquill" not in done.stdout


def test_json_is_what_the_service_tells(run: Run) -> None:
    done = run("-", "--format", "json", given=forged(A, 7).encode())
    told = json.loads(done.stdout)
    lost = {one["passage"].rpartition("/")[2] for one in told["passages"] if one["state"] == "missing"}
    assert (done.returncode, lost) == (1, over(A, 7))


@pytest.mark.parametrize("name", ["b", "document:b", "https://w3id.org/rejoinder/id/document/b"])
def test_one_document_is_asked_about(name: str, run: Run) -> None:
    done = run("-", "--document", name, given=A.text.encode())
    assert done.returncode == 1
    assert f"{len(B.sought)} passages: 0 exact, 0 same words, 0 moved, {len(B.sought)} missing" in done.stdout


def test_other_words_end_with_1_and_a_sentence(run: Run) -> None:
    done = run("-", given=b"Another tale.")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("No passage is recognised")


def test_a_page_is_known_by_its_suffix(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.htm").write_text("<p>" + A.text.replace("\n\n", "<p>"), encoding="utf-8")
    done = run("copy.htm")
    assert done.returncode == 0
    assert "UTF-8, HTML." in done.stdout


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["nowhere.txt"], b"", "nowhere.txt: cannot be read"),
        (["."], b"", "cannot be read"),
        (["-"], b"", "no letter"),
        (["-"], b"%PDF-1.4", "pdftotext"),
        (["-"], b"a\0b", "NUL"),
        (["-"], b"x" * 3000, "has more than 2000 bytes"),
        (["-", "--document", "zzz"], b"x", "document: none of that name"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_one_line(
    words: list[str], given: bytes, said: str, run: Run
) -> None:
    done = run(*words, given=given, REJOINDER_COPY_BYTES="2000")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("rejoinder: ")
    assert said in line


def test_without_a_graph_it_says_how_to_build_one(run: Run, tmp_path: Path) -> None:
    done = run("-", "--store", str(tmp_path / "none"), given=b"text")
    assert done.returncode == 1
    assert "rejoinder build" in done.stderr
