"""The page of a document: its text with the passages marked, and beside each paragraph what rests on them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service import marked, templating
from service.desk import Desk
from service.evidence import Contents, Fact, Passage
from service.excerpts import DIFFERS
from service.marked import Paragraph
from service.texts import Text

_LARGE = 420_000  # what a part of a text may weigh, by a guess that is high: a page of it has 300 KB
_OF_FACT = 350
_OF_PASSAGE = 300


@dataclass(frozen=True)
class Told:
    """A passage with the facts that rest on it; where it is only listed, its id and why."""

    passage: Passage
    facts: Sequence[Fact]
    problem: str | None = None
    anchor: str | None = None

    @property
    def start(self) -> int:
        """Give the offset that it begins at."""
        return self.passage.start

    @property
    def end(self) -> int:
        """Give the offset that it ends at."""
        return self.passage.end

    @property
    def weight(self) -> int:
        """Estimate how much of a page it takes."""
        return _OF_FACT * len(self.facts) + _OF_PASSAGE


@dataclass(frozen=True)
class Block:
    """A paragraph with what is told of the passages that begin in it, and of those that cannot be marked."""

    paragraph: Paragraph
    told: Sequence[Told]
    odd: Sequence[Told]

    @property
    def start(self) -> int:
        """Give the offset that it begins at."""
        return self.paragraph.start

    @property
    def end(self) -> int:
        """Give the offset that it ends at."""
        return self.paragraph.end

    @property
    def weight(self) -> int:
        """Estimate how much of a page it takes."""
        return self.end - self.start + sum(told.weight for told in (*self.told, *self.odd))


@dataclass(frozen=True)
class Part:
    """What goes on one page, in the order of the text: paragraphs, or the passages where there is no text."""

    items: Sequence[Block | Told] = field(repr=False)

    @property
    def start(self) -> int:
        """Give the offset that it begins at."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Give the offset that it ends at."""
        return max(item.end for item in self.items)

    @property
    def blocks(self) -> list[Block]:
        """List its paragraphs."""
        return [item for item in self.items if isinstance(item, Block)]

    @property
    def listed(self) -> list[Told]:
        """List the passages that are not marked."""
        return [told for item in self.items for told in (item.odd if isinstance(item, Block) else [item])]


def written(desk: Desk, contents: Contents, text: Text, at: int, here: str) -> bytes:
    """Write the page, of a long text the part that an offset lies in; here is what links begin with."""
    parts = parted(_items(contents, text))
    shown = next((part for part in reversed(parts) if part.start <= at), parts[0] if parts else None)
    return templating.page(
        "document_text.html",
        desk,
        here,
        source=contents.source,
        text=text,
        parts=parts,
        part=shown,
        covered=_covered(shown.blocks if shown else ()),
    )


def parted(items: Iterable[Block | Told]) -> list[Part]:
    """Part a text so that no part is large, unless a paragraph alone is."""
    parts: list[list[Block | Told]] = []
    weight = 0
    for item in items:
        # What begins at one offset stays together: an address names no more than that.
        if not parts or (weight + item.weight > _LARGE and item.start != parts[-1][-1].start):
            parts.append([])
            weight = 0
        parts[-1].append(item)
        weight += item.weight
    return [Part(part) for part in parts]


def _items(contents: Contents, text: Text) -> Sequence[Block | Told]:
    """Mark what can be marked, and list passages that cannot: of white space, twice there, or elsewhere."""
    there, placed, odd = text.state == "there", dict[str, Passage](), list[Passage]()
    for passage in contents.passages:
        stands = there and passage.anchor not in placed and marked.fits(text.text, passage)
        if stands and text.text[passage.start : passage.end].strip():
            placed[passage.anchor] = passage
        else:
            odd.append(passage)
    named = set(placed)
    listed = []
    for passage in odd:
        anchor = None if passage.anchor in named else passage.anchor
        named.add(passage.anchor)
        facts = contents.facts.get(passage.slug, ())
        listed.append(Told(passage, facts, DIFFERS if there else None, anchor))
    return _blocks(marked.marked(text.text, placed.values()), listed, contents) if there else listed


def _blocks(paragraphs: Sequence[Paragraph], odd: Iterable[Told], contents: Contents) -> list[Block]:
    """Put beside each paragraph what is told of it; what lies behind the last goes with the last."""
    starts = [paragraph.start for paragraph in paragraphs]
    beside: dict[int, list[Told]] = defaultdict(list)
    for told in odd:
        beside[bisect_right(starts, told.start) - 1].append(told)
    return [
        Block(
            paragraph,
            [Told(passage, contents.facts.get(passage.slug, ())) for passage in paragraph.begins],
            beside[number],
        )
        for number, paragraph in enumerate(paragraphs)
    ]


def _covered(blocks: Sequence[Block]) -> list[Passage]:
    """List the passages that lie in several stretches, which a page has to light up together."""
    seen: dict[Passage, int] = {}
    for block in blocks:
        for segment in block.paragraph.segments:
            for passage in segment.covers:
                seen[passage] = seen.get(passage, 0) + 1
    return [passage for passage, count in seen.items() if count > 1]
