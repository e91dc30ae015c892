"""The page of a document: its text with the passages marked, and beside each paragraph what rests on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service import marked, templating
from service.evidence import Contents, Fact, Passage
from service.excerpts import DIFFERS
from service.marked import Paragraph
from service.texts import Text

_LARGE = 420_000  # what a part of a text may weigh, by a guess that is high: a page of it has 300 KB
_OF_FACT = 350
_OF_PASSAGE = 300


@dataclass(frozen=True)
class Told:
    """A passage with the facts that rest on it, and why it is not marked, if it is not."""

    passage: Passage
    facts: Sequence[Fact]
    problem: str | None = None


@dataclass(frozen=True)
class Block:
    """A paragraph with what is told of the passages that begin in it."""

    paragraph: Paragraph
    told: Sequence[Told]

    @property
    def weight(self) -> int:
        """Estimate how much of a page it takes."""
        facts = sum(_OF_FACT * len(told.facts) + _OF_PASSAGE for told in self.told)
        return self.paragraph.end - self.paragraph.start + facts


@dataclass(frozen=True)
class Part:
    """Paragraphs that go on one page."""

    blocks: Sequence[Block] = field(repr=False)

    @property
    def start(self) -> int:
        """Give the offset that it begins at."""
        return self.blocks[0].paragraph.start

    @property
    def end(self) -> int:
        """Give the offset that it ends at."""
        return self.blocks[-1].paragraph.end


def written(contents: Contents, text: Text, at: int, here: str) -> bytes:
    """Write the page, of a long text the part that an offset lies in; here is what links begin with."""
    facts = contents.facts
    placed, odd = _sorted(text, contents.passages)
    blocks = [
        Block(paragraph, [_told(passage, facts) for passage in paragraph.begins])
        for paragraph in (marked.marked(text.text, placed) if text.state == "there" else ())
    ]
    parts = parted(blocks)
    shown = next((part for part in reversed(parts) if part.start <= at), parts[0] if parts else None)
    unplaced = [_told(passage, facts, DIFFERS if text.state == "there" else None) for passage in odd]
    page = templating.page(
        "document_text.html",
        source=contents.source,
        text=text,
        parts=parts,
        part=shown,
        unplaced=unplaced,
        covered=_covered(shown.blocks if shown else ()),
        visible=marked.visible,
        here=here,
    )
    return page.encode()


def parted(blocks: Iterable[Block]) -> list[Part]:
    """Part a text between paragraphs so that no part is large, unless a paragraph alone is."""
    parts: list[list[Block]] = []
    weight = 0
    for block in blocks:
        if not parts or weight + block.weight > _LARGE:
            parts.append([])
            weight = 0
        parts[-1].append(block)
        weight += block.weight
    return [Part(part) for part in parts]


def _sorted(text: Text, passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Tell passages that can be marked from those that cannot: of white space, twice there, or elsewhere."""
    placed: dict[str, Passage] = {}
    odd = []
    for passage in passages:
        stands = text.state == "there" and passage.anchor not in placed and marked.fits(text.text, passage)
        if stands and text.text[passage.start : passage.end].strip():
            placed[passage.anchor] = passage
        else:
            odd.append(passage)
    return list(placed.values()), odd


def _told(passage: Passage, facts: Mapping[str, Sequence[Fact]], problem: str | None = None) -> Told:
    return Told(passage, facts.get(passage.slug, ()), problem)


def _covered(blocks: Sequence[Block]) -> list[Passage]:
    """List the passages that lie in several stretches, which a page has to light up together."""
    seen: dict[Passage, int] = {}
    for block in blocks:
        for segment in block.paragraph.segments:
            for passage in segment.covers:
                seen[passage] = seen.get(passage, 0) + 1
    return [passage for passage, count in seen.items() if count > 1]
