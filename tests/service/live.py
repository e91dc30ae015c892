"""A live server on loopback for tests: real sockets, real workers, stops by itself."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from service.app import create_app
from service.serving import configured, listen
from service.settings import Settings

DATA = Path(__file__).parent / "data"
QUERIES = DATA / "queries"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
_PATIENCE = 30.0


@contextmanager
def serving(settings: Settings, queries: Path | None = QUERIES) -> Iterator[str]:
    """Serve in a thread and give the address; None serves the project's own queries."""
    app = create_app(settings, queries_at=queries)
    listening = listen("127.0.0.1", 0)
    config = configured(app, settings, lifespan="on")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        until = time.monotonic() + _PATIENCE
        while not server.started:
            assert thread.is_alive(), "the server ended while it was starting"
            assert time.monotonic() < until, "the server did not start in time"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listening.close()
