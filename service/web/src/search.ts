// Completion of a search box: names in any script, from the service's own search.
import autoComplete from "@tarekraafat/autocomplete.js";

interface Found {
  iri: string;
  label: string;
  kind: string;
  matched: string | null;
  description: string;
}

const ROOT = "https://w3id.org/rejoinder";
const WAIT = 120; // milliseconds after the last key
const SHOWN = 8;

/** Complete names; the one that is chosen is opened, or in a field for a thing of some kinds written down. */
export function complete(input: HTMLInputElement, here: string, kinds = ""): void {
  let asked: AbortController | null = null;
  const box = new autoComplete({
    selector: () => input,
    wrapper: true,
    debounce: WAIT,
    threshold: 2,
    submit: true,
    data: {
      keys: ["label"],
      cache: false,
      src: async (text: string): Promise<Found[]> => {
        asked?.abort();
        asked = new AbortController();
        const query = new URLSearchParams({ q: text, limit: String(SHOWN), format: "json" });
        for (const kind of kinds.split(",").filter(Boolean)) query.append("kind", kind);
        try {
          const answer = await fetch(`${here}/search?${query}`, { signal: asked.signal });
          return answer.ok ? ((await answer.json()) as { results: Found[] }).results : [];
        } catch {
          return []; // who types on has asked again; without the service, Enter says what is wrong
        }
      },
    },
    // The service has matched already, across scripts and typing errors. What this gives back becomes markup for a
    // moment, before told() has its say: so it is never a name.
    searchEngine: () => "…",
    resultsList: { maxResults: SHOWN, tabSelect: false },
    resultItem: {
      element: (item: HTMLElement, { value }: { value: Found }) => item.replaceChildren(...told(value)),
      highlight: false,
    },
    events: {
      input: {
        selection: ({ detail }: { detail: { event: Event; selection: { value: Found } } }) => {
          detail.event.preventDefault(); // Enter chose this: it does not send the form as it stands too
          const { iri, label } = detail.selection.value;
          if (!kinds) return location.assign(here + iri.replace(ROOT, ""));
          input.value = label; // which the service reads as well as an IRI
        },
      },
    },
  });
  input.addEventListener("blur", () => box.close());
}

function told(found: Found): HTMLElement[] {
  const name = document.createElement("span");
  const more = document.createElement("small");
  name.textContent = found.matched && found.matched !== found.label ? `${found.label} (${found.matched})` : found.label;
  more.textContent = [found.kind, found.description].filter(Boolean).join(", ");
  name.dir = more.dir = "auto";
  return [name, more];
}
