// Bars: one for each row, the longest first as the answer has them.
import { axisX, axisY, barX, gridX, plot, text } from "@observablehq/plot";
import { address, below, keep, kept, readable, told, words, type Figure } from "./pictures";
import { png, svg } from "./keeping";

const MOST = 40;
const ROW = 25;

export function draw(figure: Figure): void {
  const [labels, values, things, least, most] = ["label", "value", "thing", "least", "most"].map(figure.column);
  if (!labels || !values) return told(figure.canvas, "This answer names no columns to draw.");
  const parts = figure.column("parts");
  const number = (cell: unknown) => (typeof cell === "number" ? cell : undefined);
  const found = figure.rows
    .map((row) => ({
      label: [row[labels], parts && row[parts]].filter((one) => one !== null && one !== undefined && one !== "").map((one) => short(String(one))).join(" · ") || "none",
      from: least ? number(row[least]) : 0,
      to: number(row[most ?? values]),
      count: row[values],
      href: address(things && row[things], figure.here),
    }))
    .filter((bar): bar is typeof bar & { from: number; to: number } => bar.from !== undefined && bar.to !== undefined);
  const bars = found.slice(0, MOST).map((bar, at) => ({ ...bar, key: String(at) }));
  if (bars.length === 0) return told(figure.canvas, "Nothing here to count.");
  const width = Math.max(figure.canvas.clientWidth, 320);
  const left = Math.min(Math.max(...bars.map((bar) => bar.label.length)) * 7 + 16, width * 0.45);
  const names = new Map(bars.map((bar) => [bar.key, bar.label]));
  const drawn = plot({
    width, height: bars.length * ROW + 44, marginLeft: left, marginRight: least ? 150 : 44, marginTop: 30, marginBottom: 10,
    style: { fontFamily: "inherit", fontSize: "13px", overflow: "visible" },
    ariaLabel: `Bars: ${words(values)} of ${bars.length} entries; the table below holds the same.`,
    x: { label: null, axis: "top" },
    y: { domain: bars.map((bar) => bar.key), label: null },
    marks: [
      gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      axisX({ anchor: "top", ticks: Math.min(8, width / 110), tickSize: 0 }),
      axisY({ tickSize: 0, tickFormat: (key: string) => names.get(key) ?? "", lineWidth: left / 13, fill: "var(--ink)" }),
      barX(bars, { x1: "from", x2: "to", y: "key", fill: "var(--hue-1)", insetTop: 3, insetBottom: 3, insetRight: least ? -2 : 0, href: "href", ariaLabel: "label" }),
      text(bars, { x: "to", y: "key", text: (bar: Bar) => written(bar, least !== undefined, words(values)), dx: 6, textAnchor: "start", fill: "var(--ink)" }),
    ],
  });
  readable(drawn);
  figure.canvas.replaceChildren(drawn);
  const file = [drawn as SVGSVGElement];
  const on = kept(figure, [], least ? "days, from the fewest to the most" : words(values));
  keep(figure, "bars", { svg: async () => svg(file, on), png: () => png(file, on) });
  const line = document.createElement("p");
  const left_ = figure.rows.length - found.length;
  line.textContent = [found.length > MOST ? `The first ${MOST} of ${found.length}.` : "", left_ ? `${left_} without figures: not drawn.` : ""].filter(Boolean).join(" ");
  if (line.textContent) below(figure).append(line);
}

interface Bar {
  from: number;
  to: number;
  count: unknown;
}

/** Write beside a bar what it stands for. */
function written(bar: Bar, days: boolean, what: string): string {
  if (!days) return bar.to.toLocaleString("en");
  const span = bar.from === bar.to ? `${bar.to}` : `${bar.from}–${bar.to}`;
  return `${span} days; ${String(bar.count)} ${bar.count === 1 ? what.replace(/s$/, "") : what}`;
}

function short(label: string): string {
  return label.length > 60 ? `${label.slice(0, 59)}…` : label;
}
