// Bars: one for each row, the longest first as the answer has them.
import { axisX, axisY, barX, gridX, plot, text } from "@observablehq/plot";
import { address, keep, told, words, type Figure } from "./pictures";
import { png, svg } from "./keeping";

const MOST = 40;
const ROW = 25;

export function draw(figure: Figure): void {
  const [labels, values, things] = ["label", "value", "thing"].map(figure.column);
  if (!labels || !values) return told(figure.canvas, "This answer names no columns to draw.");
  const parts = figure.column("parts");
  const bars = figure.rows
    .filter((row) => typeof row[values] === "number" && (row[values] as number) > 0)
    .slice(0, MOST)
    .map((row, at) => ({
      key: String(at),
      label: [row[labels], parts && row[parts]].filter((one) => one !== null && one !== undefined && one !== "").map((one) => short(String(one))).join(" · ") || "none",
      value: row[values] as number,
      href: address(things && row[things], figure.here),
    }));
  if (bars.length === 0) return told(figure.canvas, "Nothing here to count.");
  const width = Math.max(figure.canvas.clientWidth, 320);
  const left = Math.min(Math.max(...bars.map((bar) => bar.label.length)) * 7 + 16, width * 0.45);
  const names = new Map(bars.map((bar) => [bar.key, bar.label]));
  const drawn = plot({
    width, height: bars.length * ROW + 44, marginLeft: left, marginRight: 44, marginTop: 30, marginBottom: 10,
    style: { fontFamily: "inherit", fontSize: "13px", overflow: "visible" },
    ariaLabel: `Bars: ${words(values)} of ${bars.length} entries; the table below holds the same.`,
    x: { label: words(values), axis: "top" },
    y: { domain: bars.map((bar) => bar.key), label: null },
    marks: [
      gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      axisX({ anchor: "top", ticks: Math.min(8, width / 110), tickSize: 0 }),
      axisY({ tickSize: 0, tickFormat: (key: string) => names.get(key) ?? "", lineWidth: left / 13, fill: "var(--ink)" }),
      barX(bars, { x: "value", y: "key", fill: "var(--hue-1)", insetTop: 3, insetBottom: 3, href: "href" }),
      text(bars, { x: "value", y: "key", text: (bar: { value: number }) => bar.value.toLocaleString("en"), dx: 6, textAnchor: "start", fill: "var(--ink)" }),
    ],
  });
  drawn.setAttribute("role", "img");
  for (const one of drawn.querySelectorAll("a")) one.setAttribute("tabindex", "-1");
  figure.canvas.replaceChildren(drawn);
  const source = `Rejoinder: ${new URL(figure.element.dataset["answer"] ?? "", location.href).href}`;
  const file = [drawn as SVGSVGElement];
  keep(figure.controls, "bars", { svg: async () => svg(file, source), png: () => png(file, source) });
  if (figure.rows.length > MOST) {
    const line = document.createElement("p");
    line.textContent = `The first ${MOST} of ${figure.rows.length}; the table has all.`;
    figure.controls.append(line);
  }
}

function short(label: string): string {
  return label.length > 60 ? `${label.slice(0, 59)}…` : label;
}
