"""Answers that would like to be more than text, in the editor."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph import snapshots
from graph.terms import ID, RDFS
from service.settings import Settings
from tests.browser.conftest import Opener, overflow
from tests.service.live import serving
from tests.service.small import LAYERS

EX = "http://example.org/"
SCRIPT = "<script>console.error('out')</script><img src=x onerror=\"console.error('out')\">"
TURNED = "\u202etxet denrut \u2067and never turned back"
LONG = "length " * 300
VALUES = (
    Literal(SCRIPT),
    Literal(TURNED),
    Literal(LONG.strip()),
    NamedNode("javascript:console.error('out')"),
    NamedNode("data:text/html,x"),
    NamedNode(f"{ID}state/%22onmouseover=x"),
    NamedNode(f"{EX}{'a' * 2000}"),
)
EVERYTHING = f"SELECT ?value WHERE {{ <{EX}thing> <{EX}has> ?value }}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a store of such values; one of its things has such a name."""
    place: Path = tmp_path_factory.mktemp("hostile")
    graph = NamedNode(LAYERS["asserted"][0])
    quads = [Quad(NamedNode(f"{EX}thing"), NamedNode(f"{EX}has"), value, graph) for value in VALUES]
    quads.append(
        Quad(NamedNode(f"{ID}state/%22onmouseover=x"), NamedNode(f"{RDFS}label"), Literal(SCRIPT), graph)
    )
    snapshots.publish(place, quads, LAYERS)
    with serving(Settings(store=place, workers=2, timeout=10)) as address:
        yield address


def shown(opened: Opener, address: str, query: str) -> Any:
    page = opened(f"{address}/sparql#query={quote(query)}")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("table.answer").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def test_values_are_text_in_every_view(opened: Opener, hostile: str) -> None:
    page = shown(opened, hostile, EVERYTHING)
    cells = page.locator("table.answer td:last-child")
    texts = cells.all_text_contents()
    assert len(texts) == len(VALUES)
    assert sum(text == SCRIPT for text in texts) == 2  # the value, and the name of the thing
    assert page.locator("table.answer img, table.answer script").count() == 0
    links = [link.get_attribute("href") for link in page.locator("table.answer a").all()]
    assert sorted(links) == sorted([f"{EX}{'a' * 2000}", f"{hostile}/id/state/%22onmouseover=x"])
    for name in ("Timeline", "Network", "As sent"):
        page.get_by_role("tab", name=name).click()
        page.locator(".panel > *").first.wait_for()
    assert page.locator(".panel img, .panel script").count() == 0


def test_a_text_that_turns_around_turns_nothing_but_itself(opened: Opener, hostile: str) -> None:
    page = shown(opened, hostile, EVERYTHING)
    holder = page.locator("table.answer bdi", has_text="denrut").first
    assert holder.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"


def test_a_long_value_is_folded_and_breaks_no_page(opened: Opener, hostile: str) -> None:
    page = shown(opened, hostile, EVERYTHING)
    fold = page.locator("table.answer details", has_text="2,099 characters")
    assert fold.count() == 1
    fold.locator("summary").click()
    assert LONG.strip() in fold.inner_text()
    assert overflow(page) <= 0


def test_a_graph_of_such_values_is_no_danger_either(opened: Opener, hostile: str) -> None:
    page = shown(opened, hostile, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert page.locator("table.answer tbody tr").count() == len(VALUES) + 1
    assert page.locator("table.answer img, table.answer script").count() == 0
    page.get_by_role("tab", name="Network").click()
    page.locator(".canvas [role=img] canvas").first.wait_for()
