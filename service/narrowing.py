"""What narrows any canned answer alike: layer, window, standing, document, relays; its page and language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from graph.terms import CONCEPT, ONTOLOGY, XSD
from service import parameters
from service.catalogue import CannedQuery, Value
from service.controls import LAYERS, Layer
from service.parameters import Shown
from service.things import Names

Dates = Literal["possible", "certain"]
DATES: tuple[Dates, ...] = get_args(Dates)
STANDINGS = ("asserted", "hedged", "doubted", "rejected")
LABELS = {"en": None, "ru": f"{ONTOLOGY}russianLabel", "kk": f"{ONTOLOGY}kazakhLabel"}
# What each does, for people; in the order in which they are listed.
TOLD = {
    "layer": "Which facts are kept: those documents state (asserted), also what a curator joined (curated), "
    "also what rules derive (inferred, the usual).",
    "standing": "Only facts of this standing: the weakest stance of those who report them.",
    "document": "Only facts that this document reports, several may be given; document, start and end of a "
    "row still name its first passage, which may be in another.",
    "max_chain": "Only facts that came through so many hands at most; 0 is by the document itself.",
    "since": "The first day of a window: a date in EDTF, such as 2014, 2014-08 or 2014-08-29.",
    "until": "The last day of a window: a date in EDTF.",
    "during": "A window as one EDTF date or interval, such as 2014/2017; instead of since and until.",
    "dates": "Whether what may lie in the window is kept, the undated too (possible, the usual), "
    "or only what surely does (certain).",
    "limit": "How many rows at most.",
    "offset": "How many rows are left out before the first.",
    "lang": "The language of names where they are known in it: English, Russian or Kazakh.",
}
_BOTTOMLESS = 10**9
_OF_FACTS = ("layer", "standing", "document", "max_chain")
_OF_DATES = ("since", "until", "during", "dates")
_OF_ALL = ("limit", "offset", "lang")
MANY = frozenset({"standing", "document"})


@dataclass(frozen=True)
class Narrowing:
    """What was given of it, read; days are inclusive, documents are IRIs, nothing given narrows nothing."""

    layer: Layer = "inferred"
    standing: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    max_chain: int | None = None
    since: date | None = None
    until: date | None = None
    dates: Dates = "possible"
    limit: int | None = None
    offset: int = 0
    lang: str = "en"


def offered(query: CannedQuery) -> tuple[str, ...]:
    """List what a query can be narrowed by; a parameter of its own stands before one of the same name."""
    every = (*(_OF_FACTS if query.fact else ()), *(_OF_DATES if query.dated else ()), *_OF_ALL)
    own = {parameter.name for parameter in query.parameters}
    return tuple(name for name in every if name not in own)


def choices(name: str) -> tuple[str, ...]:
    """List the words that one of them takes; nothing for one that takes others."""
    known = {"layer": LAYERS, "standing": STANDINGS, "dates": DATES, "lang": tuple(LABELS)}
    return known.get(name, ())


def read(query: CannedQuery, given: Iterable[tuple[str, str]], names: Names) -> Narrowing:
    """Read what was given to narrow an answer; the problems are those of parameters.read."""
    texts = parameters.collect(given, offered(query), many=MANY)
    one = {name: found[0] for name, found in texts.items() if found[0].strip()}
    since, until = window(one)
    return Narrowing(
        layer=parameters.choice("layer", one.get("layer", "inferred"), LAYERS),
        standing=tuple(
            dict.fromkeys(
                parameters.choice("standing", word, STANDINGS)
                for text in texts.get("standing", ())
                for word in text.split(",")
                if word.strip()
            )
        ),
        documents=tuple(
            dict.fromkeys(
                parameters.named("document", text, ("document",), names).value
                for text in texts.get("document", ())
                if text.strip()
            )
        ),
        max_chain=_number("max_chain", one),
        since=since,
        until=until,
        dates=parameters.choice("dates", one.get("dates", "possible"), DATES),
        limit=_number("limit", one),
        offset=_number("offset", one) or 0,
        lang=parameters.choice("lang", one.get("lang", "en"), tuple(LABELS)),
    )


def text(
    query: CannedQuery, values: Mapping[str, Value], narrowing: Narrowing, layers: Mapping[str, Sequence[str]]
) -> str:
    """Write the query that is asked: whole, and to be copied; layers name the graphs of each layer."""
    written = query.instantiate(values, tuple(_filters(query, narrowing, layers)), LABELS[narrowing.lang])
    if narrowing.limit is not None:
        written = f"{written.rstrip()}\nLIMIT {narrowing.limit}\n"
    return f"{written.rstrip()}\nOFFSET {narrowing.offset}\n" if narrowing.offset else written


def shown(query: CannedQuery, narrowing: Narrowing) -> dict[str, Shown]:
    """Write what an answer was narrowed by, as it was understood; during shows as since and until."""
    told: dict[str, Shown] = {
        "layer": narrowing.layer,
        "standing": list(narrowing.standing) or None,
        "document": list(narrowing.documents) or None,
        "max_chain": narrowing.max_chain,
        "since": narrowing.since.isoformat() if narrowing.since else None,
        "until": narrowing.until.isoformat() if narrowing.until else None,
        "dates": narrowing.dates,
        "limit": narrowing.limit,
        "offset": narrowing.offset,
        "lang": narrowing.lang,
    }
    return {name: told[name] for name in offered(query) if name in told}


def window(one: Mapping[str, str]) -> tuple[date | None, date | None]:
    """Read the first and the last day of a window, from since and until or from during.

    BadParameter says which cannot be read.
    """
    if "during" in one:
        if other := {"since", "until"} & one.keys():
            raise parameters.bad("during", one["during"], f"stands for {other.pop()} too; give one of them")
        whole = parameters.interval("during", one["during"])
        if not whole.earliest and not whole.latest:
            raise parameters.bad("during", one["during"], "has no day that is known; write a year at least")
        return whole.earliest, whole.latest
    since = parameters.interval("since", one["since"]).earliest if "since" in one else None
    until = parameters.interval("until", one["until"]).latest if "until" in one else None
    for name, day in (("since", since), ("until", until)):
        if name in one and day is None:
            raise parameters.bad(name, one[name], "has no day that is known; write a year at least")
    if since and until and since > until:
        told = f"lies after until, {until.isoformat()}; nothing can be in between"
        raise parameters.bad("since", since.isoformat(), told)
    return since, until


def _filters(query: CannedQuery, narrowing: Narrowing, layers: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Write each condition as a filter, which binds nothing and doubles no row."""
    fact, dated = f"?{query.fact}", f"?{query.dated}"
    if narrowing.layer != "inferred":
        graphs = _list(layers.get(narrowing.layer, ()))
        yield (
            f"FILTER EXISTS {{ GRAPH ?narrowGraph {{ {fact} a ?narrowClass }} "
            f"FILTER(?narrowGraph IN ({graphs})) }}"
        )
    if narrowing.standing:
        standings = _list(f"{CONCEPT}standing/{word}" for word in narrowing.standing)
        yield (
            f"FILTER EXISTS {{ {fact} <{ONTOLOGY}standing> ?narrowStanding "
            f"FILTER(?narrowStanding IN ({standings})) }}"
        )
    if narrowing.documents:
        reported = (f"EXISTS {{ {fact} <{ONTOLOGY}reportedIn> <{iri}> }}" for iri in narrowing.documents)
        yield f"FILTER({' || '.join(reported)})"
    if narrowing.max_chain is not None:
        yield (
            f"FILTER EXISTS {{ {fact} <{ONTOLOGY}leastChainLength> ?narrowChain "
            f"FILTER(?narrowChain <= {narrowing.max_chain}) }}"
        )
    yield from _days(dated, narrowing)


