"""Draw how many days each state took to answer, and print the same as a table.

pip install SPARQLWrapper pandas matplotlib
python examples/response_times.py [http://127.0.0.1:8000] [response_times.png]

The service keeps the least and the most days that the dates of both acts allow. Where these differ, a range
is drawn, never a point. Answers to one's own side are among them. Links read with low confidence are left
out, undated and vague ones are counted.
"""

import os
import sys
from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from SPARQLWrapper import CSV, SPARQLWrapper

QUERY = """
PREFIX confidence: <https://w3id.org/rejoinder/concept/confidence/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
SELECT DISTINCT ?link ?state ?answer ?standing ?least ?most WHERE {
  ?link rj:reply/rj:speakerState/rdfs:label ?state ; rj:responseType/rdfs:label ?answer .
  ?link rj:standing/rdfs:label ?standing .
  OPTIONAL { ?link rj:leastDays ?least }
  OPTIONAL { ?link rj:mostDays ?most }
  FILTER NOT EXISTS { ?link rj:confidence confidence:low }
}
"""
VAGUE = 366  # days between least and most, above which a range says too little to be drawn
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]  # Okabe and Ito's, told apart by the colour-blind


def asked(address: str) -> pd.DataFrame:
    """Ask the service; one row a link between an answer and what it answers."""
    client = SPARQLWrapper(f"{address}/sparql", returnFormat=CSV)
    client.setQuery(QUERY)
    answer: Any = client.queryAndConvert()
    return pd.read_csv(BytesIO(answer)).convert_dtypes()


def drawn(table: pd.DataFrame, left_out: int, path: str) -> None:
    """Draw one line a row: a dot where the days are known, a range where they are bounds."""
    figure, axes = plt.subplots(figsize=(9.5, 1.5 + 0.25 * len(table)), layout="constrained")
    shades = dict(zip(table.state.unique(), COLOURS, strict=False))
    for row in table.itertuples():
        axes.plot([row.least, row.most], [row.Index] * 2, "o-" if row.least == row.most else "|-",
                  color=shades[row.state], linewidth=3, markersize=8, markeredgewidth=2)  # fmt: skip
        axes.text(row.most + 5, row.Index, f"×{row.links}" if row.links > 1 else "", va="center", fontsize=9)
    doubt = table.standing.map(lambda standing: "" if standing == "asserted" else f" ({standing})")
    axes.set_yticks(table.index, table.answer + doubt + "  ·  " + table.state)
    for label, state in zip(axes.get_yticklabels(), table.state, strict=True):
        label.set_color(shades[state])
    axes.tick_params("y", length=0, labelsize=9)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel("days from what was said to the answer  (dot: known; line: at the least – at the most)")
    axes.set_title("How many days before a state answers", loc="left", fontsize=15, fontweight="bold")
    axes.grid(axis="x", color="#dddddd")
    axes.spines[["top", "right", "left"]].set_visible(False)
    note = f"{left_out} more have no dates, or dates that leave more than a year open. "
    figure.supxlabel(f"{note}Rejoinder, CC BY 4.0", fontsize=8, color="#555555")
    figure.savefig(path, dpi=110)


def main() -> None:
    """Ask, print, draw."""
    address, path = (*sys.argv[1:], *[""] * 2)[:2]
    links = asked(address or os.environ.get("REJOINDER_URL", "http://127.0.0.1:8000"))
    dated = links[(links.most - links.least <= VAGUE).fillna(value=False)]
    columns = ["state", "least", "most", "answer", "standing"]
    table = dated.groupby(columns).size().rename("links").reset_index()
    print(table.to_string())
    print(f"{len(links) - len(dated)} of {len(links)} links are undated or vague")
    drawn(table, len(links) - len(dated), path or "response_times.png")


if __name__ == "__main__":
    main()
