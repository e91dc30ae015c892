"""Compare the bytes of a copy with passages: what is sent to the process that does it, and what it tells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from graph.comparing import Gap, Judged, Verdict, judge
from graph.copies import Copy, Sought
from graph.fingerprints import Fingerprint
from service.problems import BadParameter, BadRequest, TooLarge
from service.verifying import encodings, forms
from service.verifying.markup import Extract, is_markup

FORM = "multipart/form-data"
Told = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """What is compared: how the body came, what it may have in bytes, which documents are asked about.

    passages are rows of name, document, start, end, SHA-256 and fingerprint; names and documents are slugs.
    """

    content_type: str | None
    filename: str | None
    limit: int
    documents: Sequence[str]
    passages: Sequence[Sequence[Any]]

    def told(self) -> Told:
        """Write it as JSON can."""
        return asdict(self)


@dataclass(frozen=True)
class _Received:
    """One copy as it came."""

    body: bytes
    content_type: str
    filename: str | None
    documents: tuple[str, ...]


def compare(order: Order, body: bytes) -> Told:
    """Compare a copy with passages; a Problem says why it cannot be read, without a word of it.

    Offsets of the answer count code points of the copy, of a web page those of its source; lines count
    from 1.
    """
    received = _received(order, body)
    del body
    if len(received.body) > order.limit:
        raise TooLarge(
            f"The copy has {len(received.body)} bytes, at most {order.limit} are read; send a part of it.",
            limit=order.limit,
            value=len(received.body),
            unit="bytes",
        )
    media_type, charset = _declared(received.content_type)
    decoded = encodings.decode(received.body, charset)
    marked = is_markup(decoded.text[:65536], media_type, received.filename)
    extract = Extract(decoded.text) if marked else None
    copy = Copy(extract.text if extract else decoded.text)
    if not copy.letters:
        raise BadRequest("The copy holds no letter and no digit; send the text of a document.")
    sought = list(_sought(order, received.documents))
    judged = judge(sought, copy.find(sought), len(copy.text))
    places = _Places(decoded.text, extract)
    documents = [_document(document, places) for document in judged]
    places.fill_in()
    return {
        "copy": {
            "code_points": len(decoded.text),
            "lines": places.lines,
            "letters": copy.letters,
            "encoding": decoded.encoding,
            "encoding_assumed": decoded.assumed,
            "markup": "HTML" if marked else None,
        },
        "named": sorted({*order.documents, *received.documents}),
        "documents": documents,
    }


def _received(order: Order, body: bytes) -> _Received:
    content_type = order.content_type or ""
    if content_type.partition(";")[0].strip().lower() != FORM:
        return _Received(body, content_type, order.filename, ())
    parts = forms.parts(body, content_type)
    given = [part for part in parts if part.name != "document" and part.body.strip()]
    if len(given) != 1:
        raise BadRequest(f"The form has {len(given) or 'no'} copies; send one, as a file or as text.")
    documents = tuple(
        name
        for part in parts
        if part.name == "document" and (name := bytes(part.body).decode("utf-8", "replace"))
    )
    declared = given[0].content_type or "text/plain; charset=utf-8"
    return _Received(bytes(given[0].body), declared, given[0].filename, documents)


def _declared(content_type: str) -> tuple[str, str | None]:
    kind, options = forms.options(content_type)
    return kind, options.get("charset")


def _sought(order: Order, more: Sequence[str]) -> Iterator[Sought]:
    known = {str(row[1]) for row in order.passages}
    wanted = {*order.documents, *more}
    if unknown := sorted(wanted - known):
        raise BadParameter(
            f"document: none of that name has passages to look for; there are {', '.join(sorted(known))}",
            parameter="document",
            value=unknown[0][:80],
        )
    for name, document, start, end, sha256, written in order.passages:
        fingerprint = Fingerprint.read(written)
        if fingerprint is not None and (not wanted or document in wanted):
            yield Sought(name, document, start, end, sha256, fingerprint)


class _Places:
    """Offsets of a text as offsets and lines of what was sent."""

    def __init__(self, sent: str, extract: Extract | None) -> None:
        self._sent, self._extract = sent, extract
        self._break = "\n" if "\n" in sent else "\r"
        self.lines = sent.count(self._break) + (not sent.endswith(self._break))
        self._open: list[Told] = []

    def span(self, start: int, end: int) -> Told:
        """Tell a stretch; its lines are filled in later, all at once."""
        if self._extract is not None:
            start, end = self._extract.place(start), self._extract.end(end)
        told: Told = {"start": start, "end": max(start, end), "line": 0, "last_line": 0}
        self._open.append(told)
        return told

    def around(self, start: int, end: int) -> Told:
        """Tell a stretch without the blanks at its ends."""
        text = self._sent if self._extract is None else self._extract.text
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return self.span(start, end)

    def fill_in(self) -> None:
        """Count the lines up to every offset, in one pass over the text."""
        offsets = sorted({offset for told in self._open for offset in (told["start"], _last(told))})
        lines: dict[int, int] = {}
        line, before = 1, 0
        for offset in offsets:
            line += self._sent.count(self._break, before, offset)
            lines[offset], before = line, offset
        for told in self._open:
            told["line"], told["last_line"] = lines[told["start"]], lines[_last(told)]


def _last(told: Mapping[str, Any]) -> int:
    return max(int(told["start"]), int(told["end"]) - 1)


def _document(judged: Judged, places: _Places) -> Told:
    verdicts: Iterable[Verdict] = judged.verdicts
    return {
        "document": judged.document,
        "state": judged.state,
        "passages": [_passage(verdict, places) for verdict in verdicts],
    }


def _passage(verdict: Verdict, places: _Places) -> Told:
    passage = verdict.passage
    told: Told = {"name": passage.name, "start": passage.start, "end": passage.end, "state": verdict.state}
    if verdict.place is not None:
        told["exact"], told["times"] = verdict.place.exact, verdict.times
        told["place"] = places.span(verdict.place.start, verdict.place.end)
    if verdict.gap is not None:
        told["expected"] = _gap(verdict.gap, places)
    return told


def _gap(gap: Gap, places: _Places) -> Told:
    return {
        "after": gap.after,
        "before": gap.before,
        "place": places.around(gap.start, gap.end),
        "differs": [places.around(*span) for span in gap.differs],
        "within": list(gap.within),
    }
