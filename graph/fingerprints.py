"""Fingerprints: how a passage is known again in another typesetting, without its text.

A text is read as its letters and digits alone (`words`): no white space, dash, quotation mark or hyphen, no
case, no ligature, no accent. Each code point is folded by itself, so the reading of a stretch is a stretch of
the reading. Of that a passage keeps the length, a rolling hash of the first letters to look for (the anchor),
and a hash of all.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Self

WINDOW = 32  # letters under the anchor
BASE, PRIME = 1_000_003, 2**31 - 1
ANCHORS = 2**24
_DIGITS = 32  # of the hash, in hexadecimal: 128 bits
_WRITTEN = re.compile(r"([1-9][0-9]{0,8})-([0-9a-f]{6})-([0-9a-f]{32})")
# Russian й is no и, as e with an accent is an e; so the one mark that is kept is the breve.
_BREVE = "\u0306"
# Letters and marks by their category that nobody sees: joiners, fillers, selectors of a variant.
_UNSEEN = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810)))
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class _Folding(dict[int, str]):
    """Letters and digits of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", chr(code)).casefold()
        self[code] = "".join(filter(_kept, unicodedata.normalize("NFKD", folded)))
        return self[code]


def _kept(character: str) -> bool:
    """Keep letters, numbers, vowels that are written as marks, and the breve."""
    kind = unicodedata.category(character)[0]
    if character == _BREVE:
        return True
    if character in _UNSEEN or (kind == "M" and unicodedata.combining(character)):
        return False
    return kind in "LNM"


_FOLDING = _Folding()


@dataclass(frozen=True)
class Fingerprint:
    """The number of letters of a text, the anchor of the first of them, and 128 bits of the hash of all."""

    letters: int
    anchor: int
    digest: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Take the fingerprint of a text."""
        return cls.of_words(words(text))

    @classmethod
    def of_words(cls, read: str) -> Self:
        """Take the fingerprint of what `words` made of a text."""
        return cls(len(read), anchor(read[: window(len(read))]), digest(read))

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Read a fingerprint as the graph holds it; None if it is none."""
        found = _WRITTEN.fullmatch(written)
        return cls(int(found[1]), int(found[2], 16), found[3]) if found else None

    @property
    def window(self) -> int:
        """Count the letters under the anchor."""
        return window(self.letters)

    def __str__(self) -> str:
        """Write it as the graph holds it: letters, anchor, hash."""
        return f"{self.letters}-{self.anchor:06x}-{self.digest}"


def words(text: str) -> str:
    """Read a text as its letters and digits alone, one after another."""
    return text.translate(_FOLDING)


def folded(code: int) -> str:
    """Read one code point so."""
    return _FOLDING[code]


def window(letters: int) -> int:
    """Count the letters under the anchor of a text: 32, or the largest power of two that it has."""
    return min(WINDOW, 1 << letters.bit_length() >> 1)


def anchor(read: str) -> int:
    """Hash some letters as a polynomial over their code points, and keep the last 24 bits."""
    value = 0
    for character in read:
        value = (value * BASE + ord(character)) % PRIME
    return value % ANCHORS


def digest(read: str) -> str:
    """Hash letters by SHA-256 of their UTF-8, and keep the first 128 bits."""
    return hashlib.sha256(read.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
