"""Draw who answered a claim, how and after how many days, as SVG; asks a running service by SPARQLWrapper.

python examples/exchange_picture.py http://127.0.0.1:8000 > exchange.svg
"""

import sys
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from SPARQLWrapper import JSON, SPARQLWrapper

QUERY = """
PREFIX claim: <https://w3id.org/rejoinder/id/claim/>
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?act ?standing ?date ?reply ?type ?days ?replyDate
WHERE {
  ?voiced rj:affirms claim:kazakhstan-holds-lands-temporarily .
  ?voiced rdfs:label ?act .
  ?voiced rj:date ?date .
  ?voiced rj:standing ?standing .
  ?response rj:to ?voiced .
  ?response rj:responseType ?type .
  ?response rj:leastDays ?days .
  ?response rj:reply ?replying .
  ?replying rdfs:label ?reply .
  ?replying rj:date ?replyDate .
  ?replying rj:serial ?serial .
}
ORDER BY ?serial
"""
LEFT, DAY, TOP, ROW, WIDTH = 40, 42, 88, 46, 980
STYLE = """text{font:14px system-ui,sans-serif;fill:#1b1f24}.small{font-size:12px;fill:#57606a}
.said{fill:#b35900}.reply{fill:#0b5394}.link{stroke:#8c959f;stroke-width:1.5;fill:none}
rect{fill:#ffffff}"""


def rows(endpoint: str) -> list[dict[str, str]]:
    """Ask the service; one row a reply with a known delay."""
    client = SPARQLWrapper(f"{endpoint}/sparql")
    client.setQuery(QUERY)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    return [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]


def value(iri: str) -> str:
    """Take the last part of a concept's IRI."""
    return iri.rpartition("/")[2]


def reply(number: int, row: Mapping[str, str]) -> Iterable[str]:
    """Draw one reply: a line from the act, a dot on its day, its words."""
    x, y = LEFT + DAY * int(row["days"]), TOP + ROW * number
    yield f'<path class="link" d="M{LEFT},{TOP - 30} V{y} H{x - 8}"/>'
    yield f'<circle class="reply" cx="{x}" cy="{y}" r="6"/>'
    yield f'<text x="{x + 16}" y="{y + 1}">{escape(row["reply"])}</text>'
    told = f"{value(row['type'])}, {row['days']} days later, {row['replyDate']}"
    yield f'<text class="small" x="{x + 16}" y="{y + 17}">{escape(told)}</text>'


def picture(table: list[dict[str, str]]) -> str:
    """Draw the exchange: what was said on top, replies below it by day."""
    said, height = table[0], TOP + ROW * len(table) + 10
    told = f"{said['date']}, {value(said['standing'])}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(said['act'])}, and who answered</title><style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}"/>',
        f'<circle class="said" cx="{LEFT}" cy="{TOP - 52}" r="8"/>',
        f'<text x="{LEFT + 18}" y="{TOP - 54}">{escape(said["act"])}</text>',
        f'<text class="small" x="{LEFT + 18}" y="{TOP - 37}">{told}</text>',
    ]
    for number, row in enumerate(table, 1):
        lines += reply(number, row)
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    sys.stdout.write(picture(rows(sys.argv[1])))
