"""What an answer searched: the documents of the graph, so that an empty answer is a bounded one."""

import json
from dataclasses import dataclass

from graph.terms import ID, ONTOLOGY

QUERY = f"""
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?document (MIN(?anyTitle) AS ?title) (MIN(?anyLanguage) AS ?language) WHERE {{
  ?document a <{ONTOLOGY}Document> .
  OPTIONAL {{ ?document dcterms:title ?anyTitle }}
  OPTIONAL {{ ?document dcterms:language ?anyLanguage }}
}}
GROUP BY ?document
"""


@dataclass(frozen=True)
class Document:
    """One document of the graph; title and language where they are stated."""

    slug: str
    title: str | None
    language: str | None


def read(answer: bytes) -> tuple[Document, ...]:
    """Read the answer to QUERY, which is SPARQL JSON, by slug."""
    rows = json.loads(answer)["results"]["bindings"]
    found = (
        Document(
            row["document"]["value"].removeprefix(f"{ID}document/"),
            row.get("title", {}).get("value"),
            row.get("language", {}).get("value"),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda document: document.slug))
