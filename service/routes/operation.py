"""The start page and the health of the service."""

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse

from service import examples, templating
from service.catalogue import CannedQuery
from service.delivery import desk_of, desks_of

# What the README asks first; a catalogue without it shows its first query instead.
FIRST = "responses_to_claim"
_SPARQL = "SELECT ?claim ?label WHERE { ?claim a <https://w3id.org/rejoinder/ontology#Claim> ; \
<http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label"
STYLE = (
    "body{max-width:44rem;margin:3rem auto;padding:0 1rem;font:1.05rem/1.6 system-ui,sans-serif}"
    "code{overflow-wrap:anywhere}"  # a long IRI must not widen a narrow page
)
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rejoinder</title>
<style>{style}</style></head>
<body>
<h1>Rejoinder</h1>
<p>Who claimed what about whose territory, in what capacity, who says so, and who answered how&nbsp;&ndash;
or did not answer. This server holds revision <code>{revision}</code> of the graph: {quads} statements from
{documents} documents.</p>
<h2>Ask</h2>
<form action="search" method="get" role="search">
<p><label for="q">A name, a claim, a word, in any script:</label>
<input id="q" name="q" type="search" maxlength="500" size="30"> <button type="submit">Search</button></p>
</form>
<ul>
{first}<li><a href="queries">All questions that stand ready</a>, each with a form and its answer</li>
<li><a href="{sparql}">The claims, by SPARQL</a>: <code>{query}</code></li>
<li><a href="ontology">The ontology</a>: classes, properties, controlled values, each with its definition</li>
<li><a href="docs">Every route, to try out</a></li>
<li><a href="health">The state of this server</a></li>
</ul>
<h2>Documents</h2>
<ul>
{titles}
</ul>
</body>
</html>
"""


def add(app: FastAPI) -> None:
    """Add the routes of the start page and of health."""
    app.add_api_route("/", start, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/health", health, methods=["GET"], tags=["operation"], response_class=JSONResponse)


def first(catalogue: Mapping[str, CannedQuery]) -> str:
    """Write the path of a first thing to try."""
    query = _first(catalogue)
    return examples.path(query) if query else "/docs"


def _first(catalogue: Mapping[str, CannedQuery]) -> CannedQuery | None:
    return catalogue.get(FIRST) or next(iter(catalogue.values()), None)


async def start(request: Request) -> HTMLResponse:
    """Show what this is and a first thing to ask."""
    desk = desk_of(request)
    query = _first(desk.catalogue)
    path = first(desk.catalogue).removeprefix("/")
    question = f'<li><a href="{escape(path)}">{escape(query.summary)}</a></li>\n' if query else ""
    titles = "\n".join(
        f"<li>{escape(document.slug)}: {escape(document.title or 'without a title')}</li>"
        for document in desk.documents
    )
    page = _PAGE.format(
        style=STYLE,
        revision=escape(desk.snapshot.revision),
        quads=desk.snapshot.quads,
        documents=len(desk.documents),
        first=question,
        sparql=escape(f"sparql?format=json&query={quote(_SPARQL)}"),
        query=escape(_SPARQL),
        titles=titles,
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": templating.POLICY})


async def health(request: Request) -> JSONResponse:
    """Tell whether questions are answered, of which revision, behind which guards; 503 if they are not."""
    desk = desk_of(request)
    status = desk.pool.status
    trouble = desks_of(request).trouble
    readiness = "ok" if status.ready else "no worker"
    if getattr(request.app.state, "stopping", False):
        readiness = "stopping"
    told = {
        "status": readiness,
        "revision": desk.snapshot.revision,
        "quads": desk.snapshot.quads,
        "documents": len(desk.documents),
        "workers": asdict(status),
        "guards": asdict(desk.pool.guards),
        "trouble": trouble and "the published graph cannot be read; the one before is served",
        "writable": desk.settings.writable,
        "corpus": "attached" if desk.settings.corpus else "not attached",
    }
    return JSONResponse(told, 200 if readiness == "ok" else 503)
