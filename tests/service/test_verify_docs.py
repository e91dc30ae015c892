"""The transcripts of docs/verify.md are what the commands print on document 000."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from graph.passages import Corpus
from tests.real import corpus

PAGE = Path(__file__).parents[2] / "docs" / "verify.md"
COMMAND = shlex.join([sys.executable, "-c", "from service.cli import main; main()"])


def transcripts() -> list[str]:
    return re.findall(r"^```console\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def printed(store: Path, folder: Path, commands: list[str]) -> str:
    """Write the commands with what the last of them prints, in a folder that holds copy.txt."""
    script = "\n".join(commands).replace("rejoinder verify", f"{COMMAND} verify --store {store}")
    folders = {"PYTHONPATH": str(PAGE.parents[1]), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=folders,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return "".join(f"$ {command}\n" for command in commands) + done.stdout


def test_the_transcripts_of_the_docs_are_what_is_printed(store: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(Corpus(corpus()).text("000"), encoding="utf-8")
    assert len(transcripts()) == 3
    for block in transcripts():
        commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
        assert printed(store, tmp_path, commands) == block


def test_no_sentence_of_the_document_stands_in_the_docs() -> None:
    page = re.findall(r"\w+", PAGE.read_text(encoding="utf-8").lower())
    document = re.findall(r"\w+", Corpus(corpus()).text("000").lower())[20:]  # behind its title
    runs = {tuple(document[at : at + 6]) for at in range(len(document) - 5)}
    assert [run for at in range(len(page)) if (run := tuple(page[at : at + 6])) in runs] == []
