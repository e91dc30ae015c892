// A timeline: a lane for each of who or what, a mark for each row, as wide as its date is vague.
import { axisX, dot, link, plot, rectY, ruleY, text, tip, pointer } from "@observablehq/plot";
import { bin, scaleUtc, utcYear } from "d3";
import { brush } from "./brush";
import { address, below, counted, hues, keep, kept, readable, words, type Figure, type Row } from "./pictures";
import { png, svg } from "./keeping";

interface Mark {
  row: Row;
  from: Date;
  to: Date;
  at: Date;
  exact: boolean; // at the scale of the moment
  lane: string;
  kind: string;
  label: string;
  href: string | undefined;
  y: number;
  left: boolean; // its name stands left of it
  fits: boolean; // on either side
}

const DAY = 86_400_000;
const EXACT = 10; // pixels: a date no wider than that is a dot, any other a bar
const STEP = 14;
const DENSE = 60; // marks from which they stand closer // pixels from one mark to the next above it
const FEW = 26; // marks that may be named in the picture
const BESIDE = 8;
const LETTER = 6.3; // pixels, roughly
const FOOT = 44; // pixels for the axis of time, which takes two lines
const UNTOLD = "not stated";
const KINDS = 7; // that are told apart; the rest are others
const OTHERS = "others";

export function draw(figure: Figure): void {
  const marks = read(figure);
  const undated = figure.rows.length - marks.length;
  if (marks.length === 0) {
    figure.canvas.textContent = "None of these has a date.";
    return;
  }
  const order = (figure.column("order") ?? "").split(" ").filter(Boolean).map(words);
  const lanes = ordered(marks.map((mark) => mark.lane), order);
  const frequent = ordered(marks.map((mark) => mark.kind), []);
  if (frequent.length > KINDS + 1) {
    const first = new Set(frequent.slice(0, KINDS));
    for (const mark of marks) if (!first.has(mark.kind)) mark.kind = OTHERS;
  }
  const kinds = [...new Set(frequent.length > KINDS + 1 ? [...frequent.slice(0, KINDS), OTHERS] : frequent)];
  const colours = hues(kinds);
  const whole = extended(marks);
  let window_: [Date, Date] = whole;
  const chosen = new Set(kinds);

  const main = document.createElement("div");
  const overview = document.createElement("div");
  overview.className = "overview";
  figure.canvas.replaceChildren(main, overview);
  const years = controls(figure, kinds, colours, chosen, whole, (next) => {
    if (next) window_ = next;
    redraw();
  });

  function redraw(): void {
    const width = Math.max(figure.canvas.clientWidth, 320);
    const shown = marks.filter((mark) => chosen.has(mark.kind) && mark.to >= window_[0] && mark.from <= window_[1]);
    main.replaceChildren(drawing(shown, lanes, colours, window_, width));
    years(window_);
    mark(window_);
  }

  let mark: (range: [Date, Date]) => void = () => undefined;
  redraw();
  if (long(whole)) mark = strip(overview, marks, whole, Math.max(figure.canvas.clientWidth, 320), (next) => {
    window_ = next ?? whole;
    redraw();
  });
  const files = () => [...main.querySelectorAll<SVGSVGElement>("svg")].slice(0, 1);
  const told_ = () => kept(figure, [...chosen].map((kind) => [kind, colours.get(kind) ?? "currentColor"]), `${window_[0].getUTCFullYear()}–${window_[1].getUTCFullYear()}`);
  keep(figure, "timeline", { svg: async () => svg(files(), told_()), png: () => png(files(), told_()) });
  if (undated) {
    const line = document.createElement("p");
    line.textContent = `${undated} without a date ${undated === 1 ? "is" : "are"} not drawn.`;
    below(figure).append(line);
  }
  let before = figure.canvas.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(figure.canvas.clientWidth - before) < 8) return;
    before = figure.canvas.clientWidth;
    redraw();
  }).observe(figure.canvas);
}

function read(figure: Figure): Mark[] {
  const labels = (figure.column("label") ?? "").split(" ");
  const [lanes, kinds] = [figure.column("lane"), figure.column("kind")];
  const things = figure.column("thing");
  const key = figure.column("key") ?? things;
  const seen = new Set<string>();
  const marks: Mark[] = [];
  for (const row of figure.rows) {
    const from = day(row["earliest"]) ?? day(row["latest"]);
    const to = day(row["latest"]) ?? from;
    const thing = String((things && row[things]) ?? marks.length);
    const same = String((key && row[key]) ?? thing);
    if (!from || !to || seen.has(same)) continue;
    seen.add(same);
    marks.push({
      row, from, to, exact: false,
      at: new Date((from.getTime() + to.getTime()) / 2),
      lane: lanes && row[lanes] ? words(row[lanes]) : UNTOLD,
      kind: kinds && row[kinds] ? words(row[kinds]) : UNTOLD,
      label: String(labels.map((name) => row[name]).find((text) => text) ?? thing),
      href: address(things && row[things], figure.here),
      y: 0,
      left: false,
      fits: true,
    });
  }
  return marks;
}

