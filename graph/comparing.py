"""Hold what was found in a copy against the order of the original: what stands, moved, or is missing."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from graph.copies import Place, Sighting, Sought
from graph.fingerprints import WINDOW
from graph.rising import rising

State = Literal["exact", "same words", "moved", "missing"]
Whole = Literal["complete", "changed", "part", "absent"]
Span = tuple[int, int]
_NEAR = 200  # code points


@dataclass(frozen=True)
class Gap:
    """Where a missing passage should stand in the copy: after a passage and before one, None beyond the last.

    Between `start` and `end` it should stand. `differs` holds the stretches of that which no passage that
    stands vouches for: what differs, differs in one of them. `within` are the passages inside it that stand.
    """

    after: str | None
    before: str | None
    start: int
    end: int
    differs: tuple[Span, ...]
    within: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of one passage; a missing one has a gap, all others a place."""

    passage: Sought
    state: State
    place: Place | None = None
    times: int = 0
    gap: Gap | None = None


@dataclass(frozen=True)
class Judged:
    """One document in the copy: its passages in their order.

    Complete if all stand in order, part if what is missing lies beyond what stands, at either end.
    """

    document: str
    state: Whole
    verdicts: tuple[Verdict, ...]

    def count(self, *states: State) -> int:
        """Count the passages in some states."""
        return sum(verdict.state in states for verdict in self.verdicts)


def judge(sought: Iterable[Sought], found: Mapping[str, Sighting], length: int) -> list[Judged]:
    """Judge every document; length is that of the copy, in code points.

    A passage of fewer than 32 letters may stand in any text: it counts where it stands in order with longer
    ones, or has moved along with one.
    """
    documents: dict[str, list[Sought]] = {}
    for passage in sought:
        documents.setdefault(passage.document, []).append(passage)
    return [
        _document(name, sorted(passages, key=_in_order), found, length)
        for name, passages in sorted(documents.items())
    ]


def _in_order(passage: Sought) -> tuple[int, int, str]:
    return passage.start, passage.end, passage.name


def _document(name: str, passages: list[Sought], found: Mapping[str, Sighting], length: int) -> Judged:
    long = {passage.name for passage in passages if passage.fingerprint.letters >= WINDOW}
    if not long & found.keys():
        missing = tuple(
            Verdict(p, "missing", gap=Gap(None, None, 0, length, ((0, length),), ())) for p in passages
        )
        return Judged(name, "absent", missing)
    kept = rising(passages, found)
    standing = [passage for passage in passages if passage.name in kept]
    text = _Standing(standing, kept, length)
    verdicts = []
    free = _Free(kept.values(), found)
    moved = [(p, place) for p in passages if p.name in long - kept.keys() and (place := free.first(p.name))]
    for passage in passages:
        sighting = found.get(passage.name)
        if passage.name in kept and sighting is not None:
            place = kept[passage.name]
            state: State = "exact" if place.exact else "same words"
            verdicts.append(Verdict(passage, state, place, sighting.times))
        elif sighting is not None and (away := _moved(passage, sighting, moved)) is not None:
            verdicts.append(Verdict(passage, "moved", away, sighting.times))
        else:
            verdicts.append(Verdict(passage, "missing", gap=text.gap(passage)))
    return Judged(name, _whole(verdicts), tuple(verdicts))


class _Free:
    """Places that lie in none of those taken: where they do, the words are those of another passage, too."""

    def __init__(self, kept: Iterable[Place], found: Mapping[str, Sighting]) -> None:
        self._found = found
        self._taken = _joined(sorted((place.start, place.end) for place in kept))

    def first(self, name: str) -> Place | None:
        """Give the first free place of a passage."""
        return (
            next((p for p in self._found[name].places if self._is(p)), None) if name in self._found else None
        )

    def _is(self, place: Place) -> bool:
        at = bisect_right(self._taken, (place.start, place.end))
        around = self._taken[max(0, at - 1) : at + 1]
        return not any(start <= place.start and place.end <= end for start, end in around)


