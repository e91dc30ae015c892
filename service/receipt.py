"""What comes with every answer by name: what was asked and searched, of what revision, and how to cite it."""

import hashlib
from dataclasses import asdict
from typing import Any

from service.calls import Call
from service.desk import Desk

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_NAMED = 12  # documents
Receipt = dict[str, Any]


def receipt(desk: Desk, call: Call, rows: int, here: str | None, *, more: bool = False) -> Receipt:
    """Write the receipt of an answer; here is where the service, or a revision of it, is served."""
    root = f"/r/{desk.snapshot.revision}"
    address = None if here is None else here.removesuffix(root) + root
    pinned = None if address is None else address + call.path
    limit, offset = call.narrowing.limit, call.narrowing.offset
    following = {"next": (address or "") + call.after(), "next_offset": offset + rows} if more else {}
    return {
        "question": call.query.summary,
        "query": call.query.name,
        "parameters": call.shown,
        "revision": desk.snapshot.revision,
        "query_sha256": hashlib.sha256(call.text.encode()).hexdigest(),
        "rows": rows,
        "limits": {
            "limit": limit,
            "offset": offset,
            "rows": desk.settings.rows,
            "complete": offset == 0 and not more,
        }
        | following,
        "coverage": {
            "count": len(desk.documents),
            "documents": [asdict(document) for document in desk.documents],
            "languages": sorted({document.language for document in desk.documents if document.language}),
        },
        # Of a dataset without layers, which was not built here, it is not ours to tell.
        "licence": LICENCE if desk.snapshot.layers else None,
        "address": pinned,
        "citation": citation(desk, call, rows, pinned),
        "sparql": call.text,
    }


def citation(desk: Desk, call: Call, rows: int, address: str | None) -> str:
    """Write a text to paste into a footnote; the day of access is the reader's to add."""
    given = "; ".join(f"{name} {text.removeprefix(f'{name}:')}" for name, text in call.given)
    counted = f"{rows} row{'' if rows == 1 else 's'}"
    if call.narrowing.offset or call.narrowing.limit is not None:
        first = call.narrowing.offset + 1
        counted = f"rows {first} to {first + rows - 1}" if rows else f"no row from {first} on"
    head = f"Rejoinder, revision {desk.snapshot.revision}: “{call.query.summary}”"
    told = [f"{counted} from {searched(desk)}.", address or "", "(CC BY 4.0)" if desk.snapshot.layers else ""]
    tail = " ".join(filter(None, told))
    return f"{head} ({given}), {tail}" if given else f"{head}, {tail}"


def searched(desk: Desk) -> str:
    """Name the documents that were searched, or count them where they are many."""
    slugs = [document.slug for document in desk.documents]
    if not slugs or len(slugs) > _NAMED:
        return f"{len(slugs)} documents"
    return f"document{'' if len(slugs) == 1 else 's'} {', '.join(slugs)}"
