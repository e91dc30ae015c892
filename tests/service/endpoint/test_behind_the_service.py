"""A service before another store: the same answers, and what it says while that store is not well."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from graph import snapshots
from graph.errors import RejoinderError
from graph.terms import ONTOLOGY
from service import doctor
from service.backend import load as loading
from service.backend.holding import HELD
from service.backend.load import load
from service.desk import opened
from service.engine.dataset import ALL
from service.settings import Settings
from tests import stores
from tests.service.endpoint.fake import Fields, reply, serving
from tests.service.live import serving as live
from tests.service.small import ASSERTED, EX, GRAPH, NAMES, publish
from tests.stores import Oxigraph

PATIENCE = 15.0
DOCUMENT = f"<{ONTOLOGY}Document>"
VARIABLES = '"thing","property","value","graph","quads","s","p","o"'
ASKED = (
    "/sparql?query=" + NAMES,
    "/sparql?query=" + NAMES.replace("WHERE", f"FROM <{GRAPH}> FROM <{EX}private> WHERE"),
    "/sparql?query=SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "/sparql?query=ASK { ?s ?p 'nothing' }",
    f"/sparql?query=CONSTRUCT WHERE {{ <{EX}thing/7> ?p ?o }}&format=ntriples",
    f"/sparql?query=SELECT ?s WHERE {{ ?s ?p ?o }} LIMIT 1&default-graph-uri={EX}private",
    "/sparql?query=SELEC",
    "/sparql?query=SELECT ?x WHERE { SERVICE <http://a.example/> { ?x ?y ?z } }",
    f"/graphs?graph={GRAPH}&format=ntriples",
    "/graphs?graph=http://example.org/private",
    "/id/document/first",
    "/id/document/first.json",
    "/id/document/first.html",
    "/search?q=first",
    "/queries",
    "/r/0000000000000000/queries",
    "/documents",
    "/dump/rejoinder.xyz",
    "/nothing/here",
)


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    with stores.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture
def graph(tmp_path: Path, oxigraph: Oxigraph, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Publish a revision on this machine and load it into the store, which holds another's graph, too."""
    monkeypatch.setattr(loading, "GRACE", 0.0)
    if oxigraph.process is None or oxigraph.process.poll() is not None:
        oxigraph.start()
    httpx.put(f"{oxigraph.store_url}?graph={EX}private", content=b"<a:b> <a:c> 'secret' .", headers=TURTLE)
    publish(tmp_path, "first")
    load_again(tmp_path, oxigraph)
    return tmp_path


TURTLE = {"Content-Type": "text/turtle"}


def load_again(place: Path, server: Oxigraph) -> None:
    load(snapshots.current(place), Settings(), server.query_url)


@contextmanager
def before(server: Oxigraph, place: Path, **told: object) -> Iterator[httpx.Client]:
    """Serve with no graph on this machine."""
    chosen = Settings(store=place / "none", endpoint=server.query_url, workers=2, **told)  # type: ignore[arg-type]
    with live(chosen) as address, httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
        yield http


def soon(http: httpx.Client, path: str, status: int) -> httpx.Response:
    until = time.monotonic() + PATIENCE
    while (answer := http.get(path)).status_code != status:
        assert time.monotonic() < until, answer.text
        time.sleep(0.1)
    return answer


def said(answer: httpx.Response, http: httpx.Client) -> tuple[int, str, str]:
    """Keep what an answer says, but for where and how fast."""
    text = answer.text.replace(str(http.base_url).rstrip("/"), "")
    if answer.headers.get("content-type", "").startswith("application/n-triples"):
        text = "".join(sorted(text.splitlines(keepends=True)))
    return answer.status_code, answer.headers.get("content-type", ""), text


def test_a_service_before_another_store_answers_as_one_with_its_own(graph: Path, oxigraph: Oxigraph) -> None:
    own = Settings(store=graph, workers=2, downloads="asked")
    with (
        live(own) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as embedded,
        before(oxigraph, graph) as http,
    ):
        for path in ASKED:
            assert said(http.get(path), http) == said(embedded.get(path), embedded), path
        health = http.get("/health").json()
        assert (health["status"], health["store"]) == ("ok", "another one")
        assert (
            "secret"
            not in http.get("/sparql", params={"query": "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"}).text
        )


