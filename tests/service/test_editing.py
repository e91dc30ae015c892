"""What the editor completes with, and the queries it offers, as the service tells them."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from graph import paths
from graph.terms import PREFIXES, expand
from service import catalogue, editing
from service.settings import Settings
from tests.service.conftest import Small
from tests.service.live import serving


@pytest.fixture(scope="module")
def words(http: httpx.Client) -> dict[str, Any]:
    told: dict[str, Any] = http.get("/sparql/words").json()
    return told


def test_words_are_of_the_graph_with_names_and_definitions(words: dict[str, Any]) -> None:
    assert words["prefixes"] == PREFIXES
    classes = {one["name"]: one for one in words["classes"]}
    assert classes["rj:SpeechAct"]["label"].lower() == "speech act"
    assert classes["rj:SpeechAct"]["told"].endswith(".")
    assert classes["rj:SpeechAct"]["count"] > 100
    values = {one["name"]: one for one in words["values"]}
    assert values["stance:hedges"]["iri"] == expand("stance:hedges")
    counts = [one["count"] for one in words["properties"]]
    assert counts == sorted(counts, reverse=True)


def test_properties_are_told_by_class_and_schemes_by_property(words: dict[str, Any]) -> None:
    assert {"rj:speaker", "rj:target", "rj:illocution"} <= set(words["of"]["rj:SpeechAct"])
    assert "rj:noteNumber" not in words["of"]["rj:SpeechAct"]
    properties = {one["name"]: one for one in words["properties"]}
    assert properties["rj:illocution"]["schemes"] == ["illocution"]
    assert "schemes" not in properties["rj:speaker"]


@pytest.mark.parametrize("path", ["/sparql/words", "/sparql/examples"])
def test_who_has_it_is_told_so(http: httpx.Client, path: str) -> None:
    first = http.get(path)
    again = http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    pinned = http.get(f"/r/{first.headers['rejoinder-revision']}{path}")
    assert pinned.content == first.content
    assert "immutable" in pinned.headers["cache-control"]


def test_every_canned_query_is_an_example_that_answers_as_its_file_does() -> None:
    known = catalogue.load(paths.queries())
    told = editing.examples(known.values())
    listed = {one["name"]: one for theme in told for one in theme["queries"]}  # type: ignore[attr-defined]
    assert set(listed) == set(known)
    for name, one in listed.items():
        comment, _, rest = one["sparql"].partition("\n")
        assert comment == f"# {known[name].summary}"
        assert known[name].text.endswith(rest)
        assert not rest.startswith("#+")
        assert rest.startswith(("PREFIX", "SELECT"))


def test_a_dataset_without_an_ontology_has_words_too(small: Small) -> None:
    told = small.http.get("/sparql/words").json()
    names = {one["name"] for one in told["properties"]}
    assert "http://example.org/name" in names
    assert told["values"] == []


def test_the_page_tells_the_editor_what_it_has_to_know(store: Path) -> None:
    with serving(Settings(store=store, workers=2, timeout=7)) as address:
        answer = httpx.get(f"{address}/sparql", headers={"Accept": "text/html"}, trust_env=False)
    assert 'data-seconds="7"' in answer.text
    assert '<form class="ask"' in answer.text
