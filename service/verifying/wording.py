"""A comparison told in plain words, for a terminal."""

from collections.abc import Iterator, Sequence

from graph.terms import shorten
from service.tables import CONTROL
from service.verifying.comparison import Told

_INDENT = " " * 9
HEADINGS = {
    "lost": "Have lost every passage they rest on in this copy",
    "partly": "Have lost some of their passages",
}


def text(told: Told) -> str:
    """Write a comparison as lines."""
    return "".join(CONTROL.sub("\N{REPLACEMENT CHARACTER}", line) + "\n" for line in _lines(told))


def _lines(told: Told) -> Iterator[str]:
    yield told["told"]
    yield read(told["copy"])
    for document in told["documents"]:
        yield ""
        yield f"{shorten(document['document'])}  {document['title'] or ''}".rstrip()
        yield f"  {document['told']}"
        yield f"  {counts(document)}"
    bad = [passage for passage in told["passages"] if passage["state"] in {"moved", "missing"}]
    if told["recognised"] and bad:
        yield ""
        for passage in bad:
            yield from _bad(passage)
    yield from _facts(told)
    if told["recognised"]:
        yield ""
        yield "Passages that stand: place in the copy"
        yield from _table([_row(passage) for passage in told["passages"] if "place" in passage])
    yield ""
    yield f"revision {told['revision']}"


def read(copy: Told) -> str:
    """Say what was read, and as what."""
    assumed = ", which was assumed" if copy["encoding_assumed"] else ""
    lines = "line" if copy["lines"] == 1 else "lines"
    markup = f", {copy['markup']}" if copy["markup"] else ""
    size = f"{copy['code_points']} characters, {copy['lines']} {lines}"
    return f"Read: {size}, {copy['encoding']}{assumed}{markup}."


def counts(document: Told) -> str:
    """Count the passages of a document in words."""
    named = {"exact": "exact", "same words": "same_words", "moved": "moved", "missing": "missing"}
    told = ", ".join(f"{document[key]} {state}" for state, key in named.items())
    return f"{document['passages']} passages: {told}"


def _bad(passage: Told) -> Iterator[str]:
    name = shorten(passage["passage"])
    if passage["state"] == "moved":
        yield f"moved    {name}"
        yield f"{_INDENT}stands {where(passage['place'])}, out of its order"
        return
    yield f"missing  {name}"
    yield from (_INDENT + line for line in expected(passage["expected"]))


def where(place: Told) -> str:
    """Name a stretch of the copy."""
    lines = f"line {place['line']}"
    if place["last_line"] != place["line"]:
        lines = f"lines {place['line']} to {place['last_line']}"
    return f"in {lines}, {place['start']} to {place['end']}"


def expected(gap: Told) -> Iterator[str]:
    """Say where a missing passage should stand."""
    between = [
        f"{word} {shorten(gap[side])}"
        for side, word in (("after", "behind"), ("before", "before"))
        if gap[side]
    ]
    yield f"should stand {where(gap['place'])}" + (f", {' and '.join(between)}" if between else "")
    if gap["within"]:
        inside = ", ".join(map(shorten, gap["within"]))
        so = f", so what differs is {' or '.join(map(where, gap['differs']))}" if gap["differs"] else ""
        yield f"in it stands {inside}{so}"


def _facts(told: Told) -> Iterator[str]:
    if not told["facts"]:
        return
    numbers = told["facts_by_state"]
    yield ""
    yield (
        f"{len(told['facts'])} facts, claims and citations rest on these documents: "
        f"{numbers['stands']} stand, {numbers['partly']} have lost some passages, {numbers['lost']} all."
    )
    for state, heading in HEADINGS.items():
        facts = [fact for fact in told["facts"] if fact["state"] == state]
        if facts:
            yield f"{heading}:"
            yield from _table([_fact(fact) for fact in facts])


def _fact(fact: Told) -> Sequence[str]:
    more = f" ({fact['elsewhere']} more in other documents)" if fact["elsewhere"] else ""
    lost = f"{fact['missing']} of {fact['standing'] + fact['missing']}"
    return "", lost, shorten(fact["thing"]), fact["label"] + more


def _row(passage: Told) -> Sequence[str]:
    times = f", {passage['times']} times in the copy" if passage["times"] > 1 else ""
    return "", shorten(passage["passage"]), passage["state"], where(passage["place"]) + times


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
