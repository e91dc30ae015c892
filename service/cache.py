"""Answers kept to give them again, the least recently asked let go first."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_OVERHEAD = 1024  # bytes that an entry takes besides its body, roughly: key, headers, table
_SHARE = 8  # no answer takes more than this part of the whole


@dataclass(frozen=True)
class Entry:
    """A whole answer: its headers as they were sent, and its bytes."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class Cache:
    """Keeps answers up to a number of bytes."""

    def __init__(self, budget: int) -> None:
        """Start empty; a budget of 0 bytes keeps nothing."""
        self._budget, self._held = budget, 0
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()

    @property
    def largest(self) -> int:
        """The most bytes that the body of one answer may have to be kept."""
        return max(0, self._budget // _SHARE - _OVERHEAD)

    @property
    def held(self) -> int:
        """Bytes that are kept now."""
        return self._held

    def get(self, key: Hashable) -> Entry | None:
        """Find an answer."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Hashable, entry: Entry) -> None:
        """Keep an answer, unless it is too large."""
        if len(entry.body) > self.largest or self._budget == 0:
            return
        self._drop(key)
        self._entries[key] = entry
        self._held += _size(entry)
        while self._held > self._budget:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._held -= _size(entry)


def _size(entry: Entry) -> int:
    return len(entry.body) + _OVERHEAD
