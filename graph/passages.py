"""Passages: where in a document's text the evidence stands, and whether it still stands there."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from graph.errors import PassageError, SourceError
from graph.fingerprints import Fingerprint
from graph.sources import text_of
from graph.terms import ID

# What a keyboard types for what a typesetter prints; only the words asked for are treated so.
_ALIKE = ("'‘’‚‛′`ʼ", '"“”„‟″«»', "-‐‑‒–—―−")
_SHOWN = 5


@dataclass(frozen=True)
class Located:
    """A stretch of a document: code points from start up to end, hash of its UTF-8 bytes, fingerprint."""

    document: str
    start: int
    end: int
    sha256: str
    fingerprint: Fingerprint

    def turtle(self) -> str:
        """Write the passage as a block of Turtle, ready to paste."""
        return (
            f"passage:{self.document}-{self.start}-{self.end} a rj:Passage ;\n"
            f"    rj:document document:{self.document} ;\n"
            f"    rj:end {self.end} ;\n"
            f'    rj:fingerprint "{self.fingerprint}" ;\n'
            f'    rj:sha256 "{self.sha256}" ;\n'
            f"    rj:start {self.start} .\n"
        )


class Corpus:
    """The documents' texts in a folder: document 000 is the file 000_*.txt."""

    def __init__(self, directory: Path) -> None:
        """Look into a folder; PassageError if there is none."""
        if not directory.is_dir():
            raise PassageError(f"{directory}: is no folder; name the folder that holds the documents")
        self.directory = directory
        self._texts: dict[str, str] = {}

    def slugs(self) -> list[str]:
        """List the documents that are there."""
        return sorted({file.name.partition("_")[0] for file in self.directory.glob("*_*.txt")})

    def file(self, document: str) -> Path:
        """Find the file of a document; PassageError if it is absent or twice there."""
        found = sorted(f for f in self.directory.glob("*_*.txt") if f.name.partition("_")[0] == document)
        if len(found) != 1:
            problem = "is there more than once" if found else "is not there"
            offered = ", ".join(self.slugs()) or "no document"
            raise PassageError(f"document {document} {problem} in {self.directory}; it holds {offered}")
        return found[0]

    def text(self, document: str) -> str:
        """Read a document as it stands; PassageError if it is absent, twice there, or no UTF-8."""
        if document not in self._texts:
            file = self.file(document)
            try:
                self._texts[document] = text_of(file)
            except SourceError as error:
                raise PassageError(f"{file}: cannot be read as UTF-8 text ({error})") from error
        return self._texts[document]


def sha256(text: str) -> str:
    """Hash a text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def locate(corpus: Corpus, document: str, first_words: str, last_words: str) -> Located:
    """Find the stretch from the first words to the last, both included.

    White space, quotation marks and dashes may be typed plainly. PassageError if either is not found,
    found in several places, or the last words stand before the first.
    """
    slug = document.removeprefix(f"{ID}document/").removeprefix("document:")
    text = corpus.text(slug)
    first = _only(_places(text, first_words, "first"), "first", first_words, slug)
    places = _places(text, last_words, "last")
    later = [(start, end) for start, end in places if start >= first[0] and end >= first[1]]
    if places and not later:
        raise PassageError(
            f"document {slug}: the last words stand at {places[-1][0]}, before the first at {first[0]}; "
            "change the two about, or type other words"
        )
    start, end = first[0], _only(later, "last", last_words, slug)[1]
    return Located(slug, start, end, sha256(text[start:end]), Fingerprint.of(text[start:end]))


def _places(text: str, words: str, which: str) -> list[tuple[int, int]]:
    pattern = r"\s+".join("".join(map(_alike, word)) for word in words.replace("...", "…").split())
    if not pattern:
        raise PassageError(f"the {which} words are empty; type some words of the document")
    # A look-ahead finds places that overlap, too.
    return [(found.start(1), found.end(1)) for found in re.finditer(f"(?=({pattern}))", text)]


def _alike(character: str) -> str:
    for family in _ALIKE:
        if character in family:
            return f"[{re.escape(family)}]"
    return r"(?:…|\.\.\.)" if character == "…" else re.escape(character)


def _only(places: list[tuple[int, int]], which: str, words: str, document: str) -> tuple[int, int]:
    if len(places) == 1:
        return places[0]
    if not places:
        raise PassageError(
            f"document {document}: the {which} words “{words}” do not stand there; "
            "type them as the document has them, capitals included"
        )
    listed = ", ".join(str(start) for start, _ in places[:_SHOWN])
    more = ", …" if len(places) > _SHOWN else ""
    raise PassageError(
        f"document {document}: the {which} words “{words}” stand there {len(places)} times "
        f"(at {listed}{more}); type more of them"
    )
