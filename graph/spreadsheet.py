"""Cells that a spreadsheet would take for a formula, made plain text in the tables that are meant for one.

A cell that begins with = + @ or white space that ends a cell or a line, or with - and is no number as a whole
(-2+3 is a formula), gets an apostrophe before it, which spreadsheets take for "this is text" and do not show.
"""

import re
from collections.abc import AsyncIterator

_CELL = re.compile(rb'(?P<cell>"(?:[^"]|"")*"|[^",\r\n]*)(?P<end>,|\r?\n|\r)')
_RISKY = re.compile(rb'"?(?:[=+@\t\r\n]|-(?!(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"?\Z))')


def plain(table: bytes) -> bytes:
    """Neutralise the cells of whole rows of CSV."""
    return _CELL.sub(_told, table)


async def stream(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Neutralise the cells of CSV that comes in pieces, which may end anywhere."""
    rest = b""
    async for chunk in chunks:
        text = rest + chunk
        cut = _whole(text)
        rest = text[cut:]
        if cut:
            yield plain(text[:cut])
    if rest:
        yield plain(rest)


def _whole(text: bytes) -> int:
    """Find the end of the last row that is surely whole: a line end outside of quotation marks."""
    parts = text.split(b'"')
    end = len(text)
    for at in range(len(parts) - 1, -1, -1):
        start = end - len(parts[at])
        if at % 2 == 0 and b"\n" in parts[at]:
            return start + parts[at].rindex(b"\n") + 1
        end = start - 1
    return 0


def _told(found: re.Match[bytes]) -> bytes:
    cell = found["cell"]
    if not _RISKY.match(cell):
        return found[0]
    quoted = cell.startswith(b'"')
    return (b"\"'" + cell[1:] if quoted else b"'" + cell) + found["end"]
