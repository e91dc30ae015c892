"""Names as they are looked for: in plain Latin letters, and without what transliterations differ in."""

import re
from functools import lru_cache

from anyascii import anyascii

_WORDS = 2**18  # words remembered; those of names and texts come again and again
# What a transliteration to plain letters would lose: the hushing sounds of Latin alphabets with accents.
_ACCENTED = str.maketrans(
    {"š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ž": "zh", "ß": "ss"}
)
_POSSESSIVE = re.compile(r"['’ʼ`]s\b")
_SILENT = re.compile(r"['’ʼ`´ʹʺ]")
_WORD = re.compile(r"[0-9a-z]+")
# One sound each, however it is written, in this order. Text is replaced far faster than what a pattern finds.
_SOUNDS = (
    *(("shch", "sh"), ("tsch", "sh"), ("sch", "sh"), ("sz", "sh"), ("tch", "ch"), ("cz", "ch")),
    *(("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "k"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("gh", "g")),
    *(("ph", "f"), ("th", "t"), ("tz", "ts"), ("ou", "u"), ("w", "v")),
)
_LAST = (
    *(("yov", "ev"), ("chov", "chev"), ("shov", "shev")),  # Gorbachyov, Gorbachov
    *(("dr", "der"), ("tr", "ter")),  # Aleksandr
    *(("aj", "ai"), ("ej", "ei"), ("ij", "i"), ("yj", "i"), ("oj", "oi"), ("eff", "ev"), ("off", "ov")),
)
_IOTATED = re.compile("(?<=[aeou])j(?=e)")  # Nazarbajev
_HARD_C = re.compile("c(?!h|[eiy])")
_BEFORE_E = re.compile("i+(?=e)")  # Nazarbayev, Yeltsin
_TWICE = re.compile(r"(.)\1+")


def plain(name: str) -> str:
    """Write a name in letters a to z and digits: without script, capitals, accents and punctuation."""
    lowered = name.casefold()
    if lowered.isascii() and "'" not in lowered and "`" not in lowered:  # as most are: half the time
        return " ".join(_WORD.findall(lowered))
    latin = anyascii(_POSSESSIVE.sub("", lowered.translate(_ACCENTED))).lower()
    return " ".join(_WORD.findall(_SILENT.sub("", latin)))


@lru_cache(maxsize=_WORDS)
def sound(word: str) -> str:
    """Write a plain word as it sounds, the same for all its transliterations: Nazarbaev and Nazarbayev."""
    if word.isdigit():
        return word
    for written, one in _LAST:
        if word.endswith(written):
            word = word.removesuffix(written) + one
    if "j" in word:
        word = _IOTATED.sub("i", word)
    if word.startswith("x"):
        word = f"k{word[1:]}"
    for written, one in _SOUNDS:
        word = word.replace(written, one)
    if "c" in word:
        word = _HARD_C.sub("k", word)
    return _TWICE.sub(r"\1", _BEFORE_E.sub("", word.replace("y", "i")))


def sounds(spelled: str) -> list[str]:
    """List the words of a plain name as they sound."""
    return [sound(word) for word in spelled.split()]


def joined(spelled: str) -> str:
    """Write a plain name as it sounds and as one word: Nur-Sultan, Nur Sultan and Nursultan are one."""
    return "".join(sounds(spelled))
