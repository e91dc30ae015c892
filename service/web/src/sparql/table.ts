// An answer as a table, a page of it at a time; what stands in it is shown and never obeyed.
import { plain, type Answer, type Line, type Term } from "./answer";
import type { Labels } from "./labels";
import { button, made, many } from "./made";
import { link, local, short, type Prefixes } from "./names";

const PAGE = 100;
const LONG = 280; // characters of a value before the rest is folded away
const NUMBERS = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

interface Setting {
  readonly here: string;
  readonly prefixes: Prefixes;
  readonly labels: Labels;
}

export function table(answer: Answer, setting: Setting): HTMLElement {
  const holder = made("div", {});
  if (answer.form === "yes-or-no") holder.append(made("p", { class: "verdict" }, answer.yes ? "Yes: there is such a thing." : "No: there is no such thing."));
  else if (answer.lines.length === 0) holder.append(made("p", { class: "empty" }, "No rows: nothing in this graph fits the query."));
  else show(holder, answer, setting, 0);
  return holder;
}

function show(holder: HTMLElement, answer: Answer, setting: Setting, first: number): void {
  const some = answer.lines.slice(first, first + PAGE);
  const draw = () => holder.replaceChildren(...paged(holder, answer, setting, first), drawn(answer, some, setting, first));
  draw();
  const iris = some.flatMap((line) => Object.values(line).filter((term) => term.type === "uri").map((term) => term.value));
  void setting.labels.ask(iris).then(() => {
    if (holder.isConnected || first === 0) draw();
  });
}

function paged(holder: HTMLElement, answer: Answer, setting: Setting, first: number): HTMLElement[] {
  if (answer.lines.length <= PAGE) return [];
  const last = Math.min(first + PAGE, answer.lines.length);
  const before = button("Previous", () => show(holder, answer, setting, first - PAGE), { class: "quiet" });
  const after = button("Next", () => show(holder, answer, setting, first + PAGE), { class: "quiet" });
  before.disabled = first === 0;
  after.disabled = last === answer.lines.length;
  return [made("p", { class: "paged" }, before, `Rows ${(first + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${answer.lines.length.toLocaleString("en")}`, after)];
}

function drawn(answer: Answer, lines: readonly Line[], setting: Setting, first: number): HTMLElement {
  const head = made("tr", {}, made("th", { scope: "col", class: "count" }, "Row"), ...answer.columns.map((name) => made("th", { scope: "col" }, name)));
  const rows = lines.map((line, at) =>
    made("tr", {}, made("td", { class: "count" }, String(first + at + 1)), ...answer.columns.map((name) => cell(line[name], setting))),
  );
  const whole = made("table", { class: "answer" }, made("caption", { class: "hidden" }, "The answer"), made("thead", {}, head), made("tbody", {}, ...rows));
  return made("div", { class: "wide tall", tabindex: "0", role: "region", "aria-label": "The answer as a table" }, whole);
}

function cell(term: Term | undefined, setting: Setting): HTMLElement {
  if (!term) return made("td", {});
  const holder = made("td", { class: term.datatype && NUMBERS.test(term.datatype) ? "number" : undefined });
  if (term.type === "uri") holder.append(...thing(term.value, setting));
  else holder.append(...value(plain(term, setting.prefixes)));
  if (term.language) holder.append(" ", made("small", { class: "soft" }, term.language));
  else if (term.datatype && !/#(string|langString)$/.test(term.datatype)) holder.title = short(term.datatype, setting.prefixes) ?? term.datatype;
  return holder;
}

function thing(iri: string, setting: Setting): (Node | string)[] {
  const name = setting.labels.of(iri) ?? short(iri, setting.prefixes);
  const href = link(iri, setting.here);
  const words = folded(name ?? iri);
  if (!href) return words;
  const away = local(iri) ? {} : { rel: "noreferrer" };
  return [made("a", { href, title: iri.slice(0, LONG), ...away }, ...words)];
}

function value(text: string): (Node | string)[] {
  return folded(text);
}

/** Text in its own direction, whatever it holds; a long one with its rest folded away. */
function folded(text: string): (Node | string)[] {
  if (text.length <= LONG) return [made("bdi", {}, text)];
  const letters = [...text];
  const more = made("details", {}, made("summary", {}, `all ${many(letters.length, "character")}`), made("bdi", {}, text));
  return [made("bdi", {}, `${letters.slice(0, LONG - 40).join("")}…`), more];
}
