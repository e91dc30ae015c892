"""The text of a web page, with the place in the page that each part of it comes from."""

import html
import re
from bisect import bisect_right
from html.parser import HTMLParser

_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_SUFFIXES = (".html", ".htm", ".xhtml")
_UNREAD = frozenset({"script", "style", "template", "svg", "button"})  # what a reader does not read as text
# Tags that may stand inside a word; all others part two.
_WITHIN_WORDS = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins"}
    | {
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
    }
)


def is_markup(text: str, media_type: str | None, name: str | None) -> bool:
    """Tell a web page by its media type, by the suffix of its name, or by how it begins."""
    named = (name or "").lower().endswith(_SUFFIXES)
    return media_type in _HTML or named or _MARKUP.match(text) is not None


class Extract:
    """The text of a page: no tags, no scripts, no styles."""

    def __init__(self, page: str) -> None:
        """Read a page, however badly it is written."""
        parser = _Parser(page, _UNREAD)
        if parser.hidden:  # something that is not closed would hide all behind it
            parser = _Parser(page, frozenset())
        self.text = "".join(parser.pieces)
        self._starts, self._places, self._plain = parser.starts, parser.places, parser.plain

    def place(self, offset: int) -> int:
        """Find where a character of the text stands in the page."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return 0
        start, end = self._places[at]
        return min(start + offset - self._starts[at], end) if self._plain[at] else start

    def end(self, offset: int) -> int:
        """Find where a stretch of the text ends in the page."""
        at = bisect_right(self._starts, offset - 1) - 1
        if at < 0 or self._plain[at]:
            return self.place(offset - 1) + 1 if offset else 0
        return self._places[at][1]


class _Parser(HTMLParser):
    def __init__(self, page: str, unread: frozenset[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.places: list[tuple[int, int]] = []
        self.plain: list[bool] = []
        self.hidden = 0
        self._unread, self._page, self._length = unread, page, 0
        self._lines = [0, *(found.end() for found in re.finditer("\n", page))]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._part(tag)
        self.hidden += tag in self._unread

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Take an element that is closed at once for nothing that could hide what follows."""
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self._unread and self.hidden > 0
        self._part(tag)

    def handle_data(self, data: str) -> None:
        at = self._at()
        self._add(data, at, at + len(data), plain=True)

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        at = self._at()
        end = at + len(written) + self._page.startswith(";", at + len(written))
        self._add(html.unescape(written + ";"), at, end, plain=False)

    def _part(self, tag: str) -> None:
        """Let no word go over the edge of a paragraph, a cell or another block."""
        if tag not in _WITHIN_WORDS:
            at = self._at()
            self._add("\n", at, at, plain=False)

    def _add(self, text: str, start: int, end: int, *, plain: bool) -> None:
        if self.hidden or not text:
            return
        self.pieces.append(text)
        self.starts.append(self._length)
        self.places.append((start, end))
        self.plain.append(plain)
        self._length += len(text)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
