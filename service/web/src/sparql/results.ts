// What came: as table, timeline, network or as it was sent, and as files.
import type { Answer } from "./answer";
import { trouble, type Question } from "./asking";
import type { Labels } from "./labels";
import { button, made } from "./made";
import type { Prefixes } from "./names";
import { picture } from "./picturing";
import { table } from "./table";

export interface Setting {
  readonly here: string;
  readonly labels: Labels;
  readonly prefixes: () => Prefixes;
  readonly failed: (title: string, detail: string) => void;
}

const TABS = ["Table", "Timeline", "Network", "As sent"] as const;
type Tab = (typeof TABS)[number];

const SHOWN = 200_000; // characters of an answer as it was sent
const LONGEST = 7000; // characters of an address; a longer query is sent by POST
const FILES: Record<Answer["form"], readonly (readonly [string, string, string])[]> = {
  table: [["CSV", "csv", "csv"], ["JSON", "json", "json"], ["TSV", "tsv", "tsv"], ["XML", "xml", "xml"]],
  "yes-or-no": [["CSV", "csv", "csv"], ["JSON", "json", "json"], ["TSV", "tsv", "tsv"], ["XML", "xml", "xml"]],
  graph: [["Turtle", "turtle", "ttl"], ["N-Triples", "ntriples", "nt"], ["JSON-LD", "jsonld", "jsonld"], ["RDF/XML", "rdfxml", "rdf"], ["TriG", "trig", "trig"]],
};

let chosen: Tab = "Table"; // who looks at a picture looks at the next one too

export function results(answer: Answer, question: Question, setting: Setting): HTMLElement {
  const panel = made("div", { role: "tabpanel", id: "panel", class: "panel" });
  const list = made("div", { role: "tablist", "aria-label": "Ways to see the answer", class: "tabs" });
  const tabs = TABS.map((name) => tab(name, () => choose(name)));
  list.append(...tabs);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -TABS.indexOf(chosen), End: TABS.length - 1 - TABS.indexOf(chosen) }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(TABS[(TABS.indexOf(chosen) + step + TABS.length) % TABS.length] as Tab);
    tabs[TABS.indexOf(chosen)]?.focus();
  });

  function choose(name: Tab): void {
    chosen = name;
    for (const [at, one] of tabs.entries()) {
      const on = TABS[at] === name;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", `tab-${TABS.indexOf(name)}`);
    void shown(name).then((content) => chosen === name && panel.replaceChildren(content));
  }

  async function shown(name: Tab): Promise<HTMLElement> {
    const held = { here: setting.here, labels: setting.labels, prefixes: setting.prefixes(), query: question.query };
    if (name === "Timeline" || name === "Network") return picture(name === "Timeline" ? "timeline" : "network", answer, held);
    return name === "Table" ? table(answer, held) : sent(answer);
  }

  choose(chosen);
  return made("div", {}, made("div", { class: "shown" }, list, files(answer.form, question, setting)), panel);
}

function tab(name: Tab, act: () => void): HTMLButtonElement {
  return button(name, act, { role: "tab", id: `tab-${TABS.indexOf(name)}`, "aria-controls": "panel", class: "quiet" });
}

function sent(answer: Answer): HTMLElement {
  const cut = answer.raw.length > SHOWN;
  const pre = made("pre", { class: "sent", tabindex: "0", role: "region", "aria-label": "The answer as it was sent", dir: "ltr" }, answer.raw.slice(0, SHOWN));
  return made("div", {}, ...(cut ? [made("p", { class: "soft" }, `The first ${SHOWN.toLocaleString("en")} of ${answer.raw.length.toLocaleString("en")} characters; the files have all.`)] : []), pre);
}

/** The same query as files, by links that a person may also copy. */
export function files(form: Answer["form"], question: Question, setting: Setting): HTMLElement {
  const links = FILES[form].map(([name, format, ending]) => {
    const pairs = { query: question.query, ...(question.layer ? { layer: question.layer } : {}), format };
    const href = `${setting.here}/sparql?${new URLSearchParams(pairs)}`;
    const file = `answer.${ending}`;
    if (href.length <= LONGEST) return made("a", { href, download: file }, name);
    return button(name, () => void fetched(setting, pairs, file), { class: "quiet" });
  });
  return made("p", { class: "files" }, "Download: ", ...links.flatMap((link, at) => (at ? [" · ", link] : [link])));
}

async function fetched(setting: Setting, pairs: Record<string, string>, file: string): Promise<void> {
  try {
    const answer = await fetch(`${setting.here}/sparql`, { method: "POST", body: new URLSearchParams(pairs) });
    if (!answer.ok) {
      const told = await trouble(answer);
      return setting.failed(told.title, told.detail);
    }
    const link = made("a", { href: URL.createObjectURL(await answer.blob()), download: file });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch {
    setting.failed("No file came", "The service cannot be reached, or ended the answer on its way. Ask again, or for less.");
  }
}
