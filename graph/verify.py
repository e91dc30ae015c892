"""Hold the passages of a graph against the documents they are taken from."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from graph.errors import PassageError
from graph.findings import Finding
from graph.fingerprints import Fingerprint
from graph.passages import Corpus, sha256
from graph.sources import Draft
from graph.terms import ID, ONTOLOGY, RDF, shorten

_LOCATE = "find it again with `rejoinder locate`"


def verify(draft: Draft, corpus: Corpus | None) -> list[Finding]:
    """Check offsets, names and, where the documents are attached, hashes of documents and passages."""
    found: list[Finding] = []
    for document in _instances(draft, "Document"):
        found += (_say(draft, document, *said) for said in _document(draft, document, corpus))
    for passage in _instances(draft, "Passage"):
        found += (_say(draft, passage, *said) for said in _passage(draft, passage, corpus))
    return found


def _document(draft: Draft, document: str, corpus: Corpus | None) -> Iterator[tuple[str, str]]:
    if corpus is None:
        return
    try:
        text = corpus.text(_slug(document))
    except PassageError as error:
        what = f"its text is not among the attached documents: {error}"
        yield what.partition("; ")[0], f"add it to {corpus.directory} as one file of UTF-8 text"
        return
    facts = {"length": str(len(text)), "sha256": sha256(text)}
    for name, fact in facts.items():
        stated = draft.values(document, ONTOLOGY + name)
        if stated and stated != [fact]:
            yield (
                f"rj:{name} is {', '.join(stated)}, but the attached text has {fact}",
                "attach the same text, or locate every passage anew and correct it",
            )


def _passage(draft: Draft, passage: str, corpus: Corpus | None) -> Iterator[tuple[str, str]]:
    stated = [draft.values(passage, ONTOLOGY + name) for name in ("document", "start", "end", "sha256")]
    if any(len(values) != 1 for values in stated) or not (_whole(stated[1][0]) and _whole(stated[2][0])):
        yield "needs one rj:document, one whole rj:start and rj:end, and one rj:sha256", _LOCATE
        return
    (document,), (first,), (last,), (digest,) = stated
    start, end = int(first), int(last)
    if ONTOLOGY + "Document" not in draft.values(document, RDF + "type"):
        yield f"is taken from an unknown document, {shorten(document)}", "declare the document, or correct it"
        return
    if passage != f"{ID}passage/{_slug(document)}-{start}-{end}":
        name = f"passage:{_slug(document)}-{start}-{end}"
        yield f"its name disagrees with its offsets: {name}", "rename it, or correct the offsets"
    text = _text(corpus, document)
    length = len(text) if text is not None else _length(draft, document)
    if start >= end:
        yield f"ends at {end} before anything follows its start at {start}", _LOCATE
    elif length is not None and end > length:
        yield f"ends at {end}, past the end of {shorten(document)} at {length}", _LOCATE
    elif text is not None and sha256(text[start:end]) != digest:
        yield f"the text from {start} to {end} of {shorten(document)} has another hash", _LOCATE
    elif text is not None:
        print_ = str(Fingerprint.of(text[start:end]))
        if draft.values(passage, ONTOLOGY + "fingerprint") not in ([], [print_]):
            yield f"the text from {start} to {end} of {shorten(document)} has another fingerprint", _LOCATE


def _say(draft: Draft, subject: str, what: str, mend: str) -> Finding:
    return Finding(draft.file_of(subject), shorten(subject), what, mend)


def _instances(draft: Draft, name: str) -> list[str]:
    quads = draft.store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(ONTOLOGY + name))
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})


def _length(draft: Draft, document: str) -> int | None:
    stated = draft.values(document, ONTOLOGY + "length")
    return int(stated[0]) if len(stated) == 1 and _whole(stated[0]) else None


def _text(corpus: Corpus | None, document: str) -> str | None:
    try:
        return corpus.text(_slug(document)) if corpus is not None else None
    except PassageError:
        return None


def _slug(document: str) -> str:
    return document.removeprefix(f"{ID}document/")


def _whole(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 12