def _moved(passage: Sought, sighting: Sighting, moved: Sequence[tuple[Sought, Place]]) -> Place | None:
    """Give the place of a passage out of order; of a short one only that near a longer one that moved."""
    if not moved:
        return None
    if passage.fingerprint.letters >= WINDOW:
        return next((place for one, place in moved if one is passage), None)
    near, at = min(moved, key=lambda pair: abs(pair[0].start - passage.start))
    distance = passage.start - near.start
    place = min(sighting.places, key=lambda place: abs(place.start - at.start - distance))
    return place if abs(place.start - at.start - distance) <= abs(distance) // 5 + _NEAR else None


def _whole(verdicts: Sequence[Verdict]) -> Whole:
    states = {verdict.state for verdict in verdicts}
    if states <= {"exact", "same words"}:
        return "complete"
    beyond = all(v.gap.after is None or v.gap.before is None for v in verdicts if v.gap is not None)
    return "part" if beyond and "moved" not in states else "changed"


class _Standing:
    """What stands in order, as a ladder from offsets of the original to offsets of the copy."""

    def __init__(self, passages: Sequence[Sought], kept: Mapping[str, Place], length: int) -> None:
        self._passages = passages  # by their start
        self._starts = [p.start for p in passages]
        self._by_end = sorted(passages, key=lambda p: (p.end, p.start))
        self._ends = [p.end for p in self._by_end]
        self._covered = _joined((p.start, p.end) for p in passages)
        rungs = [(p.start, kept[p.name].start) for p in passages] + [
            (p.end, kept[p.name].end) for p in passages
        ]
        rungs.sort()
        self._rungs = [original for original, _ in rungs]
        self._least = [0, *accumulate((copy for _, copy in rungs), max)]
        self._most = [length, *accumulate((copy for _, copy in reversed(rungs)), min)][::-1]

    def gap(self, missing: Sought) -> Gap:
        """Tell where a missing passage should stand."""
        ended = bisect_right(self._ends, missing.start)
        begun = bisect_left(self._starts, missing.end)
        after = self._by_end[ended - 1] if ended else self._reaching(missing)
        before = self._passages[begun] if begun < len(self._passages) else self._leaving(missing)
        inside = self._passages[bisect_left(self._starts, missing.start) : begun]
        start, end = self._copy((missing.start, missing.end))
        return Gap(
            after.name if after else None,
            before.name if before else None,
            start,
            end,
            tuple(self._copy(span) for span in self._uncovered(missing.start, missing.end)),
            tuple(passage.name for passage in inside if passage.end <= missing.end),
        )

    def _reaching(self, missing: Sought) -> Sought | None:
        """Find a passage that begins no later, where none ends before."""
        begun = bisect_right(self._starts, missing.start)
        return self._passages[begun - 1] if begun else None

    def _leaving(self, missing: Sought) -> Sought | None:
        """Find a passage that ends no earlier, where none begins behind."""
        ended = bisect_left(self._ends, missing.end)
        return self._by_end[ended] if ended < len(self._by_end) else None

    def _copy(self, span: Span) -> Span:
        """Find the stretch of the copy that a stretch of the original must lie in."""
        first = self._least[bisect_right(self._rungs, span[0])]
        return first, max(first, self._most[bisect_left(self._rungs, span[1])])

    def _uncovered(self, start: int, end: int) -> list[Span]:
        """List the stretches of the original between two offsets that nothing that stands covers."""
        spans: list[Span] = []
        for at in range(bisect_right(self._covered, (start,)) - 1, len(self._covered)):
            first, last = self._covered[at] if at >= 0 else (start, start)
            if first >= end:
                break
            if first > start:
                spans.append((start, first))
            start = max(start, last)
        return [*spans, (start, end)] if start < end else spans


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or meet, in their order."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
