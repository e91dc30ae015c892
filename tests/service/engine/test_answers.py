"""Answers: each form in each of its formats, from the dataset that was asked for."""

import csv
import io
import json
from pathlib import Path

import pytest

from service.engine.errors import NotAcceptable
from service.engine.pool import Pool
from service.engine.question import Formats, Question
from tests.service.engine.engines import EX, ONE, SECONDS, THINGS, engine, names, runs

SOLUTIONS = {
    "json": b'"results":{"bindings":[{"name":{"type":"literal","value":"name 7"}}]}}',
    "xml": b'<result><binding name="name"><literal>name 7</literal></binding></result>',
    "csv": b"name\r\nname 7\r\n",
    "tsv": b'?name\n"name 7"\n',
}
BOOLEANS = {"json": b'"boolean":true', "xml": b"<boolean>true</boolean>", "csv": b"true", "tsv": b"true"}
GRAPHS = {
    "turtle": b'thing:7 ex:name "name 7" .',
    "trig": b'thing:7 ex:name "name 7" .',
    "ntriples": b'<https://example.org/thing/7> <https://example.org/name> "name 7" .',
    "nquads": b'<https://example.org/thing/7> <https://example.org/name> "name 7" .',
    "rdfxml": b"<ex:name>name 7</ex:name>",
    "jsonld": b'{"@id":"https://example.org/thing/7","https://example.org/name":[{"@value":"name 7"}]}',
}
DESCRIBE = f"DESCRIBE <{EX}thing/7>"
# Each value tries to look like the end of a row in one of the formats.
HOSTILE = r"""SELECT * WHERE { VALUES (?a ?b) {
    ("line\nbreak" "\"quoted\"\r\n") ("}},{" "</result><result>") ("\\" "\\\"") (UNDEF UNDEF)
    ("a,b" "tab\t") } }"""


async def ask(pool: Pool, query: str, formats: Formats) -> tuple[str, str, bytes, int | None]:
    prefixes = {"ex": EX, "thing": EX + "thing/"}
    answer = await pool.ask(Question(query, formats, prefixes=prefixes), timeout=SECONDS, lane="adhoc")
    assert answer.body is not None
    assert answer.elapsed is not None
    return answer.form, answer.format, answer.body, answer.rows


@runs
async def test_every_form_comes_in_every_format_it_has(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        for name, part in SOLUTIONS.items():
            form, used, body, rows = await ask(pool, ONE, Formats(solutions=name))
            assert (form, used, rows) == ("solutions", name, 1)
            assert part in body
        for name, part in BOOLEANS.items():
            form, used, body, rows = await ask(pool, "ASK { ?s ?p ?o }", Formats(boolean=name))
            assert (form, used, rows) == ("boolean", name, None)
            assert part in body
        for name, part in GRAPHS.items():
            form, used, body, rows = await ask(pool, DESCRIBE, Formats(graph=name))
            assert (form, used, rows) == ("graph", name, 1)
            assert part in body


@runs
async def test_rows_are_counted_whatever_the_values_look_like(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        counts = [(await ask(pool, HOSTILE, Formats(solutions=name)))[3] for name in SOLUTIONS]
        empty = "SELECT ?a WHERE { FILTER(false) }"
        none = [(await ask(pool, empty, Formats(solutions=name)))[3] for name in SOLUTIONS]
    assert counts == [5, 5, 5, 5]
    assert none == [0, 0, 0, 0]


@runs
async def test_a_long_answer_comes_whole_and_in_pieces(tmp_path: Path) -> None:
    query = f"SELECT ?thing ?name WHERE {{ ?thing <{EX}name> ?name }}"
    async with engine(tmp_path) as pool:
        for name in ("json", "csv"):
            answer = await pool.ask(Question(query, Formats(solutions=name)), timeout=SECONDS, lane="canned")
            assert answer.variables == ("thing", "name")
            assert (answer.body, answer.complete) == (None, False)
            pieces = [piece async for piece in answer.chunks()]
            body = b"".join(pieces)
            assert answer.complete
            assert len(pieces) > 1
            found = (
                len(json.loads(body)["results"]["bindings"])
                if name == "json"
                else len(list(csv.reader(io.StringIO(body.decode())))) - 1
            )
            assert found == THINGS
        assert pool.status.free == 2


@runs
async def test_a_small_answer_frees_its_worker_before_it_is_read(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        first = await pool.ask(Question(ONE), timeout=SECONDS, lane="adhoc")
        second = await pool.ask(Question(ONE), timeout=SECONDS, lane="adhoc")
        assert first.body == second.body
        assert b"".join([chunk async for chunk in first.chunks()]) == first.body


@pytest.mark.parametrize(
    ("query", "formats", "form"),
    [
        (ONE, Formats(solutions=None), "solutions"),
        ("ASK {}", Formats(boolean=None), "boolean"),
        (DESCRIBE, Formats(graph=None), "graph"),
    ],
)
def test_a_form_without_a_format_is_not_acceptable(
    tmp_path: Path, query: str, formats: Formats, form: str
) -> None:
    @runs
    async def scenario() -> None:
        async with engine(tmp_path, workers=1) as pool:
            with pytest.raises(NotAcceptable) as refused:
                await pool.ask(Question(query, formats), timeout=SECONDS, lane="adhoc")
            assert refused.value.form == form
            assert await names(pool) == "name 7"

    scenario()


@runs
async def test_the_dataset_is_the_one_asked_for(tmp_path: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) {clause} WHERE {{ {pattern} }}"
    plain, inside = "?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"
    one = f"FROM <{EX}graph/1>"
    named = f"FROM NAMED <{EX}graph/1>"
    graph = (EX + "graph/2",)

    async with engine(tmp_path) as pool:

        async def asked(question: Question) -> int:
            answer = await pool.ask(question, timeout=SECONDS, lane="adhoc")
            assert answer.body is not None
            return int(answer.body.split()[1])

        csv_only = Formats(solutions="csv")
        for pattern, clause, default, graphs, expected in [
            (plain, "", None, None, THINGS),  # the union of all graphs
            (inside, "", None, None, THINGS),
            (plain, "", graph, None, THINGS // 3),
            (inside, "", (), graph, THINGS // 3),
            (plain, "", (), graph, 0),
            (plain, "", (), (), 0),
            (plain, one, None, None, THINGS // 3),
            (plain, one, graph * 2, (), THINGS // 3),
            (inside, one, (), graph, THINGS // 3),  # a list overrides FROM
            (inside, named, None, None, THINGS // 3),
            (plain, named, None, None, 0),  # FROM NAMED alone leaves the default graph empty
        ]:
            text = count.format(clause=clause, pattern=pattern)
            question = Question(text, csv_only, default_graph=default, named_graphs=graphs)
            assert await asked(question) == expected, (text, default, graphs)


@runs
async def test_relative_iris_are_read_against_the_base(tmp_path: Path) -> None:
    query = "SELECT ?name WHERE { <thing/7> <name> ?name }"
    async with engine(tmp_path, workers=1) as pool:
        answer = await pool.ask(Question(query, base_iri=EX + "sparql"), timeout=SECONDS, lane="adhoc")
        assert answer.rows == 1
