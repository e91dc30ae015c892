"""A text cut where passages begin and end, which overlap and nest; nothing is lost, nothing doubled."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.passages import sha256
from service.evidence import Passage

_BLANK = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")
_BREAK = re.compile(r"(?:\r\n|\r|\n)\s*")


@dataclass(frozen=True)
class Segment:
    """A stretch that the same passages cover throughout; begins are those whose first stretch it is."""

    text: str = field(repr=False)
    covers: tuple[Passage, ...]
    begins: tuple[Passage, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph from start on, in segments, and the line breaks that follow it."""

    start: int
    end: int
    segments: tuple[Segment, ...]
    gap: str = field(repr=False)

    @property
    def begins(self) -> list[Passage]:
        """List the passages that begin in it."""
        return [passage for segment in self.segments for passage in segment.begins]


def bounds(text: str) -> list[tuple[int, int, int]]:
    """Find the paragraphs of a text: start, end, and the end of the line breaks after it.

    They are parted by blank lines; in a text without any, by line breaks.
    """
    parting = _BLANK if _BLANK.search(text) else _BREAK
    starts, found = 0, []
    for gap in parting.finditer(text):
        found.append((starts, gap.start(), gap.end()))
        starts = gap.end()
    return [*found, (starts, len(text), len(text))]


def fits(text: str, passage: Passage) -> bool:
    """Say whether a passage stands in a text where it should."""
    return passage.end <= len(text) and sha256(text[passage.start : passage.end]) == passage.sha256


def marked(text: str, passages: Iterable[Passage]) -> list[Paragraph]:
    """Cut a text into paragraphs, and these into segments, by passages that lie within it."""
    waiting = sorted(passages, key=lambda passage: (-passage.start, passage.end, passage.slug))
    edges = sorted({offset for passage in waiting for offset in (passage.start, passage.end)})
    open_: list[Passage] = []
    fresh: list[Passage] = []
    made = []
    for start, end, after in bounds(text):
        segments = []
        for first, last in _stretches(edges, start, end):
            while waiting and waiting[-1].start < last:
                fresh.append(waiting.pop())
            begun = [passage for passage in fresh if passage.end > first]
            open_ = [*(passage for passage in open_ if passage.end > first), *begun]
            fresh = []
            segments.append(Segment(text[first:last], tuple(open_), tuple(begun)))
        made.append(Paragraph(start, end, tuple(segments), text[end:after]))
    return made


def _stretches(edges: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a paragraph at the edges within it."""
    cuts = [start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end]
    return ((first, last) for first, last in pairwise(cuts) if first < last)
