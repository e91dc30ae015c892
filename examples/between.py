"""Find who stands between whom: those through whom most shortest ways lead, and draw them.

pip install networkx matplotlib
python examples/between.py [http://127.0.0.1:8000] [between.png]

Two are joined where one speaks to or answers the other, as the canned query who_speaks_of_whom tells in CSV.
That one only speaks *about* another joins nobody here.
"""

import csv
import os
import sys
from textwrap import fill, shorten
from urllib.request import urlopen

import matplotlib.pyplot as plt
import networkx as nx

SHADES = {"person": "#56B4E9", "body": "#E69F00", "state": "#009E73", "group": "#CC79A7"}  # Okabe and Ito's


def network(address: str) -> "nx.Graph[str]":
    """Ask the service; a node's kind comes from its IRI, an edge's weight counts utterances."""
    found = nx.Graph()
    with urlopen(f"{address}/queries/who_speaks_of_whom?kind=speaks-to,answers&format=csv") as answer:  # noqa: S310
        for row in csv.DictReader(answer.read().decode().splitlines()):
            for end in ("source", "target"):
                found.add_node(row[f"{end}_label"], kind=row[end].split("/")[-2])
            if row["source"] != row["target"]:
                known = found.get_edge_data(row["source_label"], row["target_label"], {"weight": 0})
                weight = known["weight"] + int(row["utterances"])
                found.add_edge(row["source_label"], row["target_label"], weight=weight)
    return found


def drawn(found: "nx.Graph[str]", between: dict[str, float], path: str) -> None:
    """Draw the largest part that hangs together; the larger a circle, the more ways lead through it."""
    largest = max(nx.connected_components(found), key=len)
    part = nx.subgraph_view(found, filter_node=largest.__contains__)
    figure, axes = plt.subplots(figsize=(13, 9), layout="constrained")
    sizes = {node: 90 + 4000 * between[node] for node in part}  # square points
    at = nx.spring_layout(part, k=0.8, iterations=150, weight=None, seed=11)
    nx.draw_networkx_edges(part, at, ax=axes, edge_color="#b0b0b0",
                           width=[1 + weight for *_, weight in part.edges(data="weight")])  # fmt: skip
    for kind, shade in SHADES.items():
        nodes = [node for node in part if part.nodes[node]["kind"] == kind]
        nx.draw_networkx_nodes(part, at, nodes, ax=axes, node_color=shade, label=kind, edgecolors="white",
                               node_size=[sizes[node] for node in nodes])  # fmt: skip
    for node, (x, y) in at.items():
        name = fill(shorten(node.partition(" (")[0], 42, placeholder=" …"), 24)
        size = 11 if between[node] > 0.05 else 8.5
        above = 3 + (sizes[node] / 3.14) ** 0.5  # the radius of the circle, in points
        paper = {"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0}
        axes.annotate(name, (x, y), (0, above), textcoords="offset points", ha="center", fontsize=size,
                      bbox=paper)  # fmt: skip
    keys = axes.legend(loc="lower left", frameon=False, labelspacing=0.9)
    plt.setp(keys.legend_handles, sizes=[120])
    axes.set_title("Who stands between whom", loc="left", fontsize=17, fontweight="bold")
    axes.axis("off")
    shown = f"{len(part)} of {len(found)}, the most that hang together"
    figure.supxlabel(f"Larger: on more of the shortest ways; {shown}. Rejoinder, CC BY 4.0", fontsize=9)
    figure.savefig(path, dpi=80)


def main() -> None:
    """Ask, print the ten first, draw."""
    address, path = (*sys.argv[1:], *[""] * 2)[:2]
    found = network(address or os.environ.get("REJOINDER_URL", "http://127.0.0.1:8000"))
    between = nx.betweenness_centrality(found)
    print(f"{len(found)} who speak or are spoken to, {found.number_of_edges()} pairs\n\nbetween  pairs  who")
    for name in sorted(found, key=lambda name: (-between[name], name))[:10]:
        print(f"{between[name]:7.3f}  {found.degree[name]:5}  {name}")
    drawn(found, between, path or "between.png")


if __name__ == "__main__":
    main()