def test_downloads_need_a_copy_on_this_machine(graph: Path, oxigraph: Oxigraph) -> None:
    with before(oxigraph, graph) as http:
        assert http.get("/dump?format=json").json()["files"] == []
        missing = http.get("/dump/rejoinder.nq")
        assert missing.status_code == 404
        assert "keeps no copy" in missing.json()["detail"]
        assert "keeps no copy" in http.get("/dump", headers={"Accept": "text/html"}).text
    chosen = Settings(store=graph, endpoint=oxigraph.query_url, workers=2, downloads="asked")
    with live(chosen) as address:
        assert httpx.get(f"{address}/dump/rejoinder.nq").status_code == 200


def test_a_store_that_is_killed_and_comes_again_costs_no_restart_here(
    graph: Path, oxigraph: Oxigraph
) -> None:
    with before(oxigraph, graph) as http:
        query = {"query": NAMES}
        whole = http.get("/sparql", params=query)
        oxigraph.kill()
        assert http.get("/sparql", params=query).content == whole.content  # kept by revision
        broken = http.get("/sparql", params={"query": NAMES + " OFFSET 1"})
        assert broken.status_code == 502
        assert broken.headers["Retry-After"]
        assert oxigraph.query_url not in broken.text
        assert soon(http, "/health", 503).json()["status"] == "no store"
        oxigraph.start()
        assert soon(http, "/health", 200).json()["status"] == "ok"
        assert http.get("/sparql", params={"query": NAMES + " OFFSET 1"}).status_code == 200


def test_while_the_store_is_filled_nothing_is_answered_and_then_the_new_graph(
    graph: Path, oxigraph: Oxigraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(graph, "second")
    seen: list[int] = []
    with before(oxigraph, graph) as http:
        assert "first 0" in http.get("/sparql", params={"query": NAMES}).text
        old = http.get("/health").json()["revision"]
        put = loading.Backend.put

        def watched(self: loading.Backend, name: str, file: Path) -> None:
            seen.append(soon(http, "/sparql?query=ASK {}", 503).status_code)
            put(self, name, file)

        monkeypatch.setattr(loading.Backend, "put", watched)
        load_again(graph, oxigraph)
        assert seen
        soon(http, "/health", 200)
        assert "second 0" in http.get("/sparql", params={"query": NAMES}).text
        assert http.get("/health").json()["revision"] != old
        assert http.get(f"/r/{old}/queries").status_code == 404


@pytest.mark.parametrize("name", [HELD, ALL, GRAPH])
def test_a_store_that_loses_its_graph_is_noticed_and_so_is_its_return(
    graph: Path, oxigraph: Oxigraph, name: str
) -> None:
    with before(oxigraph, graph) as http:
        assert http.get("/sparql?query=ASK {}").status_code == 200
        spoilt(oxigraph, f"DROP GRAPH <{name}>")
        if name != HELD:  # which is what it looks at; the others are counted when the record changes
            record = f"<{HELD}> <https://w3id.org/rejoinder/store#revision>"
            spoilt(oxigraph, f"DELETE WHERE {{ GRAPH <{HELD}> {{ {record} ?o }} }}")
            soon(http, "/sparql?query=ASK {}", 503)
            spoilt(oxigraph, f"INSERT DATA {{ GRAPH <{HELD}> {{ {record} '0123456789abcdef' }} }}")
        answer = soon(http, "/sparql?query=ASK {}", 503)
        assert oxigraph.query_url not in answer.text
        load_again(graph, oxigraph)
        soon(http, "/sparql?query=ASK {}", 200)


def refusal(endpoint: str, place: Path) -> str:
    """Start on a store and give what is said of it."""

    async def start() -> None:
        async with opened(Settings(store=place / "none", endpoint=endpoint), {}, workers=2):
            pass

    with pytest.raises(RejoinderError) as refused:
        asyncio.run(start())
    return str(refused.value)


def spoilt(server: Oxigraph, text: str) -> None:
    assert httpx.post(server.update_url, data={"update": text}).is_success


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:b> <a:c> 'more' }} }}", "holds 401 statements"),
        (
            f"DELETE DATA {{ GRAPH <{GRAPH}> {{ <{EX}thing/7> <{EX}name> 'first 7' }} }}",
            "holds 399 statements",
        ),
        (f"DROP GRAPH <{GRAPH}>", "holds 0 statements"),
        (f"DROP GRAPH <{ALL}>", "holds 0 statements"),
        ("DROP GRAPH <https://w3id.org/rejoinder/store/held>", "holds no graph of ours"),
        (
            "DELETE WHERE { GRAPH <https://w3id.org/rejoinder/store/held> "
            "{ ?s <https://w3id.org/rejoinder/store#digest> ?o } }",
            "cannot be read",
        ),
    ],
)
def test_a_store_that_holds_another_graph_than_it_says_is_refused(
    graph: Path, oxigraph: Oxigraph, change: str, told: str
) -> None:
    spoilt(oxigraph, change)
    assert told in refusal(oxigraph.query_url, graph)


