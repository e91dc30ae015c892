"""The one way from a question to its answer: guard, dataset, engine."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graph import spreadsheet
from graph.snapshots import Snapshot
from graph.terms import PREFIXES
from service import clauses, etags, guard, negotiate, reasons, tokenizer, vetting
from service.calls import Call
from service.controls import Controls
from service.desk import Desk
from service.engine import errors as engine
from service.engine.answer import Answer
from service.engine.question import Form, Formats, Lane
from service.federation.errors import FederationError
from service.negotiate import Choice
from service.problems import BadParameter, NotAcceptable, QuerySyntax, TooLarge

_LEAST = 0.05  # seconds
_NAMED = 100  # documents
FORMS: tuple[Form, ...] = ("solutions", "boolean", "graph")
_DATASET = "the question names its own dataset, so a layer cannot narrow it; drop one of the two"


@dataclass(frozen=True)
class Asked:
    """One question as it was asked.

    choices holds the format for each form of result, None where the client takes none. Graph names
    come from the protocol: None if none was given, else both lists are, and override FROM. unnamed asks the
    graph without a name alone, instead of the union of all. for_spreadsheets makes cells of CSV harmless that
    a spreadsheet would run.
    """

    query: str
    controls: Controls
    choices: Mapping[Form, Choice | None]
    lane: Lane = "adhoc"
    base_iri: str | None = None
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    unnamed: bool = False
    for_spreadsheets: bool = False


async def ask(desk: Desk, asked: Asked) -> Answer:
    """Ask the engine; any failure up to the first 64 KiB raises a Problem."""
    limits = desk.settings
    began = time.monotonic()
    default, named = dataset(desk.snapshot, asked)
    question = desk.question(
        await _guarded(desk, asked),
        Formats(**_names(asked)),
        base_iri=asked.base_iri,
        default_graph=default,
        named_graphs=named,
        unnamed=asked.unnamed,
        prefixes=PREFIXES,
        rows=limits.rows,
        size=limits.answer_bytes,
    )
    try:
        seconds = asked.controls.timeout
        if question.query is not asked.query:  # other servers were asked, which took some of the time
            seconds = max(seconds - (time.monotonic() - began), _LEAST)
        return await desk.pool.ask(question, timeout=seconds, lane=asked.lane)
    except engine.NotAcceptable as error:
        raise not_acceptable([cast("Form", error.form)]) from error
    except engine.QuerySyntaxError as error:
        if clauses.is_update(list(tokenizer.tokens(asked.query))):
            raise QuerySyntax(
                "This is an update and no query: send it as update= or to /update.",
                line=error.line,
                column=error.column,
            ) from error
        raise reasons.problem(error) from error
    except engine.EngineError as error:
        raise reasons.problem(error) from error


async def _guarded(desk: Desk, asked: Asked) -> str:
    """Hold a query to what may be asked, and put in it what other servers answer that may be called."""
    if asked.lane == "canned":  # the text was guarded when its file was read
        return asked.query
    try:
        return await vetting.vetted(
            asked.query, desk.settings, base=asked.base_iri, seconds=asked.controls.timeout
        )
    except (guard.QueryRefused, FederationError) as error:
        raise reasons.problem(error) from error


def tag(desk: Desk, asked: Asked, kind: str) -> str | None:
    """Name the answer before it is evaluated; None for a query whose answer differs from time to time.

    kind tells answers apart that are made of the same rows.
    """
    # One that is too long is not looked through: it will be refused.
    if len(asked.query) > desk.settings.query_bytes or tokenizer.is_volatile(asked.query):
        return None
    graphs = (asked.default_graphs, asked.named_graphs, asked.unnamed, asked.controls.layer)
    kind = f"{kind} for spreadsheets" if asked.for_spreadsheets else kind
    types = tuple(choice.content_type if choice else None for choice in asked.choices.values())
    return etags.tag(
        desk.snapshot.revision, kind, asked.query, asked.base_iri, graphs, types, _names(asked).items()
    )


def _names(asked: Asked) -> dict[str, str | None]:
    return {form: choice.format.engine if choice else None for form, choice in asked.choices.items()}


def tidy(body: bytes, engine_format: str) -> bytes:
    """Leave out of a whole Turtle or TriG answer the prefixes that it does not use; the engine writes all."""
    if engine_format not in {"turtle", "trig"}:
        return body
    lines = body.splitlines(keepends=True)
    count = next((at for at, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    rest = b"".join(lines[count:])
    return b"".join(line for line in lines[:count] if line.split()[1] in rest) + rest


def finished(asked: Asked, answer: Answer) -> bytes | None:
    """Give the bytes of an answer that is complete, as they are sent; None while there is more to come."""
    if answer.body is None:
        return None
    return spreadsheet.plain(answer.body) if asked.for_spreadsheets else tidy(answer.body, answer.format)


def pieces(asked: Asked, answer: Answer) -> AsyncIterator[bytes]:
    """Give the bytes of an answer as they are sent, while they come."""
    return spreadsheet.stream(answer.chunks()) if asked.for_spreadsheets else answer.chunks()


async def streamed(asked: Asked, answer: Answer) -> AsyncIterator[bytes]:
    """Give the bytes of an answer as they come, a Problem if it fails half-way; it is closed in the end."""
    try:
        async for chunk in pieces(asked, answer):
            yield chunk
    except engine.EngineError as error:
        raise reasons.problem(error) from error
    finally:
        answer.close()


async def whole(asked: Asked, answer: Answer, limit: int) -> bytes:
    """Gather the bytes of an answer; a Problem if it fails half-way or has more bytes than the limit."""
    gathered = bytearray()
    async for chunk in streamed(asked, answer):
        gathered += chunk
        if len(gathered) > limit:
            answer.close()
            raise TooLarge(
                f"This answer has more than {limit} bytes, too many for plain JSON. "
                "Ask for format=csv, tsv, xml or sparql-json, which come as a stream.",
                limit=limit,
                unit="bytes",
            )
    return bytes(gathered)


def choices(accept: str | None, named: str | None) -> dict[Form, Choice | None]:
    """Choose a format for each form of result; NotAcceptable if there is none for any."""
    chosen = {form: negotiate.choose(form, accept, named) for form in FORMS}
    if not any(chosen.values()):
        raise not_acceptable(FORMS)
    return chosen


def canned(call: Call, wanted: Controls, choice: Choice | None, *, composed: bool = False) -> Asked:
    """Make the call of a canned query a question; of one whose answer is composed, one row more is asked."""
    return Asked(
        query=call.probe if composed else call.text,
        controls=wanted,
        choices={"solutions": choice, "boolean": None, "graph": None},
        lane="canned",
        for_spreadsheets=choice is not None and choice.format.name == "csv",
    )


def headers(desk: Desk, asked: Asked) -> dict[str, str]:
    """Write what every answer carries beside its bytes."""
    return {
        "Rejoinder-Revision": desk.snapshot.revision,
        "Rejoinder-Limit-Seconds": f"{asked.controls.timeout:g}",
        "Rejoinder-Limit-Rows": str(desk.settings.rows),
        "Rejoinder-Documents": _named(desk),
        "Vary": "Accept",
    }


def _named(desk: Desk) -> str:
    """Name the documents that were searched; so many that no header could hold them are counted."""
    if len(desk.documents) > _NAMED:
        return f"{len(desk.documents)} documents"
    return ", ".join(document.slug for document in desk.documents)


def measured(answer: Answer) -> dict[str, str]:
    """Write rows and time of an answer, where they are known by now."""
    told = {}
    if answer.rows is not None:
        told["Rejoinder-Rows"] = str(answer.rows)
    if answer.elapsed is not None:
        told["Rejoinder-Elapsed-Ms"] = f"{answer.elapsed:g}"
    return told


def dataset(snapshot: Snapshot, asked: Asked) -> tuple[Sequence[str] | None, Sequence[str] | None]:
    """Return default and named graphs of a question, None for all that there are."""
    stated = asked.default_graphs is not None or asked.named_graphs is not None
    if asked.controls.layer == "inferred":
        return (asked.default_graphs or (), asked.named_graphs or ()) if stated else (None, None)
    if stated or tokenizer.names_dataset(asked.query):
        raise BadParameter(f"layer: {_DATASET}", parameter="layer", value=asked.controls.layer)
    graphs = snapshot.layers[asked.controls.layer]
    return graphs, graphs


def not_acceptable(kinds: Sequence[negotiate.Kind]) -> NotAcceptable:
    """Tell which media types there are for these kinds of answer."""
    offers = negotiate.media_types(kinds)
    return NotAcceptable(
        f"There is no format that you take. Ask for one of {', '.join(offers)} "
        f"by Accept, or by format= one of {', '.join(negotiate.names(kinds))}.",
        headers={"Vary": "Accept"},
        offers=offers,
    )
