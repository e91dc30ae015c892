"""The page of all routes: a list that scripts make a place to try them out."""

from collections.abc import Mapping
from typing import Any

from service import templating
from service.desk import Desk


def routes(desk: Desk, here: str, openapi: Mapping[str, Any]) -> bytes:
    """Write the page from the OpenAPI document; a route stands under its first tag."""
    listed = [
        {
            "tag": (told.get("tags") or ["other"])[0],
            "method": method.upper(),
            "path": path,
            "summary": told.get("summary", ""),
        }
        for path, methods in openapi["paths"].items()
        for method, told in methods.items()
    ]
    return templating.page("docs.html", desk, here, routes=listed)
