"""The dataset by vocabulary, class and property, as VoID tells it."""

import re

from pyoxigraph import Literal, NamedNode

from graph.terms import ONTOLOGY
from service.description.about import About, part
from service.description.counts import Counts, Entities
from service.description.statements import Statements

_NAMESPACE = re.compile(r".*[#/:]")


def summary(said: Statements, counts: Counts, about: About) -> None:
    """Say of the dataset which vocabularies it uses and what its things are like."""
    said.say(about.dataset, "void:vocabulary", *map(NamedNode, vocabularies(counts)))
    said.say(about.dataset, "void:exampleResource", *map(NamedNode, examples(counts)))


def tell(said: Statements, counts: Counts, about: About) -> None:
    """Describe each partition where the dataset is said to have it, so that it can be read in its place."""
    for name, triples in sorted((counts.by_property or {}).items()):
        _tell_property(said, about.dataset, about.described(f"property-{part(name)}"), (name, triples))
    for name, members in sorted((counts.members or {}).items()):
        _tell_class(said, counts, about, name, members)


def space(said: Statements, node: NamedNode, entities: Entities | None) -> None:
    """Say what the IRIs of all entities begin with, if they begin alike."""
    shared = entities.space if entities else None
    said.say(node, "void:uriSpace", None if shared is None else Literal(shared))


def vocabularies(counts: Counts) -> list[str]:
    """List the namespaces of the classes and properties that are used."""
    used = {*(counts.members or ()), *(counts.by_property or ())}
    return sorted({found[0] for name in used if (found := _NAMESPACE.match(name))})


def examples(counts: Counts) -> list[str]:
    """List the first thing of each class of our ontology, or of each class where none is used."""
    members = {name: found.first for name, found in (counts.members or {}).items() if found.number}
    ours = {name: first for name, first in members.items() if name.startswith(ONTOLOGY)}
    return sorted(set((ours or members).values()))


def _tell_class(said: Statements, counts: Counts, about: About, name: str, members: Entities) -> None:
    node = about.described(f"class-{part(name)}")
    said.say(about.dataset, "void:classPartition", node)
    said.say(node, "void:class", NamedNode(name))
    said.say(node, "void:entities", members.number)
    space(said, node, members)
    if counts.by_class is None:
        return
    triples = counts.by_class.get(name, {})
    said.say(node, "void:triples", sum(triples.values()))
    said.say(node, "void:properties", len(triples))
    for one in sorted(triples.items()):
        inner = about.described(f"class-{part(name)}.{part(one[0])}")
        _tell_property(said, node, inner, one)


def _tell_property(said: Statements, whole: NamedNode, node: NamedNode, counted: tuple[str, int]) -> None:
    name, triples = counted
    said.say(whole, "void:propertyPartition", node)
    said.say(node, "void:property", NamedNode(name))
    said.say(node, "void:triples", triples)
