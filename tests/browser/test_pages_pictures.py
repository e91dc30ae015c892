"""Pictures in a browser: narrowed, read, followed, taken away; what they say when they cannot be drawn."""

import json
import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from graph.terms import ID
from tests.browser.conftest import Faults, Opener
from tests.browser.reading import drawn
from tests.service.small import until

NETWORK = "/queries/who_speaks_of_whom"
HREF = "{http://www.w3.org/1999/xlink}href"
SVG = "{http://www.w3.org/2000/svg}"
_COUNTED = re.compile(r"Timeline of (\d+) entries")


def timeline(page: Any) -> Any:
    """Scroll to the timeline of the front page; give its figure, drawn."""
    return drawn(page, "figure.timeline").first


def marks(figure: Any) -> int:
    """Count the entries of a timeline: as it says, and as many as links lead to."""
    svg = figure.locator(".canvas svg[role=group]")
    said = int(_COUNTED.match(svg.get_attribute("aria-label"))[1])  # type: ignore[index]
    there = svg.evaluate("one => new Set([...one.querySelectorAll('a')].map(a => a.href.baseVal)).size")
    assert said == there
    return said


def test_a_timeline_has_all_that_is_dated_and_is_narrowed_by_kind_and_by_years(
    page: Any, asked: httpx.Client
) -> None:
    rows = asked.get("/queries/acts_in_time?format=json").json()["rows"]
    dated = {row["act"]: row["illocution_group"] for row in rows if row["earliest"] or row["latest"]}
    figure = timeline(page)
    whole = marks(figure)
    assert whole == len(dated) > 50
    box = figure.get_by_label("asks or demands")
    box.uncheck()
    assert marks(figure) == whole - list(dated.values()).count("directive")
    box.check()
    since = figure.get_by_role("spinbutton", name="from")
    since.fill("2014")
    since.press("Enter")
    until(lambda: marks(figure) < whole)
    late = {row["act"] for row in rows if (row["latest"] or row["earliest"] or "") >= "2014"}
    assert marks(figure) == len(late)
    figure.get_by_role("button", name="All years").click()
    assert marks(figure) == whole


@pytest.mark.soak
def test_dragging_over_the_strip_narrows_a_timeline_and_a_click_shows_all(page: Any) -> None:
    figure = timeline(page)
    whole, first = marks(figure), figure.get_by_role("spinbutton", name="from").input_value()
    strip = figure.locator(".overview svg")
    strip.scroll_into_view_if_needed()
    place = strip.bounding_box()
    left, middle = place["x"] + place["width"] * 0.75, place["y"] + 20
    page.mouse.move(left, middle)
    page.mouse.down()
    page.mouse.move(left + 60, middle, steps=4)
    page.mouse.move(left + 120, middle, steps=4)
    page.mouse.up()
    narrowed = marks(figure)
    assert 0 < narrowed < whole
    assert figure.get_by_role("spinbutton", name="from").input_value() > first
    chosen = figure.locator(".chosen")
    assert abs(chosen.bounding_box()["width"] - 120) < 4
    strip.scroll_into_view_if_needed()
    middle = strip.bounding_box()["y"] + 20  # the picture above it has become lower
    page.mouse.move(left + 60, middle)
    page.mouse.down()
    page.mouse.move(left - 200, middle, steps=4)
    page.mouse.up()
    assert abs(chosen.bounding_box()["width"] - 120) < 4
    assert chosen.bounding_box()["x"] < left - 100
    strip.scroll_into_view_if_needed()
    page.mouse.click(left + 60, strip.bounding_box()["y"] + 20)
    assert marks(figure) == whole
    assert figure.get_by_role("spinbutton", name="from").input_value() == first


def test_a_mark_tells_what_it_is_and_leads_there(page: Any, site: str) -> None:
    figure = timeline(page)
    link = figure.locator(".canvas svg a:has(circle)").last
    name, leads = link.get_attribute("aria-label"), link.evaluate("one => one.href.baseVal")
    assert leads.startswith(f"{site}/id/act/")
    link.scroll_into_view_if_needed()
    link.hover()
    tip = figure.locator("svg g[aria-label=tip] text")
    tip.wait_for()
    assert letters(name) in letters(tip.text_content())
    link.click()
    page.wait_for_url(f"{leads}*")
    assert page.locator("h1").inner_text() == name


def letters(text: str) -> str:
    """Leave out of a text where its lines are broken."""
    return re.sub(r"[\s\u200b]", "", text)


