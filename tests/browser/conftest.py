"""A browser and a live server on the real graph; pages that may not fail, nor ask anybody else."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr

from service import assets
from service.settings import Settings
from tests.needs import need
from tests.service.live import serving

WIDE, NARROW = 1280, 390
KEEPER = "keeper"
_AXE = Path(assets.__file__).parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
_BARE = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_PATIENCE = 10_000  # milliseconds
Opener = Callable[..., Any]


@dataclass
class Faults:
    """What went wrong on pages; told lists texts that a test means to bring about."""

    found: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def left(self) -> list[str]:
        """List what nobody meant."""
        return [fault for fault in self.found if not any(text in fault for text in self.told)]


@pytest.fixture(scope="module")  # while it is there, its library's event loop lets no other one run
def browser() -> Iterator[Any]:
    """Start the browser of a module's tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need("chromium", path)
    need("the browser part (`make serve` builds it)", assets.built())
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(_BARE))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(store: Path) -> Iterator[str]:
    """Serve the real graph with the project's own queries; KEEPER is who may see what runs."""
    with serving(Settings(store=store, workers=3, timeout=20, token=SecretStr(KEEPER)), None) as address:
        yield address


@pytest.fixture
def faults() -> Faults:
    """Gather what goes wrong; a test adds to told what it expects."""
    return Faults()


@pytest.fixture
def opened(browser: Any, faults: Faults) -> Iterator[Opener]:
    """Give a way to open an address in a context of its own, at a width, in a theme, with scripts or not.

    A test fails on any error in the console, any exception, and any request to another host.
    """
    with ExitStack() as contexts:

        def open_(address: str, *, width: int = WIDE, theme: str = "light", scripts: bool = True) -> Any:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=scripts
            )
            contexts.callback(context.close)
            context.set_default_timeout(_PATIENCE)
            page = context.new_page()
            _watch(page, urlsplit(address).netloc, faults)
            page.goto(address)
            return page

        yield open_
    assert faults.left() == []


@pytest.fixture
def page(opened: Opener, site: str) -> Any:
    """Give a page on the front of the real graph."""
    return opened(f"{site}/")


@pytest.fixture(scope="session")
def asked(site: str) -> Iterator[httpx.Client]:
    """Give a client of the same server, with the right to see what runs."""
    headers = {"Authorization": f"Bearer {KEEPER}"}
    with httpx.Client(base_url=site, timeout=30, trust_env=False, headers=headers) as client:
        yield client


def _watch(page: Any, host: str, faults: Faults) -> None:
    def said(message: Any) -> None:
        if message.type == "error":
            faults.found.append(f"console: {message.text}")

    def requested(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != host:
            faults.found.append(f"asked elsewhere: {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: faults.found.append(f"exception: {error}"))
    page.on("request", requested)


def serious(page: Any) -> list[str]:
    """List the serious and critical faults that axe-core finds on a page as it stands."""
    need("axe-core (`make serve` installs it)", _AXE.is_file())
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def overflow(page: Any) -> int:
    """Say by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
