"""What one does on pages: find by name, follow to the passage, filter, sort, take away."""

from typing import Any

import httpx

from tests.browser.conftest import Opener
from tests.service.small import until

LEDGER = "/queries/claims_and_first_answers"
CLAIM = "/id/claim/kazakhstan-holds-lands-temporarily"


def test_a_name_in_cyrillic_leads_by_keyboard_to_a_person_an_act_and_its_passage(page: Any) -> None:
    page.locator("#find").press_sequentially("Токаев")
    offered = page.get_by_role("option")
    offered.first.wait_for()
    assert "Kassym-Jomart Tokayev" in offered.first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/person/kassym-jomart-tokayev*")
    assert page.locator("h1").inner_text() == "Kassym-Jomart Tokayev"
    for fold in page.locator("section[aria-labelledby=acts] > details").all():
        fold.locator("summary").click()
    act = page.locator("section[aria-labelledby=acts] td a[href*='/id/act/']").first
    told = act.inner_text()
    act.click()
    page.wait_for_url("**/id/act/*")
    assert page.locator("h1").inner_text() == told
    page.locator("section[aria-labelledby=sources] a[href*='/id/passage/']").first.click()
    page.wait_for_url("**/id/passage/*")
    assert page.locator("section, h1").count() > 1


def acts(page: Any) -> set[str]:
    """List the acts of the ledger of a page."""
    links = page.locator("table.ledger a", has_text="the act").all()
    return {link.get_attribute("href").rpartition("/")[2] for link in links}


def test_the_ledger_is_narrowed_by_what_about_since_when_and_outcome_and_can_be_shared(
    opened: Opener, page: Any, asked: httpx.Client
) -> None:
    everything = acts(page)
    page.locator("#about").press_sequentially("north")
    page.get_by_role("option", name="Northern regions of Kazakhstan").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    name = page.locator("#about").input_value()
    assert "Kazakhstan" in name
    page.locator("#since").fill("2014")
    page.locator("#outcome").select_option("unanswered")
    page.wait_for_url("**outcome=unanswered*")
    given = {"about": "territory:northern-kazakhstan", "since": "2014", "outcome": "unanswered"}
    rows = asked.get(LEDGER, params={**given, "format": "json"}).json()["rows"]
    expected = {row["act"].rpartition("/")[2] for row in rows}
    assert acts(page) == expected
    assert set() < expected < everything
    assert all(row["outcome_found"] == "unanswered" for row in rows)
    outcomes = page.locator("table.ledger .outcome")
    assert outcomes.count() == page.locator("table.ledger .outcome.unanswered").count() > 0
    shared = opened(page.url)
    assert acts(shared) == expected
    assert shared.locator("#about").input_value() == name
    assert shared.locator("#outcome").input_value() == "unanswered"


def test_a_file_taken_from_a_panel_is_the_answer_of_the_service(
    opened: Opener, site: str, asked: httpx.Client
) -> None:
    page = opened(f"{site}{CLAIM}")
    link = page.locator("section[aria-labelledby=responses] .tools a", has_text="CSV")
    with page.expect_download() as download:
        link.click()
    taken = download.value.path().read_bytes()
    given = {"claim": "kazakhstan-holds-lands-temporarily", "format": "csv"}
    assert taken == asked.get("/queries/responses_to_claim", params=given).content
    assert taken.count(b"\n") > 3
    assert download.value.suggested_filename.endswith(".csv")


def test_a_table_is_sorted_by_mouse_and_by_keyboard_and_says_how(page: Any) -> None:
    table = page.locator("section[aria-labelledby=coverage] table.sortable")
    head = table.locator("thead th").get_by_text("Acts", exact=True)
    at = head.evaluate("one => one.cellIndex") + 1

    def column() -> list[int]:
        return [int(text) for text in table.locator(f"tbody td:nth-child({at})").all_inner_texts()]

    before = column()
    assert len(set(before)) > 2
    until(lambda: head.get_attribute("tabindex") == "0")
    head.click()
    until(lambda: column() == sorted(before, reverse=True))
    assert head.get_attribute("aria-sort") == "descending"
    head.focus()
    page.keyboard.press("Enter")
    until(lambda: column() == sorted(before))
    assert head.get_attribute("aria-sort") == "ascending"
    assert table.locator("th[aria-sort]").count() == 1
