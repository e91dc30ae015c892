"""Other SPARQL stores on loopback, for tests: Virtuoso and the server of Oxigraph, each in its folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
from pyoxigraph import RdfFormat, Store, serialize

from graph import snapshots
from tests.needs import need

_PATIENCE = 60.0
# Little memory, nobody but this machine, and nothing outside its folder but what it is to load.
_SETTINGS = """
[Database]
DatabaseFile = {place}/virtuoso.db
ErrorLogFile = {place}/virtuoso.log
LockFile = {place}/virtuoso.lck
TransactionFile = {place}/virtuoso.trx
xa_persistent_file = {place}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {place}/virtuoso-temp.db
TransactionFile = {place}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {files}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
DefaultQuery =
"""


class Server(ABC):
    """A store that runs, or that was killed or stopped and can be started again on the same port.

    query_url and update_url speak the SPARQL protocol, store_url the graph store protocol; graphs names
    what it was filled with.
    """

    query_url: str
    update_url: str
    store_url: str
    command: list[str]

    def __init__(self, place: Path, seconds: int) -> None:
        """Keep its folder, and after how many seconds it ends if nobody ends it."""
        self.place, self.seconds = place, seconds
        self.graphs: tuple[str, ...] = ()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        limit = ["timeout", "--kill-after=5", str(self.seconds)]
        with (self.place / "out").open("ab") as out:
            self.process = subprocess.Popen(
                [*limit, *self.command], stdout=out, stderr=out, cwd=self.place, start_new_session=True
            )
        until = time.monotonic() + _PATIENCE
        while not self.answers():
            assert self.process.poll() is None, (self.place / "out").read_text(errors="replace")
            assert time.monotonic() < until, f"{self.command[0]} did not start in time"
            time.sleep(0.1)

    def answers(self) -> bool:
        """Say whether it takes a query."""
        try:
            query = {"query": "ASK {}"}
            return httpx.get(self.query_url, params=query, timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Let it end in order."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Start it again with what it kept."""
        self.stop()
        self.start()

    @abstractmethod
    def fill(self, store: Path) -> None:
        """Load the current snapshot of a store, graph by graph."""

    def written(self, store: Path) -> Path:
        """Write the current snapshot of a store as N-Quads, and keep the names of its graphs."""
        snapshot = snapshots.current(store)
        self.graphs = tuple(snapshot.layers["inferred"])
        file = self.place / "files" / "graph.nq"
        serialize(Store.read_only(str(snapshot.store)), str(file), format=RdfFormat.N_QUADS)
        return file

    def _end(self, way: signal.Signals) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, way)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Virtuoso(Server):
    """A Virtuoso of one's own, which takes updates from anyone."""

    def __init__(self, place: Path, seconds: int, files: Path) -> None:
        """Write its settings; files is the folder that it may load from."""
        super().__init__(place, seconds)
        self._sql, http = _free(), _free()
        base = f"http://127.0.0.1:{http}"
        self.query_url = self.update_url = f"{base}/sparql"
        self.store_url = f"{base}/sparql-graph-crud"
        settings = place / "virtuoso.ini"
        told = _SETTINGS.format(place=place, sql=self._sql, http=http, files=files)
        settings.write_text(told, encoding="ascii")
        self.command = ["virtuoso-t", "-f", "-c", str(settings)]

    def start(self) -> None:
        """Start it; who was killed left a lock."""
        (self.place / "virtuoso.lck").unlink(missing_ok=True)
        super().start()

    def run(self, text: str, seconds: float = 60) -> list[str]:
        """Run statements of its SQL and give the rows."""
        quiet = ("VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDERR", "BLOBS=ON")
        user = ("dba", "dba")
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{self._sql}", *user, *quiet, f"EXEC={text}"],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line.strip()]

    def load(self, file: Path, graph: str, seconds: float = 60) -> None:
        """Load a file as its manual says, statements without a graph into one."""
        self.run(f"ld_dir('{file.parent}', '{file.name}', '{graph}'); rdf_loader_run(); checkpoint;", seconds)
        listed = self.run("SELECT ll_file, ll_state, COALESCE(ll_error, 'fine') FROM DB.DBA.load_list")
        assert [str(file), "2", "fine"] in [line.split() for line in listed]

    def fill(self, store: Path) -> None:
        """Load the current snapshot of a store, graph by graph."""
        self.load(self.written(store), "urn:unused")


class Oxigraph(Server):
    """The server of Oxigraph, which is a program of its own."""

    def __init__(self, place: Path, seconds: int) -> None:
        """Choose its port."""
        super().__init__(place, seconds)
        base = f"127.0.0.1:{_free()}"
        self._program = str(Path(sys.executable).parent / "oxigraph")
        self._data = str(place / "data")
        self.command = [self._program, "serve", "--location", self._data, "--bind", base]
        self.query_url, self.update_url, self.store_url = (
            f"http://{base}/{name}" for name in ("query", "update", "store")
        )

    def fill(self, store: Path) -> None:
        """Load the current snapshot of a store, graph by graph."""
        file = self.written(store)
        with file.open("rb") as quads:
            answer = httpx.post(
                self.store_url,
                content=quads,
                headers={"Content-Type": "application/n-quads"},
                timeout=_PATIENCE,
                trust_env=False,
            )
        assert answer.is_success, answer.text


_Served = TypeVar("_Served", bound=Server)


@contextmanager
def virtuoso(place: Path, files: Path | None = None, seconds: int = 600) -> Iterator[Virtuoso]:
    """Run a Virtuoso with its data in a folder; it ends with the context, or by itself after a time."""
    for program in ("virtuoso-t", "isql-vt"):
        need(f"{program} of virtuoso-opensource-7-bin", shutil.which(program))
    with _running(Virtuoso(place, seconds, files or _folder(place))) as server:
        server.run('GRANT SPARQL_UPDATE TO "SPARQL"')
        yield server


@contextmanager
def oxigraph(place: Path, seconds: int = 600) -> Iterator[Oxigraph]:
    """Run a server of Oxigraph with its data in a folder; it ends with the context, or after a time."""
    need("the program oxigraph of requirements/test.txt", (Path(sys.executable).parent / "oxigraph").exists())
    _folder(place)
    with _running(Oxigraph(place, seconds)) as server:
        yield server


@contextmanager
def _running(server: _Served) -> Iterator[_Served]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _folder(place: Path) -> Path:
    files = place / "files"
    files.mkdir(exist_ok=True)
    return files


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
