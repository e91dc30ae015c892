"""Analysts' questions, one query a file, compared at run time with answers that lie beside the project."""

import calendar
import json
import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import paths
from graph.check import assemble
from graph.sources import Roots
from graph.terms import shorten
from tests.needs import need

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("q*.rq"))
# What separates a name from the other words of an answer: a capital letter, not at the start of a sentence.
NAME = re.compile(r"(?<![.:;?] )(?<!^)\b[A-Z][\w’-]{2,}")
NUMBER = re.compile(r"0*(\d+(?:,\d{3})*)")
FEW = 4  # words of the longest name
PAIR = 2
CLAUSE = re.compile(r"(?<=\))[,;.]? |(?<!\bp)[.;] ")
EMPTY = frozenset(re.findall(r"\w+", "and the for that this with from have has was were are its not who"))
MONTH = re.compile(r"\b(?:\d{4}|XXXX)-(\d\d)\b")
MONTHS = [name.lower().rstrip("s")[:5] for name in calendar.month_name[1:]]


def asked_and_answered() -> dict[str, dict[str, object]]:
    """Read the questions: REJOINDER_QUESTIONS, else ../shared/questions beside the project."""
    named = os.environ.get("REJOINDER_QUESTIONS")
    corpus = paths.corpus()
    folder = Path(named) if named else (corpus.parent / "questions" if corpus else None)
    file = folder / "questions.jsonl" if folder else None
    need("the questions (REJOINDER_QUESTIONS, or ../shared/questions)", file and file.is_file())
    assert file
    lines = file.read_text(encoding="utf-8").splitlines()
    return {read["id"]: read for read in map(json.loads, lines)}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return assemble(Roots()).store


def text(term: object) -> str:
    """Write a term; what is unbound is empty."""
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", ""))


def answer_of(store: ox.Store, file: Path) -> bool | list[list[str]]:
    found = store.query(file.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [[text(row[name]) for name in names] for row in found]


def said(words: str) -> set[str]:
    """Take names and numbers out of a text, numbers without separators, names by their first five letters."""
    names = {name.removesuffix("’s").lower().rstrip("s")[:5] for name in NAME.findall(words)}
    return names | {number.replace(",", "") for number in NUMBER.findall(words)}


def stems(words: str) -> set[str]:
    """Take words by their first five letters, and numbers; months of dates as words."""
    months = {MONTHS[int(month) - 1] for month in MONTH.findall(words)}
    found = {word.lower().rstrip("s")[:5] for word in re.findall(r"[^\W\d_]{3,}", words)}
    return (found - EMPTY) | said(words) | months


def agree(rows: list[list[str]], prose: str, question: str) -> list[str]:
    """Compare rows with an answer in prose; give what is missing on either side.

    Every name and number of the answer must be in the rows or the question. Every cell that the question
    does not give must be told in the answer, a number as such and any other by at least one word; where a
    row pairs two cells, one clause of the answer must tell both.
    """
    known, asked = stems(" · ".join(cell for row in rows for cell in row) + " " + question), stems(question)
    missing = [f"not in the rows: {name}" for name in sorted(said(prose) - known)]
    for row in rows:
        cells = [stems(cell) for cell in row if cell and not stems(cell) <= asked]
        parts = [stems(part) for part in CLAUSE.split(prose)] if len(row) == PAIR else [stems(prose)]
        if not any(all(cell & part for cell in cells) for part in parts):
            missing.append(f"not told: {' · '.join(filter(None, row))}")
    return missing


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([["Oil", "20"], ["Trade", "18"]], []),
        ([["Oil", "20"]], ["not in the rows: 18"]),
        ([["Oil", "18"], ["Trade", "20"]], ["not told: Oil · 18", "not told: Trade · 20"]),
        ([["Oil", "20"], ["Trade", "18"], ["Borders", "18"]], ["not told: Borders · 18"]),
        ([["Oil", "20"], ["Trade", "18"], ["Trade", "19"]], ["not told: Trade · 19"]),
    ],
)
def test_a_wrong_row_and_a_missing_one_are_told(rows: list[list[str]], missing: list[str]) -> None:
    assert agree(rows, "It is trade (18), and oil (20).", "Which fields, by which notes?") == missing


def test_every_question_has_a_query() -> None:
    assert {file.stem for file in FILES} == set(asked_and_answered())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_graph_answers(store: ox.Store, file: Path) -> None:
    entry = asked_and_answered()[file.stem]
    expected, found = entry["answer"], answer_of(store, file)
    if isinstance(found, bool):
        assert found is expected
        return
    wanted = [str(value) for value in (expected if isinstance(expected, list) else [expected])]
    assert found
    if is_prose(wanted):
        assert agree(found, ". ".join(wanted), str(entry["question"])) == []
        return
    got = [row[0].casefold() for row in found]
    wanted = [value.casefold() for value in wanted]
    ordered = "ORDER BY" in file.read_text(encoding="utf-8")
    assert (got if ordered else sorted(got)) == (wanted if ordered else sorted(wanted))


def is_prose(wanted: list[str]) -> bool:
    """Tell sentences and phrases from names: more than four words each, or a single one of several."""
    words = [value.count(" ") + 1 for value in wanted]
    return min(words) > FEW if len(wanted) == 1 else sum(words) > FEW * len(wanted)
