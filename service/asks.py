"""What can be asked of a thing by an address that reads like a phrase."""

from collections.abc import Iterable

from service.catalogue import CannedQuery
from service.header import PLURALS

Asks = dict[str, list[tuple[str, str, str]]]


def by_kind(queries: Iterable[CannedQuery]) -> Asks:
    """List by kind what can be asked of a thing by an address: the words around its slug, the question."""
    found: Asks = {}
    for query in queries:
        for address in query.addresses:
            _, plural, _, what = address.split("/")
            found.setdefault(PLURALS[plural], []).append((plural, what, query.summary))
    return {kind: sorted(asks) for kind, asks in found.items()}
