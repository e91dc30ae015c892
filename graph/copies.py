"""Find passages in a copy of a document by their fingerprints, in one pass over the copy."""

import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.fingerprints import ANCHORS, BASE, PRIME, WINDOW, Fingerprint, digest, folded
from graph.passages import sha256

MOST = 100  # places of one passage that are kept; more are counted
_PIECE = 2**20  # code points that are looked at together
_CODES = 0x110000
_ROUGH = 2**16  # hashes that a first look tells apart
_UNSEEN = frozenset({"Mn", "Me", "Cf"})  # do not part words
_SHIFTS = 64  # ways to lay a stretch over the letters that are tried for an exact match
_Codes = npt.NDArray[np.uint32]
_Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Sought:
    """A passage to look for: its name, where it stands in its document, its hash, its fingerprint."""

    name: str
    document: str
    start: int
    end: int
    sha256: str
    fingerprint: Fingerprint


@dataclass(frozen=True)
class Place:
    """Where a passage stands in the copy, in code points, and whether each of these is the original's."""

    start: int
    end: int
    exact: bool


@dataclass
class Sighting:
    """The places of one passage, the first of them, and how many there are."""

    places: list[Place]
    times: int = 0


class Copy:
    """A copy, read as its letters and digits, with the place of each in it."""

    def __init__(self, text: str) -> None:
        """Read a text."""
        self.text = text
        self._letters, self._at = _Reader().read(text)

    @property
    def letters(self) -> int:
        """Count the letters and digits."""
        return len(self._letters)

    def find(self, sought: Iterable[Sought]) -> dict[str, Sighting]:
        """Find passages by name; one that does not stand there is left out."""
        wanted: dict[int, dict[int, list[Sought]]] = defaultdict(lambda: defaultdict(list))
        for passage in sought:
            wanted[passage.fingerprint.window][passage.fingerprint.anchor].append(passage)
        found: dict[str, Sighting] = {}
        for at, passage in self._candidates(wanted):
            if self._stands(at, passage):
                sighting = found.setdefault(passage.name, Sighting([]))
                sighting.times += 1
                if len(sighting.places) < MOST:
                    sighting.places.append(self._place(at, passage))
        return found

    def _candidates(self, wanted: Mapping[int, Mapping[int, list[Sought]]]) -> Iterator[tuple[int, Sought]]:
        """Give each letter, in their order, at which an anchor fits."""
        marked = _Marked(anchor for anchors in wanted.values() for anchor in anchors)
        for start in range(0, self.letters, _PIECE):
            piece = self._letters[start : start + _PIECE + WINDOW - 1].astype(np.uint64)
            for window, hashes in _rolled(piece, wanted):
                for at in marked.among(hashes[:_PIECE]):
                    for passage in wanted[window].get(int(hashes[at]) % ANCHORS, ()):
                        yield start + at, passage

    def _stands(self, at: int, passage: Sought) -> bool:
        read = self._letters[at : at + passage.fingerprint.letters]
        end = at + passage.fingerprint.letters
        if len(read) < passage.fingerprint.letters or self._glued(at) or self._glued(end):
            return False
        return digest(read.tobytes().decode("utf-32-le")) == passage.fingerprint.digest

    def _glued(self, at: int) -> bool:
        """Say whether a letter goes on the word, or a digit the number, that the one before it is of."""
        if at in {0, self.letters}:
            return False
        before, here = int(self._at[at - 1]), int(self._at[at])
        between = self.text[before + 1 : here]
        alike = self.text[before].isnumeric() == self.text[here].isnumeric()
        return alike and all(unicodedata.category(mark) in _UNSEEN for mark in between)

    def _place(self, at: int, passage: Sought) -> Place:
        """Tell where a passage stands, down to the marks around its letters where they are the original's."""
        last = at + passage.fingerprint.letters - 1
        start, end = int(self._at[at]), int(self._at[last]) + 1
        before = int(self._at[at - 1]) + 1 if at else 0
        after = int(self._at[last + 1]) if last + 1 < self.letters else len(self.text)
        length = passage.end - passage.start
        for shift in range(min(_SHIFTS, length - (end - start) + 1, start - before + 1)):
            stretch = start - shift, start - shift + length
            if stretch[1] <= after and sha256(self.text[slice(*stretch)]) == passage.sha256:
                return Place(*stretch, exact=True)
        return Place(start, end, exact=False)


