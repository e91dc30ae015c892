"""Choose places in a copy that rise as the passages of the original do."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from heapq import heappop, heappush

from graph.copies import Place, Sighting, Sought


def rising(passages: Sequence[Sought], found: Mapping[str, Sighting]) -> dict[str, Place]:
    """Choose a place for as much text as can stand in the order of the original.

    The heaviest sequence of places that rise with the passages, a passage weighing what it has letters; of
    several the one that ends first.
    """
    best = _Heaviest({place.end for p in passages if p.name in found for place in found[p.name].places})
    for passage in passages:
        places = found[passage.name].places if passage.name in found else []
        best.reach(passage.start)
        best.add([_Step(passage, place, best.before(place.start)) for place in places])
    best.reach(None)
    steps, last = [], best.of_all()
    while last is not None:
        steps.append(last)
        last = last.former
    return _apart(reversed(steps))


def _apart(steps: Iterable["_Step"]) -> dict[str, Place]:
    """Leave out a place within that of a passage which ends before it in the original.

    The words of a passage that was changed may stand in another one, too, and would hide the change.
    """
    chosen: dict[str, Place] = {}
    open_: list[tuple[int, int]] = []  # ends of passages in the original and in the copy
    past = 0
    for step in steps:
        while open_ and open_[0][0] <= step.passage.start:
            past = max(past, heappop(open_)[1])
        if step.place.start >= past:
            chosen[step.passage.name] = step.place
            heappush(open_, (step.passage.end, step.place.end))
    return chosen


class _Step:
    """A passage at a place, behind the heaviest sequence that leads there."""

    def __init__(self, passage: Sought, place: Place, former: "_Step | None") -> None:
        self.passage, self.place, self.former = passage, place, former
        self.weight: int = passage.fingerprint.letters + (former.weight if former else 0)


class _Heaviest:
    """The heaviest sequences so far, as passages come.

    What ends in the original before a passage begins has to end before it in the copy, too: of those
    sequences a tree of maxima over the ends of places knows the heaviest. What overlaps the passage, a few,
    has only to begin no later.
    """

    def __init__(self, ends: Iterable[int]) -> None:
        self._ends = sorted(ends)
        self._tree: list[_Step | None] = [None] * (len(self._ends) + 1)
        self._open: list[list[_Step]] = []

    def reach(self, start: int | None) -> None:
        """Close the passages that end before an offset of the original, or all."""
        closed = [steps for steps in self._open if start is None or steps[0].passage.end <= start]
        self._open = [steps for steps in self._open if start is not None and steps[0].passage.end > start]
        for step in (step for steps in closed for step in steps):
            at = bisect_left(self._ends, step.place.end) + 1
            while at < len(self._tree):
                self._tree[at] = _heavier(self._tree[at], step)
                at += at & -at

    def before(self, start: int) -> _Step | None:
        """Give the heaviest that a place may follow."""
        best = self._until(bisect_right(self._ends, start))
        for steps in self._open:
            at = bisect_right(steps, start, key=lambda step: step.place.start)
            best = reduce(_heavier, steps[:at], best)
        return best

    def add(self, steps: list[_Step]) -> None:
        """Take up a passage at its places, in their order."""
        if steps:
            self._open.append(steps)

    def of_all(self) -> _Step | None:
        """Give the heaviest, of equal ones that which ends first."""
        return self._until(len(self._ends))

    def _until(self, count: int) -> _Step | None:
        best: _Step | None = None
        while count:
            best = _heavier(best, self._tree[count])
            count &= count - 1
        return best


def _heavier(one: _Step | None, other: _Step | None) -> _Step | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda step: (step.weight, -step.place.end))
