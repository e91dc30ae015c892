"""The page of a canned query: its form, its answer as a table, its receipt; it works without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service import examples, narrowing, negotiate, templating
from service.calls import Call
from service.catalogue import CannedQuery
from service.desk import Desk
from service.receipt import Receipt
from service.rows import Cell
from service.themes import themed

_LABEL = "_label"


@dataclass(frozen=True)
class _Field:
    """One entry of the form."""

    name: str
    description: str
    optional: bool
    many: bool
    choices: tuple[str, ...]
    kinds: tuple[str, ...]
    example: str | int | None
    given: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    """One column of the table; beside is the one whose IRI this names."""

    name: str
    title: str
    beside: str | None


def catalogue(desk: Desk, here: str) -> bytes:
    """Write the page that lists every query by its theme."""
    themes = themed(desk.catalogue.values())
    return templating.page("queries.html", desk, here, themes=themes)


def answered(desk: Desk, call: Call, table: Sequence[Mapping[str, Cell]], told: Receipt, here: str) -> bytes:
    """Write the page with an answer; here is the address that links begin with."""
    return _written(
        desk,
        call.query,
        call.given,
        here,
        receipt=told,
        table=table,
        columns=_columns(call.query.columns),
        path=call.path,
        more=call.after() if "next_offset" in told["limits"] else None,
    )


def unanswered(
    desk: Desk, query: CannedQuery, given: Sequence[tuple[str, str]], here: str, problem: str | None
) -> bytes:
    """Write the page without an answer: what was given, and what is wrong with it."""
    return _written(desk, query, given, here, problem=problem)


def _written(
    desk: Desk, query: CannedQuery, given: Sequence[tuple[str, str]], here: str, **more: object
) -> bytes:
    own = [_own(desk, query, at, given) for at in range(len(query.parameters))]
    offered = [
        _Field(
            name, told, True, name in narrowing.MANY, narrowing.choices(name), (), None, _texts(given, name)
        )
        for name, told in narrowing.TOLD.items()
        if name in narrowing.offered(query)
    ]
    told: dict[str, object] = {
        "query": query,
        "fields": own,
        "narrowing": offered,
        "narrowed": [field.name for field in offered if field.given],
        "example": examples.path(query),
        "formats": negotiate.names(["rows"]),
        "receipt": None,
        "problem": None,
    }
    return templating.page("query.html", desk, here, **(told | more))


def _own(desk: Desk, query: CannedQuery, at: int, given: Sequence[tuple[str, str]]) -> _Field:
    parameter = query.parameters[at]
    declared = parameter.declared
    values = desk.names.slugs(declared.scheme) if declared.scheme else declared.values
    return _Field(
        parameter.name,
        declared.description,
        declared.optional,
        declared.many,
        tuple(values),
        declared.kinds,
        examples.example(parameter),
        tuple(text.rpartition(":")[2] if values else text for text in _texts(given, parameter.name)),
    )


def _texts(given: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(text for key, text in given if key == name)


def _columns(names: Sequence[str]) -> tuple[_Column, ...]:
    """Show a thing and its name in one column."""
    named = {name.removesuffix(_LABEL) for name in names if name.endswith(_LABEL)} & set(names)
    return tuple(
        _Column(name, _title(name), name.removesuffix(_LABEL) if name.removesuffix(_LABEL) in named else None)
        for name in names
        if name not in named
    )


def _title(name: str) -> str:
    return name.removesuffix(_LABEL).replace("_", " ")
