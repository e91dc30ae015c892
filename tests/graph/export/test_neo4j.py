"""The command beside the CSV files imports them all, with a separator that no text has."""

import os
import subprocess
from pathlib import Path

import pytest

from graph import snapshots
from graph.errors import ExportError
from graph.export import formats, neo4j
from graph.export.export import export
from tests.graph.export import reading
from tests.graph.export.hostile import TEXTS, hostile


def test_the_command_imports_every_file_into_the_database_named(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    export(snapshots.current(hostile(tmp_path)), formats.find("neo4j"), folder)
    fake = tmp_path / "neo4j-admin"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\n', encoding="utf-8")
    fake.chmod(0o755)
    words = ["sh", str(folder / "import.sh"), "claims", "--overwrite-destination=true"]
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(words, env={"PATH": path}, capture_output=True, text=True, check=True)
    place, *told = done.stdout.splitlines()
    assert Path(place) == folder.resolve()
    assert told[:4] == ["database", "import", "full", "claims"]
    assert told[-1] == "--overwrite-destination=true"
    imported = {word.split("=")[2] for word in told if word.startswith(("--nodes=", "--relationships="))}
    assert imported == {file.name for file in folder.glob("*.csv")}
    assert reading.separator(folder) not in "".join(TEXTS)


def test_lists_are_separated_by_what_no_text_has() -> None:
    free = {chr(number) for number in range(32)} - {"\x02"}
    assert neo4j._separator(free) == "\x02"
    assert neo4j._separator(set()) == "\x1f"
    with pytest.raises(ExportError, match="every control character"):
        neo4j._separator({chr(number) for number in range(32)})
