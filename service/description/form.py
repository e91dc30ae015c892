"""The page on which a person asks in SPARQL; it works without scripts."""

from html import escape

from service import negotiate
from service.answers import FORMS

EXAMPLE = """\
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?claim ?label WHERE {
  ?claim a rj:Claim ; rdfs:label ?label .
}
ORDER BY ?label
"""
_STYLE = (
    "label{display:block;font-weight:600;margin-top:1rem}"
    "textarea,select,button{font:inherit;box-sizing:border-box}"
    "textarea{width:100%;font:.9rem/1.5 ui-monospace,monospace;padding:.5rem}"
    "select{max-width:100%}button{display:block;margin-top:1.5rem;padding:.4rem 1.5rem}"
)
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SPARQL &ndash; Rejoinder</title>
<style>{style}</style></head>
<body>
<h1>Ask in SPARQL</h1>
<p>The example lists the claims of the graph. The <a href="./">start page</a> leads to questions that are
written already, the <a href="ontology">ontology</a> lists every term.</p>
<form action="sparql" method="get">
<label for="query">Query</label>
<textarea id="query" name="query" rows="14" required spellcheck="false" autocapitalize="off">
{example}</textarea>
<label for="format">Format of the answer</label>
<select id="format" name="format">
{options}
</select>
<button type="submit">Ask</button>
</form>
<p>Programs send the query to this address; what the service can do they read
<a href="sparql?format=turtle">in its description</a>, what the graph holds
<a href=".well-known/void">in VoID</a>.</p>
</body>
</html>
"""
# In words, by the name that the engine knows a format by.
_WORDS = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
}


def page(style: str) -> bytes:
    """Write the page in the style of the start page."""
    options = "\n".join(_options())
    return _PAGE.format(style=style + _STYLE, example=escape(EXAMPLE), options=options).encode()


def _options() -> list[str]:
    """List the formats; some are only for tables, some only for graphs, and a few names for both."""
    forms = {
        format_.engine: (format_.name, "graphs" if form == "graph" else "tables")
        for form in FORMS
        for format_ in negotiate.offers(form)
    }
    both = [f'<option value="{name}">{_WORDS[name]}</option>' for name in ("json", "xml")]
    return both + [
        f'<option value="{escape(name)}">{_WORDS[engine]}, for {kind}</option>'
        for engine, (name, kind) in forms.items()
        if engine not in {"json", "xml"}
    ]
