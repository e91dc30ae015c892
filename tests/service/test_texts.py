"""Attached texts are read as they stand, noticed when they change, shown if they are the right ones."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from graph.passages import sha256
from service import texts
from service.texts import Stated, Text, Texts
from tests.service.tales import NONCE, TALE, attach

STATED = Stated("tale", len(TALE), sha256(TALE))


def look(found: Texts, stated: Stated = STATED) -> Text:
    return asyncio.run(found.of(stated))


def settled(file: Path) -> None:
    """Make a file look as if it had been written long ago."""
    then = time.time_ns() - 10**10
    os.utime(file, ns=(then, then))


def test_a_text_is_there_only_if_hash_and_length_are_those_of_the_graph(tmp_path: Path) -> None:
    assert look(Texts(None)).state == "not attached"
    assert look(Texts(tmp_path / "nowhere")).state == "absent"
    assert look(Texts(tmp_path)).state == "absent"
    attach(tmp_path)
    assert look(Texts(tmp_path)) == Text("there", TALE)
    for other in (
        Stated("tale", len(TALE), "0" * 64),
        Stated("tale", len(TALE) - 1, sha256(TALE)),
        Stated("tale", 1, sha256(TALE)),
    ):
        assert look(Texts(tmp_path), other) == Text("changed")
    for less in (Stated("tale", None, sha256(TALE)), Stated("tale", len(TALE), None)):
        assert look(Texts(tmp_path), less) == Text("unstated")
    attach(tmp_path).rename(tmp_path / "tale_2.txt")
    attach(tmp_path)
    assert look(Texts(tmp_path)) == Text("unreadable")


def test_a_file_is_decoded_once_and_again_as_soon_as_it_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[int] = []

    def counted(text: str) -> str:
        hashed.append(len(text))
        return sha256(text)

    monkeypatch.setattr(texts, "sha256", counted)
    found, file = Texts(tmp_path), attach(tmp_path)
    assert [look(found).state for _ in range(2)] == ["there"] * 2
    assert len(hashed) == 2, "it may be written again within the tick of the clock"
    hashed.clear()
    settled(file)
    assert [look(found).state for _ in range(3)] == ["there"] * 3
    assert len(hashed) == 1
    file.write_bytes(TALE.replace("pond", "lake").encode("utf-8"))
    settled(file)
    assert [look(found).state for _ in range(2)] == ["changed"] * 2
    assert len(hashed) == 2


def test_what_was_written_a_moment_ago_is_looked_at_again_each_time(tmp_path: Path) -> None:
    found, file = Texts(tmp_path), attach(tmp_path)
    for _ in range(20):
        file.write_bytes(TALE.encode("utf-8"))
        assert look(found).state == "there"
        file.write_bytes(TALE.replace("pond", "lake").encode("utf-8"))
        assert look(found).state == "changed"


def test_hostile_files_are_told_and_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    file = attach(folder)
    outside = attach(tmp_path / "elsewhere")
    found = Texts(folder)
    file.unlink()
    file.symlink_to(outside)
    assert look(found).state == "unreadable", "a link that leads out of the folder"
    file.unlink()
    file.symlink_to(file)
    assert look(found).state == "unreadable", "a link to itself"
    file.unlink()
    os.mkfifo(file)
    assert look(found).state == "unreadable", "a pipe that nobody writes into"
    file.unlink()
    file.mkdir()
    assert look(found).state == "unreadable"
    file.rmdir()
    with file.open("wb") as sparse:
        sparse.truncate(500 * 2**20)
    began = time.monotonic()
    assert look(found).state == "changed"
    assert time.monotonic() - began < 0.5, "a file that is too large is not read"
    file.write_bytes(b"\xff\xfe\x00binary")
    assert look(found).state == "unreadable"


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    kept = attach(tmp_path, slug="kept")
    kept.rename(tmp_path / "data")
    (tmp_path / "tale_1.txt").symlink_to(tmp_path / "data")
    assert look(Texts(tmp_path)).state == "there"


def test_a_text_is_left_out_wherever_what_holds_it_is_written_out(tmp_path: Path) -> None:
    attach(tmp_path)
    text = look(Texts(tmp_path))
    assert NONCE in text.text
    assert NONCE not in repr(text)
