"""Where the IRIs of the graph are served here, and which others may be links at all."""

from urllib.parse import quote, urlencode

import pyoxigraph as ox

from graph.terms import BASE, CONCEPT, GRAPH, ID, ONTOLOGY

_KEPT = "/:@!$&'()*+,;=~"
_SCHEMES = ("http://", "https://")


def path(iri: str) -> str | None:
    """Write the path at which a thing or a controlled value answers; None for an IRI of another sort."""
    if not iri.startswith((ID, CONCEPT)):
        return None
    thing, mark, part = iri.removeprefix(BASE).partition("#")
    return "/" + quote(thing, safe=_KEPT) + (f"#{quote(part, safe=_KEPT)}" if mark else "")


def href(iri: str, here: str) -> str | None:
    """Write the link to an IRI: ours at this service, of others only what is of the web; else None."""
    own = path(iri)
    if own is not None:
        return here + own
    if iri.startswith(ONTOLOGY):
        return f"{here}/ontology#{quote(iri.removeprefix(ONTOLOGY), safe=_KEPT)}"
    if iri.startswith(GRAPH):
        return f"{here}/graphs?{urlencode({'graph': iri})}"
    return iri if iri.lower().startswith(_SCHEMES) else None


def named(iri: str) -> str | None:
    """Return a text as the IRI that it is; None if it is none."""
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        return None
