"""Another store behind the engine: what it answers is told whole, or not at all."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from service.engine import dataset
from service.engine.endpoint import Endpoint, Kind, kind_of
from service.engine.errors import (
    AnswerTooLarge,
    BackendFailed,
    EngineError,
    EvaluationError,
    QuerySyntaxError,
    TimeLimit,
)
from service.engine.pool import Pool
from service.engine.question import Formats, Question
from tests.service.endpoint.fake import JSON, Fake, Fields, reply, serving
from tests.service.engine.engines import runs

GRAPHS = ("http://example.org/g1", "http://example.org/g2")
NAMES = "SELECT ?name WHERE { ?thing <http://example.org/name> ?name }"
ASK = "ASK { ?s ?p ?o }"
TRIPLES = "CONSTRUCT WHERE { ?s ?p ?o }"
ONE = b'{"head":{"vars":["name"]},"results":{"bindings":[{"name":{"type":"literal","value":"a"}}]}}'
TABLE = ONE.replace(b'"name"', b'"__ASK_RETVAL"').replace(b'"a"', b'"1"')
NODES = (
    b'{ "head": { "link": [], "vars": ["name"] }, "results": { "bindings": [\n'
    b'  { "name": { "type": "bnode", "value": "nodeID://b10" }},\n'
    b'  { "name": { "type": "literal", "value": "type\\": \\"bnode\\", \\"value\\": \\"nodeID://b10" }} ] } }'
)
LINE = b'<http://example.org/a> <http://example.org/name> "a" .\n'


def many(count: int) -> bytes:
    row = b'{"name":{"type":"literal","value":"%d"}}'
    rows = b",".join(row % number for number in range(count))
    return b'{"head":{"vars":["name"]},"results":{"bindings":[' + rows + b"]}}"


def in_pieces(pieces: list[bytes]) -> Callable[[Fields], Iterator[bytes]]:
    return lambda _: iter([piece for piece in pieces if piece])


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving() as made:
        yield made


@asynccontextmanager
async def asking(fake: Fake, kind: Kind = "other", **told: str) -> AsyncIterator[Pool]:
    pool = Pool(Endpoint(fake.address, kind=kind, **told), workers=2)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def told(
    pool: Pool,
    query: str = NAMES,
    *,
    seconds: float = 20,
    rows: int = 10**9,
    form: str = "csv",
    **more: object,
) -> str:
    formats = Formats(form, "json", "ntriples")
    question = Question(query, formats, graphs=GRAPHS, rows=rows, **more)  # type: ignore[arg-type]
    answer = await pool.ask(question, timeout=seconds, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()]).decode()


@runs
async def test_what_it_answers_is_written_as_the_embedded_engine_writes_it() -> None:
    with serving() as fake:
        async with asking(fake) as pool:
            fake.answer = reply(ONE)
            assert await told(pool) == "name\r\na\r\n"
            assert await told(pool, form="json") == ONE.decode()
            fake.answer = reply(b'{"head":{},"boolean":true}')
            assert await told(pool, ASK) == '{"head":{},"boolean":true}'
            fake.answer = reply(LINE, media_type="application/n-triples; charset=utf-8")
            assert await told(pool, TRIPLES) == LINE.decode()


@runs
async def test_virtuoso_answers_an_ask_by_a_table_and_names_nodes_as_nobody_else_does() -> None:
    with serving() as fake:
        async with asking(fake, "virtuoso") as pool:
            fake.answer = reply(TABLE)
            assert await told(pool, ASK) == '{"head":{},"boolean":true}'
            for cut in range(len(NODES)):  # wherever the answer comes in pieces
                head, body = next(reply(NODES)({})).split(b"\r\n\r\n", 1)
                pieces = [head + b"\r\n\r\n" + body[:cut], body[cut:]]
                fake.answer = in_pieces(pieces)
                if cut % 7 == 0:
                    node, text = (await told(pool)).splitlines()[1:]
                    assert node == "_:b10"
                    assert "nodeID://b10" in text


@runs
async def test_each_request_names_its_graphs_and_its_limit() -> None:
    with serving() as fake:
        fake.answer = reply(ONE)
        async with asking(fake, "virtuoso") as pool:
            await told(pool, seconds=7)
            await told(pool, "SELECT ?name WHERE { GRAPH ?g { ?thing ?p ?name } }")
            await told(pool, NAMES.replace("WHERE", f"FROM <{GRAPHS[1]}> FROM <http://secret/> WHERE"))
            await told(pool, "SELECT ?name FROM <http://secret/> WHERE { ?a ?b ?name }")
            await told(pool, default_graph=[GRAPHS[0], "http://secret/"], named_graphs=[])
        first, graph, stated, secret, given = fake.asked
        assert first["default-graph-uri"] == [dataset.ALL, dataset.NOTHING]  # as Virtuoso needs it
        assert first["timeout"] == ["7000"]
        assert "named-graph-uri" not in first
        assert graph["named-graph-uri"] == list(GRAPHS)
        assert stated["default-graph-uri"] == [GRAPHS[1], dataset.NOTHING]
        assert "FROM" not in stated["query"][0]
        assert set(secret["default-graph-uri"]) == {dataset.NOTHING}
        assert given["default-graph-uri"] == [GRAPHS[0], dataset.NOTHING]
        assert all("secret" not in str(fields) for fields in fake.asked)


LIES: dict[str, tuple[str, Callable[[Fields], Iterator[bytes]], type[EngineError]]] = {
    "half of an answer": (NAMES, reply(ONE[:-4]), BackendFailed),
    "a long answer without its end": (NAMES, reply(many(9000)[:-3]), BackendFailed),
    "more behind the answer": (NAMES, reply(ONE + b"<p>sorry</p>"), BackendFailed),
    "an empty body": (NAMES, reply(b""), BackendFailed),
    "less than it promised": (NAMES, lambda _: iter([*reply(ONE, length=9999)({}), b""]), BackendFailed),
    "a web page": (NAMES, reply(b"<html>", media_type="text/html"), BackendFailed),
    "a web page that says it is JSON": (NAMES, reply(b"<html>"), BackendFailed),
    "no HTTP": (NAMES, lambda _: iter([b"hello\r\n\r\n", b""]), BackendFailed),
    "the end of the connection": (NAMES, lambda _: iter([b""]), BackendFailed),
    "status 206": (NAMES, reply(ONE, status="206 Partial Content"), BackendFailed),
    "what it had found by then": (NAMES, reply(ONE, X_SQL_State="S1TAT", X_SQL_Message="RC"), TimeLimit),
    "part of an answer": (NAMES, reply(ONE, X_SQL_State="42000", X_SQL_Message="no"), BackendFailed),
    "as many rows as it gives at most": (NAMES, reply(ONE, X_SPARQL_MaxRows="1"), BackendFailed),
    "a refusal": (NAMES, reply(b"", status="401 Unauthorized"), BackendFailed),
    "another address": (NAMES, reply(b"", status="302 Found", Location="http://127.0.0.1:1/"), BackendFailed),
    "an error of its own": (NAMES, reply(b"oh", status="500 Oh"), BackendFailed),
    "that it is busy": (NAMES, reply(b"", status="503 Busy"), BackendFailed),
    "that it cannot": (NAMES, reply(b"no such function", status="400 Bad Request"), EvaluationError),
    "that it cannot, as Virtuoso says": (
        NAMES,
        reply(b"Virtuoso 37000 Error SP031: no\n\nquery", status="500 SPARQL Request Failed"),
        EvaluationError,
    ),
    "that it stopped, behind half an answer": (
        NAMES,
        reply(many(9000) + b"\nVirtuoso S1T00 Error SR171: timed out", status="500 Failed"),
        TimeLimit,
    ),
    "a boolean to a SELECT": (NAMES, reply(b'{"head":{},"boolean":true}'), BackendFailed),
    "a table to an ASK": (ASK, reply(ONE), BackendFailed),
    "triples of no known length": (
        TRIPLES,
        lambda _: iter([b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n\r\n" + LINE, b""]),
        BackendFailed,
    ),
    "triples that are none": (TRIPLES, reply(b"<a> .", media_type="application/n-triples"), BackendFailed),
    "a blank node that is none": (
        NAMES,
        reply(ONE.replace(b'"literal","value":"a"', b'"bnode","value":"a b"')),
        BackendFailed,
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_store_that_answers_no_whole_answer_is_told_and_asked_again(lie: str, fake: Fake) -> None:
    query, answer, expected = LIES[lie]

    @runs
    async def tried() -> None:
        async with asking(fake) as pool:
            fake.answer = answer
            with pytest.raises(expected):
                await told(pool, query)
            fake.answer = reply(ONE)
            assert await told(pool) == "name\r\na\r\n"
            assert not pool.deaths

    tried()


@runs
async def test_a_silent_store_is_left_at_the_limit_and_the_next_question_answered() -> None:
    with serving() as fake:
        async with asking(fake) as pool:
            fake.answer = lambda _: _held(5)
            began = time.monotonic()
            with pytest.raises(TimeLimit):
                await told(pool, seconds=0.5)
            assert time.monotonic() - began < 4
            fake.answer = reply(ONE)
            assert await told(pool) == "name\r\na\r\n"


@runs
async def test_an_answer_without_end_is_cut_off_with_an_error() -> None:
    with serving() as fake:
        async with asking(fake) as pool:
            fake.answer = lambda _: _endless()
            with pytest.raises(AnswerTooLarge):
                await told(pool, rows=5000)
            with pytest.raises(TimeLimit):
                await told(pool, seconds=0.5)


@runs
async def test_a_store_that_is_not_there_is_told_and_asked_again() -> None:
    with serving() as fake:
        address = fake.address
    pool = Pool(Endpoint(address), workers=1)
    await pool.start()
    try:
        with pytest.raises(BackendFailed, match="cannot be reached"):
            await told(pool)
    finally:
        await pool.close()


@runs
async def test_a_connection_is_kept_and_one_that_ended_while_idle_is_replaced() -> None:
    with serving() as fake:
        async with asking(fake) as pool:
            fake.answer = reply(ONE)
            for _ in range(6):
                await told(pool)
            assert fake.connections <= 2  # one a worker
            stray = b"HTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n"
            fake.answer = lambda _: iter([*reply(ONE)({}), stray, b""])
            for _ in range(4):
                assert await told(pool) == "name\r\na\r\n"
                await asyncio.sleep(0.2)  # in which what is stray arrives


@runs
async def test_what_is_no_sparql_never_reaches_the_store() -> None:
    with serving() as fake:
        async with asking(fake, "virtuoso") as pool:
            for query in (
                "SELEC *",
                'DEFINE get:soft "replace" SELECT * WHERE { ?s ?p ?o }',
                "SELECT * WHERE { ?s ?p ?o OPTION (TRANSITIVE) }",
                "SELECT (bif:now() AS ?now) WHERE {}",
            ):
                with pytest.raises(QuerySyntaxError):
                    await told(pool, query)
            with pytest.raises(EvaluationError, match="not supported"):
                await told(pool, "SELECT (<sql:x>(1) AS ?x) WHERE {}")
        assert not fake.asked


@runs
async def test_a_name_or_a_token_is_shown_to_the_store_and_to_nobody_else() -> None:
    endpoint = Endpoint("http://127.0.0.1:9/", user="me", password="open sesame", token="t")  # noqa: S106 - invented
    assert "sesame" not in repr(endpoint)
    assert "'t'" not in repr(endpoint)


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        ("Virtuoso/07.20.3229 (Linux)", "virtuoso"),
        ("Oxigraph/0.5.13", "oxigraph"),
        ("nginx", "other"),
        ("", "other"),
    ],
)
def test_a_store_is_known_by_the_name_it_gives_itself(server: str, kind: str) -> None:
    assert kind_of(server) == kind


def _held(seconds: float) -> Iterator[bytes]:
    time.sleep(seconds)
    yield b""


def _endless() -> Iterator[bytes]:
    yield f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    yield _chunk(b'{"head":{"vars":["name"]},"results":{"bindings":[{"name":{"type":"literal","value":"x"}}')
    while True:
        yield _chunk(b',{"name":{"type":"literal","value":"x"}}' * 100)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)
