"""Compare a copy from the command line, without a server, and tell what became of each passage."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import typer

from service.desk import Desk, opened
from service.problems import BadRequest, TooLarge
from service.settings import Settings
from service.verifying import asking, report, wording
from service.verifying.comparison import Order, Told, compare

STREAM = Path("-")


@dataclass(frozen=True)
class Wish:
    """What a person typed after `rejoinder verify`."""

    file: Path
    documents: tuple[str, ...]
    shape: Literal["text", "json"]


def run(wish: Wish, settings: Settings) -> bool:
    """Compare and write what came of it; say whether all stands. A Problem says why a copy cannot be read."""
    body = _read(wish.file, settings.copy_bytes)
    told = asyncio.run(_told(wish, settings, body))
    if wish.shape == "json":
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(wording.text(told), nl=False)
    stands: bool = told["stands"]
    return stands


async def _told(wish: Wish, settings: Settings, body: bytes) -> Told:
    async with opened(settings, {}, workers=1) as desks:
        desk = await desks.current()
        names = [slug(name) for name in wish.documents]
        order = Order(None, wish.file.name, settings.copy_bytes, names, await asking.passages(desk))
        return await concluded(desk, compare(order, body))


async def concluded(desk: Desk, compared: dict[str, Any]) -> Told:
    """Add to a comparison what rests on the passages."""
    recognised = [one["document"] for one in compared["documents"] if one["state"] != "absent"]
    things = await asking.resting(desk, recognised)
    return report.made(compared, things, desk.documents, desk.snapshot.revision)


def slug(name: str) -> str:
    """Take the slug of a document by its slug, prefixed name or IRI."""
    return name.strip().rpartition("document:")[2].rpartition("/id/document/")[2]


def _read(file: Path, limit: int) -> bytes:
    try:
        if file == STREAM:
            body = sys.stdin.buffer.read(limit + 1)
        else:
            with file.open("rb") as opened_file:
                body = opened_file.read(limit + 1)
    except OSError as error:
        raise BadRequest(f"{file}: cannot be read: {error.strerror or error}") from error
    if len(body) > limit:
        raise TooLarge(f"{file}: has more than {limit} bytes; give a part of it", limit=limit, unit="bytes")
    return body
