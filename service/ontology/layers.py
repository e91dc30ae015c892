"""How the page divides the classes: one diagram a layer."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.terms import ONTOLOGY, expand


@dataclass(frozen=True)
class Layer:
    """Some classes that are read together; incoming are classes of other layers that point into it."""

    slug: str
    title: str
    told: str
    classes: tuple[str, ...]
    incoming: tuple[str, ...] = ()


def _of(slug: str, title: str, told: str, names: str, incoming: str = "") -> Layer:
    return Layer(slug, title, told, _iris(names), _iris(incoming))


def _iris(names: str) -> tuple[str, ...]:
    return tuple(expand(name) if ":" in name else ONTOLOGY + name for name in names.split())


LAYERS = (
    _of(
        "documents",
        "Documents and passages",
        "A text that someone published, and the stretches of it that facts rest on; the text is not kept.",
        "Document Passage",
    ),
    _of(
        "reports",
        "Reports, relays, discrepancies",
        "Where a document says that something took place, through whom it heard, and where reports differ.",
        "Report Hop Discrepancy",
    ),
    _of(
        "acts",
        "Acts, events, responses",
        "Who said or did what, and which act answers which. Being a fact does not mean being true.",
        "Fact SpeechAct Utterance Event Response NonResponse ReplyPath",
    ),
    _of(
        "claims",
        "Claims",
        "What is claimed, free of who says it: acts affirm, deny or question it.",
        "Claim",
        "SpeechAct",
    ),
    _of(
        "agents",
        "Agents, memberships, territories",
        "Who speaks and is spoken to, the posts they held, and places, with nothing said of whose they are.",
        "Agent Person Body State Group org:Membership Territory",
    ),
    _of(
        "statements",
        "Relations, quantities, judgements, works",
        "What else documents say, each with who says so.",
        "Relation Quantity Judgement Grouping Concept Work Citation",
    ),
)


def layers(classes: Iterable[str]) -> tuple[Layer, ...]:
    """List the layers as far as their classes exist; classes of no layer make up a last one."""
    present = list(classes)
    found = [
        Layer(one.slug, one.title, one.told, tuple(c for c in one.classes if c in present), one.incoming)
        for one in LAYERS
    ]
    placed = {iri for layer in found for iri in layer.classes}
    rest = tuple(iri for iri in present if iri not in placed)
    if rest:
        found.append(Layer("others", "Other classes", "Classes of no layer.", rest))
    return tuple(layer for layer in found if layer.classes)
