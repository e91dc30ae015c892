"""A slower, independent SHACL engine finds what the fast one finds on the project's own shapes."""

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from graph import shapes
from graph.check import assemble
from graph.sources import Draft
from graph.terms import SH, shorten
from tests.real import copied

FAULTS = [
    ("facts/000.ttl", "rj:target state:kazakhstan", "rj:target territory:crimea"),
    ("facts/000.ttl", "rj:stance stance:hedges", "rj:mode mode:paraphrase"),
    ("facts/000.ttl", 'rj:quotedTerm "taken back"@en', 'rj:quotedTerm "some six words of the text"@en'),
    ("facts/003.ttl", "rj:illocution illocution:criticism", "rj:illocution frame:gift"),
]


def second(draft: Draft, file: Path) -> set[str]:
    triples = ox.serialize(shapes.data(draft), format=ox.RdfFormat.N_TRIPLES) or b""
    _, report, _ = pyshacl.validate(
        rdflib.Graph().parse(data=triples, format="nt"),
        shacl_graph=rdflib.Graph().parse(file),
        advanced=False,
    )
    assert isinstance(report, rdflib.Graph)
    results = report.objects(None, rdflib.URIRef(SH + "result"))  # not the details inside them
    return {shorten(str(report.value(result, rdflib.URIRef(SH + "focusNode")))) for result in results}


@pytest.mark.soak
def test_both_engines_find_the_same_offenders(tmp_path: Path) -> None:
    graph = copied(tmp_path)
    for fault in FAULTS:
        graph.edit(*fault)
    draft = assemble(graph.roots)
    file = graph.roots.ontology / "shapes.ttl"
    first = {finding.subject for finding in shapes.validate(draft, file)}
    assert first == second(draft, file)
    assert len(first) == len(FAULTS)
