"""The page on which a person asks in SPARQL; it works without scripts."""

import json

from graph.terms import KINDS, PREFIXES, SCHEMES
from service import negotiate, templating
from service.answers import FORMS
from service.desk import Desk

EXAMPLE = """\
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?claim ?label WHERE {
  ?claim a rj:Claim ; rdfs:label ?label .
}
ORDER BY ?label
"""
# In words, by the name that the engine knows a format by.
_WORDS = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
}


def page(desk: Desk, here: str) -> bytes:
    """Write the page."""
    return templating.page(
        "sparql.html",
        desk,
        here,
        example=EXAMPLE,
        options=_options(),
        seconds=f"{desk.settings.timeout:g}",
        # The editor needs these from the first key on; all other words come when they are counted.
        known=json.dumps({"prefixes": PREFIXES, "kinds": KINDS, "schemes": SCHEMES}, separators=(",", ":")),
    )


def _options() -> list[tuple[str, str]]:
    """List the formats with their names in words; some are only for tables, some only for graphs."""
    forms = {
        format_.engine: (format_.name, "graphs" if form == "graph" else "tables")
        for form in FORMS
        for format_ in negotiate.offers(form)
    }
    both = [(name, _WORDS[name]) for name in ("json", "xml")]
    return both + [
        (name, f"{_WORDS[engine]}, for {kind}")
        for engine, (name, kind) in forms.items()
        if engine not in {"json", "xml"}
    ]
