"""Take the pictures of the docs: `make pictures`. From a server without texts, so that none is in them."""

import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from graph.build import build
from service.settings import Settings
from tests.service.live import serving

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
CLAIM = "/id/claim/kazakhstan-holds-lands-temporarily"
QUERY = """SELECT ?who ?what ?earliest ?latest WHERE {
  ?act a rj:SpeechAct ; rj:affirms/rj:claimKind claim-kind:territory ;
    rj:speaker/rdfs:label ?who ; rdfs:label ?what ; rj:earliest ?earliest ; rj:latest ?latest .
} ORDER BY ?earliest ?who ?what"""
_DRAWN = ".canvas svg, .canvas canvas"


def main() -> None:
    """Build, serve, and take each."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        build(store, corpus=None)
        with serving(Settings(store=store, workers=2), None) as address, sync_playwright() as started:
            browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            take(browser, address)
            browser.close()


def take(browser: Any, address: str) -> None:
    """Take the pictures of one server."""
    wide = browser.new_page(viewport={"width": 1280, "height": 900})
    wide.goto(f"{address}/")
    wide.wait_for_load_state("networkidle")
    wide.screenshot(path=PICTURES / "front.png")
    part(wide, "section[aria-labelledby=acts] figure", "timeline.png")
    wide.goto(f"{address}{CLAIM}")
    part(wide, "section[aria-labelledby=life]", "claim.png")
    wide.goto(f"{address}/id/person/vladimir-putin")
    part(wide, "section[aria-labelledby=acts]", "person.png")
    wide.goto(f"{address}/queries/who_speaks_of_whom")
    part(wide, "figure", "network.png")
    wide.goto(f"{address}/sparql#query={quote(QUERY)}")
    wide.get_by_role("button", name="Run").click()
    wide.locator("main table tbody tr").first.wait_for()
    wide.screenshot(path=PICTURES / "editor.png")
    small = browser.new_page(viewport={"width": 1100, "height": 640})
    small.goto(f"{address}/dump")
    small.wait_for_load_state("networkidle")
    small.screenshot(path=PICTURES / "downloads.png")
    narrow = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    narrow.goto(f"{address}/")
    narrow.wait_for_load_state("networkidle")
    narrow.screenshot(path=PICTURES / "narrow-dark.png")


def part(page: Any, selector: str, name: str) -> None:
    """Take one part of a page, once it is drawn."""
    found = page.locator(selector).first
    found.scroll_into_view_if_needed()
    found.locator(_DRAWN).first.wait_for()
    page.wait_for_timeout(1500)  # until a network has come to rest
    found.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    main()