def _days(dated: str, narrowing: Narrowing) -> Iterable[str]:
    """Keep what can lie in the window, the undated too, or only what surely does."""
    since, until = (day and f'"{day.isoformat()}"^^<{XSD}date>' for day in (narrowing.since, narrowing.until))
    earliest = f"{dated} <{ONTOLOGY}earliest> ?narrowEarliest"
    latest = f"{dated} <{ONTOLOGY}latest> ?narrowLatest"
    # One EXISTS for both: of two that are alike but for a property, Virtuoso can lose every row.
    if narrowing.dates == "certain":
        bounds = [f"{earliest} FILTER(?narrowEarliest >= {since})"] if since else []
        bounds += [f"{latest} FILTER(?narrowLatest <= {until})"] if until else []
        if bounds:
            yield f"FILTER EXISTS {{ {' '.join(bounds)} }}"
        return
    outside = [f"{{ {latest} FILTER(?narrowLatest < {since}) }}"] if since else []
    outside += [f"{{ {earliest} FILTER(?narrowEarliest > {until}) }}"] if until else []
    if outside:
        yield f"FILTER NOT EXISTS {{ {' UNION '.join(outside)} }}"


def _list(iris: Iterable[str]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris)


def _number(name: str, one: Mapping[str, str]) -> int | None:
    return parameters.integer(name, one[name], 0, _BOTTOMLESS) if name in one else None
