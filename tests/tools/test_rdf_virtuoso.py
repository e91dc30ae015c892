"""Virtuoso's own bulk loader takes what is written for stores, graph by graph."""

import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.needs import need
from tests.tools.exported import Exported

FLAT = "urn:flat"
# No web server, little memory, and nothing outside its folder but what it is to load.
SETTINGS = """
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
ServerPort = 127.0.0.1:{port}
DirsAllowed = {files}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
"""


class Virtuoso:
    """A server of one's own."""

    def __init__(self, port: int) -> None:
        self._port = port

    def run(self, text: str, seconds: float = 60) -> list[str]:
        """Run statements of its SQL and give the rows."""
        quiet = ("VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDERR", "BLOBS=ON")
        user = ("dba", "dba")
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{self._port}", *user, *quiet, f"EXEC={text}"],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line.strip()]

    def load(self, file: Path, graph: str) -> None:
        """Load a file as its manual says, statements without a graph into one."""
        self.run(f"ld_dir('{file.parent}', '{file.name}', '{graph}'); rdf_loader_run(); checkpoint;")
        listed = self.run("SELECT ll_file, ll_state, COALESCE(ll_error, 'fine') FROM DB.DBA.load_list")
        assert [str(file), "2", "fine"] in [line.split() for line in listed]

    def counts(self) -> dict[str, int]:
        """Count the statements of each graph."""
        rows = self.run("SPARQL SELECT ?g COUNT(*) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {name: int(count) for name, count in (row.split() for row in rows)}

    def things(self, graph: str) -> set[str]:
        """List what a graph names, on either side, but for blank nodes and literals."""
        either = "{ ?t ?p ?o } UNION { ?s ?p ?t } UNION { ?s ?t ?o }"
        pattern = f"FROM <{graph}> WHERE {{ {either} FILTER(isIRI(?t)) }}"
        rows = self.run("SPARQL SELECT DISTINCT ?t " + pattern)
        return {row.strip() for row in rows}


@contextmanager
def serving(place: Path, files: Path) -> Iterator[Virtuoso]:
    """Run a server that ends with the tests, or by itself after some minutes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = place / "virtuoso.ini"
    settings.write_text(SETTINGS.format(place=place, port=port, files=files), encoding="ascii")
    command = ["timeout", "--kill-after=5", "300", "virtuoso-t", "-f", "-c", str(settings)]
    with (place / "out").open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=place)
    try:
        server = Virtuoso(port)
        until = time.monotonic() + 60
        while True:
            try:
                server.run("SELECT 1", 5)
                break
            except (AssertionError, subprocess.TimeoutExpired):
                if process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def loaded(whole: Exported, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    for program in ("virtuoso-t", "isql-vt"):
        need(f"{program} of virtuoso-opensource-7-bin", shutil.which(program))
    with serving(tmp_path_factory.mktemp("virtuoso"), whole.folder) as server:
        server.load(whole.file("nquads"), "urn:unused")
        server.load(whole.file("turtle"), FLAT)
        yield server


def test_virtuoso_loads_as_many_statements_into_each_graph(loaded: Virtuoso, whole: Exported) -> None:
    found = loaded.counts()
    expected = Counter(str(quad.graph_name)[1:-1] for quad in whole.quads)
    assert {name: found[name] for name in expected} == expected
    assert "urn:unused" not in found


def test_virtuoso_loads_as_many_statements_from_turtle(loaded: Virtuoso, whole: Exported) -> None:
    assert loaded.counts()[FLAT] == len(whole.triples)


def test_virtuoso_misreads_no_name_in_turtle(loaded: Virtuoso, whole: Exported) -> None:
    """It takes an escape in a prefixed name for a part of the name, so there must be none."""
    assert loaded.things(FLAT) == named(whole)
    assert any("#" in name.rpartition("/")[2] for name in loaded.things(FLAT))


def named(whole: Exported) -> set[str]:
    terms = {term for triple in whole.triples for term in triple}
    return {str(term)[1:-1] for term in terms if str(term).startswith("<")}
