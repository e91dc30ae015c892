"""The one way from a template to a page: everything escaped, nothing left undefined, one frame around all."""

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from graph.terms import shorten
from service import assets
from service.described import links
from service.desk import Desk
from service.wording import dated, days, shown, worded

# Of every page: nothing from elsewhere. Pictures write styles of their own, and are kept as files by way of
# data: and blob: addresses.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# One for one, so that offsets stay: a page may not hold these, and nobody would see them.
_HIDDEN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | dict.fromkeys(
    range(0x7F, 0xA0), 0xFFFD
)


def page(template: str, desk: Desk, here: str, **told: object) -> bytes:
    """Write a page by a template of the service; here is the address that its links begin with."""
    home = here.removesuffix(f"/r/{desk.snapshot.revision}")
    frame = {
        "here": here,
        "home": home,
        "pinned": f"{home}/r/{desk.snapshot.revision}",
        "revision": desk.snapshot.revision,
        "documents": desk.documents,
        "layers": desk.snapshot.layers,
    }
    return _environment().get_template(template).render(frame | told).encode()


def bare(template: str, **told: object) -> str:
    """Write what stands in a page of others, without the frame."""
    return _environment().get_template(template).render(told)


@cache
def version() -> str:
    """Name the look of pages: it changes with any template and with the browser part."""
    files = [*sorted((Path(__file__).parent / "templates").iterdir()), assets.MANIFEST]
    told = hashlib.sha256(b"".join(file.read_bytes() for file in files if file.is_file()))
    return told.hexdigest()[:16]


def visible(text: str) -> str:
    """Write a text so that a page can hold it: control characters by signs that stand for them."""
    return text.translate(_HIDDEN)


def _told(value: object) -> object:
    """Leave a cell that holds nothing empty, which would read None otherwise."""
    return "" if value is None else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_told,
    )
    environment.globals |= {"asset": assets.path, "local": links.href, "days": days}
    environment.filters |= {
        "worded": worded,
        "shown": shown,
        "short": shorten,
        "dated": dated,
        "visible": visible,
    }
    return environment