def test_the_doctor_looks_at_the_store_and_compares_its_answers(graph: Path, oxigraph: Oxigraph) -> None:
    chosen = Settings(store=graph, endpoint=oxigraph.query_url)
    lines = {line.part: line for line in doctor.examine(chosen, questions=True)}
    assert lines["store"].well
    assert lines["alike"].well, lines["alike"].told
    assert not lines["network"].well
    for name in (ASSERTED, ALL):  # as many statements as before
        old, new = (f"GRAPH <{name}> {{ ?s a {class_} }}" for class_ in (DOCUMENT, f"<{EX}no-document>"))
        spoilt(oxigraph, f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}")
    lines = {line.part: line for line in doctor.examine(chosen, questions=True)}
    assert lines["store"].well
    assert not lines["alike"].well
    assert "periods_covered: 9 rows of 9 differ" in lines["alike"].told
    alone = chosen.model_copy(update={"store": graph / "none"})
    lines = {line.part: line for line in doctor.examine(alone, questions=True)}
    assert "build the same revision" in lines["alike"].told


def test_a_store_that_cuts_answers_unsaid_is_refused(graph: Path) -> None:
    record = "https://w3id.org/rejoinder/store#"

    def row(**cells: str) -> str:
        inner = ",".join(f'"{name}":{{"type":"literal","value":"{value}"}}' for name, value in cells.items())
        return "{" + inner + "}"

    def answer(fields: Fields) -> Iterator[bytes]:
        query = fields["query"][0]
        held = "https://w3id.org/rejoinder/store/held"
        if "COUNT" in query:
            rows = [row(graph=GRAPH, quads="400")]
        elif fields.get("default-graph-uri") == [held]:
            told = {"revision": "0123456789abcdef", "made": "m", "cause": "c", "base": "0123456789abcdef"}
            rows = [row(thing=held, property=record + name, value=value) for name, value in told.items()]
            rows += [row(thing=GRAPH, property=record + "quads", value="400")]
            rows += [row(thing=GRAPH, property=record + "digest", value="d")]
        else:
            rows = [row(s="a", p="b", o=str(n)) for n in range(100)]
        body = f'{{"head":{{"vars":[{VARIABLES}]}},"results":{{"bindings":['
        yield from reply((body + ",".join(rows) + "]}}").encode())(fields)

    with serving() as fake:
        fake.answer = answer
        assert "cuts answers at 100 rows" in refusal(fake.address, graph)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reply(b"", status="401 Unauthorized"), "endpoint_user"),
        (reply(b"", status="404 Not Found"), "name the address"),
        (reply(b"<html>"), "no SPARQL JSON"),
    ],
)
def test_a_store_that_is_none_is_refused_at_the_start(
    graph: Path, answer: Callable[[Fields], Iterator[bytes]], told: str
) -> None:
    with serving() as fake:
        fake.answer = answer
        assert told in refusal(fake.address, graph)


def test_a_store_that_is_not_there_is_told_at_the_start(graph: Path) -> None:
    with serving() as fake:
        address = fake.address
    assert "cannot be reached" in refusal(address, graph)
