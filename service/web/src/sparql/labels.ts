// Names of things for a reader: from the words that are known, else asked of the graph, each once.
import { local } from "./names";
import type { Words } from "./words";

const AT_ONCE = 100;
const SAFE = /^[^<>"{}|^`\\\s]+$/;

export class Labels {
  private readonly known = new Map<string, string>();

  constructor(private readonly here: string) {}

  learn(words: Words): void {
    for (const word of [...words.classes, ...words.properties, ...words.values]) {
      if (word.label) this.known.set(word.iri, word.label);
    }
  }

  of(iri: string): string | undefined {
    return this.known.get(iri) || undefined;
  }

  /** Learn what these are called; without an answer they go by their short forms. */
  async ask(iris: Iterable<string>): Promise<void> {
    const open = [...new Set(iris)].filter((iri) => local(iri) && SAFE.test(iri) && !this.known.has(iri));
    for (let at = 0; at < open.length; at += AT_ONCE) {
      const some = open.slice(at, at + AT_ONCE);
      for (const iri of some) this.known.set(iri, "");
      await this.asked(some);
    }
  }

  private async asked(iris: readonly string[]): Promise<void> {
    const query = `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?thing ?label WHERE { VALUES ?thing { ${iris.map((iri) => `<${iri}>`).join(" ")} }
        ?thing rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) IN ("en", "")) }`;
    try {
      const headers = { Accept: "application/sparql-results+json" };
      const answer = await fetch(`${this.here}/sparql`, { method: "POST", body: new URLSearchParams({ query }), headers });
      if (!answer.ok) return;
      const told = (await answer.json()) as { results: { bindings: { thing: { value: string }; label: { value: string } }[] } };
      for (const { thing, label } of told.results.bindings) this.known.set(thing.value, label.value);
    } catch {
      // then they go by their short forms
    }
  }
}
