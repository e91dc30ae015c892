"""Ask a question from the command line, without a server, and write its answer."""

import asyncio
import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import typer

from graph.errors import SourceError
from service import answers, calls, composing, examples, narrowing, negotiate, receipt, rows, tables
from service.answers import Asked
from service.catalogue import CannedQuery, Parameter
from service.controls import Controls, Layer
from service.desk import Desk, opened
from service.problems import BadParameter, NotFound
from service.settings import Settings

Shape = Literal["table", "csv", "tsv", "json", "parquet", "receipt"]


@dataclass(frozen=True)
class Wish:
    """What a person typed after `rejoinder query`."""

    name: str
    options: tuple[str, ...]
    shape: Shape
    layer: Layer


def ask(wish: Wish, settings: Settings, known: Mapping[str, CannedQuery]) -> None:
    """Ask a canned query or a file and write the answer; a Problem says what is wrong with the question."""
    if wish.name not in known and not wish.name.endswith(".rq"):
        near = difflib.get_close_matches(wish.name, known, n=3, cutoff=0.5)
        told = f"did you mean {', '.join(near)}" if near else "`rejoinder query` lists them all"
        raise NotFound(f"{wish.name[:80]}: no such query; {told}; a file to ask ends in .rq")
    text = "" if wish.name in known else _text(wish)
    asyncio.run(_ask(wish, settings, known, text))


def usage(known: Mapping[str, CannedQuery], name: str) -> str:
    """Write what can be asked, or the options of one query."""
    tail = f"--format {'|'.join(get_args(Shape))}, --timeout SECONDS, --store DIR; of a file also --layer"
    if name not in known:
        width = max(map(len, known), default=0) + 2
        names = "\n".join(f"  {query.name:{width}}{query.summary}" for query in known.values())
        return (
            f"Usage: rejoinder query NAME|FILE.rq [OPTIONS]\n\n{names}\n\n"
            f"Options: {tail}\nrejoinder query NAME --help shows the options of one query."
        )
    query = known[name]
    options = "\n".join(_option(parameter) for parameter in query.parameters)
    narrowed = "\n".join(f"  --{name:20}{narrowing.TOLD[name]}" for name in narrowing.offered(query))
    return (
        f"{query.summary}\n{query.description}\n\n{options}\n\n{narrowed}\n\nOptions of every query: {tail}"
    )


def _option(parameter: Parameter) -> str:
    declared = parameter.declared
    told = f"{declared.description}{' Optional.' if declared.optional else ''}"
    example = examples.example(parameter)
    return f"  --{parameter.name:20}{told}" + ("" if example is None else f" Example: {example}")


async def _ask(wish: Wish, settings: Settings, known: Mapping[str, CannedQuery], text: str) -> None:
    async with opened(settings, known, workers=1) as desks:
        desk = await desks.current()
        if wish.name in known:
            await _canned(desk, known[wish.name], wish)
        else:
            await _file(desk, text, wish)


async def _canned(desk: Desk, query: CannedQuery, wish: Wish) -> None:
    layer = [] if wish.layer == "inferred" else [("layer", wish.layer)]
    call = calls.read(query, [*_given(wish.options), *layer], desk)
    choice = negotiate.choose("rows", None, "sparql-json" if wish.shape == "table" else wish.shape)
    streamed = wish.shape in {"csv", "tsv"}
    asked = answers.canned(call, Controls(desk.settings.timeout), choice, composed=not streamed)
    if streamed:
        await _raw(desk, asked)
        typer.echo(f"searched {receipt.searched(desk)}; revision {desk.snapshot.revision}", err=True)
        return
    body = await answers.whole(asked, await answers.ask(desk, asked), desk.settings.rows_bytes)
    if wish.shape != "table":
        sys.stdout.buffer.write(composing.composed(wish.shape, desk, call, body, None)[0])
        sys.stdout.buffer.write(b"" if wish.shape == "parquet" else b"\n")
        return
    table = rows.rows(body)[: call.narrowing.limit]
    tables.write(query.columns, table)
    typer.echo(receipt.citation(desk, call, len(table), None), err=True)


async def _file(desk: Desk, text: str, wish: Wish) -> None:
    named = None if wish.shape == "table" else wish.shape
    asked = Asked(text, Controls(desk.settings.timeout, wish.layer), answers.choices(None, named))
    if wish.shape != "table":
        await _raw(desk, asked)
        return
    answer = await answers.ask(desk, asked)
    body = await answers.whole(asked, answer, desk.settings.rows_bytes)
    if answer.form == "solutions":
        tables.write(answer.variables, rows.rows(body))
    elif answer.form == "boolean":
        typer.echo("true" if b"true" in body else "false")
    else:
        typer.echo(answers.tidy(body, answer.format).decode(), nl=False)


def _text(wish: Wish) -> str:
    """Read the query file that was named."""
    if wish.options:
        raise BadParameter(f"{wish.options[0]}: a file is asked as it stands and has no such option")
    try:
        return Path(wish.name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{wish.name}: cannot be read: {error}") from error


async def _raw(desk: Desk, asked: Asked) -> None:
    """Write the bytes as they come."""
    answer = await answers.ask(desk, asked)
    async for chunk in answers.streamed(asked, answer):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _given(options: tuple[str, ...]) -> list[tuple[str, str]]:
    """Read `--name value` and `--name=value`."""
    given: list[tuple[str, str]] = []
    rest = iter(options)
    for option in rest:
        name, mark, text = option.removeprefix("--").partition("=")
        if not option.startswith("--"):
            raise BadParameter(f"{option}: what is this for? Write --NAME {option}")
        value = text if mark else next(rest, None)
        if value is None:
            raise BadParameter(f"{option}: has no value after it")
        given.append((name.replace("-", "_"), value))
    return given
