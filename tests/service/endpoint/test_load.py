"""Filling another store: what it holds afterwards, what is sent again, what a stop leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from graph import snapshots
from graph.errors import ExportError
from graph.revision import revision
from graph.snapshots import Snapshot
from graph.terms import GRAPH
from service.backend import bulk
from service.backend import load as loading
from service.backend.addresses import EndpointError
from service.backend.holding import HELD
from service.backend.load import Loaded, load
from service.engine.dataset import ALL
from service.settings import Settings
from tests import stores
from tests.stores import Server

EX = "http://example.org/"
ONTOLOGY_GRAPH, RULE, OTHER = GRAPH + "ontology", GRAPH + "rule/one", EX + "others"
LAYERS = {"asserted": (ONTOLOGY_GRAPH,), "curated": (ONTOLOGY_GRAPH,), "inferred": (ONTOLOGY_GRAPH, RULE)}
XSD, SAID = "http://www.w3.org/2001/XMLSchema#", "https://w3id.org/rejoinder/store#"
VALUES = (
    Literal("plain"),
    Literal("Қазақстан «x» \\ \n\t\"'", language="kk"),
    Literal("", language="en"),
    Literal("2014-03", datatype=NamedNode(XSD + "gYearMonth")),
    Literal("2014-03-01", datatype=NamedNode(XSD + "date")),
    Literal("true", datatype=NamedNode(XSD + "boolean")),
    Literal(7),
    Literal("1.5", datatype=NamedNode(XSD + "decimal")),
    Literal("x" * 5000),
    NamedNode(EX + "путь?a=1&b=2"),
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "GRACE", 0.0)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp(request.param)
    with getattr(stores, request.param)(place) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """Give a store that holds nothing of ours."""
    if running.process is None or running.process.poll() is not None:
        running.start()
    for name in (*graphs(running), EX + "private"):
        if name.startswith((GRAPH, ALL, HELD, EX)):
            update(running, f"CLEAR SILENT GRAPH <{name}>")
    return running


def update(server: Server, text: str) -> None:
    name = "query" if isinstance(server, stores.Virtuoso) else "update"
    answer = httpx.post(server.update_url, data={name: text}, timeout=60, trust_env=False)
    assert answer.is_success, answer.text


def rows(server: Server, query: str) -> list[dict[str, str]]:
    answer = httpx.post(
        server.query_url,
        data={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        timeout=60,
        trust_env=False,
    )
    assert answer.is_success, answer.text
    found = answer.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def graphs(server: Server) -> set[str]:
    return {row["g"] for row in rows(server, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}


def held(server: Server, names: tuple[str, ...]) -> str:
    """Name the revision of what a store holds in some graphs."""
    quads = []
    for name in names:
        answer = httpx.post(
            server.query_url,
            data={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "default-graph-uri": name},
            headers={"Accept": "application/n-triples"},
            timeout=60,
            trust_env=False,
        )
        triples = parse(answer.content, RdfFormat.N_TRIPLES)
        quads += [Quad(t.subject, t.predicate, t.object, NamedNode(name)) for t in triples]
    return revision(quads)


def built(place: Path, *more: Quad, without: int = 0) -> Snapshot:
    node = BlankNode()
    quads = [
        Quad(NamedNode(f"{EX}{n}"), NamedNode(EX + "value"), value, NamedNode(ONTOLOGY_GRAPH))
        for n, value in enumerate(VALUES[without:])
    ]
    quads += [
        Quad(NamedNode(EX + "a"), NamedNode(EX + "part"), node, NamedNode(ONTOLOGY_GRAPH)),
        Quad(node, NamedNode(EX + "name"), Literal("of a part"), NamedNode(ONTOLOGY_GRAPH)),
        Quad(NamedNode(EX + "a"), NamedNode(EX + "value"), Literal("derived"), NamedNode(RULE)),
        *more,
    ]
    return snapshots.publish(place, quads, LAYERS)


def loaded(snapshot: Snapshot, server: Server) -> Loaded:
    return load(snapshot, Settings(), server.query_url)


@contextmanager
def failing_after(monkeypatch: pytest.MonkeyPatch, requests: int) -> Iterator[None]:
    """Let the loader die at a request."""
    made = 0
    told = loading.Backend._told

    def request(self: loading.Backend, method: str, address: str, **more: Any) -> Any:
        nonlocal made
        made += 1
        if made > requests:
            raise KeyboardInterrupt
        return told(self, method, address, **more)

    with monkeypatch.context() as patched:
        patched.setattr(loading.Backend, "_told", request)
        yield


def test_a_store_holds_each_graph_and_each_triple_once_more_in_one(server: Server, tmp_path: Path) -> None:
    snapshot = built(tmp_path)
    assert loaded(snapshot, server) == Loaded(2, len(VALUES) + 3, 0, 0)
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == snapshot.revision
    both = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{ALL}> {{ ?s ?p ?o }} }}"
    assert rows(server, both) == [{"n": str(len(VALUES) + 3)}]
    shared = f"SELECT ?name WHERE {{ GRAPH <{ALL}> {{ ?a <{EX}part> ?node }} "
    shared += f"GRAPH <{ONTOLOGY_GRAPH}> {{ ?node <{EX}name> ?name }} }}"
    assert rows(server, shared) == [{"name": "of a part"}]


def test_a_second_run_sends_nothing_and_a_third_only_what_changed(server: Server, tmp_path: Path) -> None:
    loaded(built(tmp_path), server)
    assert loaded(built(tmp_path), server) == Loaded(0, 0, 0, 2)
    changed = built(tmp_path, without=3)
    assert loaded(changed, server) == Loaded(1, len(VALUES) - 1, 0, 1)
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == changed.revision
    assert rows(server, f"SELECT ?s WHERE {{ GRAPH <{ALL}> {{ ?s ?p 'plain' }} }}") == []


def test_a_graph_that_is_gone_is_taken_away_and_those_of_others_stay(server: Server, tmp_path: Path) -> None:
    update(server, f"INSERT DATA {{ GRAPH <{EX}private> {{ <{EX}s> <{EX}p> 'secret' }} }}")
    more = Quad(NamedNode(EX + "z"), NamedNode(EX + "value"), Literal("theirs"), NamedNode(OTHER))
    loaded(built(tmp_path, more), server)
    assert OTHER in graphs(server)
    assert loaded(built(tmp_path), server).removed == 1
    assert OTHER not in graphs(server)
    assert rows(server, f"SELECT ?s WHERE {{ GRAPH <{ALL}> {{ ?s ?p 'theirs' }} }}") == []
    assert rows(server, f"SELECT ?o WHERE {{ GRAPH <{EX}private> {{ ?s ?p ?o }} }}") == [{"o": "secret"}]


def test_stopped_at_any_request_it_names_no_revision_and_goes_on(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(built(tmp_path, without=5), server)
    wanted = built(tmp_path)
    name = f"SELECT ?name WHERE {{ GRAPH <{HELD}> {{ ?s <{SAID}revision> ?name }} }}"
    before = rows(server, name)
    stops = 0
    while True:
        with failing_after(monkeypatch, stops):
            try:
                loaded(wanted, server)
                break
            except KeyboardInterrupt:
                found = rows(server, name)
                assert found in ([], before)
                before = found  # once it is gone it does not come again
        stops += 1
        assert stops < 60
    assert stops > 5
    assert rows(server, name) == [{"name": wanted.revision}]
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == wanted.revision
    assert loaded(wanted, server).sent == 0


def test_a_store_that_is_killed_on_the_way_is_told_and_filled_afterwards(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = loading.Backend.put

    def killed(self: loading.Backend, graph: str, file: Path) -> None:
        server.kill()
        put(self, graph, file)

    snapshot = built(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(loading.Backend, "put", killed)
        with pytest.raises(EndpointError, match="run this again"):
            loaded(snapshot, server)
    server.start()
    loaded(snapshot, server)
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == snapshot.revision


def test_a_store_that_takes_less_than_it_was_sent_is_told(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = loading.Backend.put

    def less(self: loading.Backend, graph: str, file: Path) -> None:
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join(lines[1:]))
        put(self, graph, file)

    snapshot = built(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(loading.Backend, "put", less)
        with pytest.raises(EndpointError, match=r"holds \d+ statements"):
            loaded(snapshot, server)
    assert loaded(snapshot, server).sent == 2
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == snapshot.revision


def test_a_store_filled_by_its_own_loader_holds_the_same(server: Server, tmp_path: Path) -> None:
    snapshot = built(tmp_path)
    file = server.place / "files" / f"{tmp_path.name}.nq"
    lines = bulk.write(snapshot, file)
    assert len(file.read_bytes().splitlines()) == lines
    if isinstance(server, stores.Virtuoso):
        server.load(file, "urn:unused")
    else:
        quads = {"Content-Type": "application/n-quads"}
        assert httpx.post(server.store_url, content=file.read_bytes(), headers=quads).is_success
    assert loaded(snapshot, server) == Loaded(0, 0, 0, 2)
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == snapshot.revision
    with pytest.raises(ExportError, match=r"there already; name another$"):
        bulk.write(snapshot, file)


@pytest.mark.parametrize(
    "change",
    [
        f"INSERT DATA {{ GRAPH <{RULE}> {{ <a:b> <a:c> 'more' }} }}",
        f"DELETE WHERE {{ GRAPH <{RULE}> {{ ?s ?p ?o }} }}",
        f"DELETE WHERE {{ GRAPH <{ALL}> {{ ?s ?p ?o }} }}",
        f"DELETE WHERE {{ GRAPH <{HELD}> {{ ?s <{SAID}digest> ?o }} }}",
    ],
)
def test_what_somebody_else_changed_is_noticed_and_mended(
    server: Server, tmp_path: Path, change: str
) -> None:
    snapshot = built(tmp_path)
    loaded(snapshot, server)
    update(server, change)
    assert loaded(snapshot, server).sent == 2
    assert held(server, (ONTOLOGY_GRAPH, RULE)) == snapshot.revision
    assert loaded(snapshot, server).sent == 0


def test_a_store_whose_addresses_are_not_known_asks_for_them(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.backend.addresses.kind_of", lambda _: "other")
    with pytest.raises(EndpointError, match="endpoint_update"):
        loaded(built(tmp_path), server)


def test_statements_in_no_graph_are_refused(server: Server, tmp_path: Path) -> None:
    unnamed = Quad(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("x"), DefaultGraph())
    with pytest.raises(EndpointError, match="no named graph"):
        loaded(built(tmp_path, unnamed), server)


def test_who_may_not_write_is_told_what_to_set(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with stores.virtuoso(tmp_path_factory.mktemp("closed")) as server:
        server.run('REVOKE SPARQL_UPDATE FROM "SPARQL"')
        with pytest.raises(EndpointError, match="endpoint_user"):
            loaded(built(tmp_path), server)
        told = Settings(endpoint_user="dba", endpoint_password="wrong")  # noqa: S106
        with pytest.raises(EndpointError, match="endpoint_user"):
            load(built(tmp_path), told, server.query_url)
        told = Settings(endpoint_user="dba", endpoint_password="dba")  # noqa: S106
        assert load(built(tmp_path), told, server.query_url).sent == 2
