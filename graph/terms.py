"""The names of the project: namespaces, kinds, schemes, and their prefixed forms."""

import re
from collections.abc import Mapping

from graph.errors import SourceError

BASE = "https://w3id.org/rejoinder/"
ONTOLOGY = BASE + "ontology#"
ID = BASE + "id/"
CONCEPT = BASE + "concept/"
GRAPH = BASE + "graph/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

# Kept as running text: a name a line would fill two screens.
_KINDS = """
person body state territory group act utterance event claim membership document passage report response hop
relation quantity judgement non-response grouping notion work citation discrepancy reply-path query
"""
_SCHEMES = """
illocution capacity-basis frame certainty date-basis mode stance response-type link-basis confidence
review-state standing event-kind relation-kind membership-status approximation unit post discrepancy-kind
claim-kind medium document-kind body-kind territory-kind judgement-kind grouping-kind reference-form
work-kind cameo plover holding official-weight disavowal icow-criterion icow-verdict event-data icow
"""
KINDS = tuple(_KINDS.split())
SCHEMES = tuple(_SCHEMES.split())
PREFIXES: dict[str, str] = {
    "rj": ONTOLOGY,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "cito": "http://purl.org/spar/cito/",
    "fabio": "http://purl.org/spar/fabio/",
    "bibo": "http://purl.org/ontology/bibo/",
    "aif": "http://www.arg.dundee.ac.uk/aif#",
    "schema": "http://schema.org/",
    "sh": SH,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "time": "http://www.w3.org/2006/time#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "wd": "http://www.wikidata.org/entity/",
    "graph": GRAPH,
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    **{scheme: f"{CONCEPT}{scheme}/" for scheme in SCHEMES},
}

# What Turtle lets stand behind a prefix without an escape, a little stricter than the grammar.
_LOCAL = re.compile(r"\w([\w.-]*[\w-])?|", re.ASCII)
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def expand(name: str) -> str:
    """Expand a prefixed name such as `act:x` to its IRI; SourceError if the prefix is not ours."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES:
        raise SourceError(f"{name}: no such prefix; write one of {', '.join(sorted(PREFIXES))}, then a colon")
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """Shorten an IRI to its prefixed name, or return it as it is where no prefix fits."""
    parts = split(iri, _NAMESPACES)
    return iri if parts is None else ":".join(parts)


def graph_name(iri: str) -> str:
    """Name a graph for readers: one of ours as graph:document/000, another by its IRI."""
    return f"graph:{iri.removeprefix(GRAPH)}" if iri.startswith(GRAPH) else iri or "the graph without a name"


def split(iri: str, namespaces: Mapping[str, str]) -> tuple[str, str] | None:
    """Split an IRI into prefix and local name by a table from namespace to prefix, None where none fits."""
    for end in (iri.rfind("#") + 1, iri.rfind("/") + 1):
        prefix = namespaces.get(iri[:end]) if end else None
        if prefix is not None:
            return (prefix, iri[end:]) if _LOCAL.fullmatch(iri[end:]) else None
    return None
