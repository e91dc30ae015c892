"""The documents' own texts, where they are attached: read as they stand, shown if they are the right ones.

They belong to their authors: what is read here goes on pages that nobody may keep, and nowhere else.
"""

import asyncio
import os
import stat
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from graph.errors import PassageError
from graph.passages import Corpus, sha256

State = Literal["not attached", "absent", "unreadable", "unstated", "changed", "there"]
TOLD: dict[State, str] = {
    "not attached": "This server holds no texts: it knows where each passage stands, not how it reads.",
    "absent": "The attached texts do not include this document.",
    "unreadable": "The attached text cannot be read: its passages cannot be shown.",
    "unstated": "The graph states no length or no hash of its text: its passages cannot be shown.",
    "changed": "The attached text is another edition: its passages cannot be shown.",
    "there": "The attached text is the one that the graph was made from, to the letter.",
}
_WIDEST = 4  # bytes of a code point in UTF-8
_MOST = 4 * 2**20  # bytes of a text that is shown
_KEPT = 16  # texts that are remembered
_SETTLED = 10**9  # nanoseconds after which a change can be told by the time of the file
_Mark = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Stated:
    """What the graph says of a document's text: its length in code points, its hash."""

    slug: str
    length: int | None
    sha256: str | None


@dataclass(frozen=True)
class Text:
    """A document's text, or why there is none; it is left out wherever this is written out."""

    state: State
    text: str = field(default="", repr=False)

    @property
    def told(self) -> str:
        """Say in a sentence how it stands with the text."""
        return TOLD[self.state]


@dataclass(frozen=True)
class _Read:
    """A file as it was read."""

    text: str = field(repr=False)
    sha256: str


class _Unfit(Exception):  # noqa: N818 - it carries a state and is no error of its own
    """A file that holds no text to show."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state: State = state


class Texts:
    """The texts in a folder; a file is read again as soon as it is another one."""

    def __init__(self, corpus: Path | None) -> None:
        """Take the folder; None attaches no texts."""
        self._corpus = corpus
        self._read: OrderedDict[_Mark, _Read] = OrderedDict()
        self._changing = threading.Lock()

    @property
    def attached(self) -> bool:
        """Say whether this server was told of any texts."""
        return self._corpus is not None

    async def of(self, document: Stated) -> Text:
        """Give the text of a document if it is the one that the graph means; looks at the file each time."""
        if self._corpus is None:
            return Text("not attached")
        if document.length is None or document.sha256 is None:
            return Text("unstated")
        return await asyncio.to_thread(self._look, self._corpus, document, document.length)

    def _look(self, folder: Path, document: Stated, length: int) -> Text:
        try:
            file = _file(folder, document.slug)
            found = self._opened(file, min(_WIDEST * length, _MOST))
        except _Unfit as unfit:
            return Text(unfit.state)
        if len(found.text) != length or found.sha256 != document.sha256:
            return Text("changed")
        return Text("there", found.text)

    def _opened(self, file: Path, most: int) -> _Read:
        """Read a file, or remember how it was read when it was the same."""
        try:
            # Opening a pipe would wait for whoever writes into it.
            with os.fdopen(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:
                kind = os.fstat(opened.fileno())
                if not stat.S_ISREG(kind.st_mode):
                    raise _Unfit("unreadable")
                mark = (str(file), kind.st_ino, kind.st_size, kind.st_mtime_ns, kind.st_ctime_ns)
                if (kept := self._remembered(mark)) is not None:
                    return kept
                content = opened.read(most + 1) if kind.st_size <= most else b""
        except OSError as error:
            raise _Unfit("unreadable") from error
        if kind.st_size > most or len(content) > most:
            raise _Unfit("changed")
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            raise _Unfit("unreadable") from None  # its traceback would quote the bytes
        read = _Read(text, sha256(text))
        # What was written a moment ago may be written again within the same tick of the clock.
        if time.time_ns() - kind.st_mtime_ns > _SETTLED:
            self._remember(mark, read)
        return read

    def _remembered(self, mark: _Mark) -> _Read | None:
        with self._changing:
            return self._read.get(mark)

    def _remember(self, mark: _Mark, read: _Read) -> None:
        with self._changing:
            for old in [old for old in self._read if old[0] == mark[0]]:
                del self._read[old]
            self._read[mark] = read
            while len(self._read) > _KEPT:
                self._read.popitem(last=False)


def _file(folder: Path, slug: str) -> Path:
    """Find the file of a document; a link that leads out of the folder is not followed."""
    try:
        found = Corpus(folder).file(slug)
    except PassageError as error:
        raise _Unfit("unreadable" if "more than once" in str(error) else "absent") from error
    try:
        file = found.resolve(strict=True)
        inside = file.is_relative_to(folder.resolve(strict=True))
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise _Unfit("unreadable") from error
    if not inside:
        raise _Unfit("unreadable")
    return file
