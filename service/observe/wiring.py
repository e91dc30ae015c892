"""Where an application is observed, and where it tells what was seen."""

from fastapi import FastAPI, Request, Response
from prometheus_client.exposition import choose_encoder
from starlette.responses import PlainTextResponse

from service.observe.metrics import Metrics
from service.observe.middleware import Observed


def add(app: FastAPI) -> None:
    """Observe every request; to be called last, since what is added later stands before it."""
    counted = Metrics(app.state)

    async def metrics(request: Request) -> Response:
        """Tell counts, times and the state of the engine to Prometheus."""
        write, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(write(counted.registry), headers={"Content-Type": content_type})

    app.add_api_route(
        "/metrics", metrics, methods=["GET"], tags=["operation"], response_class=PlainTextResponse
    )
    app.add_middleware(Observed, metrics=counted)
