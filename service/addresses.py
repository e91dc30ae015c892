"""The address of a request as an IRI: relative IRIs are read against it, and it may name a graph."""

from urllib.parse import quote

import pyoxigraph
from fastapi import Request


def of(request: Request) -> str | None:
    """Return the address without its query, and the same for every revision; None if it is no IRI."""
    scope = request.scope
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    root = scope.get("root_path", "")
    if not path.startswith(root):  # a letter of /r/ was written as %XX
        path = quote(scope["path"])
    address = f"{request.url.scheme}://{request.url.netloc}{path.removeprefix(root)}"
    try:
        return pyoxigraph.NamedNode(address).value
    except ValueError:  # whatever the client wrote as its Host
        return None
