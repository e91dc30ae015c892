"""Refusals: what is wrong with a question, where, and in words a person can use."""

from pathlib import Path

import pytest

from service.engine.errors import EngineError, EvaluationError, QuerySyntaxError, QuestionError
from service.engine.pool import Pool
from service.engine.question import Question
from tests.service.engine.engines import EX, SECONDS, engine, names, runs


async def refusal(pool: Pool, question: Question) -> EngineError:
    with pytest.raises(EngineError) as refused:
        await pool.ask(question, timeout=SECONDS, lane="adhoc")
    return refused.value


@runs
async def test_a_syntax_error_says_line_and_column(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        for query, line, column, words in [
            ("SELECT ?x\nWHERE { ?s ?p ?o }\nLIMIT many", 3, 7, "OFFSET"),
            ("SELECT * WHERE { ?s ?p }", 1, 25, "expected"),
            ("SELECT * WHERE {\n  ?s ex:name ?o .\n}", 2, 6, "the prefix ex: is not declared"),
            ("PREFIX ex: <https://example.org/>\nSELECT * WHERE { ?s ex:p es:o }", 2, 26, "prefix es:"),
            ("", 1, 1, "cannot be read"),
            ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 1, 10, "cannot be read"),
            ("LOAD <http://127.0.0.1/>", 1, 10, "cannot be read"),
        ]:
            error = await refusal(pool, Question(query))
            assert isinstance(error, QuerySyntaxError)
            assert (error.line, error.column) == (line, column), query
            assert words in error.message
            assert len(error.message) < 200
        assert pool.status.free == 1


@runs
async def test_what_stands_beside_the_query_is_looked_at_too(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        for question in [
            Question("ASK {}", default_graph=["no iri"]),
            Question("ASK {}", named_graphs=["no iri"]),
            Question("ASK {}", base_iri="no iri"),
            Question("ASK { ?s ?p '\ud800' }"),
        ]:
            assert isinstance(await refusal(pool, question), QuestionError)
        assert await names(pool) == "name 7"


@runs
async def test_what_the_engine_cannot_evaluate_is_an_evaluation_error(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        error = await refusal(pool, Question(f"SELECT * WHERE {{ FILTER(<{EX}unknown>(1)) }}"))
        assert isinstance(error, EvaluationError)
        assert EX + "unknown" in error.message
        assert await names(pool) == "name 7"
