"""The page of a thing: its names, what is said of it, who says so, what leads to it, what can be asked."""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from fastapi import Request

from graph.terms import CONCEPT, ID, shorten
from service import asks, excerpts, given, negotiate, templating
from service.delivery import desk_of
from service.described import asking, links, sources
from service.described.asking import Description, Stretch
from service.described.portrait import Painter
from service.desk import Desk
from service.found import described as in_short
from service.pages import front, kinds
from service.pages.panels import Panel

_TITLES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
}
_SHOWN = 8  # things that lead to one by one property, before one asks for all of it


async def render(request: Request, described: Description) -> bytes:
    """Ask for what only a page shows, and write it."""
    desk, here = desk_of(request), given.address(request)
    iri, stretch = described.iri, described.stretch
    told = await asking.reports(desk, iri)
    labels = await asking.labelled(desk, told) if told else ()
    painter = Painter(described, here, labels)
    portrait = painter.portrait(await _counts(desk, described))
    path = links.path(iri) or ""
    slug = iri.rpartition("/")[2]
    hits = desk.names.search.at_iris([iri])
    reported = sources.sources(iri, told, painter)
    template, panels = await kinds.made(desk, portrait.kind, shorten(iri))
    return await asyncio.to_thread(  # so that a long page holds up nobody
        templating.page,
        template,
        desk,
        here,
        path=path,
        slug=slug,
        thing=portrait,
        short=in_short(hits[0]) if hits else "",
        sources=reported,
        panels=panels,
        occasions=front.occasions(panels.get("ledger")),
        excerpts=await _excerpts(request, reported, panels),
        asks=asks.by_kind(desk.catalogue.values()).get(portrait.kind, []) if iri.startswith(ID) else [],
        scheme=_scheme(iri),
        stretch=stretch,
        narrowed=painter.ref(stretch.by) if stretch.by else None,
        most=stretch.limit if stretch.by else _SHOWN,
        more=f"{path}.html?{parameters(stretch, stretch.offset + stretch.limit)}" if described.more else None,
        formats=[format_ for format_ in negotiate.offers("thing") if format_.name != "html"],
        titles=_TITLES,
        sparql=asking.sparql(iri, stretch),
    )


async def _excerpts(
    request: Request, reported: Sequence[sources.Source], panels: Mapping[str, Panel | None]
) -> dict[str, excerpts.Excerpt]:
    """Show passages in their paragraphs by slug, where the texts are attached."""
    if not excerpts.texts_of(request).attached:
        return {}
    evidence = panels.get("evidence")
    slugs = [
        passage.ref.iri.rpartition("/")[2]
        for source in reported
        for report in source.reports
        for passage in report.passages
    ]
    slugs += [
        f"{shorten(str(row['document'])).partition(':')[2]}-{row['start']}-{row['end']}"
        for row in (evidence.rows if evidence else ())
    ]
    found = await excerpts.excerpts(request, list(dict.fromkeys(slugs)))
    return {one.passage.slug: one for one in found}


def parameters(stretch: Stretch, offset: int) -> str:
    """Write the parameters of a stretch from an offset; nothing where all of them are the usual ones."""
    pairs = [("property", shorten(stretch.by))] if stretch.by else []
    pairs += [("limit", str(stretch.limit))] if stretch.limit != asking.LIMIT else []
    return urlencode([*pairs, *([("offset", str(offset))] if offset else [])], safe=":")


async def _counts(desk: Desk, described: Description) -> dict[str, int] | None:
    """Count what leads to a thing by property: from what is there if that is all of it."""
    if described.more or described.stretch.offset:
        return await asking.counts(desk, described.iri, described.stretch)
    pairs = {(quad.predicate.value, str(quad.subject)) for quad in described.incoming}
    return {name: sum(one == name for one, _ in pairs) for name, _ in pairs}


def _scheme(iri: str) -> str | None:
    """Name the scheme of a controlled value by its path; None for anything else."""
    scheme, mark, _ = iri.removeprefix(CONCEPT).partition("/")
    return f"/concept/{scheme}" if iri.startswith(CONCEPT) and mark else None
