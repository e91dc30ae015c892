"""Diagrams of classes as SVG, laid out by hand: a box a class, an arrow a target, nothing ever crosses."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from graph.terms import SKOS, shorten
from graph.vocabulary import Property, Vocabulary, anchor
from service.ontology.layers import Layer

# Units of the drawing; the page shows it at about their size, so that 13 is a readable letter.
_BOX, _ARROW, _PILL = 176, 208, 126
_WIDTH = _BOX + _ARROW + _PILL + 8
_LINE, _GAP, _PAD = 16, 18, 8
_LETTERS = {"attribute": 22, "label": 27}
_ANYTHING = ""
Links = dict[str, list[str]]


def diagram(layer: Layer, vocabulary: Vocabulary, used: Mapping[str, Sequence[str]]) -> str:
    """Draw a layer; used lists, by class, properties without a domain that its things have."""
    known = {one.iri: one for one in vocabulary.classes}
    drawing, top = [], 2
    for iri in (*layer.incoming, *layer.classes):
        outside = iri not in layer.classes
        properties = [p for p in properties_of(iri, vocabulary, used) if not p.inferred]
        if outside:
            properties = [p for p in properties if p.range in layer.classes]
        parents = [] if outside else [parent for parent in known[iri].parents if parent in known]
        parts, height = _class(iri, parents, properties, top)
        drawing += parts
        top += height + _GAP
    label = escape(f"Diagram: {layer.title}. The same is told in words below.", quote=True)
    return (
        f'<svg role="group" aria-label="{label}" viewBox="0 0 {_WIDTH} {top - _GAP + 4}" '
        f'width="{_WIDTH}">{"".join(drawing)}</svg>'
    )


def properties_of(iri: str, vocabulary: Vocabulary, used: Mapping[str, Sequence[str]]) -> list[Property]:
    """List the properties of a class: by their domain, or by use where they have none."""
    return [
        p for p in vocabulary.properties if p.domain == iri or (not p.domain and p.iri in used.get(iri, ()))
    ]


def _class(
    iri: str, parents: Sequence[str], properties: Sequence[Property], top: int
) -> tuple[list[str], int]:
    links, attributes = _sorted(properties)
    rows = [(_letters(", ".join(names), "label"), target, "") for target, names in links.items()]
    rows += [(["a kind of"], parent, " kind") for parent in parents]
    lines = _letters(", ".join(attributes), "attribute")
    high = [max(2, len(label) + 1) * _LINE for label, *_ in rows]
    height = max(28 + len(lines) * _LINE + (_PAD if lines else 0), sum(high), 32)
    parts = [f'<rect class="box" x="1" y="{top}" width="{_BOX}" height="{height}" rx="4"/>']
    parts.append(_linked(iri, f'<text class="name" x="11" y="{top + 19}">{shorten(iri)}</text>'))
    parts += [_text("attribute", 11, top + 38 + at * _LINE, line) for at, line in enumerate(lines)]
    at = top + (height - sum(high)) // 2
    for (label, target, style), tall in zip(rows, high, strict=True):
        parts += _arrow(label, target, style, at + tall // 2)
        at += tall
    return parts, height


def _arrow(label: Sequence[str], target: str, style: str, middle: int) -> Iterator[str]:
    start, end = _BOX + 1, _BOX + _ARROW
    yield f'<path class="line{style}" d="M{start} {middle + 6}H{end - 9}"/>'
    tip = f"M{end - 9} {middle + 1}L{end} {middle + 6}L{end - 9} {middle + 11}Z"
    yield f'<path class="head{style}" d="{tip}"/>'
    first = middle - (len(label) - 1) * _LINE
    for number, line in enumerate(label):
        yield _text("label", start + 8, first + number * _LINE, line)
    name, look = (shorten(target), "pill") if target else ("anything", "pill any")
    pill = (
        f'<rect class="{look}" x="{end}" y="{middle - 6}" width="{_PILL}" height="24" rx="12"/>'
        f'<text class="target" x="{end + _PILL // 2}" y="{middle + 11}">{name}</text>'
    )
    yield _linked(target, pill) if target else pill


def _sorted(properties: Sequence[Property]) -> tuple[Links, list[str]]:
    """Part properties that lead to other things, by target, from those that hold values."""
    links: Links = defaultdict(list)
    attributes = []
    for one in properties:
        local = shorten(one.iri).removeprefix("rj:")
        if one.kind == "ObjectProperty" and one.range != SKOS + "Concept":
            links[one.range or _ANYTHING].append(local)
        else:
            attributes.append(local)
    return dict(sorted(links.items(), key=lambda link: (not link[0], link[0]))), attributes


def _letters(text: str, kind: str) -> list[str]:
    return textwrap.wrap(text, _LETTERS[kind], break_long_words=False)


def _text(kind: str, x: int, y: int, text: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'


def _linked(iri: str, drawn: str) -> str:
    return f'<a href="#{escape(anchor(iri), quote=True)}">{drawn}</a>'
