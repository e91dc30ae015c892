"""An invented document with passages, and the ways in which a copy of it may be set otherwise."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph.comparing import Judged, judge
from graph.copies import Copy, Sought
from graph.fingerprints import Fingerprint
from graph.passages import sha256

_WORDS = [
    "the",
    "miller’s",
    "baker",
    "officially",
    "efficient",
    "“pond”",
    "weir",
    "—",
    "claimed",
    "façade",
    "río",
    "mill-race",
    "sheaf",
    "flour",
    "tale",
    "ferry",
    "bridge",
    "coffee",
    "offers",
    "«граница»",
    "сказал",
    "й",
    "полный",
    "river",
    "1874",
    "twelve",
    "naïve",
    "№",
    "fiancée",
    "Straße",
]
_LIGATURES = (("ffi", "ﬃ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ('"', "„"), ("“", "‹"), ("1", "１"))
_NOTES = ("Ibid., 4.", "Ibid., 9.", "Op. cit., 12.")


@dataclass(frozen=True)
class Document:
    """A text and the passages that a graph has of it."""

    text: str
    sought: list[Sought]


def passage(document: str, text: str, start: int, end: int) -> Sought:
    """Name a stretch of a text."""
    taken = text[start:end]
    return Sought(f"{document}-{start}-{end}", document, start, end, sha256(taken), Fingerprint.of(taken))


def invented(name: str, seed: int) -> Document:
    """Make up a document: passages of one sentence and of two, which overlap, and short notes."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    sentences: list[str] = []
    for number in range(40):
        words = [chance.choice(_WORDS) for _ in range(chance.randint(9, 30))]
        sentences.append(f"{number} {' '.join(words).capitalize()}. ")
    sentences += [f"{note}\n" for note in _NOTES]
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence.rstrip())))
        text += sentence + ("\n\n" if chance.random() < 0.2 else "")
    spans += [(spans[at][0], spans[at + 1][1]) for at in range(0, 38, 5)]
    return Document(text, [passage(name, text, *span) for span in spans])


def held(sought: Iterable[Sought], text: str) -> dict[str, Judged]:
    """Hold a copy against passages: what became of each document."""
    sought = list(sought)
    return {one.document: one for one in judge(sought, Copy(text).find(sought), len(text))}


def states(judged: Judged) -> dict[str, str]:
    """Tell the state of each passage."""
    return {verdict.passage.name: verdict.state for verdict in judged.verdicts}


def wrapped(text: str, chance: random.Random) -> str:
    """Break lines anywhere a space is, and words with a hyphen now and then."""
    text = re.sub(r"\s+", lambda _: chance.choice([" ", "\n", "\r\n", "  ", "\t", "\u00a0", "\u2009"]), text)
    return re.sub(r"(?<=\w\w\w)(?=\w\w\w)", lambda _: "-\n" if chance.random() < 0.03 else "", text)


def spread(text: str, chance: random.Random) -> str:
    """Put what nobody sees between letters: soft hyphens, joiners, byte order marks, selectors."""
    unseen = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u034f"
    return "".join(letter + (chance.choice(unseen) if chance.random() < 0.05 else "") for letter in text)


def typed(text: str, _: random.Random) -> str:
    """Write typeset marks as a keyboard has them, and letters without accents."""
    marks = {**dict.fromkeys("‘’", "'"), **dict.fromkeys("“”«»", '"'), "—": "--", "…": "...", "№": "No "}
    plain = "".join(marks.get(letter, letter) for letter in text)
    return re.sub("[\u0300-\u0305\u0307-\u036f]", "", unicodedata.normalize("NFD", plain))


def set_in_type(text: str, _: random.Random) -> str:
    """Write ligatures, other quotation marks and full-width digits."""
    for plain, ligature in _LIGATURES:
        text = text.replace(plain, ligature)
    return text


def shouted(text: str, _: random.Random) -> str:
    """Write all in capitals."""
    return text.upper()


WAYS: tuple[Callable[[str, random.Random], str], ...] = (wrapped, spread, typed, set_in_type, shouted)
