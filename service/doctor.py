"""What of the service is active on this machine: guards, engine, graph, documents, queries."""

import asyncio
import platform
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph

from graph import paths, snapshots
from graph.errors import PassageError, RejoinderError, StoreError
from graph.passages import Corpus
from service import catalogue
from service.backend import alike
from service.catalogue import CatalogueError
from service.desk import opened
from service.engine.endpoint import Endpoint
from service.engine.pool import Pool
from service.engine.sandbox import Guards
from service.settings import Settings, SettingsError

_SAFE_TOKEN = 20  # characters
_ENGINE = ("pyoxigraph", "rdflib", "pyrudof", "fastapi", "uvicorn")
_GUARDS = {
    "memory": ("ends a query at its memory limit", "a query may take all the memory there is"),
    "network": ("no query reaches another server", "only the guard on SERVICE and LOAD stands in the way"),
    "processor": (
        "the kernel ends a query that computes for too long",
        "the clock of the service alone does",
    ),
    "parent_death": ("no query process outlives the service", "a killed service may leave processes"),
    "first_victim": ("a query process goes first when memory runs out", "the service may go first"),
}


@dataclass(frozen=True)
class Line:
    """One part, whether it is well, and what there is to say; a part that is not needed may be absent."""

    part: str
    well: bool
    told: str
    needed: bool = True


def examine(settings: Settings, *, questions: bool = False) -> list[Line]:
    """Look at every part; questions has another store answer all canned queries, beside the embedded one."""
    versions = ", ".join(f"{name} {version(name)}" for name in _ENGINE)
    return [
        Line(
            "python",
            well=True,
            told=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        ),
        Line("engine", well=True, told=versions),
        *_guards(settings),
        _store(settings),
        _writes(settings),
        _calls(settings),
        _queries(),
        *([_alike(settings)] if questions else []),
        _corpus(settings),
    ]


def _guards(settings: Settings) -> list[Line]:
    """Start a worker on an empty store and ask it which guards held."""
    try:
        held = asdict(asyncio.run(_tried(settings)))
    except RejoinderError as error:
        return [Line("worker", well=False, told=str(error))]
    return [
        Line(f"{name.replace('_', ' ')}", held[name], told[0] if held[name] else told[1], needed=False)
        for name, told in _GUARDS.items()
    ]


async def _tried(settings: Settings) -> Guards:
    with tempfile.TemporaryDirectory() as folder:
        pyoxigraph.Store(folder).flush()
        home = Endpoint(settings.endpoint) if settings.endpoint else Path(folder)
        pool = Pool(home, workers=1, memory_mib=settings.memory)
        await pool.start()
        try:
            return pool.guards
        finally:
            await pool.close()


def _store(settings: Settings) -> Line:
    if settings.endpoint is not None:
        return _other_store(settings)
    try:
        snapshot = snapshots.verified(snapshots.current(settings.store))
    except StoreError as error:
        return Line("store", well=False, told=str(error))
    return Line(
        "store", well=True, told=f"{settings.store}: revision {snapshot.revision}, {snapshot.quads} quads"
    )


def _other_store(settings: Settings) -> Line:
    """Count what another store holds, and try how it answers, as a service does that starts on it."""

    async def tried() -> str:
        async with opened(settings, {}, workers=2) as desks:
            snapshot = (await desks.current()).snapshot
            return f"revision {snapshot.revision}, {snapshot.quads} quads, as recorded; answers come whole"

    try:
        return Line("store", well=True, told=f"{settings.endpoint}: {asyncio.run(tried())}")
    except RejoinderError as error:
        return Line("store", well=False, told=str(error))


def _writes(settings: Settings) -> Line:
    """Say who may write; a short token can be guessed."""
    if not settings.writable:
        return Line("writes", well=True, told="refused: this server only reads")
    try:
        length = len(settings.secret() or "")
    except SettingsError as error:
        return Line("writes", well=False, told=str(error))
    if length < _SAFE_TOKEN:
        told = f"taken by token, but the token has only {length} characters; take {_SAFE_TOKEN} or more"
        return Line("writes", well=False, told=told, needed=False)
    return Line("writes", well=True, told="taken from who bears the token")


def _calls(settings: Settings) -> Line:
    told = ", ".join(settings.allow) or "nobody: SERVICE and LOAD are refused"
    return Line("calls", well=True, told=f"queries may call {told}")


def _queries() -> Line:
    try:
        known = catalogue.load(paths.queries())
    except CatalogueError as error:
        return Line("queries", well=False, told=str(error))
    return Line("queries", well=bool(known), told=f"{len(known)} canned queries in {paths.queries()}")


def _alike(settings: Settings) -> Line:
    if settings.endpoint is None:
        return Line(
            "alike", well=False, told="there is no other store to compare; set endpoint", needed=False
        )
    try:
        known = catalogue.load(paths.queries())
        found = asyncio.run(alike.differences(settings, known))
    except RejoinderError as error:
        return Line("alike", well=False, told=f"{error}; build the same revision on this machine")
    told = (
        f"{len(known) - len(found)} of {len(known)} canned queries are answered as the embedded engine does"
    )
    others = "; ".join(f"{one.query}: {one.how}" for one in found)
    return Line("alike", well=not found, told=f"{told}; {others}" if others else told)


def _corpus(settings: Settings) -> Line:
    at = settings.corpus or paths.corpus()
    if at is None:
        return Line(
            "documents", well=False, told="not attached; passages are not compared with them", needed=False
        )
    try:
        return Line("documents", well=True, told=f"{len(Corpus(at).slugs())} in {at}", needed=False)
    except PassageError as error:
        return Line("documents", well=False, told=str(error))
