"""What every request goes through first: HEAD is answered as GET, and a request is one request only."""

from starlette.types import ASGIApp, Receive, Scope, Send

from service.problems import BadRequest


class HeadAsGet:
    """Answers HEAD as GET; the server sends no body to a HEAD, whatever it is given."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if head else scope, receive, send)


class OneLength:
    """Refuses a request that states the end of its body in two ways.

    A proxy before us may read it by the other one, and take what follows for somebody else's request.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it and close the connection."""
        names = {name for name, _ in scope["headers"]} if scope["type"] == "http" else set()
        if {b"transfer-encoding", b"content-length"} <= names:
            problem = BadRequest(
                "The request has both Transfer-Encoding and Content-Length; send one of them.",
                headers={"Connection": "close"},
            )
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)
