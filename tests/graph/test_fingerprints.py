"""Fingerprints: what two texts must share to be the same words, and what a fingerprint is made of."""

import hashlib
import random
import sys
import unicodedata

import pytest

from graph.copies import Copy
from graph.fingerprints import Fingerprint, words
from tests.graph.copied_texts import WAYS, invented

SAME = [
    ("co-operate", "cooperate"),
    ("re-\nwrapped", "rewrapped"),
    ("so\u00adft", "soft"),
    ("oﬃce", "office"),
    ("“No,” he said", "'no' HE  said!"),
    ("1990–1994", "1990-1994"),
    ("Straße", "STRASSE"),
    ("İstanbul", "istanbul"),
    ("cafe\u0301", "café"),
    ("café", "cafe"),
    ("за́мок", "замок"),
    ("полны\u0438\u0306", "полный"),
    ("ζωής", "ΖΩΉΣ"),
    ("½ litre", "1⁄2 litre"),
    ("a\u200bb\ufeffc\u2060d", "abcd"),
    ("❤\ufe0f love", "❤ love"),
]
OTHER = [
    ("мой", "мои"),
    ("ağ", "ag"),
    ("1990", "1991"),
    ("not said", "now said"),
    ("он", "oн"),  # a Latin letter among Cyrillic ones
    ("की", "क"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_words_are_the_same_in_any_typesetting(one: str, other: str) -> None:
    assert words(one) == words(other)
    assert Fingerprint.of(one) == Fingerprint.of(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_words_are_told_apart(one: str, other: str) -> None:
    assert Fingerprint.of(one) != Fingerprint.of(other)


def plainly(text: str) -> str:
    """Take a fingerprint as docs/verify.md tells it, by nothing of ours."""
    read = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in read if c == "\u0306" or c.isalpha() or c.isnumeric())
    under = 32 if len(kept) >= 32 else max(power for power in (1, 2, 4, 8, 16) if power <= len(kept))
    number = sum(ord(c) * 1_000_003 ** (under - 1 - at) for at, c in enumerate(kept[:under])) % (2**31 - 1)
    return f"{len(kept)}-{number % 2**24:06x}-{hashlib.sha256(kept.encode()).hexdigest()[:32]}"


@pytest.mark.parametrize("length", [1, 2, 3, 7, 31, 32, 33, 500])
def test_a_fingerprint_is_what_the_docs_say(length: int) -> None:
    text = invented("a", 7).text
    taken = next(text[:at] for at in range(len(text)) if len(words(text[:at])) == length)
    assert str(Fingerprint.of(taken)) == plainly(taken)
    assert Fingerprint.read(plainly(taken)) == Fingerprint.of(taken)


@pytest.mark.parametrize(
    "written", ["", "0-000000-" + "0" * 32, "5-00000-" + "0" * 32, "5-000000-" + "g" * 32]
)
def test_what_is_no_fingerprint_is_not_read(written: str) -> None:
    assert Fingerprint.read(written) is None


def test_the_reading_of_a_stretch_is_a_stretch_of_the_reading() -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    text = "".join(way(invented("a", 1).text, chance) for way in WAYS)
    for _ in range(300):
        start, end = sorted(chance.choices(range(len(text)), k=2))
        assert words(text) == words(text[:start]) + words(text[start:end]) + words(text[end:])


def test_every_code_point_reads_the_same_in_a_copy_and_in_a_passage() -> None:
    text = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    assert Copy(text).letters == len(words(text))
