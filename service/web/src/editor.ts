// The SPARQL editor: takes the place of the plain form, and asks the service it stands in.
import { ask, Trouble, type Question } from "./sparql/asking";
import type { Answer } from "./sparql/answer";
import { before, examples } from "./sparql/examples";
import { asked, keep, kept } from "./sparql/kept";
import { Labels } from "./sparql/labels";
import { button, made, many } from "./sparql/made";
import { files, results, type Setting } from "./sparql/results";
import { begun, read, type Words } from "./sparql/words";
import { writing, type Writing } from "./sparql/writing";

const here = document.body.dataset["here"] ?? "";
const TICK = 100; // milliseconds
const DRAFT = 400;
const LAYERS = [["", "all: also what rules derive"], ["curated", "what documents and curators say"], ["asserted", "what documents say"]] as const;

class Desk {
  private words: Words;
  private running: AbortController | undefined;
  private saving = 0;
  private readonly labels = new Labels(here);
  private readonly writing: Writing;
  private readonly run = button("Run", () => void this.ask());
  private readonly stop = button("Stop", () => this.running?.abort(), { class: "quiet" });
  private readonly clock = made("span", { class: "clock", role: "timer", "aria-live": "off" });
  private readonly status = made("p", { class: "status", role: "status" });
  private readonly problem = made("div", { role: "alert" });
  private readonly outcome = made("section", { class: "outcome-of", "aria-label": "The answer" });
  private readonly layer = made("select", { id: "layer" }, ...LAYERS.map(([value, words]) => made("option", { value }, words)));
  private readonly link = made("a", { href: "" }, "Link to this query");
  private readonly fixed = made("a", { href: "" }, "the same at this revision");
  private readonly past = made("div", { class: "past" });
  private readonly setting: Setting = {
    here, labels: this.labels,
    prefixes: () => this.words.prefixes,
    failed: (title, detail) => this.tell(new Trouble(title, detail)),
  };

  constructor(private readonly place: HTMLElement, example: string) {
    this.words = begun(place.dataset["known"] ?? "{}");
    const given = fromAddress();
    const parent = made("div", { class: "paper" });
    this.layer.value = given?.layer ?? "";
    this.build(parent);
    this.writing = writing({
      parent, here, labelled: "written", described: "keys",
      text: given?.query ?? (kept().draft || example),
      words: () => this.words,
      run: () => void this.ask(),
      changed: () => this.changed(),
    });
    this.layer.addEventListener("change", () => this.links());
    this.links();
    this.stop.disabled = true;
    addEventListener("hashchange", () => this.moved());
    before(this.past, (query) => this.open(query));
  }

  /** Learn words and examples; the editor does its work without them. */
  async learn(holder: HTMLElement): Promise<void> {
    const learned = read(here).then((words) => {
      this.words = words;
      this.labels.learn(words);
      this.place.dataset["learned"] = "";
    });
    const shown = examples(here, holder, (query) => this.open(query));
    for (const [one, told] of [[learned, "Completion is not there"], [shown, "The examples are not there"]] as const) {
      await one.catch(() => this.status.append(` ${told}: the service did not send it. Load the page again.`));
    }
  }

  private build(parent: HTMLElement): void {
    const label = made("p", { class: "over" }, made("strong", { id: "written" }, "Query"), this.link, this.fixed);
    const keys = made("p", { class: "keys soft", id: "keys" },
      made("kbd", {}, "Ctrl"), "+", made("kbd", {}, "Enter"), " runs, ", made("kbd", {}, "Ctrl"), "+", made("kbd", {}, "Space"),
      " completes, ", made("kbd", {}, "Tab"), " indents; ", made("kbd", {}, "Esc"), ", then ", made("kbd", {}, "Tab"), " leaves the editor.");
    const tools = made("p", { class: "doing" }, this.run, this.stop, this.clock, made("span", { class: "layer" }, made("label", { for: "layer" }, "Layer"), this.layer));
    this.place.replaceChildren(label, parent, keys, tools, this.status, this.problem);
    this.place.parentElement?.after(this.outcome);
    document.getElementById("before")?.append(this.past);
  }

  private question(): Question {
    return { query: this.writing.text(), layer: this.layer.value };
  }

  private changed(): void {
    clearTimeout(this.saving);
    this.saving = window.setTimeout(() => {
      keep({ draft: this.writing.text() });
      this.links();
    }, DRAFT);
  }

  private links(): void {
    const { query, layer } = this.question();
    const hash = `#${new URLSearchParams({ query, ...(layer ? { layer } : {}) })}`;
    this.link.href = `${here}/sparql${hash}`;
    this.fixed.href = `${this.place.dataset["pinned"] ?? here}/sparql${hash}`;
  }

