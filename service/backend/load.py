"""Fill another store with a snapshot, graph by graph; what is there already is not sent again.

Each graph is sent in one request that replaces it. Between the first and the last change the store does not
name a revision, so that a service before it answers nothing rather than a mixture.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from graph import files as on_disk
from graph.errors import DamagedStore
from graph.export.progress import Progress
from graph.snapshots import Snapshot
from service.backend import addresses, holding
from service.backend.addresses import EndpointError
from service.backend.graphs import GraphFile, written
from service.backend.holding import HELD, Holding
from service.engine.dataset import ALL, NOTHING
from service.engine.remote import SOLUTIONS, TRIPLES, options, unreachable
from service.settings import Settings

GRACE = 3.0  # seconds that services have to notice that a store is filled anew
_SECONDS = 3600.0  # that one request may take
_SHOWN = 300
_FORBIDDEN = "No permission to execute"  # which Virtuoso says with status 500


@dataclass(frozen=True)
class Loaded:
    """What a load did: graphs and statements that were sent, graphs that were taken away or there already."""

    sent: int
    quads: int
    removed: int
    kept: int


def load(snapshot: Snapshot, settings: Settings, address: str, progress: Progress | None = None) -> Loaded:
    """Make a store hold a snapshot, and nothing else of ours; EndpointError says what was in the way.

    Stopped at any moment, it goes on where it was when it is run again.
    """
    shown = progress or Progress()
    found = addresses.endpoint(settings, address)
    where = _Addresses(found.query, addresses.update(settings, found), addresses.graphs(settings, found))
    with httpx2.Client(**options(found.told(), _SECONDS)) as http, tempfile.TemporaryDirectory() as folder:
        backend = Backend(http, where, virtuoso=found.kind == "virtuoso")
        files = _written(snapshot, Path(folder), shown)
        wanted = holding.of(snapshot, {name: file.part for name, file in files.items()})
        return _filled(backend, wanted, files, shown)


@dataclass(frozen=True)
class _Addresses:
    query: str
    update: str
    graphs: str


class Backend:
    """A store that is filled."""

    def __init__(self, http: httpx2.Client, where: _Addresses, *, virtuoso: bool) -> None:
        """Take the connection."""
        self._http, self._where, self._virtuoso = http, where, virtuoso

    def holding(self) -> Holding:
        """Read what it says that it holds."""
        with self._read():
            return holding.read(self._asked(holding.QUERY, HELD))

    def wrong(self, said: Holding) -> str:
        """Count what it holds; say what is not as it should be, or nothing."""
        each = self._asked(holding.COUNT_EACH, NOTHING, tuple(said.parts) or (NOTHING,))
        with self._read():
            return said.wrong(each, self._asked(holding.COUNT, ALL))

    def update(self, *steps: str) -> None:
        """Carry out an update, one step after another."""
        text = " ; ".join(steps)
        # Virtuoso takes an update for a query, and would keep all that it changes in memory until its end.
        logged = "DEFINE sql:log-enable 3 " if self._virtuoso and "INSERT DATA" not in text else ""
        name = "query" if self._virtuoso else "update"
        self._told("POST", self._where.update, data={name: logged + text})

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph by the triples of a file."""
        parameter = "graph-uri" if self._virtuoso else "graph"
        with file.open("rb") as content:
            headers = {"Content-Type": TRIPLES, "Content-Length": str(file.stat().st_size)}
            self._told("PUT", self._where.graphs, params={parameter: graph}, content=content, headers=headers)

    def _asked(self, query: str, graph: str, named: Sequence[str] = ()) -> bytes:
        fields = {"query": query, "default-graph-uri": graph, "named-graph-uri": named}
        return self._told("POST", self._where.query, data=fields, headers={"Accept": SOLUTIONS}).content

    @contextmanager
    def _read(self) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            raise EndpointError(f"{self._where.query}: {error}; is it the address of the queries?") from error

    def _told(self, method: str, address: str, **request: object) -> httpx2.Response:
        try:
            response = self._http.request(method, address, **request)  # type: ignore[arg-type]
        except httpx2.HTTPError as error:
            raise EndpointError(f"{address}: {unreachable(error)}; run this again to go on") from error
        if response.status_code in {401, 403} or _FORBIDDEN in response.text[:_SHOWN]:
            raise EndpointError(
                f"{address}: refuses who asks (status {response.status_code}); set endpoint_user and "
                "endpoint_password of one who may write, or endpoint_token"
            )
        if not response.is_success:
            words = " ".join(response.text.split())[:_SHOWN]
            raise EndpointError(f"{address}: answers with status {response.status_code} ({words})")
        return response


def _written(snapshot: Snapshot, folder: Path, progress: Progress) -> dict[str, GraphFile]:
    try:
        return written(snapshot, folder, progress)
    except OSError as error:
        what = "no space left" if on_disk.full(error) else f"cannot be written ({error.strerror or error})"
        raise EndpointError(
            f"{folder.parent}: {what} for the graphs that are sent; free some, or name another folder by "
            "TMPDIR; nothing was sent"
        ) from error


def _filled(backend: Backend, wanted: Holding, files: Mapping[str, GraphFile], progress: Progress) -> Loaded:
    there = _there(backend)
    stale = [name for name in there.parts if name not in files]
    fresh = [name for name, file in files.items() if there.parts.get(name) != file.part]
    if not (stale or fresh) and there.said == wanted.said:
        return Loaded(0, 0, 0, len(files))
    if there.said:
        backend.update(holding.forget())
        time.sleep(GRACE)
    progress.begin("graphs to send", len(stale) + len(fresh))
    for name in stale:
        backend.update(holding.forget(name), _taken_out(name), *_gone(name))
        progress.step()
    for name in fresh:
        backend.update(holding.forget(name), _taken_out(name))
        backend.put(name, files[name].path)
        backend.update(f"ADD GRAPH <{name}> TO GRAPH <{ALL}>", holding.remember(name, files[name].part))
        progress.step()
    if wrong := backend.wrong(wanted):
        backend.update(*_gone(HELD), *_gone(ALL))
        raise EndpointError(f"it {wrong}, though all was sent; run this again to send it anew")
    backend.update(holding.complete(wanted))
    sent = sum(files[name].part.quads for name in fresh)
    return Loaded(len(fresh), sent, len(stale), len(files) - len(fresh))


def _there(backend: Backend) -> Holding:
    """Read what the store holds; if that is not what it says, nothing of it counts."""
    try:
        there = backend.holding()
        wrong = backend.wrong(there) if there.said else ""
    except DamagedStore as error:
        there, wrong = Holding(), str(error)
    if not wrong:
        return there
    backend.update(*_gone(HELD), *_gone(ALL))
    time.sleep(GRACE)
    for name in there.parts:
        backend.update(*_gone(name))
    return Holding()


def _gone(name: str) -> tuple[str, str]:
    """Write the updates that take a graph away; Virtuoso drops none that was not created by that word."""
    return f"CLEAR SILENT GRAPH <{name}>", f"DROP SILENT GRAPH <{name}>"


def _taken_out(name: str) -> str:
    """Write the update that takes what a graph holds out of the union: no triple stands in two graphs."""
    return f"DELETE {{ GRAPH <{ALL}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
