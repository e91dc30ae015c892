// An answer as a timeline or a network, by the pictures of all other pages.
import type { Figure } from "../pictures";
import { told } from "../pictures";
import type { Answer } from "./answer";
import { network, timeline, type Choice } from "./choosing";
import type { Labels } from "./labels";
import { made } from "./made";
import { local, type Prefixes } from "./names";

type View = "timeline" | "network";

const MOST = 3000; // rows
const NAMED = 1000; // things that are asked for their names; others go by their short forms
const NOTHING: Record<View, string> = {
  timeline: "No column of this answer holds dates, so there is no timeline. Select rj:date, or rj:earliest and rj:latest, of the acts or events you ask for.",
  network: "This answer has no two columns of things, so there is no network. Select two of them, such as ?speaker and ?target, or CONSTRUCT triples.",
};

export async function picture(view: View, answer: Answer, setting: { here: string; prefixes: Prefixes; labels: Labels; query: string }): Promise<HTMLElement> {
  const canvas = made("div", { class: "canvas" });
  const controls = made("div", { class: "controls" });
  const caption = made("figcaption", {});
  const element = made("figure", { class: view, "data-answer": `${setting.here}/sparql#${new URLSearchParams({ query: setting.query })}` }, controls, canvas, caption);
  if (answer.lines.length > MOST) {
    told(canvas, `Too many rows to draw: ${answer.lines.length.toLocaleString("en")}, where ${MOST.toLocaleString("en")} can be. The table has them all; narrow the query to see it drawn.`);
    return element;
  }
  const iris = new Set(answer.lines.flatMap((line) => Object.values(line).filter((term) => term.type === "uri" && local(term.value)).map((term) => term.value)));
  await setting.labels.ask([...iris].slice(0, NAMED));
  const choice = (view === "timeline" ? timeline : network)(answer, setting.labels, setting.prefixes);
  if (!choice) told(canvas, answer.form === "yes-or-no" ? "Yes or no is nothing to draw." : answer.lines.length ? NOTHING[view] : "Nothing to draw: the answer has no rows.");
  else {
    caption.textContent = choice.told;
    // Drawn when it stands in the page, since a picture is as wide as its place.
    requestAnimationFrame(() => void drawn(view, { element, canvas, controls, here: setting.here, choice }));
  }
  return element;
}

async function drawn(view: View, held: { element: HTMLElement; canvas: HTMLElement; controls: HTMLElement; here: string; choice: Choice }): Promise<void> {
  const { choice, ...rest } = held;
  const figure: Figure = { ...rest, rows: choice.rows, column: (part) => choice.parts[part] };
  try {
    const { draw } = await (view === "timeline" ? import("../timeline") : import("../network"));
    draw(figure);
  } catch (error) {
    told(held.canvas, `This picture could not be drawn (${error instanceof Error ? error.message : error}). The table has it all.`);
  }
}
