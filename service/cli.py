"""The command line: build, check, locate, explain, serve, query, search, export, verify and others."""

import asyncio
import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import typer

from graph import passages, paths
from graph.errors import BuildError, PassageError, RejoinderError
from graph.findings import Finding
from service import catalogue, console, doctor, history, settings
from service.console import Shape
from service.controls import Layer

cli = typer.Typer(
    name="rejoinder",
    help="Who claimed what about whose territory, who says so, and who answered how, or did not.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Store = Annotated[Path | None, typer.Option(help=settings.help_of("store"))]
CorpusAt = Annotated[Path | None, typer.Option("--corpus", help=settings.help_of("corpus"))]


def main() -> None:
    """Run a command; whatever is told as an error of ours is one line, and exit 1."""
    try:
        cli()
    except RejoinderError as error:
        typer.echo(f"rejoinder: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # who reads us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rejoinder {version('rejoinder')}")
        raise typer.Exit


@cli.callback()
def _everything(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="show the version")
    ] = False,
) -> None: ...


cli.add_typer(history.cli, name="revisions")


@cli.command()
def build(
    store: Store = None,
    corpus: CorpusAt = None,
    without_writes: Annotated[
        bool, typer.Option("--without-writes", help="leave out what was written since the last build")
    ] = False,
    load_into: Annotated[
        str | None,
        typer.Option(
            help="fill another store, which takes queries at this address; or write FILE.nq for its loader"
        ),
    ] = None,
) -> None:
    """Check ontology, facts and rules, and publish them as the graph that is served."""
    from graph import build as graphs  # noqa: PLC0415 - half a second that a query need not wait

    chosen = settings.load(store=store, corpus=corpus)
    began = time.monotonic()
    try:
        snapshot = graphs.build(chosen.store, chosen.corpus or paths.corpus(), without_writes=without_writes)
    except BuildError as error:
        _report(error.findings)
        typer.echo("; ".join(["nothing was published", *filter(None, [error.advice])]), err=True)
        raise typer.Exit(1) from error
    seconds = time.monotonic() - began
    writes = f", with writes on top of build {snapshot.base}" if snapshot.written else ""
    typer.echo(f"revision {snapshot.revision}: {snapshot.quads} quads in {seconds:.1f} s{writes}")
    if load_into is not None:
        from service.backend import command  # noqa: PLC0415 - as for build

        command.load_into(snapshot, chosen, load_into)


@cli.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="only what concerns these files")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="count things by class and document")] = False,
    corpus: CorpusAt = None,
) -> None:
    """Find what is wrong with ontology, facts and queries, and how to mend it."""
    from graph import check as checks  # noqa: PLC0415 - as for build
    from graph.sources import Roots  # noqa: PLC0415 - as for build

    roots = Roots()
    if summary:
        for row in checks.summary(checks.assemble(roots)):
            typer.echo("\t".join(row))
        return
    at = settings.load(corpus=corpus).corpus or paths.corpus()
    # A query of the ontology is a rule or a check, which is no canned query.
    queries = [file for file in files or () if file.suffix == ".rq" and not checks.inside(file, roots)]
    data = [file for file in files or () if file not in queries]
    found = checks.check(roots, at, data or None) if data or not files else []
    faulty = catalogue.faults(queries if files else catalogue.files(paths.queries()))
    if _report([*found, *faulty]):
        raise typer.Exit(1)


@cli.command()
def locate(
    document: Annotated[str, typer.Argument(help="slug of the document, such as 000")],
    first: Annotated[str, typer.Argument(help="the passage's first words")],
    last: Annotated[str, typer.Argument(help="the passage's last words")],
    corpus: CorpusAt = None,
) -> None:
    """Write a passage ready to paste: offsets and hash."""
    at = settings.load(corpus=corpus).corpus or paths.corpus()
    if at is None:
        raise PassageError("no documents are attached; name their folder by --corpus or REJOINDER_CORPUS")
    typer.echo(passages.locate(passages.Corpus(at), document, first, last).turtle())


# A number below zero is no option.
@cli.command(context_settings={"ignore_unknown_options": True})
def explain(
    subject: Annotated[str, typer.Argument(help="a thing, such as act:x, or an IRI")],
    predicate: Annotated[str, typer.Argument(help="a property, such as rj:respondsTo")],
    value: Annotated[str, typer.Argument(metavar="OBJECT", help="a thing, a number, or a text")],
    shape: Annotated[Literal["text", "json"], typer.Option("--format", help="how it is written")] = "text",
    corpus: CorpusAt = None,
) -> None:
    """Show the rule and the facts that a triple of the graph rests on, down to passages."""
    from service import account  # noqa: PLC0415 - as for build

    at = settings.load(corpus=corpus).corpus
    step = account.of(subject, predicate, value)
    texts = passages.Corpus(at) if at is not None else None
    if shape == "json":
        typer.echo(json.dumps(account.data(step, texts), ensure_ascii=False, indent=2))
    else:
        typer.echo(account.text(step, texts))


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help=settings.help_of("host"))] = None,
    port: Annotated[int | None, typer.Option(help=settings.help_of("port"))] = None,
    workers: Annotated[int | None, typer.Option(help=settings.help_of("workers"))] = None,
    store: Store = None,
    corpus: CorpusAt = None,
    endpoint: Annotated[str | None, typer.Option(help=settings.help_of("endpoint"))] = None,
    writable: Annotated[bool, typer.Option("--writable", help=settings.help_of("writable"))] = False,
) -> None:
    """Serve the graph over HTTP."""
    from service import serving  # noqa: PLC0415 - as for build

    chosen = settings.load(
        host=host,
        port=port,
        workers=workers,
        store=store,
        corpus=corpus,
        endpoint=endpoint,
        writable=writable or None,
    )
    serving.serve(chosen)


