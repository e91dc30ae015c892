"""What Protégé, by the OWL API, and Owlready see in the flat forms: an ontology with its individuals."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import owlready2
import pytest
from pyoxigraph import NamedNode

from graph.terms import EDTF, ONTOLOGY, OWL, RDF, RDFS, SH, SKOS
from tests.needs import need
from tests.ontology.test_owl import NEEDED
from tests.tools.exported import Exported, jars, ran

Seen = dict[str, list[tuple[str, ...]]]
OURS = (
    ONTOLOGY + "SpeechAct",
    ONTOLOGY + "Person",
    ONTOLOGY + "Claim",
    "http://www.w3.org/ns/org#Membership",
)
# What may be used without a declaration: OWL's own, and what tools of others say of canned queries.
UNDECLARED = {
    "class": {SH + "SPARQLExecutable", SH + "SPARQLSelectExecutable"},
    "object": set(),
    "data": set(),
    "annotation": {
        *(RDFS + "comment", RDFS + "label", OWL + "versionInfo"),
        *(SH + "select", "https://schema.org/keywords"),
    },
}
# By these a class or a property is an individual too: names that rules put together, and alignments.
PUNS = {
    *(ONTOLOGY + "kazakhLabel", ONTOLOGY + "russianLabel"),
    *(SKOS + "closeMatch", SKOS + "relatedMatch"),
}


@pytest.fixture(scope="module")
def seen(whole: Exported) -> Seen:
    """Read by the OWL API what Protégé would show, kind by kind."""
    need("javac", shutil.which("javac"))
    path = jars("libowlapi-java", "owlapi-distribution", NEEDED)
    told = ran("java", "-cp", path, Path(__file__).with_name("Protege.java"), whole.file("turtle")).stdout
    found: Seen = defaultdict(list)
    for line in told.splitlines():
        kind, *parts = line.split("\t")
        found[kind].append(tuple(parts))
    return found


def names(seen: Seen, kind: str) -> set[str]:
    return {parts[0] for parts in seen[kind]}


def test_protege_opens_it_as_the_ontology_without_imports(seen: Seen) -> None:
    assert seen["format"] == [("Turtle",)]
    assert seen["ontology"] == [(ONTOLOGY.rstrip("#"),)]
    assert seen["import"] == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("class", "Class"),
        ("object", "ObjectProperty"),
        ("data", "DatatypeProperty"),
        ("annotation", "AnnotationProperty"),
    ],
)
def test_protege_sees_as_classes_and_properties_what_is_declared(
    kind: str, told: str, seen: Seen, whole: Exported
) -> None:
    undeclared = {name for name, how in seen[kind] if how == "undeclared"}
    assert undeclared == UNDECLARED[kind]
    assert names(seen, kind) - undeclared == whole.members[OWL + told]


def test_nothing_that_relates_things_is_seen_as_an_annotation(seen: Seen, whole: Exported) -> None:
    """An annotation with an IRI for a value would be missing among the relations of an individual."""
    annotating = {(name, subject) for name, subject, kind in seen["annotates"] if kind == "iri"}
    assert {name for name, _ in annotating} == {
        *(ONTOLOGY + "directProperty", ONTOLOGY + "givesHolding"),  # from a notion to a property or class
        "http://purl.org/dc/terms/publisher",  # a note on the ontology's own files
    }


@pytest.mark.parametrize(("kind", "relation"), [("object", "relates"), ("data", "values")])
def test_protege_sees_each_relation_and_value_of_individuals(
    kind: str, relation: str, seen: Seen, whole: Exported
) -> None:
    found = Counter(name.strip("<>") for (name,) in seen[relation])
    said = Counter(triple.predicate.value for triple in whole.triples)
    known = names(seen, kind)
    assert found == {name: number for name, number in said.items() if name in known}


def test_protege_shows_all_individuals_by_class(seen: Seen, whole: Exported) -> None:
    found = Counter(name.strip("<>") for name, _ in seen["member"])
    own = {name for name in names(seen, "class") if name.startswith(ONTOLOGY)}
    counted = {name: len(whole.members[name]) for name in own}
    assert {name: found[name] for name in own} == counted
    assert all(found[name] > 2 for name in OURS)


def test_protege_shows_a_label_and_a_definition_of_each_term_of_ours(seen: Seen) -> None:
    told = defaultdict(set)
    for name, subject, kind in seen["annotates"]:
        told[subject].add((name, kind))
    ours = {name for kind in UNDECLARED for name in names(seen, kind) if name.startswith(ONTOLOGY)}
    assert len(ours) > 200
    needed = {(RDFS + "label", "literal"), (SKOS + "definition", "literal")}
    assert {name for name in ours if not needed <= told[name]} == set()


def test_a_term_is_an_individual_too_only_by_what_is_known_to_make_it_one(
    seen: Seen, whole: Exported
) -> None:
    """Protégé lists such terms among the individuals besides; OWL 2 DL allows it."""
    terms = {name for kind in (*UNDECLARED, "datatype") for name in names(seen, kind)}
    puns = terms & names(seen, "individual")
    annotations = names(seen, "annotation")
    by = {
        triple.predicate.value
        for triple in whole.triples
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode) and term.value in puns
    }
    outside = {name for name in by - annotations if not name.startswith((RDF, RDFS, OWL))}
    assert outside == PUNS


# Owlready


class Dated:
    """A date in EDTF, as whoever reads the graph with Owlready has to declare it."""

    def __init__(self, text: str) -> None:
        self.text = text


@pytest.fixture(scope="module")
def world(whole: Exported) -> Iterator[owlready2.World]:
    owlready2.declare_datatype(Dated, EDTF, Dated, lambda dated: dated.text)
    world = owlready2.World()
    world.get_ontology(whole.file("rdfxml").as_uri()).load()
    yield world
    world.close()


def test_owlready_loads_every_statement(world: owlready2.World, whole: Exported) -> None:
    # One more is the version of its own format.
    assert len(world.graph) - 1 == len(whole.triples)
    assert world.get_ontology(ONTOLOGY).imported_ontologies == []
    assert world.get_ontology(ONTOLOGY).metadata.title


@pytest.mark.parametrize("name", OURS)
def test_owlready_lists_the_individuals_of_a_class(
    name: str, world: owlready2.World, whole: Exported
) -> None:
    assert {one.iri for one in world[name].instances()} == whole.members[name]


def test_owlready_gives_the_values_of_an_act_as_attributes(world: owlready2.World, whole: Exported) -> None:
    act = world["https://w3id.org/rejoinder/id/act/slutsky-denial"]
    said: dict[str, set[str]] = defaultdict(set)
    for triple in whole.triples:
        if triple.subject == NamedNode(act.iri):
            said[triple.predicate.value].add(getattr(triple.object, "value", ""))
    assert {one.iri for one in values(act.speaker)} == said[ONTOLOGY + "speaker"]
    assert {str(one) for one in act.label} == said[RDFS + "label"]
    assert {one.isoformat() for one in values(act.earliest)} == said[ONTOLOGY + "earliest"] != set()
    assert {one.text for one in values(act.date)} == said[ONTOLOGY + "date"]


def values(found: Any) -> list[Any]:
    """Give what a property has, which is no list where it may have one value."""
    return found if isinstance(found, list) else [found]
