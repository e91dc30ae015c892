"""Fill another store with a snapshot, graph by graph; what is there already is not sent again.

Each graph is sent in one request that replaces it. Between the first and the last change the store does not
name a revision, so that a service before it answers nothing rather than a mixture.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from graph.errors import DamagedStore
from graph.export.progress import Progress
from graph.snapshots import Snapshot
from service.backend import addresses, holding
from service.backend.addresses import EndpointError
from service.backend.graphs import GraphFile, written
from service.backend.holding import HELD, Holding
from service.engine.dataset import ALL
from service.engine.remote import SOLUTIONS, TRIPLES, client, unreachable
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
    with client(found.told(), _SECONDS) as http, tempfile.TemporaryDirectory() as folder:
        backend = Backend(http, where, virtuoso=found.kind == "virtuoso")
        files = written(snapshot, Path(folder), shown)
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
        fields = {"query": holding.QUERY, "default-graph-uri": HELD}
        with self._told("POST", self._where.query, data=fields, headers={"Accept": SOLUTIONS}) as response:
            return holding.read(response.content)

    def count(self, graph: str) -> int:
        """Count the statements of a graph."""
        query = "SELECT (COUNT(*) AS ?quads) WHERE { ?s ?p ?o }"
        fields = {"query": query, "default-graph-uri": graph}
        with self._told("POST", self._where.query, data=fields, headers={"Accept": SOLUTIONS}) as response:
            return int(response.json()["results"]["bindings"][0]["quads"]["value"])

    def update(self, *steps: str) -> None:
        """Carry out an update, one step after another."""
        text = " ; ".join(steps)
        # Virtuoso takes an update for a query, and would keep all that it changes in memory until its end.
        logged = "DEFINE sql:log-enable 3 " if self._virtuoso and "INSERT DATA" not in text else ""
        name = "query" if self._virtuoso else "update"
        with self._told("POST", self._where.update, data={name: logged + text}):
            return

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph by the triples of a file."""
        parameter = "graph-uri" if self._virtuoso else "graph"
        with file.open("rb") as content:
            headers = {"Content-Type": TRIPLES, "Content-Length": str(file.stat().st_size)}
            with self._told(
                "PUT", self._where.graphs, params={parameter: graph}, content=content, headers=headers
            ):
                return

    @contextmanager
    def _told(self, method: str, address: str, **request: object) -> Iterator[httpx2.Response]:
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
        yield response


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
    if wrong := _wrong(backend, wanted):
        backend.update(*_gone(HELD), *_gone(ALL))
        raise EndpointError(f"it holds less than it was sent, or more: {wrong}; run this again to send all")
    backend.update(holding.complete(wanted))
    sent = sum(files[name].part.quads for name in fresh)
    return Loaded(len(fresh), sent, len(stale), len(files) - len(fresh))


def _there(backend: Backend) -> Holding:
    """Read what the store holds; if that is not what it says, nothing of it counts."""
    try:
        there = backend.holding()
        wrong = _wrong(backend, there) if there.said else ""
    except DamagedStore as error:
        there, wrong = Holding(), str(error)
    if not wrong:
        return there
    backend.update(*_gone(HELD), *_gone(ALL))
    time.sleep(GRACE)
    for name in there.parts:
        backend.update(*_gone(name))
    return Holding()


def _wrong(backend: Backend, said: Holding) -> str:
    """Count what the store holds; say what is not as it should be."""
    counted = {ALL: said.quads} | {name: part.quads for name, part in said.parts.items()}
    for name, number in counted.items():
        if (found := backend.count(name)) != number:
            return f"<{name}> holds {found} statements, not {number}"
    return ""


def _gone(name: str) -> tuple[str, str]:
    """Write the updates that take a graph away; Virtuoso drops none that was not created by that word."""
    return f"CLEAR SILENT GRAPH <{name}>", f"DROP SILENT GRAPH <{name}>"


def _taken_out(name: str) -> str:
    """Write the update that takes what a graph holds out of the union: no triple stands in two graphs."""
    return f"DELETE {{ GRAPH <{ALL}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
