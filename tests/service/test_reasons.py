import pytest

from service import reasons
from service.engine import errors
from service.guard import Limits, QueryRefused, guard
from service.problems import TYPES


@pytest.mark.parametrize(
    ("error", "status", "name", "members"),
    [
        (errors.QuerySyntaxError("expected }", 3, 7), 400, "query-syntax", {"line": 3, "column": 7}),
        (errors.QuerySyntaxError("expected }"), 400, "query-syntax", {}),
        (errors.QuestionError("no IRI"), 400, "bad-request", {}),
        (errors.EvaluationError("unknown function"), 400, "bad-request", {}),
        (errors.TimeLimit(2.5), 504, "time-limit", {"limit": 2.5, "unit": "seconds"}),
        (errors.MemoryLimit(2048), 507, "memory-limit", {"limit": 2048, "unit": "MiB"}),
        (errors.QueueFull(64, 64), 503, "busy", {"limit": 64, "value": 64}),
        (errors.PoolClosed("closed"), 503, "busy", {}),
        (errors.WorkerCrashed("signal 11 at /secret/place"), 500, "failed", {}),
        (ValueError("/secret/place"), 500, "failed", {}),
    ],
)
def test_every_error_of_the_engine_is_a_problem_of_its_own(
    error: Exception, status: int, name: str, members: dict[str, object]
) -> None:
    document = reasons.problem(error).document()
    assert (document["status"], document["type"]) == (status, TYPES + name)
    assert members.items() <= document.items()
    assert "secret" not in str(document)


@pytest.mark.parametrize(
    ("query", "status", "members"),
    [
        ("ASK { SERVICE <http://a.example/> {} }", 403, {"line": 1, "column": 7}),
        ("ASK { ?a ?b ?c }" + " " * 100, 413, {"limit": 100, "value": 116, "unit": "bytes"}),
        ("ASK " + "{" * 9 + "}" * 9, 400, {"limit": 8, "unit": "levels"}),
        ("ASK {" + " ?a" * 30 + " }", 413, {"limit": 30, "unit": "tokens"}),
        ('ASK { ?a ?b "c }', 400, {"line": 1, "column": 13}),
    ],
)
def test_every_refusal_of_the_guard_is_a_problem_that_names_limit_or_place(
    query: str, status: int, members: dict[str, object]
) -> None:
    with pytest.raises(QueryRefused) as caught:
        guard(query, Limits(query_bytes=100 if " " * 100 in query else 10_000, depth=8, tokens=30))
    document = reasons.problem(caught.value).document()
    assert document["status"] == status
    assert members.items() <= document.items()


@pytest.mark.parametrize("error", [errors.QueueFull(1, 1), errors.PoolClosed("closed")])
def test_who_is_sent_away_is_told_when_to_come_back(error: errors.EngineError) -> None:
    assert int(reasons.problem(error).headers["Retry-After"]) > 0