  private open(query: string): void {
    this.writing.put(query);
    this.writing.view.focus();
    this.place.scrollIntoView({ block: "nearest" });
  }

  private moved(): void {
    const given = fromAddress();
    if (!given) return;
    this.layer.value = given.layer;
    if (given.query !== this.writing.text()) this.writing.put(given.query);
  }

  private async ask(): Promise<void> {
    if (this.running) return;
    this.writing.complete();
    const question = this.question();
    if (!question.query.trim()) return this.tell(new Trouble("There is no query", "Write one, or open an example."));
    const leaving = new AbortController();
    const ticking = this.begun(leaving);
    const start = performance.now();
    try {
      const answer = await ask(here, question, leaving.signal, (bytes) => (this.clock.dataset["bytes"] = many(Math.ceil(bytes / 1024), "KiB", "KiB")));
      this.came(answer, question, performance.now() - start);
      asked(question.query);
      before(this.past, (query) => this.open(query));
    } catch (error) {
      if (leaving.signal.aborted) this.status.textContent = `Stopped after ${seconds(performance.now() - start)}; the server works on it no longer. Run asks again.`;
      else this.tell(error instanceof Trouble ? error : new Trouble("The page failed", String(error)), question);
    } finally {
      clearInterval(ticking);
      this.ended();
    }
  }

  private begun(leaving: AbortController): number {
    const start = performance.now();
    const limit = this.place.dataset["seconds"];
    this.running = leaving;
    this.problem.replaceChildren();
    this.outcome.replaceChildren();
    this.outcome.setAttribute("aria-busy", "true");
    this.status.textContent = "Running.";
    this.stop.disabled = false;
    this.run.setAttribute("aria-disabled", "true");
    delete this.clock.dataset["bytes"];
    const tick = () => {
      const held = this.clock.dataset["bytes"];
      this.clock.textContent = `${seconds(performance.now() - start)}${limit ? ` of at most ${limit} s` : ""}${held ? `, ${held} so far` : ""}`;
    };
    tick();
    return window.setInterval(tick, TICK);
  }

  private ended(): void {
    this.running = undefined;
    this.stop.disabled = true;
    this.run.removeAttribute("aria-disabled");
    this.outcome.removeAttribute("aria-busy");
    this.clock.textContent = "";
  }

  private came(answer: Answer, question: Question, waited: number): void {
    const rows = answer.form === "graph" ? many(answer.rows, "triple") : answer.form === "table" ? many(answer.rows, "row") : answer.yes ? "Yes" : "No";
    const time = answer.milliseconds === undefined ? `here after ${seconds(waited)}` : `evaluated in ${seconds(answer.milliseconds)}`;
    const left = answer.unread ? ` ${many(answer.unread, "line")} of the answer cannot be shown in a table; As sent has them.` : "";
    this.status.textContent = `${rows}, ${time}, from revision ${answer.revision}.${left}`;
    this.outcome.replaceChildren(results(answer, question, this.setting));
  }

  /** Say what went wrong, and show where. */
  private tell(trouble: Trouble, question?: Question): void {
    this.status.textContent = "";
    const where = trouble.line === undefined ? [] : [
      made("p", {}, button(`Go to line ${trouble.line}`, () => this.writing.go(trouble), { class: "quiet" })),
    ];
    const whole = trouble.title === "Too large to be shown" && question ? [files("table", question, this.setting)] : [];
    this.problem.replaceChildren(made("div", { class: "problem" }, made("p", {}, made("strong", {}, trouble.title)), made("p", {}, trouble.detail), ...where, ...whole));
    this.writing.mark(trouble);
  }
}

function fromAddress(): Question | undefined {
  const given = new URLSearchParams(location.hash.slice(1));
  const query = given.get("query");
  const layer = given.get("layer") ?? "";
  return query === null ? undefined : { query, layer: LAYERS.some(([name]) => name === layer) ? layer : "" };
}

function seconds(milliseconds: number): string {
  return milliseconds < 10 ? `${Math.max(milliseconds, 0.1).toFixed(1)} ms` : milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

const form = document.getElementById("plain");
const bench = document.getElementById("editor");
const place = document.getElementById("desk");
const listed = document.getElementById("examples");
if (form && bench && place && listed) {
  const example = form.querySelector("textarea")?.value ?? "";
  const wide = matchMedia("(min-width: 62rem)");
  bench.querySelector("details")?.toggleAttribute("open", wide.matches);
  const desk = new Desk(place, example);
  form.hidden = true;
  bench.hidden = false;
  void desk.learn(listed);
}
