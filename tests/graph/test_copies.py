"""Copies of documents held against passages: what stands, has moved, is missing, and where."""

import random
import re
from pathlib import Path

import pytest

from graph.comparing import Judged
from graph.copies import Copy, Sought
from graph.fingerprints import WINDOW, Fingerprint, words
from graph.passages import Corpus
from graph.paths import facts
from tests.graph.copied_texts import WAYS, Document, held, invented, passage, states
from tests.real import corpus

A, B = invented("a", 1), invented("b", 2)
BOTH = [*A.sought, *B.sought]
STAND = {"exact", "same words"}


@pytest.fixture(scope="module")
def real() -> dict[str, Document]:
    """Give the attached documents with the passages that the facts files name."""
    texts = Corpus(corpus())
    documents = {}
    for slug in texts.slugs():
        named = re.findall(
            rf"^passage:{slug}-(\d+)-(\d+) a ", (facts() / f"{slug}.ttl").read_text("utf-8"), re.MULTILINE
        )
        text = texts.text(slug)
        documents[slug] = Document(text, [passage(slug, text, int(a), int(b)) for a, b in named])
    return documents


def missing(judged: Judged) -> set[str]:
    return {name for name, state in states(judged).items() if state == "missing"}


def over(document: Document, *stretches: tuple[int, int]) -> set[str]:
    """Name the passages that share a code point with one of some stretches."""
    return {p.name for p in document.sought for start, end in stretches if p.start < end and start < p.end}


def test_the_document_itself_stands_to_the_letter() -> None:
    judged = held(BOTH, A.text)
    assert (judged["a"].state, judged["b"].state) == ("complete", "absent")
    assert set(states(judged["a"]).values()) == {"exact"}
    for verdict in judged["a"].verdicts:
        assert verdict.place is not None
        assert verdict.place.exact


def test_an_exact_place_is_the_passage_with_its_marks() -> None:
    for verdict in held(A.sought, A.text)["a"].verdicts:
        assert verdict.place is not None
        assert verdict.times > 1 or (verdict.place.start, verdict.place.end) == (
            verdict.passage.start,
            verdict.passage.end,
        )


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_every_passage_stands_however_the_copy_is_set(way: object, seed: int) -> None:
    assert callable(way)
    judged = held(BOTH, way(A.text, random.Random(seed)))["a"]  # noqa: S311 - no secret
    assert judged.state == "complete"
    assert set(states(judged).values()) <= STAND


