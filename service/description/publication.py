"""Both documents as they are sent, made once for a revision and an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.description.about import About
from service.description.counts import Counts
from service.description.service import service_triples
from service.description.statements import written
from service.description.void import Dump, void_triples


@dataclass(frozen=True)
class Description:
    """The bytes of each format by its name, of the dataset and of the service."""

    dataset: Mapping[str, bytes]
    service: Mapping[str, bytes]


def description(counts: Counts, about: About, dumps: Sequence[Dump] = ()) -> Description:
    """Write both documents; ValueError for an address that is no IRI."""
    own = {"here": f"{about.document}#", "service": about.at("sparql#").value}
    return Description(
        dataset=written(void_triples(counts, about, dumps), own),
        service=written(service_triples(counts, about), own),
    )
