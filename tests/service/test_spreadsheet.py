import asyncio
import csv
import io
import random
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from graph import spreadsheet


def written(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode(), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "@SUM(A1)",
        "-2+3+cmd|' /C calc'!A0",
        "-1-1",
        "-1,5*A1",
        "-A1",
        "-",
        "--1",
        "-1e5e5",
        '=HYPERLINK("http://a.example/","x")',
        "\t=1",
        "\r=1",
        "\n=1",
        '=1,"2',
        "=a\r\nb",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    table = written([["name", "other"], [cell, "x"], ["x", cell]])
    assert read(spreadsheet.plain(table)) == [["name", "other"], ["'" + cell, "x"], ["x", "'" + cell]]


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "1",
        "-1",
        "-1.5",
        "-.5",
        "-1.",
        "-1e-05",
        "-1.5E+7",
        "a=1",
        "a-b",
        "'=1",
        " =1",
        "x\n=1",
        '"=1"',
        "ж",
    ],
)
def test_numbers_and_all_else_stay_as_they_are(cell: str) -> None:
    table = written([["name", "other"], [cell, "x"], ["x", cell]])
    assert spreadsheet.plain(table) == table


def test_a_stream_may_be_cut_anywhere() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret hangs on it
    texts = ["=1", "-1", "-x", 'a"b', '"', "\r\n=2", "=\n", ",", "=,", "", "+", "@\r", "plain", '=""', "\n"]
    for _ in range(200):
        table = written([[chance.choice(texts) for _ in range(3)] for _ in range(4)])
        places = sorted(chance.choices(range(len(table) + 1), k=chance.randrange(6)))
        cuts = [0, *places, len(table)]
        pieces = [table[start:end] for start, end in pairwise(cuts)]
        assert asyncio.run(_streamed(pieces)) == spreadsheet.plain(table), pieces


async def _streamed(pieces: list[bytes]) -> bytes:
    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return b"".join([piece async for piece in spreadsheet.stream(chunks())])
