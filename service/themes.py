"""The themes of the canned queries, in the order in which people are shown them."""

from collections.abc import Iterable

from service.catalogue import CannedQuery

# A query stands under the first theme that is among its tags.
THEMES = {
    "claims": "Claims and what became of them",
    "actors": "Actors: who spoke, in what capacity, to whom",
    "organisations": "Organisations, recognition, commitments",
    "sources": "Sources: what the answers rest on",
    "overview": "Overview: time, figures, notions, counts, coverage",
}


def themed(queries: Iterable[CannedQuery]) -> dict[str, list[CannedQuery]]:
    """Sort queries by theme, each named by its title; a theme without any is left out."""
    found: dict[str, list[CannedQuery]] = {theme: [] for theme in THEMES}
    for query in queries:
        found[next((tag for tag in query.tags if tag in THEMES), "overview")].append(query)
    return {THEMES[theme]: held for theme, held in found.items() if held}
