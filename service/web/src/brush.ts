// A stretch of a drawing, chosen by dragging over it: drawn anew, moved from within, changed at its ends.
//
// d3-brush does this too, with animations that nothing here uses, for a fourteenth of all scripts of the first page.

const EDGE = 6; // pixels around an end within which it is the end that is dragged
const LEAST = 3; // pixels below which it was a click, which chooses all
const POINTERS = { new: "crosshair", whole: "grab", low: "ew-resize", high: "ew-resize" };

type Range = readonly [number, number];
type Part = keyof typeof POINTERS;

/** Let a stretch between two bounds be chosen, told when the pointer is let go, null for all; gives a way to show another. */
export function brush(drawn: SVGSVGElement, bounds: Range, height: number, chosen: (range: Range | null) => void): (range: Range | null) => void {
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.setAttribute("class", "chosen");
  box.setAttribute("height", String(height));
  drawn.append(box);
  let range: Range | null = null;
  let held: { at: number; part: Part; before: Range } | null = null;

  const place = (event: PointerEvent) => {
    const seen = drawn.getBoundingClientRect();
    return ((event.clientX - seen.left) * drawn.viewBox.baseVal.width) / seen.width;
  };
  const show = (next: Range | null) => {
    range = next;
    box.setAttribute("x", String(next?.[0] ?? 0));
    box.setAttribute("width", String(next ? next[1] - next[0] : 0));
  };
  show(null);
  drawn.addEventListener("pointerdown", (event) => {
    const at = place(event);
    if (event.button !== 0 || at < bounds[0] || at > bounds[1]) return;
    event.preventDefault(); // no text is marked
    drawn.setPointerCapture(event.pointerId);
    held = { at, part: touched(at, range), before: range ?? [at, at] };
  });
  drawn.addEventListener("pointermove", (event) => {
    const at = place(event);
    if (held) show(dragged(held.part, held.before, held.at, at, bounds));
    else drawn.style.cursor = POINTERS[touched(at, range)];
  });
  const done = (event: PointerEvent) => {
    if (!held) return;
    const click = Math.abs(place(event) - held.at) < LEAST;
    if (click) show(held.part === "new" ? null : held.before);
    held = null;
    chosen(range);
  };
  drawn.addEventListener("pointerup", done);
  drawn.addEventListener("pointercancel", done);
  return show;
}

function touched(at: number, range: Range | null): Part {
  if (!range) return "new";
  if (Math.abs(at - range[0]) < EDGE) return "low";
  if (Math.abs(at - range[1]) < EDGE) return "high";
  return at > range[0] && at < range[1] ? "whole" : "new";
}

function dragged(part: Part, before: Range, from: number, to: number, bounds: Range): Range {
  const within = (at: number) => Math.min(Math.max(at, bounds[0]), bounds[1]);
  if (part === "whole") {
    const by = Math.min(Math.max(to - from, bounds[0] - before[0]), bounds[1] - before[1]);
    return [before[0] + by, before[1] + by];
  }
  const fixed = part === "low" ? before[1] : part === "high" ? before[0] : from;
  const other = within(to);
  return [Math.min(fixed, other), Math.max(fixed, other)];
}
