// Names of the graph: short forms, addresses on this service, and the lines a query needs to use prefixes.

const ROOT = "https://w3id.org/rejoinder";
const OURS = /^https:\/\/w3id\.org\/rejoinder\/(?:id|concept|ontology)(?:[/#]|$)/;
const LOCAL = /^[A-Za-z0-9_]([\w.-]*[\w-])?$/;
// What may hold a colon without being a name: comments, IRIs, texts.
const HIDDEN = /<[^<>"{}|^`\\\s]*>|"""(?:[^"\\]|\\.|"(?!""))*"""|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/gs;
const DECLARED = /\bPREFIX\s+([\p{L}][\p{L}\p{N}_.-]*)?:\s*</giu;
const PROLOGUE = /^\s*(?:(?:PREFIX\s+[^\s:<]*:|BASE)\s*<[^>]*>\s*)+(?:#.*)?$/i;
const USED = /(?<![\p{L}\p{N}_.:?$@-])([\p{L}][\p{L}\p{N}_.-]*):/gu;

export type Prefixes = Readonly<Record<string, string>>;

/** Shorten an IRI by the longest prefix that fits. */
export function short(iri: string, prefixes: Prefixes): string | undefined {
  let found: [string, string] | undefined;
  for (const [name, space] of Object.entries(prefixes)) {
    if (iri.startsWith(space) && LOCAL.test(iri.slice(space.length)) && space.length > (found?.[1].length ?? 0)) found = [name, space];
  }
  return found && `${found[0]}:${iri.slice(found[1].length)}`;
}

export function asIri(iri: string, prefixes: Prefixes): string {
  return short(iri, prefixes) ?? `<${iri}>`;
}

/** Where a link for an IRI leads: here for one of ours, there for another on the web, nowhere for the rest. */
export function link(iri: string, here: string): string | undefined {
  if (OURS.test(iri)) return here + encodeURI(iri.slice(ROOT.length)).replace(/%25/g, "%");
  return /^https?:\/\/[^/]/i.test(iri) ? iri : undefined;
}

export function local(iri: string): boolean {
  return OURS.test(iri);
}

/** A query with what could be mistaken blanked out, every character in its place. */
export function bared(query: string): string {
  return query.replace(HIDDEN, (text) => (text.startsWith("<") ? `<${" ".repeat(Math.max(text.length - 2, 0))}>` : " ".repeat(text.length)));
}

export function declared(query: string): Set<string> {
  return new Set([...bared(query).matchAll(DECLARED)].map((found) => found[1] ?? ""));
}

/** Names of prefixes that a query uses, that we know, and that it does not declare. */
export function missing(query: string, prefixes: Prefixes): string[] {
  const known = declared(query);
  const used = [...bared(query).replace(DECLARED, "").matchAll(USED)].map((found) => found[1] ?? "");
  return [...new Set(used)].filter((name) => Object.hasOwn(prefixes, name) && !known.has(name)).sort();
}

/** A query with the PREFIX lines that it needs: where they go, and their text; nothing if it has them. */
export function completed(query: string, prefixes: Prefixes, wanted: readonly string[]): { at: number; text: string } | undefined {
  if (wanted.length === 0) return undefined;
  const at = place(query);
  const lines = wanted.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("");
  const before = at > 0 && query[at - 1] !== "\n" ? "\n" : "";
  return { at, text: before + lines };
}

/** Where PREFIX lines go: behind those that are there, else behind the comments a query begins with. */
function place(query: string): number {
  let [at, found, top] = [0, 0, true];
  for (const line of query.split("\n")) {
    at += line.length + 1;
    if (PROLOGUE.test(line)) [found, top] = [at, false];
    else if (!/^\s*#/.test(line)) {
      top = false;
      if (line.trim()) break;
    } else if (top) found = at;
  }
  return Math.min(found, query.length);
}
