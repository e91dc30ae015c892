// The questions that stand ready, by theme, to open in the editor; and what was asked here before.
import { button, made } from "./made";
import { kept } from "./kept";

interface Example {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly sparql: string;
}

type Open = (query: string) => void;

export async function examples(here: string, holder: HTMLElement, open: Open): Promise<void> {
  const answer = await fetch(`${here}/sparql/examples`);
  if (!answer.ok) throw new Error(`examples: ${answer.status}`);
  const { themes } = (await answer.json()) as { themes: { theme: string; queries: Example[] }[] };
  const find = made("input", { type: "search", id: "example", autocomplete: "off", placeholder: "unanswered, Russia, dates …" });
  const none = made("p", { class: "empty", role: "status" });
  const groups = themes.map(({ theme, queries }) => {
    const items = queries.map((one) => [item(here, one, open), `${one.summary} ${one.description} ${one.name} ${one.tags.join(" ")}`.toLowerCase()] as const);
    return { element: made("section", {}, made("h3", {}, theme), made("ul", {}, ...items.map(([element]) => element))), items };
  });
  find.addEventListener("input", () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const { element, items } of groups) {
      for (const [one, words] of items) one.hidden = !wanted.every((word) => words.includes(word));
      const shown = items.filter(([one]) => !one.hidden).length;
      element.hidden = shown === 0;
      left += shown;
    }
    none.textContent = left ? "" : "No question has these words.";
  });
  const label = made("label", { for: "example" }, "Find among them");
  holder.replaceChildren(made("p", {}, label, find), none, made("div", { class: "list", tabindex: "0", role: "region", "aria-label": "Questions that stand ready" }, ...groups.map(({ element }) => element)));
}

function item(here: string, one: Example, open: Open): HTMLElement {
  const about = made("a", { href: `${here}/queries/${one.name}`, "aria-label": `About: ${one.summary}` }, "about");
  return made("li", {}, button(one.summary, () => open(one.sparql), { class: "plain", title: one.description.slice(0, 400) }), " ", about);
}

/** What was asked from this browser before. */
export function before(holder: HTMLElement, open: Open): void {
  const items = kept().before.map((text) => made("li", {}, button(line(text), () => open(text), { class: "plain", dir: "auto" })));
  holder.replaceChildren(items.length ? made("ol", {}, ...items) : made("p", { class: "empty" }, "Nothing yet."));
}

/** What a query is about in a line: its first comment, else its text without prefixes. */
function line(text: string): string {
  const bare = text.replace(/^\s*(PREFIX|BASE)\s.*$/gim, "").replace(/\s+/g, " ").trim();
  const comment = /^\s*#+\s*(.+)$/m.exec(text)?.[1];
  const told = comment ?? bare;
  return told.length > 140 ? `${told.slice(0, 139)}…` : told || text.slice(0, 140);
}
