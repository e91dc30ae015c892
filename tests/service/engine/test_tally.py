"""Rows counted in the bytes of an answer, against the rows that were written."""

import io
import random
from itertools import pairwise
from typing import IO, cast

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store

from service.engine.sink import Limits, Sink, TooLargeError
from service.engine.tally import Tally

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
TEXTS = [
    '},{"', '"},{"', '},{",', '},{"}', '"},{"a":{"', "}", "{", ",", '"', "\\", '\\"', "\\\\", "\n", "\r\n",
    "\r", "<result>", "</result><result>", "&lt;result>", '""', '"\n"', ",\n", "\t", "", "ж", "plain", "},{",
    '},{"' * 3,
]  # fmt: skip


def solutions(rows: list[tuple[str | None, str | None]]) -> QuerySolutions:
    """Give these rows of two columns, where None is unbound."""
    cells = [
        " ".join("UNDEF" if text is None else str(Literal(text)) for text in row).join("()") for row in rows
    ]
    found = Store().query(f"SELECT ?a ?b WHERE {{ VALUES (?a ?b) {{ {' '.join(cells)} }} }}")
    assert isinstance(found, QuerySolutions)
    return found


def body(rows: list[tuple[str | None, str | None]], name: str) -> bytes:
    out = io.BytesIO()
    solutions(rows).serialize(out, FORMATS[name])
    return out.getvalue()


def counted(pieces: list[bytes], name: str) -> int:
    tally = Tally(name)
    for piece in pieces:
        tally.see(piece)
    return tally.rows


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", TEXTS)
def test_rows_of_hostile_texts_are_counted_wherever_the_answer_is_cut(name: str, text: str) -> None:
    rows: list[tuple[str | None, str | None]] = [(text, text), (None, text), (text, None), (text + text, "x")]
    whole = body(rows, name)
    for size in range(1, 12):
        pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
        assert counted(pieces, name) == len(rows), size
    for cut in range(len(whole) + 1):
        assert counted([whole[:cut], whole[cut:]], name) == len(rows), cut


@pytest.mark.parametrize("name", FORMATS)
def test_rows_of_any_mixture_are_counted_by_any_cut(name: str) -> None:
    chance = random.Random(11)  # noqa: S311 - no secret hangs on it
    for _ in range(60):
        cells = ["".join(chance.choices(TEXTS, k=chance.randrange(4))) for _ in range(20)]
        rows: list[tuple[str | None, str | None]] = [
            (cells[at], chance.choice([cells[at + 1], None])) for at in range(0, chance.randrange(2, 20), 2)
        ]
        whole = body(rows, name)
        places = sorted({0, len(whole), *chance.choices(range(len(whole)), k=chance.randrange(8))})
        assert counted([whole[start:end] for start, end in pairwise(places)], name) == len(rows)


@pytest.mark.parametrize("name", ["xml", "csv", "tsv"])
def test_no_row_is_none(name: str) -> None:
    assert counted([body([], name)], name) == 0


@pytest.mark.parametrize("name", FORMATS)
def test_as_many_rows_as_may_be_are_written_and_one_more_is_refused(name: str) -> None:
    rows: list[tuple[str | None, str | None]] = [('},{"\n', "<result>")] * 10
    for count, fits in ((10, True), (9, False)):
        sink = Sink(-1)
        sink.begin("solutions", name, ["a", "b"], Limits(rows=count, size=10**6))
        if fits:
            solutions(rows).serialize(cast("IO[bytes]", sink), FORMATS[name])
            assert sink.rows(name) == 10
        else:
            with pytest.raises(TooLargeError) as refused:
                solutions(rows).serialize(cast("IO[bytes]", sink), FORMATS[name])
            assert (refused.value.unit, refused.value.limit) == ("rows", 9)


@pytest.mark.parametrize("name", FORMATS)
def test_as_many_bytes_as_may_be_are_written_and_one_more_is_refused(name: str) -> None:
    rows: list[tuple[str | None, str | None]] = [("a", "b")] * 10
    size = len(body(rows, name))
    sink = Sink(-1)
    sink.begin("solutions", name, ["a", "b"], Limits(rows=100, size=size))
    solutions(rows).serialize(cast("IO[bytes]", sink), FORMATS[name])
    sink.begin("solutions", name, ["a", "b"], Limits(rows=100, size=size - 1))
    with pytest.raises(TooLargeError) as refused:
        solutions(rows).serialize(cast("IO[bytes]", sink), FORMATS[name])
    assert (refused.value.unit, refused.value.limit) == ("bytes", size - 1)


def test_the_helper_writes_what_it_says() -> None:
    (row,) = list(solutions([("x", None)]))
    assert (row["a"], row["b"]) == (Literal("x"), None)
    assert NamedNode("a:b") not in row
