"""Sentences of the documents in the graph: their text belongs to its authors and is never copied."""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from graph.errors import PassageError
from graph.findings import Finding
from graph.passages import Corpus
from graph.sources import Draft
from graph.terms import ID, ONTOLOGY, RDFS, SKOS, shorten

MOST = 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Names and titles carry over as they are, and so does what a note or an address has in print.
_PRINTED = {ONTOLOGY + name for name in ("asPrinted", "originalTitle", "address")}
_PRINTED.add("http://purl.org/dc/terms/title")
_NAMES = {RDFS + "label", SKOS + "altLabel"}
_NAMED = tuple(f"{ID}{kind}/" for kind in ("work", "document", "body", "person", "state", "territory"))
Stretch = tuple[str, ...]


def copied(draft: Draft, corpus: Corpus) -> list[Finding]:
    """Find texts that share more words in a row with a document than one may need to name a thing."""
    stretches = {stretch: slug for slug in corpus.slugs() for stretch in _of_document(corpus, slug)}
    found = []
    for source, parsed in draft.parsed.items():
        for triple in parsed.triples:
            subject, predicate, text = triple.subject, triple.predicate.value, triple.object
            if not isinstance(subject, NamedNode) or not isinstance(text, Literal):
                continue
            if not _carries_over(subject.value, predicate):
                shared = next((s for s in _stretches(text.value) if s in stretches), None)
                if shared:
                    what = (
                        f"{shorten(predicate)} repeats document {stretches[shared]}: “{' '.join(shared)} …”"
                    )
                    mend = f"say it in your own words; up to {MOST} words in a row may be the document's"
                    found.append(Finding(source.shown, shorten(subject.value), what, mend))
    return found


def _carries_over(subject: str, predicate: str) -> bool:
    return predicate in _PRINTED or (predicate in _NAMES and subject.startswith(_NAMED))


def _of_document(corpus: Corpus, slug: str) -> Iterator[Stretch]:
    try:
        yield from _stretches(corpus.text(slug))
    except PassageError:
        return  # a text that cannot be read is told with the document's hash


def _stretches(text: str) -> Iterator[Stretch]:
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    return (tuple(words[at : at + MOST + 1]) for at in range(len(words) - MOST))
