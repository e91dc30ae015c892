"""What a comparison comes to: documents, passages, and the facts that have lost what they rest on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.terms import ID
from service.scope import Document
from service.verifying.asking import Resting
from service.verifying.comparison import Told

_STATES = ("exact", "same words", "moved", "missing")
_KEYS = {state: state.replace(" ", "_") for state in _STATES}
TOLD = {
    "complete": "All its passages stand in the copy, in their order.",
    "changed": "Passages are missing or stand elsewhere.",
    "part": "A part of it: what is missing would stand before or behind what stands.",
    "absent": "None of its passages stands in the copy.",
}


def shown(compared: Told) -> list[Told]:
    """List the documents that are told of: those recognised, and those asked about."""
    named = set(compared["named"])
    return [one for one in compared["documents"] if one["state"] != "absent" or one["document"] in named]


def made(compared: Told, things: Iterable[Resting], documents: Sequence[Document], revision: str) -> Told:
    """Write the whole answer as JSON holds it."""
    told = shown(compared)
    titles = {document.slug: document.title for document in documents}
    names = {one["document"] for one in told}
    recognised = [one for one in told if one["state"] != "absent"]
    absent = [one["document"] for one in compared["documents"] if one["document"] not in names]
    states = {passage["name"]: passage["state"] for one in recognised for passage in one["passages"]}
    judged = [fact for thing in things if (fact := _fact(thing, states)) is not None]
    return {
        "revision": revision,
        "told": _sentence(recognised, absent),
        "recognised": bool(recognised),
        "stands": bool(recognised) and all(one["state"] == "complete" for one in told),
        "copy": compared["copy"],
        "documents": [_document(one, titles) for one in told],
        "not_recognised": [
            {"document": f"{ID}document/{slug}", "title": titles.get(slug)} for slug in absent
        ],
        "passages": [_passage(one, passage) for one in told for passage in one["passages"]],
        "facts_by_state": dict.fromkeys(("stands", "partly", "lost"), 0)
        | Counter(f["state"] for f in judged),
        "facts": judged,
    }


def _sentence(recognised: Sequence[Told], absent: Sequence[str]) -> str:
    if not recognised:
        return "No passage is recognised: the text is none of the documents, or a translation of one."
    told = [f"{one['document']} ({one['state']})" for one in recognised]
    rest = f"; not in it: {', '.join(absent)}" if absent else ""
    return f"The copy holds document {', '.join(told)}{rest}."


def _document(one: Told, titles: Mapping[str, str | None]) -> Told:
    counts = Counter(passage["state"] for passage in one["passages"])
    return {
        "document": f"{ID}document/{one['document']}",
        "slug": one["document"],
        "title": titles.get(one["document"]),
        "state": one["state"],
        "told": TOLD[one["state"]],
        "passages": len(one["passages"]),
        **{key: counts[state] for state, key in _KEYS.items()},
    }


def _passage(document: Told, passage: Told) -> Told:
    told = {"passage": f"{ID}passage/{passage['name']}", "document": f"{ID}document/{document['document']}"}
    return told | {name: value for name, value in passage.items() if name != "name"} | _expected(passage)


def _expected(passage: Told) -> Told:
    if "expected" not in passage:
        return {}
    gap: dict[str, Any] = passage["expected"]
    ends = {name: gap[name] and f"{ID}passage/{gap[name]}" for name in ("after", "before")}
    return {"expected": gap | ends | {"within": [f"{ID}passage/{name}" for name in gap["within"]]}}


def _fact(thing: Resting, states: Mapping[str, str]) -> Told | None:
    """Judge a thing by its passages in the documents that were recognised; None if it has none there."""
    here = sorted(name for name in thing.passages if name in states)
    lost = [name for name in here if states[name] == "missing"]
    if not here:
        return None
    return {
        "thing": thing.iri,
        "kind": thing.kind,
        "label": thing.label,
        "state": "stands" if not lost else "lost" if len(lost) == len(here) else "partly",
        "standing": len(here) - len(lost),
        "missing": len(lost),
        "elsewhere": len(thing.passages) - len(here),
        "lost": [f"{ID}passage/{name}" for name in lost],
    }
