"""Passages in their paragraphs, for any page that shows what a fact rests on."""

import asyncio
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import Request

from service import evidence
from service.delivery import desk_of
from service.evidence import Passage, Source
from service.marked import bounds, fits
from service.texts import Text, Texts

_BESIDE = 320  # code points of the paragraph on each side of a passage
_SPACE = re.compile(r"\s")
DIFFERS = "The attached text reads otherwise at this place: the passage cannot be shown."
# Of every page that holds anything of a text.
PRIVATE = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True)
class Excerpt:
    """A passage and its document; where the text is there, what it says and what stands around it."""

    passage: Passage
    source: Source
    problem: str | None = None
    before: str = field(default="", repr=False)
    marked: str = field(default="", repr=False)
    after: str = field(default="", repr=False)

    @property
    def shown(self) -> bool:
        """Say whether it holds any text; a page that does is sent with PRIVATE."""
        return bool(self.marked)

    @property
    def percent(self) -> int | None:
        """Say how far into the document it begins, in percent."""
        return self.source.percent(self.passage.start)


def texts_of(request: Request) -> Texts:
    """Return the attached texts."""
    found: Texts = request.app.state.texts
    return found


async def excerpts(request: Request, passages: Sequence[str]) -> list[Excerpt]:
    """Show passages, named by slug, in their paragraphs; what the graph does not hold is left out.

    Asks the engine twice and reads each document once, however many passages there are. Where texts are
    attached, the page that shows them is sent with PRIVATE and without a tag, whatever it found this time.
    """
    desk = desk_of(request)
    found = await evidence.passages(desk, passages)
    described = await evidence.sources(desk, dict.fromkeys(passage.document for passage in found))
    texts = {slug: await texts_of(request).of(source.stated) for slug, source in described.items()}
    return await asyncio.to_thread(_all, found, described, texts)


def _all(passages: Sequence[Passage], sources: dict[str, Source], texts: dict[str, Text]) -> list[Excerpt]:
    paragraphs = {slug: bounds(text.text) for slug, text in texts.items() if text.state == "there"}
    return [
        cut(passage, sources[passage.document], texts[passage.document], paragraphs.get(passage.document, []))
        for passage in passages
    ]


def cut(passage: Passage, source: Source, text: Text, paragraphs: Sequence[tuple[int, int, int]]) -> Excerpt:
    """Cut a passage out of a text with what its paragraph has around it; paragraphs are the text's bounds."""
    if text.state != "there":
        return Excerpt(passage, source, text.told)
    if not fits(text.text, passage):
        return Excerpt(passage, source, DIFFERS)
    start, end = passage.start, passage.end
    starts = [paragraph[0] for paragraph in paragraphs]
    first = paragraphs[bisect_right(starts, start) - 1][0]
    last = max(end, paragraphs[bisect_right(starts, end - 1) - 1][1])
    return Excerpt(
        passage,
        source,
        before=_end_of(text.text[max(first, start - _BESIDE) : start], whole=first >= start - _BESIDE),
        marked=text.text[start:end],
        after=_beginning_of(text.text[end : min(last, end + _BESIDE)], whole=last <= end + _BESIDE),
    )


def _end_of(text: str, *, whole: bool) -> str:
    """Begin at a word, where the paragraph begins before."""
    if whole:
        return text
    space = _SPACE.search(text)
    return "…" + (text[space.start() :] if space else text)


def _beginning_of(text: str, *, whole: bool) -> str:
    """End at a word, where the paragraph goes on."""
    if whole:
        return text
    spaces = [space.end() for space in _SPACE.finditer(text)]
    return (text[: spaces[-1]] if spaces else text) + "…"
