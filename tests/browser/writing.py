"""Opening the SPARQL editor, writing in it, running what was written."""

from typing import Any
from urllib.parse import quote

from tests.browser.conftest import Opener

STATES = "SELECT ?state WHERE { ?state a rj:State } ORDER BY ?state"
DATED = "SELECT ?act ?label ?date WHERE { ?act a rj:SpeechAct ; rdfs:label ?label ; rj:date ?date } LIMIT 40"
TIES = "SELECT ?speaker ?target WHERE { ?act rj:speaker ?speaker ; rj:target ?target } LIMIT 40"


def editor(opened: Opener, site: str, query: str = "", **how: Any) -> Any:
    """Open the editor with a query."""
    page = opened(f"{site}/sparql" + (f"#query={quote(query)}" if query else ""), **how)
    page.locator(".cm-content").wait_for()
    return page


def learned(opened: Opener, site: str, query: str = "", **how: Any) -> Any:
    """Open the editor and wait until it knows the words of the graph."""
    page = editor(opened, site, query, **how)
    page.locator("#desk[data-learned]").wait_for()
    return page


def written(page: Any) -> str:
    """Read what stands in the editor."""
    return "\n".join(page.locator(".cm-line").all_inner_texts()).replace("\n\n", "\n")


def write(page: Any, text: str) -> None:
    """Put the cursor into the editor and type."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    head, space, word = text.rpartition(" ")
    page.keyboard.insert_text(head + space)
    page.keyboard.type(word)


def run(page: Any) -> None:
    page.get_by_role("button", name="Run", exact=True).click()
