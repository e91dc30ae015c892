"""Entity tags: the name of an answer, known before it is evaluated, since it rests on an immutable revision.

A tag is REVISION.HASH, and REVISION.HASH.gzip for the compressed bytes of the same answer.
"""

import hashlib
import re
from importlib.metadata import version

_VERSIONS = ", ".join(f"{name} {version(name)}" for name in ("rejoinder", "pyoxigraph"))
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_LONGEST = 4096  # characters
GZIP = ".gzip"


def tag(revision: str, *parts: object) -> str:
    """Name the answer that these parts, with this software, have in a revision: a quoted strong tag."""
    digest = hashlib.sha256("\x00".join(map(str, (_VERSIONS, *parts))).encode("utf-8", "surrogatepass"))
    return f'"{revision}.{digest.hexdigest()[:20]}"'


def encoded(etag: str) -> str:
    """Name the gzip bytes of an answer, which are others than its own."""
    return f'{etag[:-1]}{GZIP}"'


def held(header: str | None, etag: str) -> str | None:
    """Find in If-None-Match the tag by which the client has the answer of this tag, compressed or not.

    `*` asks whether there is any answer, which only asking would tell.
    """
    listed = _TAG.findall((header or "")[:_LONGEST])
    return next((f'"{found}"' for found in listed if plain(found) == plain(etag)), None)


def revisions(header: str) -> set[str]:
    """List the revisions that a header names, by a tag of ours or by themselves; weak tags name none."""
    found = re.findall(r'(W/)?"([^"]*)"', header[:_LONGEST])
    return {tag.partition(".")[0] for weak, tag in found if not weak}


def plain(etag: str) -> str:
    """Return the bare tag of the uncompressed answer."""
    return etag.removeprefix("W/").strip('"').removesuffix(GZIP)