class _Marked:
    """Picks the hashes that end in an anchor: most fail at a table of few bits, which stays in the cache."""

    def __init__(self, anchors: Iterable[int]) -> None:
        self._whole = np.zeros(ANCHORS, dtype=np.bool_)
        self._whole[list(anchors)] = True
        self._rough = np.zeros(_ROUGH, dtype=np.bool_)
        self._rough[np.flatnonzero(self._whole) % _ROUGH] = True

    def among(self, hashes: _Hashes) -> list[int]:
        """List the places of hashes that end in an anchor."""
        rough = np.flatnonzero(self._rough[hashes.astype(np.uint16)])
        found: list[int] = rough[self._whole[hashes[rough] % ANCHORS]].tolist()
        return found


class _Reader:
    """Reads texts piece by piece, each code point by one look into a table that fills as they are met."""

    def __init__(self) -> None:
        self._width = np.full(_CODES, -1, dtype=np.int8)
        self._first = np.zeros(_CODES, dtype=np.uint32)  # of its letters, in the pool
        self._pool = np.zeros(0, dtype=np.uint32)

    def read(self, text: str) -> tuple[_Codes, _Codes]:
        """Give the letters of a text, and of each the offset of the code point that it comes of."""
        letters, places = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)]
        for start in range(0, len(text), _PIECE):
            codes = _codes(text[start : start + _PIECE])
            self._meet(codes)
            some, where = self._plain(codes) if self._widest(codes) < 2 else self._unfolded(codes)
            letters.append(some)
            places.append((where + start).astype(np.uint32))
        return np.concatenate(letters), np.concatenate(places)

    def _widest(self, codes: _Codes) -> int:
        return int(self._width[codes].max(initial=0))

    def _plain(self, codes: _Codes) -> tuple[_Codes, npt.NDArray[np.int64]]:
        """Read code points of which each is one letter at most."""
        where = np.flatnonzero(self._width[codes])
        return self._pool[self._first[codes[where]]], where

    def _unfolded(self, codes: _Codes) -> tuple[_Codes, npt.NDArray[np.int64]]:
        """Read code points of which some are several letters."""
        width = self._width[codes]
        began = np.cumsum(width, dtype=np.int64) - width
        each = np.repeat(self._first[codes].astype(np.int64) - began, width)
        where = np.repeat(np.arange(len(codes)), width)
        return self._pool[each + np.arange(len(each))], where

    def _meet(self, codes: _Codes) -> None:
        seen = np.zeros(_CODES, dtype=np.bool_)
        seen[codes] = True
        added, size = [self._pool], len(self._pool)
        for code in np.flatnonzero(seen & (self._width < 0)).tolist():
            read = _codes(folded(code))
            self._width[code], self._first[code] = len(read), size
            added.append(read)
            size += len(read)
        self._pool = np.concatenate(added)


def _codes(text: str) -> _Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _rolled(letters: _Hashes, windows: Container[int]) -> Iterator[tuple[int, _Hashes]]:
    """Give the hashes of every window, by width: two next to each other make one that is twice as wide."""
    hashes, width = letters, 1
    while width <= WINDOW:
        if width in windows:
            yield width, hashes
        count = max(0, len(hashes) - width)
        factor = np.uint64(pow(BASE, width, PRIME))
        hashes = (hashes[:count] * factor + hashes[width:]) % np.uint64(PRIME)
        width *= 2
