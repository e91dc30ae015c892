"""A text is cut at its passages and nothing is lost or doubled, in invented texts and in the real ones."""

import random
from collections import Counter, defaultdict

import pytest

from graph import paths
from graph.passages import Corpus, sha256
from graph.sources import parse_turtle
from graph.terms import ID, ONTOLOGY
from service.evidence import Passage, Source
from service.excerpts import cut
from service.marked import bounds, fits, marked
from service.templating import visible
from service.texts import Text
from tests import real
from tests.service import tales
from tests.service.tales import ACROSS, HELD, INNER, OTHER, TALE, WIDE, passage

DOCUMENTS = ("000", "001", "002", "003", "004")


def whole(text: str, passages: list[Passage]) -> None:
    """Hold a marked text to the text: nothing lost, and each passage marked once, where it stands."""
    paragraphs = marked(text, passages)
    pieces: list[str] = []
    covered: dict[Passage, str] = defaultdict(str)
    begun: Counter[Passage] = Counter()
    for paragraph in paragraphs:
        assert paragraph.start == sum(map(len, pieces))
        for segment in paragraph.segments:
            at = sum(map(len, pieces))
            assert all(one.start <= at and at + len(segment.text) <= one.end for one in segment.covers)
            begun.update(segment.begins)
            for one in segment.covers:
                covered[one] += segment.text
            pieces.append(segment.text)
        pieces.append(paragraph.gap)
    assert "".join(pieces) == text
    assert all(count == 1 for count in begun.values())
    for one in passages:
        words = text[one.start : one.end]
        if words.strip():
            assert tales.letters(covered[one]) == tales.letters(words)
            assert one in begun


def test_blank_lines_part_paragraphs_and_line_breaks_do_where_there_are_none() -> None:
    assert [TALE[start:end].count("\n") for start, end, _ in bounds(TALE)] == [0, 1, 1]
    assert [OTHER[start:end] for start, end, _ in bounds(OTHER)] == OTHER.split("\n")


def test_passages_that_overlap_nest_and_cross_paragraphs_are_marked_where_they_stand() -> None:
    whole(TALE, list(HELD))
    segments = [segment for paragraph in marked(TALE, HELD) for segment in paragraph.segments]
    assert max(len(segment.covers) for segment in segments) == 3
    (begins,) = [paragraph for paragraph in marked(TALE, HELD) if WIDE in paragraph.begins]
    assert {INNER, ACROSS} <= set(begins.begins)


@pytest.mark.parametrize("text", ["", "\n\n\n", "a", "\r\na\r\n\r\nb\rc", " \n \n ", "\u2028a\u0085\n\nb"])
def test_a_text_of_little_or_of_odd_line_breaks_stays_as_it_is(text: str) -> None:
    whole(text, [passage(start, end, text) for end in range(len(text) + 1) for start in range(end)])


def test_a_text_with_passages_at_random_stays_as_it_is() -> None:
    dice = random.Random(133)  # noqa: S311 - no secret
    for _ in range(150):
        text = "".join(dice.choices("ab \n\r𝄞", k=dice.randrange(1, 60)))
        pairs = {tuple(sorted(dice.sample(range(len(text) + 1), 2))) for _ in range(dice.randrange(9))}
        whole(text, [passage(start, end, text) for start, end in pairs])


def test_what_a_page_cannot_hold_is_written_by_a_sign_of_the_same_length() -> None:
    text = "a\x00b\x07\x1b[31m\x85\x7f\tc\nd"
    assert visible(text) == "a␀b␇␛[31m\ufffd\ufffd\tc\nd"


def test_an_excerpt_is_cut_at_words_within_its_paragraph() -> None:
    long = "First line.\n\n" + "word " * 200 + "HERE it stands. " + "word " * 200 + "\n\nLast line."
    found = passage(long.index("HERE"), long.index("stands.") + 7, long)
    excerpt = cut(found, Source("tale"), Text("there", long), bounds(long))
    assert (excerpt.marked, excerpt.problem) == ("HERE it stands.", None)
    assert (excerpt.before[:6], excerpt.after[-6:]) == ("… word", "word …")
    assert max(len(excerpt.before), len(excerpt.after)) <= 321
    assert "line" not in excerpt.before + excerpt.after
    short = cut(INNER, Source("tale"), Text("there", TALE), bounds(TALE))
    paragraph = next(TALE[start:end] for start, end, _ in bounds(TALE) if start <= INNER.start < end)
    assert short.before + short.marked + short.after == paragraph


def test_a_passage_that_reads_otherwise_is_never_shown() -> None:
    for odd in (tales.WRONG, tales.BEYOND):
        excerpt = cut(odd, Source("tale"), Text("there", TALE), bounds(TALE))
        assert (excerpt.shown, excerpt.before, excerpt.marked, excerpt.after) == (False, "", "", "")
        assert "otherwise" in (excerpt.problem or "")


def held(document: str) -> list[Passage]:
    """Read the passages of a document from its facts file."""
    told: dict[str, dict[str, str]] = defaultdict(dict)
    text = (paths.facts() / f"{document}.ttl").read_text(encoding="utf-8")
    for triple in parse_turtle(text).triples:
        subject, predicate = triple.subject.value, triple.predicate.value  # type: ignore[union-attr]
        if subject.startswith(f"{ID}passage/"):
            told[subject][predicate] = triple.object.value  # type: ignore[union-attr]
    return [
        Passage(
            found[f"{ONTOLOGY}document"].rpartition("/")[2],
            int(found[f"{ONTOLOGY}start"]),
            int(found[f"{ONTOLOGY}end"]),
            iri.rpartition("/")[2],
            found[f"{ONTOLOGY}sha256"],
        )
        for iri, found in told.items()
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_real_document_put_together_again_is_the_file(document: str) -> None:
    text = Corpus(real.corpus()).text(document)
    passages = held(document)
    assert len(passages) > 20
    assert all(fits(text, one) for one in passages)
    whole(text, passages)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_excerpt_of_a_real_document_holds_the_passage_and_nothing_else(document: str) -> None:
    text = Corpus(real.corpus()).text(document)
    parts = bounds(text)
    for one in held(document):
        excerpt = cut(one, Source(document), Text("there", text), parts)
        assert sha256(excerpt.marked) == one.sha256
        together = f"{excerpt.before.lstrip('…')}{excerpt.marked}{excerpt.after.rstrip('…')}"
        assert together in text
