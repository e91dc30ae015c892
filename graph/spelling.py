"""Names in other spellings: what remains of a name when the ways of transliterating it are taken away."""

import re
import unicodedata

# Sounds that one system of transliteration writes so and another otherwise; longer ones first.
_SOUNDS = (("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "k"), ("ph", "f"), ("ts", "c"), ("x", "ks"))
_LETTERS = str.maketrans({"q": "k", "w": "v", "i": "y"})
_FEWEST = 5


def plain(name: str) -> str:
    """Take away capitals, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    spaced = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(spaced).split())


def skeleton(kind: str, name: str) -> str:
    """Give what all spellings of a name share, or nothing where too little is left to go by.

    Of a person it is the given name and the surname; an initial is no name to go by.
    """
    words = plain(name).split()
    if any(not word.isalpha() or not word.isascii() for word in words):
        return ""
    if kind == "person":
        if len(words) < 2 or len(words[0]) < 2:
            return ""
        words = [words[0], words[-1]]
    bones = [_bones(word) for word in words]
    return " ".join(bones) if kind == "person" or sum(map(len, bones)) > _FEWEST else ""


def _bones(word: str) -> str:
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    word = word.translate(_LETTERS)
    first = "e" if re.match("y?e", word) else word[:1]
    consonants = re.sub("[aeouyh]", "", word.removeprefix(first))
    return re.sub(r"(.)\1+", r"\1", first + consonants)
