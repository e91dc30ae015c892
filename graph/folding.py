"""Names as they are looked for: in plain Latin letters, and without what transliterations differ in."""

import re
from functools import lru_cache

from anyascii import anyascii

_WORDS = 65_536  # words remembered; those of names and texts come again and again
# What a transliteration to plain letters would lose: the hushing sounds of Latin alphabets with accents.
_ACCENTED = str.maketrans(
    {"š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ž": "zh", "ß": "ss"}
)
_POSSESSIVE = re.compile(r"['’ʼ`]s\b")
_SILENT = re.compile(r"['’ʼ`´ʹʺ]")
_WORD = re.compile(r"[0-9a-z]+")
# One sound each, however it is written: longer ones first, and nothing that a later line looks for is lost.
_SOUNDS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("shch|tsch|sch", "sh"),
        ("sz", "sh"),
        ("tch|cz", "ch"),
        ("(?:yo|(?<=ch|sh)o)v$", "ev"),  # Gorbachyov, Gorbachov
        ("(?<=[dt])r$", "er"),  # Aleksandr
        ("(?<!d)j$|(?<=[aeou])j(?=e)", "i"),  # Sergej, Nazarbajev
        ("dzh|zh|dj", "j"),
        ("^x|kh|ck|q", "k"),
        ("x", "ks"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("tz", "ts"),
        ("c(?!h|[eiy])", "k"),
        ("ou", "u"),
        ("w", "v"),
        ("(?<=[eo])ff$", "v"),
        ("y", "i"),
        ("i+(?=e)", ""),  # Nazarbayev, Yeltsin
        (r"(.)\1+", r"\1"),
    )
)


def plain(name: str) -> str:
    """Write a name in letters a to z and digits: without script, capitals, accents and punctuation."""
    lowered = name.casefold().translate(_ACCENTED)
    latin = anyascii(_POSSESSIVE.sub("", lowered)).lower()
    return " ".join(_WORD.findall(_SILENT.sub("", latin)))


@lru_cache(maxsize=_WORDS)
def sound(word: str) -> str:
    """Write a plain word as it sounds, the same for all its transliterations: Nazarbaev and Nazarbayev."""
    if word.isdigit():
        return word
    for written, one in _SOUNDS:
        word = written.sub(one, word)
    return word


def sounds(spelled: str) -> list[str]:
    """List the words of a plain name as they sound."""
    return [sound(word) for word in spelled.split()]


def joined(spelled: str) -> str:
    """Write a plain name as it sounds and as one word: Nur-Sultan, Nur Sultan and Nursultan are one."""
    return "".join(sounds(spelled))
