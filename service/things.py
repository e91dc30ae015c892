"""What may be asked for by name: things and controlled values, looked up in the index of a revision."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.search import Hit, Search

_CLOSE = 5
_LISTED = 1000  # values of a scheme


@dataclass(frozen=True)
class Thing:
    """One thing or controlled value."""

    iri: str
    slug: str


@dataclass(frozen=True)
class Names:
    """Everything that can be asked for by name, in groups (a kind or a scheme)."""

    search: Search

    def slugs(self, group: str) -> tuple[str, ...]:
        """List the slugs of a scheme in alphabetical order."""
        return tuple(sorted(hit.slug for hit in self.search.of_group(group, _LISTED)))

    def by_slug(self, groups: Iterable[str], slug: str) -> list[Thing]:
        """Find what has this slug in any of the groups."""
        return _things(self.search.at(f"{group}/{slug}" for group in groups))

    def by_name(self, groups: Iterable[str], name: str) -> list[Thing]:
        """Find what goes by this name in any of the groups, in any script and transliteration.

        What has the very name goes before what has it in another spelling.
        """
        return _things(self.search.named(name, tuple(groups)))

    def anywhere(self, text: str) -> list[Thing]:
        """Find what has this slug or name in any group."""
        return _things(self.search.slugged(text) or self.search.named(text))

    def near(self, groups: Iterable[str], text: str) -> list[str]:
        """List prefixed slugs whose slug or name is close to the text, the closest first."""
        wanted = text.rpartition(":")[2].rpartition("/")[2]
        hits, _ = self.search.find(wanted, tuple(groups), limit=_CLOSE)
        return [hit.prefixed for hit in hits]


def _things(hits: Iterable[Hit]) -> list[Thing]:
    return [Thing(hit.iri, hit.slug) for hit in hits]
