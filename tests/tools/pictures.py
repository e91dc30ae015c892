"""Draw what tools show of the exports, for docs/tools.md: `make pictures`.

Gephi, Protégé and the Neo4j Browser run on no machine without a screen, so their pictures are drawn here from
what a library reads in the very file: positions are ours, things, names, links and colours the file's.
LibreOffice draws the workbook itself; where it is missing that picture is left as it was.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib.pyplot as plt
import networkx as nx
import openpyxl
import owlready2
from playwright.sync_api import sync_playwright

from graph import snapshots
from graph.build import build
from graph.export import formats
from graph.export.export import export
from graph.snapshots import Snapshot
from tests.tools.cypherengines import Script

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
ACT = "act/shperov-temporary"
_COLUMNS, _ROWS = ("act", "speaker_name", "post", "illocution", "claim", "date", "standing", "replies"), 18
_SHADES = (
    "#F2C46D",
    "#9FD3F0",
    "#7CCBB4",
    "#E3B6CF",
    "#F6ED9A",
    "#8FB9DA",
    "#EBA57F",
)


def main() -> None:
    """Build the graph, export it, draw each."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder / "store", None)
        snapshot = snapshots.current(folder / "store")
        network(made(snapshot, folder, "gexf"))
        classes(made(snapshot, folder, "rdfxml"))
        neighbours(made(snapshot, folder, "cypher"))
        sheet(made(snapshot, folder, "xlsx"), folder)


def made(snapshot: Snapshot, folder: Path, name: str) -> Path:
    """Export a form."""
    format_ = formats.find(name)
    export(snapshot, format_, folder / format_.filename)
    return folder / format_.filename


def network(file: Path) -> None:
    """Draw who speaks to or about whom, as the GEXF has it: its names, its colours."""
    read = nx.read_gexf(file)
    flat = nx.Graph(read)
    flat.remove_edges_from(list(nx.selfloop_edges(flat)))
    shown = flat.subgraph(max(nx.connected_components(flat), key=len))
    at = nx.spring_layout(shown, k=0.9, iterations=300, weight=None, seed=4)
    figure, axes = plt.subplots(figsize=(12, 8.5), layout="constrained")
    nx.draw_networkx_edges(shown, at, ax=axes, edge_color="#bbbbbb", width=0.8)
    degrees = dict(read.degree())
    for node, (x, y) in at.items():
        colour = read.nodes[node]["viz"]["color"]
        shade = [colour[part] / 255 for part in ("r", "g", "b")]
        axes.scatter(x, y, s=30 + 12 * degrees[node], color=[shade], edgecolors="white", zorder=2)
        if degrees[node] > 3:
            size = 7 + min(6.0, degrees[node] / 8)
            axes.annotate(read.nodes[node]["label"], (x, y), (0, 7), textcoords="offset points",
                          ha="center", fontsize=size, zorder=3)  # fmt: skip
    axes.axis("off")
    saved(figure, "tool-gephi.png")


def classes(file: Path) -> None:
    """Draw the tree of classes with their individuals, as Owlready reads it."""
    ontology: Any = owlready2.World().get_ontology(file.as_uri()).load()
    ours = {one for one in ontology.classes() if one.iri.startswith("https://w3id.org/rejoinder/ontology#")}
    lines: list[tuple[int, str, int]] = []

    def walk(one: Any, depth: int) -> None:
        lines.append((depth, one.name, len(list(one.instances()))))
        for narrower in sorted(ours.intersection(one.subclasses()), key=lambda each: str(each.name)):
            walk(narrower, depth + 1)

    for top in sorted(ours, key=lambda each: str(each.name)):
        if not ours.intersection(top.is_a):
            walk(top, 0)
    figure, axes = plt.subplots(figsize=(7.5, 0.27 * len(lines)), layout="constrained")
    for row, (depth, name, number) in enumerate(lines):
        axes.scatter(0.03 + 0.05 * depth, -row, s=60, color="#E69F00", edgecolors="#8a5a00")
        axes.text(0.05 + 0.05 * depth, -row, name, va="center", fontsize=11)
        axes.text(0.75, -row, f"{number}", va="center", ha="right", fontsize=11, color="#555555")
    axes.text(0.75, 1, "individuals", ha="right", va="center", fontsize=10, color="#555555")
    axes.set_xlim(0, 0.8)
    axes.set_ylim(-len(lines), 1.6)
    axes.axis("off")
    saved(figure, "tool-protege.png")


def neighbours(file: Path) -> None:
    """Draw what an engine that ran the Cypher script has around one act, but for what is derived."""
    engine = Script()
    engine.load(file)
    rows = engine.ask(
        f'MATCH (a:SpeechAct {{id: "{ACT}"}})-[r]-(b) WHERE r.layer <> "inferred" '
        "RETURN DISTINCT b.id AS id, type(r) AS type, startNode(r).id AS start ORDER BY type, id"
    )
    around: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in rows:
        ends = (ACT, row["id"]) if row["start"] == ACT else (row["id"], ACT)
        around.add_edge(*ends, type=row["type"])
    at = nx.shell_layout(around, [[ACT], [node for node in around if node != ACT]])
    figure, axes = plt.subplots(figsize=(12, 8), layout="constrained")
    nx.draw_networkx_edges(around, at, ax=axes, edge_color="#999999", node_size=900, arrowsize=12)
    kinds = sorted({node.partition("/")[0] for node in around})
    for number, kind in enumerate(kinds):
        nodes = [node for node in around if node.startswith(f"{kind}/")]
        nx.draw_networkx_nodes(around, at, nodes, ax=axes, node_size=800, node_color=_SHADES[number % 7])
    for node, (x, y) in at.items():
        text = fill(node.replace("/", "/ ", 1).replace("-", "- "), 16).replace("- ", "-").replace("/ ", "/")
        axes.annotate(text, (x, y), ha="center", va="center", fontsize=8)
    names = {(start, end): type_ for start, end, type_ in around.edges(data="type")}
    nx.draw_networkx_edge_labels(nx.DiGraph(around), at, names, ax=axes, font_size=7, font_color="#333333")
    axes.axis("off")
    saved(figure, "tool-neo4j.png")


def sheet(file: Path, folder: Path) -> None:
    """Let LibreOffice draw a part of the sheet of acts."""
    office = shutil.which("soffice")
    if office is None:
        return
    book = openpyxl.load_workbook(file)
    for name in set(book.sheetnames) - {"acts"}:
        del book[name]
    acts = book["acts"]
    acts.delete_rows(_ROWS, acts.max_row)
    for at in range(acts.max_column, 0, -1):
        if acts.cell(1, at).value not in _COLUMNS:
            acts.delete_cols(at)
    for number, width in enumerate((34, 24, 20, 20, 42, 14, 12, 9)):
        acts.column_dimensions["ABCDEFGH"[number]].width = width
    part = folder / "tool-sheet.xlsx"
    book.save(part)
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "html"]
    subprocess.run([*command, "--outdir", str(folder), str(part)], check=True, timeout=120)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 700})
        page.goto(part.with_suffix(".html").as_uri())
        page.locator("table").first.screenshot(path=PICTURES / "tool-sheet.png")
        browser.close()


def saved(figure: Any, name: str) -> None:
    """Keep a picture."""
    figure.savefig(PICTURES / name, dpi=80)
    plt.close(figure)


if __name__ == "__main__":
    main()
