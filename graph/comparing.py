"""Hold what was found in a copy against the order of the original: what stands, moved, or is missing."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from graph.copies import Place, Sighting, Sought
from graph.fingerprints import WINDOW

State = Literal["exact", "same words", "moved", "missing"]
Whole = Literal["complete", "changed", "part", "absent"]
Span = tuple[int, int]


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
    ones.
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
    kept = _rising(passages, found)
    standing = [passage for passage in passages if passage.name in kept]
    text = _Standing(standing, kept, length)
    verdicts = []
    for passage in passages:
        sighting = found.get(passage.name)
        if passage.name in kept and sighting is not None:
            place = kept[passage.name]
            state: State = "exact" if place.exact else "same words"
            verdicts.append(Verdict(passage, state, place, sighting.times))
        elif sighting is not None and passage.name in long:
            verdicts.append(Verdict(passage, "moved", sighting.places[0], sighting.times))
        else:
            verdicts.append(Verdict(passage, "missing", gap=text.gap(passage)))
    return Judged(name, _whole(verdicts), tuple(verdicts))


def _whole(verdicts: Sequence[Verdict]) -> Whole:
    states = {verdict.state for verdict in verdicts}
    if states <= {"exact", "same words"}:
        return "complete"
    beyond = all(v.gap.after is None or v.gap.before is None for v in verdicts if v.gap is not None)
    return "part" if beyond and "moved" not in states else "changed"


def _rising(passages: Sequence[Sought], found: Mapping[str, Sighting]) -> dict[str, Place]:
    """Choose a place for as much text as can stand in the order of the original.

    The heaviest sequence of places that rise with the passages, a passage weighing what it has letters; of
    several the one that ends first.
    """
    starts = sorted({place.start for p in passages if p.name in found for place in found[p.name].places})
    best = _Heaviest(len(starts))
    for passage in passages:
        places = found[passage.name].places if passage.name in found else []
        steps = [
            _Step(
                passage,
                place,
                best.until(bisect_right(starts, place.start)),
                bisect_left(starts, place.start),
            )
            for place in places
        ]
        for step in steps:  # only now, as one passage stands once
            best.add(step)
    chosen: dict[str, Place] = {}
    last = best.until(len(starts))
    while last is not None:
        chosen[last.passage.name] = last.place
        last = last.former
    return chosen


class _Step:
    """A passage at a place, behind the heaviest sequence that leads there."""

    def __init__(self, passage: Sought, place: Place, former: "_Step | None", at: int) -> None:
        self.passage, self.place, self.former, self.at = passage, place, former, at
        self.weight: int = passage.fingerprint.letters + (former.weight if former else 0)


class _Heaviest:
    """The heaviest sequence that ends before a place: a tree of maxima over places in their order."""

    def __init__(self, size: int) -> None:
        self._best: list[_Step | None] = [None] * (size + 1)

    def until(self, count: int) -> _Step | None:
        """Give the heaviest that ends at one of the first places, of equal ones that which ends first."""
        best: _Step | None = None
        while count:
            best = _heavier(best, self._best[count])
            count &= count - 1
        return best

    def add(self, step: _Step) -> None:
        """Take up a sequence."""
        at = step.at + 1
        while at < len(self._best):
            self._best[at] = _heavier(self._best[at], step)
            at += at & -at


def _heavier(one: _Step | None, other: _Step | None) -> _Step | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda step: (step.weight, -step.at))


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