@cli.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def query(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="a canned query, or a .rq file")] = "",
    shape: Annotated[Shape, typer.Option("--format", help="how the answer is written")] = "table",
    layer: Annotated[Layer, typer.Option(help="what is asked")] = "inferred",
    timeout: Annotated[float | None, typer.Option(help=settings.help_of("timeout"))] = None,
    store: Store = None,
) -> None:
    """Ask a canned query, each parameter an option of its own, or a .rq file as it stands."""
    known = {} if name.endswith(".rq") else catalogue.load(paths.queries())
    if name in {"", "--help"} or "--help" in context.args:
        typer.echo(console.usage(known, name))
        return
    chosen = settings.load(store=store, timeout=timeout)
    console.ask(console.Wish(name, tuple(context.args), shape, layer), chosen, known)


@cli.command(name="mcp")
def assist(store: Store = None) -> None:
    """Serve the canned queries as tools to an assistant that speaks MCP, over standard input and output."""
    from service import mcp  # noqa: PLC0415 - as for build

    chosen = settings.load(store=store)
    asyncio.run(mcp.over_stdio(chosen, catalogue.load(paths.queries())))


@cli.command()
def search(
    words: Annotated[list[str], typer.Argument(help="a name or words, in any script and spelling")],
    kind: Annotated[list[str] | None, typer.Option(help="only this kind or scheme; may be repeated")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="how many at most")] = 20,
    shape: Annotated[
        Literal["table", "json", "csv"], typer.Option("--format", help="how it is written")
    ] = "table",
    store: Store = None,
) -> None:
    """Find things by names, paraphrases, claims and definitions, typos forgiven; no server is needed."""
    from service import lookup  # noqa: PLC0415 - a library that others need not wait for

    lookup.look(
        lookup.Wish(" ".join(words), tuple(kind or ()), limit, shape), settings.load(store=store).store
    )


@cli.command()
def export(  # noqa: PLR0913, PLR0917 - each is an option
    format_: Annotated[str, typer.Option("--format", help="which form; a wrong one has them listed")],
    out: Annotated[Path, typer.Option(help="the file, folder or .zip to make; - for the standard output")],
    part: Annotated[str | None, typer.Option(help="which of several files of this form")] = None,
    layer: Annotated[Layer, typer.Option(help="which layer, with those below it")] = "inferred",
    document: Annotated[
        list[str] | None, typer.Option(help="only facts that it reports; may be repeated")
    ] = None,
    since: Annotated[str | None, typer.Option(help="only facts of this EDTF date and later")] = None,
    until: Annotated[str | None, typer.Option(help="only facts of this EDTF date and earlier")] = None,
    dates: Annotated[
        Literal["possible", "certain"], typer.Option(help="keep what may lie in the window, or surely does")
    ] = "possible",
    revision: Annotated[str | None, typer.Option(help="another revision than the current one")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="replace what is there")] = False,
    store: Store = None,
) -> None:
    """Write the graph, or a part of it, for another tool; nothing half-made is left anywhere."""
    from service import exporting  # noqa: PLC0415 - as for build

    wish = exporting.Wish(
        format_, part, out, layer, tuple(document or ()), since, until, dates, revision, replace
    )
    exporting.run(wish, settings.load(store=store).store)


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(help="your copy of a document: text or HTML; - for standard input")],
    document: Annotated[
        list[str] | None, typer.Option(help="only this document, recognised or not; may be repeated")
    ] = None,
    shape: Annotated[Literal["text", "json"], typer.Option("--format", help="how it is written")] = "text",
    store: Store = None,
) -> None:
    """Find which passages of the graph stand in your copy: exit 0 if all do, 1 if not, 2 if it is no text."""
    from service.problems import Problem  # noqa: PLC0415 - as for build
    from service.verifying import command  # noqa: PLC0415 - as for build

    try:
        stands = command.run(command.Wish(file, tuple(document or ()), shape), settings.load(store=store))
    except Problem as problem:
        typer.echo(f"rejoinder: {problem}", err=True)
        raise typer.Exit(2) from None
    if not stands:
        raise typer.Exit(1)


@cli.command(name="doctor")
def diagnose(
    store: Store = None,
    corpus: CorpusAt = None,
    endpoint: Annotated[str | None, typer.Option(help=settings.help_of("endpoint"))] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="have that store answer every canned query, and compare")
    ] = False,
) -> None:
    """Show which guards, engine and optional parts are active here."""
    chosen = settings.load(store=store, corpus=corpus, endpoint=endpoint)
    lines = doctor.examine(chosen, questions=questions)
    for line in lines:
        typer.echo(f"{'ok' if line.well else 'no':4}{line.part:14}{line.told}")
    if not all(line.well for line in lines if line.needed):
        raise typer.Exit(1)


def _report(findings: tuple[Finding, ...] | list[Finding]) -> bool:
    """Write findings one a line and count them; say whether there are any."""
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}", err=True)
    return bool(findings)
