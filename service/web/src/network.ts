// A network: who or what is tied to whom, thicker where more often.
import cytoscape, { type Core, type ElementDefinition } from "cytoscape";
import fcose from "cytoscape-fcose";
import { address, below, counted, hues, keep, told, words, type Figure } from "./pictures";

const MOST_NODES = 150;
const MOST_TIES = 400;
const NARROW = 480; // pixels
const MANY = 40; // nodes from which they need more room
const LARGEST = 1.15;

cytoscape.use(fcose);

export function draw(figure: Figure): void {
  const [source, target] = [figure.column("source") ?? "source", figure.column("target") ?? "target"];
  const names: Record<string, string> = { [source]: `${source}_label`, [target]: `${target}_label` };
  const [kindOf, weightOf] = [figure.column("kind"), figure.column("value")];
  const rows = figure.rows.filter((row) => row[source] && row[target]);
  const labels = new Map<string, string>();
  for (const row of rows) for (const end of [source, target]) labels.set(String(row[end]), String(row[names[end] ?? end] ?? row[end]));
  if (labels.size > MOST_NODES || rows.length > MOST_TIES) {
    return told(figure.canvas, `Too large for a picture: ${labels.size} things and ${rows.length} ties. The table has them all; narrow the answer to see it drawn.`);
  }
  if (figure.canvas.clientWidth < NARROW) return told(figure.canvas, "A window this narrow has no room for a network; the table has all of it.");
  if (rows.length === 0) return told(figure.canvas, "No two things here are tied to each other.");
  const kinds = counted(rows.map((row) => words(kindOf && row[kindOf]))).map(([kind]) => kind);
  const colours = hues(kinds);
  const elements: ElementDefinition[] = [
    ...[...labels].map(([id, label]) => ({ data: { id, label: short(label), whole: label, href: address(id, figure.here) ?? "", degree: 0 } })),
    ...rows.map((row, at) => ({
      data: {
        id: `tie-${at}`, source: String(row[source]), target: String(row[target]),
        kind: words(kindOf && row[kindOf]), weight: Number((weightOf && row[weightOf]) ?? 1) || 1,
      },
    })),
  ];
  const holder = document.createElement("div");
  holder.style.cssText = "position:absolute;inset:0";
  holder.setAttribute("role", "img");
  holder.setAttribute("aria-label", `Network of ${labels.size} things and ${rows.length} ties; the table below holds the same.`);
  figure.canvas.replaceChildren(holder);
  const drawn = cytoscape({
    container: holder, elements, minZoom: 0.2, maxZoom: 4,
    style: style(colours),
    layout: { name: "fcose", quality: "proof", randomize: true, animate: false, nodeSeparation: 110, idealEdgeLength: labels.size > MANY ? 190 : 110, nodeRepulsion: labels.size > MANY ? 30000 : 9000, packComponents: true, padding: 24 } as never,
  });
  drawn.ready(() => whole(drawn));
  drawn.userZoomingEnabled(false); // the wheel moves the page until the picture is chosen
  holder.addEventListener("pointerdown", () => drawn.userZoomingEnabled(true));
  holder.addEventListener("pointerleave", () => drawn.userZoomingEnabled(false));
  drawn.on("tap", "node", (event) => {
    const href = event.target.data("href") as string;
    if (href) location.assign(href);
  });
  drawn.on("mouseover", "node", (event) => {
    holder.style.cursor = "pointer";
    drawn.elements().not(event.target.closedNeighborhood()).addClass("faint");
    event.target.addClass("named");
  });
  drawn.on("mouseout", "node", () => {
    holder.style.cursor = "";
    drawn.elements().removeClass("faint named");
  });
  legend(figure, drawn, kinds, colours);
  keep(figure, "network", { png: async () => (await drawn.png({ output: "blob-promise", full: true, scale: 2, bg: getComputedStyle(document.body).backgroundColor })) as Blob });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.style(style(colours)));
}

function style(colours: Map<string, string>): cytoscape.StylesheetJson {
  const told = getComputedStyle(document.documentElement);
  const probe = document.createElement("span");
  document.body.append(probe);
  // What a variable is worth in the light or the dark of the moment.
  const worth = (value: string) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const sheet: cytoscape.StylesheetJson = [
    {
      selector: "node",
      style: {
        label: "data(label)", "font-family": told.getPropertyValue("--sans"), "font-size": "mapData(degree, 0, 12, 11, 18)", color: worth("var(--ink)"),
        "text-wrap": "wrap", "text-max-width": "110px", "text-valign": "bottom", "text-margin-y": 4, "min-zoomed-font-size": 8,
        "text-background-color": worth("var(--back)"), "text-background-opacity": 0.6, "text-background-padding": "1px",
        "background-color": worth("var(--soft)"), width: "mapData(degree, 0, 12, 12, 34)", height: "mapData(degree, 0, 12, 12, 34)",
      },
    },
    { selector: "node.named", style: { label: "data(whole)", "z-index": 9 } },
    {
      selector: "edge",
      style: {
        width: "mapData(weight, 1, 12, 1.2, 7)", "curve-style": "bezier", "target-arrow-shape": "triangle", "arrow-scale": 0.9, opacity: 0.75,
      },
    },
    { selector: ".faint", style: { opacity: 0.14 } },
    ...[...colours].map(([kind, colour]) => ({
      selector: `edge[kind = ${JSON.stringify(kind)}]`,
      style: { "line-color": worth(colour), "target-arrow-color": worth(colour) },
    })),
  ] as cytoscape.StylesheetJson;
  probe.remove();
  return sheet;
}

/** Show all of it, no larger than letters are read well at. */
function whole(drawn: Core): void {
  drawn.fit(undefined, 24);
  if (drawn.zoom() > LARGEST) {
    drawn.zoom(LARGEST);
    drawn.center();
  }
}

function legend(figure: Figure, drawn: Core, kinds: readonly string[], colours: Map<string, string>): void {
  drawn.nodes().forEach((node) => void node.data("degree", node.degree(false)));
  for (const kind of kinds.length > 1 ? kinds : []) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      const ties = drawn.edges(`[kind = ${JSON.stringify(kind)}]`);
      ties.style("display", box.checked ? "element" : "none");
      drawn.nodes().forEach((node) => void node.style("display", node.connectedEdges(":visible").length || box.checked ? "element" : "none"));
    });
    const key = document.createElement("span");
    key.className = "key";
    key.style.background = colours.get(kind) ?? "currentColor";
    label.append(box, key, kind);
    figure.controls.append(label);
  }
  const fit = document.createElement("button");
  fit.type = "button";
  fit.className = "quiet";
  fit.textContent = "Fit";
  fit.addEventListener("click", () => whole(drawn));
  below(figure).append(fit);
}

function short(label: string): string {
  return label.length > 42 ? `${label.slice(0, 41)}…` : label;
}
