"""The browser part as it was built: which file of service/static/ holds which source."""

import json
import logging
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PATH = "/static"
DIRECTORY = Path(__file__).parent / "static"
MANIFEST = DIRECTORY / "manifest.json"
_LOG = logging.getLogger("rejoinder")
# Names hold a hash of the content, so whoever has a file has it for good.
_FOREVER = "public, max-age=31536000, immutable"


def built() -> bool:
    """Say whether there is a browser part; without it pages are plain, and still readable."""
    return MANIFEST.is_file()


@cache
def path(source: str) -> str | None:
    """Give the path of what was built from a source such as `src/main.ts`, None where nothing was."""
    if not built():
        _LOG.warning("%s: no browser part was built, so pages are plain; `make serve` builds it", DIRECTORY)
        return None
    manifest = json.loads(MANIFEST.read_bytes())
    return f"{PATH}/{manifest[source]['file']}" if source in manifest else None


class Files(StaticFiles):
    """Sends the files of the browser part, to be kept by whoever has them."""

    def __init__(self) -> None:
        """Take the folder as it is, even if nothing was built."""
        super().__init__(directory=DIRECTORY, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Send a file."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = _FOREVER
        return response