@pytest.mark.parametrize("seed", range(3))
def test_every_passage_of_the_documents_stands_however_the_copy_is_set(
    real: dict[str, Document], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    for slug, document in real.items():
        text = document.text
        for way in chance.sample(WAYS, 3):
            text = way(text, chance)
        judged = held(document.sought, text)[slug]
        assert (judged.state, missing(judged)) == ("complete", set())


def forged(document: Document, chance: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Write three other words over three of a document."""
    found = chance.sample(list(re.finditer(r"[^\W\d_]{4,}", document.text)), 3)
    text = document.text
    for place in sorted(found, key=lambda one: -one.start()):
        text = text[: place.start()] + "quux" + text[place.end() :]
    return text, [place.span() for place in found]


@pytest.mark.parametrize("seed", range(20))
def test_three_forged_words_take_the_passages_over_them_and_no_others(seed: int) -> None:
    text, spans = forged(A, random.Random(seed))  # noqa: S311 - no secret
    assert missing(held(BOTH, text)["a"]) == over(A, *spans)


@pytest.mark.parametrize("seed", range(5))
def test_three_forged_words_in_a_document_are_found_out(real: dict[str, Document], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    for slug, document in real.items():
        text, spans = forged(document, chance)
        judged = held(document.sought, text)[slug]
        assert missing(judged) == over(document, *spans)
        assert judged.state in ({"complete"} if not over(document, *spans) else {"changed", "part"})


@pytest.mark.parametrize("seed", range(10))
def test_a_missing_passage_is_looked_for_where_the_forged_word_stands(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    place = chance.choice(list(re.finditer(r"[^\W\d_]{4,}", A.text[:2000])))
    text = A.text[: place.start()] + "quux" + A.text[place.end() :]
    lost = [verdict for verdict in held(A.sought, text)["a"].verdicts if verdict.state == "missing"]
    assert lost
    at = place.start()
    for verdict in lost:
        gap = verdict.gap
        assert gap is not None
        assert gap.start <= at < gap.end
        assert any(start <= at < end for start, end in gap.differs)
        assert all(gap.start <= start < end <= gap.end for start, end in gap.differs)


def test_a_missing_passage_names_the_smaller_ones_that_stand_within_it() -> None:
    text = "The baker sold his flour to the ferryman of the other bank, and then he denied it to all."
    half = text.index(", and")
    wide, inner = passage("d", text, 0, len(text)), passage("d", text, 0, half)
    judged = held([wide, inner], text.replace("denied", "admitted"))["d"]
    (verdict,) = (one for one in judged.verdicts if one.state == "missing")
    assert verdict.passage == wide
    assert verdict.gap is not None
    assert verdict.gap.within == (inner.name,)
    assert verdict.gap.differs == ((half, len(text) + 2),)


def test_halves_in_another_order_are_told_as_moved_and_none_as_missing() -> None:
    at = A.text.index("20 ")
    judged = held(A.sought, A.text[at:] + A.text[:at])["a"]
    told = states(judged)
    lost = over(A, (at - 1, at + 1)) - {p.name for p in A.sought if p.start >= at or p.end <= at}
    assert missing(judged) == lost
    assert judged.state == "changed"
    moved = {name for name, state in told.items() if state == "moved"}
    before = {p.name for p in A.sought if p.end <= at}
    assert moved in (before, {p.name for p in A.sought if p.start >= at})


def test_one_sentence_elsewhere_has_moved_alone() -> None:
    one = A.sought[5]
    text = A.text[: one.start] + A.text[one.end :]
    at = text.index("30 ")
    judged = held(A.sought, text[:at] + A.text[one.start : one.end] + " " + text[at:])["a"]
    moved = [name for name, state in states(judged).items() if state == "moved"]
    assert moved == [one.name]


def test_documents_in_one_file_stand_in_any_order() -> None:
    for text in (A.text + B.text, B.text + "\n\n" + A.text):
        assert {one.state for one in held(BOTH, text).values()} == {"complete"}


def test_half_a_document_is_a_part_and_what_is_missing_lies_beyond() -> None:
    at = A.sought[20].end
    judged = held(BOTH, A.text[:at])["a"]
    assert judged.state == "part"
    assert missing(judged) == {p.name for p in A.sought if p.end > at}
    for verdict in judged.verdicts:
        if verdict.gap is not None and verdict.passage.start > at:
            assert (verdict.gap.before, verdict.gap.end) == (None, at)


def test_a_document_given_twice_stands_and_its_passages_are_counted() -> None:
    judged = held(A.sought, A.text + "\n" + A.text)["a"]
    assert judged.state == "complete"
    assert all(verdict.times >= 2 for verdict in judged.verdicts)
    assert all(verdict.place and verdict.place.end <= len(A.text) for verdict in judged.verdicts)


def test_a_forged_first_copy_does_not_hide_in_a_whole_second_one() -> None:
    one = A.sought[3]
    broken = A.text[: one.start + 5] + "quux" + A.text[one.start + 5 :]
    assert held(A.sought, broken)["a"].state == "changed"


def test_a_passage_said_once_stands_once_though_two_have_the_same_words() -> None:
    said = "Nobody answered the miller for a whole year."
    text = f"{said} So it was told. {said}"
    first, second = text.index("Nobody"), text.rindex("Nobody")
    length = text.index(".") + 1
    sought = [passage("d", text, first, first + length), passage("d", text, second, second + length)]
    told = held(sought, text)["d"].verdicts
    assert [verdict.place.start for verdict in told if verdict.place] == [first, second]
    forged = text[:second] + "Quux" + text[second:]
    assert list(states(held(sought, text.replace(said, "quux", 1))["d"]).values()) == ["exact", "missing"]
    assert list(states(held(sought, forged)["d"]).values()) == ["exact", "missing"]


def test_words_that_stand_in_another_passage_do_not_hide_a_change() -> None:
    said = "Nobody answered the miller or the baker, who asked them again and again for a whole year."
    text = f"{said} So it was told by all who had been there. {said}"
    half = text.rindex("who asked")
    sought = [passage("d", text, 0, len(said)), passage("d", text, half, len(text))]
    forged = text[:half] + "quux" + text[half + 3 :]
    assert list(states(held(sought, text)["d"]).values()) == ["exact", "exact"]
    assert list(states(held(sought, forged)["d"]).values()) == ["exact", "missing"]


def test_a_short_note_counts_only_where_it_stands_in_order() -> None:
    note = next(p for p in A.sought if p.fingerprint.letters < WINDOW)
    changed = A.text.replace("Ibid., 4.", "Ibid., 5.")
    assert missing(held(A.sought, changed)["a"]) == {note.name}
    assert missing(held(A.sought, "Ibid., 4. " + changed)["a"]) == {note.name}
    assert held(A.sought, "Ibid., 4. and nothing more")["a"].state == "absent"


def test_nothing_is_found_in_a_text_of_other_words() -> None:
    assert {one.state for one in held(BOTH, "Quite another tale, of foxes and geese. " * 500).values()} == {
        "absent"
    }


def test_no_passage_is_found_in_a_million_letters_of_other_texts(real: dict[str, Document]) -> None:
    """The words of the documents, in an order that is none of theirs."""
    chance = random.Random(5)  # noqa: S311 - no secret
    known = [word for document in real.values() for word in document.text.split()]
    text = " ".join(chance.choices(known, k=200_000))
    assert len(words(text)) > 1_000_000
    sought = [p for document in real.values() for p in document.sought]
    assert {one.state for one in held(sought, text).values()} == {"absent"}
    found = {p.name for p in sought if p.fingerprint.letters >= WINDOW} & Copy(text).find(sought).keys()
    assert found == set()


def test_passages_at_the_seams_of_the_pieces_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (33, 64, 100, 257):
        monkeypatch.setattr("graph.copies._PIECE", size)
        assert set(states(held(A.sought, A.text)["a"]).values()) == {"exact"}


@pytest.mark.parametrize("text", ["", " \n", "—“”…", "a", "\u00ad", "\ud800", "ab\udfffcd"])
def test_a_copy_of_next_to_nothing_holds_nothing(text: str) -> None:
    assert {one.state for one in held(BOTH, text).values()} == {"absent"}


@pytest.mark.parametrize(
    ("before", "after"), [("un", ""), ("", "s"), ("un\u00ad", ""), ("", "\u200bs"), ("", "\u0301s")]
)
def test_a_word_that_was_made_longer_at_the_edge_is_another_word(before: str, after: str) -> None:
    text = "likely as the miller and the baker and all others held it, nobody said a thing about the weir"
    one = passage("d", text, 0, len(text))
    assert held([one], f"It was so, {text}; or so they say.")["d"].state == "complete"
    assert held([one], f"It was so, {before}{text}{after}; or so they say.")["d"].state == "absent"


def test_the_number_of_a_note_at_the_edge_makes_no_other_word() -> None:
    text = "likely as the miller and the baker and all others held it, nobody said a thing about the weir"
    assert held([passage("d", text, 0, len(text))], f"{text}12 They say.")["d"].state == "complete"


def test_a_passage_whose_anchor_alone_fits_is_not_found() -> None:
    text = A.text[A.sought[0].start : A.sought[0].end]
    print_ = Fingerprint.of(text)
    false = Sought("x", "x", 0, len(text), "0" * 64, Fingerprint(print_.letters, print_.anchor, "0" * 32))
    assert Copy(A.text).find([false]) == {}


def test_the_fingerprints_of_the_facts_files_are_those_of_the_documents(real: dict[str, Document]) -> None:
    stated: dict[str, str] = {}
    for file in sorted(Path(facts()).glob("*.ttl")):
        blocks = re.findall(
            r"^passage:(\S+) a .*?fingerprint \"(\S+)\"", file.read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        stated |= dict(blocks)
    assert stated == {p.name: str(p.fingerprint) for document in real.values() for p in document.sought}
