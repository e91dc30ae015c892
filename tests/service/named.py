"""Names made up for tests, as a revision has them."""

import json
from collections.abc import Mapping

from service import things
from service.things import Names


def names(labels: Mapping[str, str]) -> Names:
    """Name some things, each by its IRI."""
    rows = [
        {"thing": {"type": "uri", "value": iri}, "name": {"type": "literal", "value": name}}
        for iri, name in labels.items()
    ]
    return things.read(json.dumps({"head": {"vars": []}, "results": {"bindings": rows}}).encode())
