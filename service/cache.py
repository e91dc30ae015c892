"""Answers kept to give them again, the least recently asked let go first."""

from collections import OrderedDict
from dataclasses import dataclass

_OVERHEAD = 1024  # bytes that an entry takes besides its body and headers, roughly
_SHARE = 8  # no answer takes more than this part of the whole


@dataclass(frozen=True)
class Entry:
    """A whole answer: its headers as they were sent, and its bytes."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class Cache:
    """Keeps answers up to a number of bytes; keys are short, since their bytes are not counted."""

    def __init__(self, budget: int) -> None:
        """Start empty; a budget of 0 bytes keeps nothing."""
        self._budget, self._held = budget, 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    @property
    def largest(self) -> int:
        """The most bytes that the body of one answer may have to be kept."""
        return max(0, self._budget // _SHARE - _OVERHEAD)

    @property
    def held(self) -> int:
        """Bytes that are kept now."""
        return self._held

    def get(self, key: str) -> Entry | None:
        """Find an answer."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an answer, unless it is too large."""
        if _size(entry) > self._budget // _SHARE:
            return
        self._drop(key)
        self._entries[key] = entry
        self._held += _size(entry)
        while self._held > self._budget:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._held -= _size(entry)


def _size(entry: Entry) -> int:
    return len(entry.body) + sum(len(name) + len(value) for name, value in entry.headers) + _OVERHEAD
