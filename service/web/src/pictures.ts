// Pictures of answers: a figure names an answer of the service and how it is drawn; the table stays beside it.
//
// <figure data-view="timeline" data-answer="/queries/NAME?…" data-label="act_label" data-lane="…">

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

export interface Figure {
  readonly element: HTMLElement;
  readonly canvas: HTMLElement;
  readonly controls: HTMLElement;
  readonly here: string;
  readonly rows: readonly Row[];
  /** Column that plays a part, such as label or lane. */
  readonly column: (part: string) => string | undefined;
}

// Searle's five kinds, as one would say them.
const PLAIN: Record<string, string> = {
  assertive: "says how it is",
  directive: "asks or demands",
  commissive: "promises or threatens",
  expressive: "praises or blames",
  declarative: "declares or decides",
};
const ROOT = "https://w3id.org/rejoinder";
const VIEWS: Record<string, () => Promise<{ draw: (figure: Figure) => void }>> = {
  timeline: () => import("./timeline"),
  bars: () => import("./bars"),
  network: () => import("./network"),
};

/** Draw a figure when it comes near the window. */
export function draw(element: HTMLElement, here: string): void {
  const watch = new IntersectionObserver(
    (seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      void drawn(element, here);
    },
    { rootMargin: "400px" },
  );
  watch.observe(element);
}

async function drawn(element: HTMLElement, here: string): Promise<void> {
  const canvas = element.querySelector<HTMLElement>(".canvas");
  const view = VIEWS[element.dataset["view"] ?? ""];
  const source = element.dataset["answer"];
  if (!canvas || !view || !source) return;
  const controls = document.createElement("div");
  controls.className = "controls";
  canvas.before(controls);
  try {
    const answer = await fetch(`${source}${source.includes("?") ? "&" : "?"}format=json`);
    if (!answer.ok) throw new Error(((await answer.json()) as { detail?: string }).detail ?? answer.statusText);
    const { rows } = (await answer.json()) as { rows: Row[] };
    const column = (part: string) => element.dataset[part];
    if (rows.length === 0) told(canvas, "Nothing to draw: the answer has no rows.");
    else (await view()).draw({ element, canvas, controls, here, rows, column });
  } catch (error) {
    told(canvas, `This picture could not be drawn (${error instanceof Error ? error.message : error}). The table has it all.`);
  }
}

/** Say something in the place of a picture. */
export function told(canvas: HTMLElement, text: string): void {
  const line = document.createElement("p");
  line.className = "told";
  line.textContent = text;
  canvas.replaceChildren(line);
}

/** Let a drawing be read out: it is a group of links, each with the name of what it leads to; the table has them in order. */
export function readable(drawn: Element): void {
  drawn.setAttribute("role", "group");
  for (const one of drawn.querySelectorAll("a")) one.setAttribute("tabindex", "-1");
  for (const part of drawn.querySelectorAll("[aria-label]")) {
    const name = part.getAttribute("aria-label");
    part.removeAttribute("aria-label"); // a mark has no role that could bear a name
    if (name && part.parentElement?.localName === "a") part.parentElement.setAttribute("aria-label", name);
  }
}

/** Give the address on this service of an IRI of ours, nothing for what is none. */
export function address(cell: Cell | undefined, here: string): string | undefined {
  return typeof cell === "string" && cell.startsWith(`${ROOT}/`) ? here + cell.slice(ROOT.length) : undefined;
}

/** Write a code or a column's name as words. */
export function words(cell: Cell | undefined): string {
  const text = String(cell ?? "").replace(/^https?:.*\//, "");
  if (text in PLAIN) return PLAIN[text] ?? text;
  return (/^[a-z0-9_-]+$/.test(text) ? text.replace(/[-_]/g, " ") : text) || "none";
}

const HUES = 8;

/** Give each kind a colour of the house, always the same for a list in the same order; the last is for all the rest. */
export function hues(kinds: readonly string[]): Map<string, string> {
  return new Map(kinds.map((kind, at) => [kind, `var(--hue-${Math.min(at + 1, HUES)})`]));
}

/** Count how often each text occurs, the most frequent first. */
export function counted(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** Give the place below a picture for what one does with it. */
export function below(figure: Figure): HTMLElement {
  const there = figure.element.querySelector<HTMLElement>(".controls.below");
  if (there) return there;
  const made = document.createElement("div");
  made.className = "controls below";
  figure.canvas.after(made);
  return made;
}

/** What is written on a picture that is carried away: what it shows, what its colours are, where it is from. */
export interface Kept {
  readonly title: string;
  readonly legend: readonly (readonly [string, string])[];
  readonly source: string;
}

/** Say what is written on a picture of this page. */
export function kept(figure: Figure, legend: Kept["legend"], more = ""): Kept {
  const heading = figure.element.closest("section")?.querySelector("h2")?.textContent?.trim();
  const page = document.querySelector("h1")?.textContent?.trim() ?? "";
  const title = [page, heading === page ? "" : heading, more].filter(Boolean).join(": ").replace(/\s+/g, " ");
  const revision = document.body.dataset["revision"] ?? "";
  const address = new URL(figure.element.dataset["answer"] ?? "", location.href).href;
  return { title, legend, source: `Rejoinder, revision ${revision}. ${address}` };
}

/** Offer a picture as files, made when asked for. */
export function keep(figure: Figure, name: string, files: Record<string, () => Promise<Blob>>): void {
  for (const [kind, make] of Object.entries(files)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = `Save as ${kind.toUpperCase()}`;
    button.addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await make());
      link.download = `rejoinder-${slug(document.querySelector("h1")?.textContent ?? "")}-${name}.${kind}`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    below(figure).append(button);
  }
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 50);
}
