"""The canned queries as RDF at /.well-known/sparql-examples, for query editors and catalogues."""

import pyoxigraph
from fastapi import FastAPI, Request, Response

from graph import examples
from graph.terms import PREFIXES
from service import etags, given, negotiate, openapi
from service.delivery import chosen, desk_of, unchanged

_FORMATS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}


def add(app: FastAPI) -> None:
    """Add the route."""
    formats: openapi.Document = {media: {} for media in negotiate.media_types(["description"])}
    told: openapi.Document = {"200": {"description": "The canned queries in RDF.", "content": formats}}
    named = openapi.query_parameter(
        "format",
        {"type": "string", "enum": list(negotiate.names(["description"]))},
        "Wins over the Accept header.",
    )
    app.add_api_route(
        "/.well-known/sparql-examples",
        published,
        methods=["GET"],
        tags=["queries"],
        response_class=Response,
        openapi_extra={"parameters": [named], "responses": told | openapi.problems((400, 406))},
    )


async def published(request: Request) -> Response:
    """Describe every canned query by its header and its text, in the vocabulary that SIB's tools read."""
    desk, choice = desk_of(request), chosen(request, "description")
    target = f"{given.address(request)}/sparql"
    triples = [
        triple
        for query in desk.catalogue.values()
        for triple in examples.described(query.name, query.text, [target])
    ]
    prefixes = {name: PREFIXES[name] for name in ("dcterms", "query", "rdfs", "sh")}
    content = pyoxigraph.serialize(triples, format=_FORMATS[choice.format.engine], prefixes=prefixes) or b""
    revision = desk.snapshot.revision
    headers = {
        "Rejoinder-Revision": revision,
        "Vary": "Accept",
        "ETag": etags.tag(revision, choice.content_type, content),
    }
    fresh = unchanged(request, headers)
    return fresh or Response(content, headers=headers, media_type=choice.content_type)