function day(cell: unknown): Date | undefined {
  const time = typeof cell === "string" ? Date.parse(cell) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}

function ordered(texts: string[], order: readonly string[]): string[] {
  const found = counted(texts).map(([text]) => text).filter((text) => text !== UNTOLD);
  const known = order.filter((text) => found.includes(text));
  return [...known, ...found.filter((text) => !known.includes(text)), ...(texts.includes(UNTOLD) ? [UNTOLD] : [])];
}

function extended(marks: readonly Mark[]): [Date, Date] {
  const first = Math.min(...marks.map((mark) => mark.from.getTime()));
  const last = Math.max(...marks.map((mark) => mark.to.getTime()));
  const more = Math.max((last - first) * 0.03, 40 * DAY);
  return [new Date(first - more), new Date(last + more)];
}

/** Say whether there is so much time that one wants to look closer. */
function long([from, to]: [Date, Date]): boolean {
  return to.getUTCFullYear() - from.getUTCFullYear() > 3;
}

/** Stack the marks of each lane so that none covers another; gives the lanes' bounds. */
function stacked(marks: Mark[], lanes: readonly string[], place: (date: Date) => number, named: boolean, [start, end]: [number, number]): { lane: string; low: number; high: number }[] {
  let base = 0;
  const bounds = [];
  for (const lane of [...lanes].reverse()) {
    const ends: number[] = [];
    const held = marks.filter((mark) => mark.lane === lane).sort((a, b) => a.from.getTime() - b.from.getTime());
    if (held.length === 0) continue;
    for (const mark of held) {
      mark.exact = place(mark.to) - place(mark.from) < EXACT;
      const name = named ? mark.label.length * LETTER + BESIDE : 0;
      const [before, after] = [place(mark.from) - name > start, place(mark.to) + name < end];
      mark.left = before && !after;
      mark.fits = before || after;
      const left = place(mark.exact ? mark.at : mark.from) - 6 - (mark.left ? name : 0);
      const right = place(mark.exact ? mark.at : mark.to) + 6 + (mark.left ? 0 : name);
      let level = ends.findIndex((end) => end < left);
      if (level < 0) level = ends.push(0) - 1;
      ends[level] = right;
      mark.y = base + level + 1;
    }
    bounds.push({ lane, low: base, high: base + ends.length + 1 });
    base += ends.length + 1.4;
  }
  return bounds;
}

function drawing(marks: Mark[], lanes: readonly string[], colours: Map<string, string>, range: [Date, Date], width: number): SVGSVGElement | HTMLElement {
  const named = marks.length <= FEW && width > 600;
  const left = Math.min(150, width * 0.24);
  const right = 14;
  const place = scaleUtc(range, [left, width - right]);
  const bounds = stacked(marks, lanes, place, named, [left, width - right]);
  const top = Math.max(...bounds.map((bound) => bound.high), 2);
  const height = top * (marks.length > DENSE ? 11 : STEP) + FOOT + 14;
  const colour = (mark: Mark) => colours.get(mark.kind) ?? "currentColor";
  const drawn = plot({
    width, height, marginLeft: left, marginRight: right, marginTop: 8, marginBottom: FOOT,
    ariaLabel: `Timeline of ${marks.length} entries in ${bounds.length} lanes; the table below holds the same.`,
    style: { fontFamily: "inherit", fontSize: "13px", overflow: "visible" },
    x: { type: "utc", domain: range, label: long(range) ? null : `${range[0].getUTCFullYear()} to ${range[1].getUTCFullYear()}` },
    y: { domain: [0, top], axis: null, range: [height - FOOT, 8] },
    marks: [
      axisX({ ticks: Math.max(3, width / 110), tickSize: 4 }),
      ruleY(bounds, { y: "low", stroke: "var(--line)" }),
      text(bounds, { x: range[0], y: (bound: { low: number; high: number }) => (bound.low + bound.high) / 2, text: "lane", textAnchor: "end", dx: -10, fill: "var(--ink)", lineWidth: left / 13, fontWeight: 600 }),
      link(marks.filter((mark) => !mark.exact), {
        x1: (mark: Mark) => clamp(mark.from, range), x2: (mark: Mark) => clamp(mark.to, range), y1: "y", y2: "y",
        stroke: colour, strokeWidth: 5, strokeOpacity: 0.6, strokeLinecap: "butt", href: "href", ariaLabel: "label",
      }),
      dot(marks.filter((mark) => mark.exact), { x: "at", y: "y", r: 4.6, fill: colour, stroke: "var(--back)", strokeWidth: 0.8, href: "href", ariaLabel: "label" }),
      ...[false, true].map((side) =>
        text(named ? marks.filter((mark) => mark.fits && mark.left === side) : [], {
          x: (mark: Mark) => clamp(mark.exact ? mark.at : side ? mark.from : mark.to, range), y: "y", text: "label",
          textAnchor: side ? "end" : "start", dx: side ? -BESIDE : BESIDE, fill: "var(--ink)", fontSize: 12,
        }),
      ),
      tip(marks, pointer({ x: (mark: Mark) => clamp(mark.at, range), y: "y", title: told, fill: "var(--back)", stroke: "var(--soft)", lineWidth: 26, maxRadius: 30, pointerEvents: "none" })),
    ],
  });
  readable(drawn);
  return drawn as SVGSVGElement;
}

