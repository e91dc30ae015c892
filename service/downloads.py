"""The downloads that there are of a revision, and which part of it a request wants."""

from collections.abc import Iterable

from graph.export import dumps
from graph.export.formats import FORMATS
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from graph.terms import ID
from service import narrowing, parameters
from service.controls import LAYERS
from service.description.void import Dump
from service.narrowing import DATES
from service.things import Names

NARROWED_BY = ("layer", "document", "since", "until", "during", "dates")


def listed(snapshot: Snapshot, here: str) -> list[Dump]:
    """List every file, with its size, hash and time once it was made; here is the address of the service.

    There are none of a revision that this machine has no copy of.
    """
    if not kept(snapshot):
        return []
    return [
        Dump(
            address=f"{here}/dump/{format_.filename}",
            title=format_.title,
            told=format_.told,
            media_type=format_.media_type,
            whole=format_.whole,
            size=made.size if made else None,
            sha256=made.sha256 if made else None,
            made=made.made if made else None,
        )
        for format_ in FORMATS
        for made in (dumps.found(snapshot, format_),)
    ]


def kept(snapshot: Snapshot) -> bool:
    """Say whether this machine has a copy of a revision to make files of; another store may hold it alone."""
    return snapshot.store.is_dir()


def selection(given: Iterable[tuple[str, str]], names: Names) -> Selection:
    """Read which part is wanted; the problems are those of parameters.read."""
    texts = parameters.collect(given, NARROWED_BY, many=("document",))
    one = {name: found[0] for name, found in texts.items() if found[0].strip()}
    since, until = narrowing.window(one)
    documents = {
        parameters.named("document", text, ("document",), names).value.removeprefix(f"{ID}document/")
        for text in texts.get("document", ())
        if text.strip()
    }
    return Selection(
        layer=parameters.choice("layer", one.get("layer", "inferred"), LAYERS),
        documents=tuple(sorted(documents)),
        since=since,
        until=until,
        certain=parameters.choice("dates", one.get("dates", "possible"), DATES) == "certain",
    )
