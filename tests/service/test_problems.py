import json

import pytest

from service import problems
from service.problems import Problem, repeated


def kinds(root: type[Problem]) -> list[type[Problem]]:
    return [kind for sub in root.__subclasses__() for kind in (sub, *kinds(sub))]


@pytest.mark.parametrize("kind", kinds(Problem), ids=lambda kind: kind.__name__)
def test_a_problem_told_by_another_process_is_the_same_again(kind: type[Problem]) -> None:
    problem = kind.__new__(kind)
    Problem.__init__(problem, "What happened. What to do.", limit=3, findings=[{"what": "x"}], absent=None)
    again = repeated(json.loads(json.dumps(problem.document())))
    assert type(again) is kind
    assert again.document() == problem.document()
    assert again.members == {"limit": 3, "findings": [{"what": "x"}]}
    assert again.response().status_code == kind.status


def test_each_kind_has_a_name_of_its_own_but_those_that_failed() -> None:
    names = [kind.name for kind in kinds(Problem) if kind is not problems.Failed]
    assert len(set(names)) == len(names)
    assert "failed" not in names


def test_a_method_that_is_not_allowed_comes_with_those_that_are() -> None:
    answer = problems.NotAllowed("Only read here.", allow=["GET", "HEAD"]).response()
    assert answer.headers["allow"] == "GET, HEAD"
    assert json.loads(bytes(answer.body))["allow"] == ["GET", "HEAD"]