def saved(page: Any, figure: Any, kind: str) -> Path:
    """Save a picture; give the file."""
    with page.expect_download() as download:
        figure.get_by_role("button", name=f"Save as {kind}").click()
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    return Path(download.value.path())


def size(file: Path) -> tuple[int, int]:
    """Hold a PNG to be one, whole; give its width and height."""
    body = file.read_bytes()
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    assert body.endswith(b"IEND\xaeB`\x82")
    assert len(body) > 5_000
    width, height = struct.unpack(">II", body[16:24])
    return width, height


@pytest.mark.parametrize(
    ("theme", "back"),
    [("light", "rgb(255, 253, 250)"), pytest.param("dark", "rgb(20, 23, 27)", marks=pytest.mark.soak)],
)
def test_a_timeline_is_saved_as_files_that_stand_alone(
    opened: Opener, site: str, theme: str, back: str
) -> None:
    page = opened(f"{site}/", theme=theme)
    figure = timeline(page)
    text = saved(page, figure, "SVG").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - a picture of ours
    assert root.tag == f"{SVG}svg"
    assert root[0].get("fill") == back
    assert "var(" not in text
    assert not [one for one in root.iter() if one.tag in {f"{SVG}script", f"{SVG}foreignObject"}]
    assert not re.search(r"""\son\w+=|url\(|<style""", text)
    assert f"{site}/queries/acts_in_time" in "".join(root.itertext())
    assert len({one.get(HREF) or one.get("href") for one in root.iter(f"{SVG}a")}) == marks(figure)
    width, height = size(saved(page, figure, "PNG"))
    assert (width, height) == (2 * float(root.get("width", 0)), 2 * float(root.get("height", 0)))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("query", "value"), [("works_by_citations", "citations"), ("documents_covered", "facts")]
)
def test_bars_are_as_many_as_rows_that_count_up_to_forty(
    opened: Opener, site: str, asked: httpx.Client, query: str, value: str
) -> None:
    page = opened(f"{site}/queries/{query}")
    figure = drawn(page, "figure.bars").first
    assert figure.get_attribute("data-value") == value
    rows = asked.get(f"/queries/{query}?format=json").json()["rows"]
    counted = [row for row in rows if row[value]]
    assert figure.locator("svg rect").count() == min(len(counted), 40) > 0
    assert ("The first 40" in figure.inner_text()) == (len(rows) > 40)
    assert saved(page, figure, "SVG").stat().st_size > 1_000


def test_a_network_is_drawn_and_saved(opened: Opener, site: str) -> None:
    page = opened(f"{site}{NETWORK}")
    figure = drawn(page, "figure.network").first
    painted = """one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean)"""
    until(lambda: any(canvas.evaluate(painted) for canvas in figure.locator("canvas").all()))
    assert min(size(saved(page, figure, "PNG"))) > 400


def intercepted(opened: Opener, site: str, reply: Any) -> Any:
    """Open the page of the network with another answer for its picture; give the figure."""
    page = opened(f"{site}/about")
    page.route(lambda url: NETWORK in url and "format=json" in url, reply)
    page.goto(f"{site}{NETWORK}")
    assert page.locator("table.answer tbody tr").count() > 50
    return drawn(page, "figure.network").first


def test_a_network_too_large_to_be_read_says_so_and_leaves_it_to_the_table(opened: Opener, site: str) -> None:
    rows = [
        {"source": f"{ID}person/p{n}", "target": f"{ID}person/q{n}", "relation": "answers", "utterances": 1}
        for n in range(100)
    ]
    body = json.dumps({"rows": rows})
    figure = intercepted(opened, site, lambda route: route.fulfill(body=body))
    told = figure.locator(".told").inner_text()
    assert "Too large for a picture: 200 things and 100 ties" in told
    assert "table" in told
    assert figure.locator("canvas").count() == 0


def test_a_picture_whose_answer_fails_says_so_and_leaves_it_to_the_table(
    opened: Opener, site: str, faults: Faults
) -> None:
    faults.told += ["ERR_FAILED", "status of 504"]
    problem = {"title": "Timeout", "detail": "It took <b>longer</b> than 20 s."}
    for reply, words in (
        (lambda route: route.abort(), "could not be drawn"),
        (
            lambda route: route.fulfill(status=504, body=json.dumps(problem)),
            "It took <b>longer</b> than 20 s.",
        ),
        (lambda route: route.fulfill(status=200, body="{"), "could not be drawn"),
        (lambda route: route.fulfill(status=200, body='{"rows": []}'), "Nothing to draw"),
    ):
        figure = intercepted(opened, site, reply)
        assert words in figure.locator(".told").inner_text()