function told(mark: Mark): string {
  const date = typeof mark.row["date"] === "string" ? mark.row["date"] : "";
  return [mark.label, [date, mark.lane, mark.kind].filter((one) => one && one !== UNTOLD).join(" · ")].join("\n");
}

function clamp(date: Date, [from, to]: [Date, Date]): Date {
  return date < from ? from : date > to ? to : date;
}

/** How many there are in each year, to choose a stretch of time with a brush. */
function strip(holder: HTMLElement, marks: readonly Mark[], whole: [Date, Date], width: number, chosen: (range: [Date, Date] | null) => void): (range: [Date, Date]) => void {
  const height = 54;
  const left = Math.min(150, width * 0.24);
  const bins = bin<Mark, Date>().value((mark) => mark.at).domain(whole).thresholds(utcYear.range(...whole))(marks.filter((mark) => mark.from.getUTCFullYear() === mark.to.getUTCFullYear()));
  const drawn = plot({
    width, height, marginLeft: left, marginRight: 12, marginTop: 4, marginBottom: 18,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x: { type: "utc", domain: whole, label: null },
    y: { axis: null, domain: [0, Math.max(1, ...bins.map((one) => one.length))] },
    marks: [
      rectY(bins, { x1: "x0", x2: "x1", y: "length", fill: "var(--soft)", fillOpacity: 0.5, inset: 0.5 }),
      axisX({ ticks: Math.max(3, width / 110), tickSize: 3 }),
    ],
  });
  drawn.setAttribute("aria-hidden", "true"); // who cannot see it has the fields for years
  holder.replaceChildren(drawn);
  const place = scaleUtc(whole, [left, width - 12]);
  const show = brush(drawn as SVGSVGElement, [left, width - 12], height - 18, (range) => chosen(range && [place.invert(range[0]), place.invert(range[1])]));
  return (range) => show(range[0] <= whole[0] && range[1] >= whole[1] ? null : [place(range[0]), place(range[1])]);
}

/** Which kinds are shown, in which years; gives a way to show the years of the moment. */
function controls(
  figure: Figure, kinds: readonly string[], colours: Map<string, string>, chosen: Set<string>, whole: [Date, Date],
  changed: (range?: [Date, Date]) => void,
): (range: [Date, Date]) => void {
  for (const kind of kinds.length > 1 ? kinds : []) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(kind);
      else chosen.delete(kind);
      changed();
    });
    const key = document.createElement("span");
    key.className = "key";
    key.style.background = colours.get(kind) ?? "currentColor";
    label.append(box, key, kind);
    figure.controls.append(label);
  }
  if (!long(whole)) return () => undefined;
  const [first, last] = whole.map((date) => date.getUTCFullYear()) as [number, number];
  const inputs = (["from", "until"] as const).map((name, at) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "number";
    input.min = String(first);
    input.max = String(last);
    input.value = String(at ? last : first);
    label.append(name, input);
    below(figure).append(label);
    return input;
  }) as [HTMLInputElement, HTMLInputElement];
  for (const input of inputs) {
    input.addEventListener("change", () => {
      const [from, until] = inputs.map((one) => Number(one.value)) as [number, number];
      if (from > until) return;
      changed([new Date(Math.max(Date.UTC(from, 0, 1), whole[0].getTime())), new Date(Math.min(Date.UTC(until, 11, 31), whole[1].getTime()))]);
    });
  }
  const all = document.createElement("button");
  all.type = "button";
  all.className = "quiet";
  all.textContent = "All years";
  all.addEventListener("click", () => changed(whole));
  below(figure).append(all);
  return (range) => {
    inputs[0].value = String(range[0].getUTCFullYear());
    inputs[1].value = String(range[1].getUTCFullYear());
  };
}
