// Completion from the graph itself: prefixes, terms, controlled values, and things by name in any script.
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorView } from "@codemirror/view";
import { made, many } from "./made";
import { bared, completed, missing } from "./names";
import { position, type Position } from "./position";
import { search, type Found, type Word, type Words } from "./words";

const WAIT = 150; // milliseconds after the last key, before the service is asked for things
const LEAST = 3; // letters of a word that is no prefixed name
const SHOWN = 60;
const WORD = /[?$]?[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.:'-]*$|[?$]$/u;
const TEXTS = new Set(["Comment", "String", "IriRef", "RDFLiteral"]);
const KEYWORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS EXISTS NOT IN GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET " +
  "ASK CONSTRUCT DESCRIBE FROM NAMED PREFIX COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR COALESCE IF BOUND STR LANG LANGMATCHES " +
  "DATATYPE IRI CONTAINS STRSTARTS STRENDS STRLEN SUBSTR REPLACE REGEX LCASE UCASE CONCAT YEAR MONTH DAY ISIRI ISLITERAL UNDEF";
const CLASS_OF = /([?$][\p{L}\p{N}_]+)\s+(?:a|rdf:type)\s+([\w-]+:[\w.-]+)/gu;

/** Both ways to complete; most words come when the service has told them. */
export function sources(here: string, words: () => Words): CompletionSource[] {
  return [(context) => offered(context, words()), (context) => things(context, here, words())];
}

function typed(context: CompletionContext): { from: number; text: string; colon: number } | null {
  const found = context.matchBefore(WORD);
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (TEXTS.has(node.name) || (!found && !context.explicit)) return null;
  const text = found?.text ?? "";
  return { from: found?.from ?? context.pos, text, colon: text.indexOf(":") };
}

/** What is known at once: variables, keywords, prefixes, terms, controlled values. */
function offered(context: CompletionContext, words: Words): CompletionResult | null {
  const at = typed(context);
  if (!at) return null;
  const query = context.state.doc.toString();
  if (/^[?$]/.test(at.text)) return result(at.from, variables(query, at.text));
  const options: Completion[] = [];
  const where = position(query.slice(0, at.from));
  options.push(...terms(words, query, where, at.text));
  if (at.colon < 0) options.push(...prefixes(words, at.text));
  if (at.colon < 0 && at.text) options.push(...keywords(at.text));
  return result(at.from, options.slice(0, SHOWN));
}

function result(from: number, options: Completion[]): CompletionResult | null {
  return options.length ? { from, options, filter: false } : null;
}

function variables(query: string, text: string): Completion[] {
  const names = new Set([...bared(query).matchAll(/[?$][\p{L}\p{N}_]+/gu)].map(([name]) => name));
  names.delete(text);
  return [...names].filter((name) => name.startsWith(text)).sort().map((label) => ({ label, type: "variable" }));
}

function keywords(text: string): Completion[] {
  const start = text.toUpperCase();
  return KEYWORDS.split(" ").filter((word) => word.startsWith(start) && word !== text).map((label) => ({ label, type: "keyword", boost: -20 }));
}

function prefixes(words: Words, text: string): Completion[] {
  if (!text) return [];
  return Object.entries(words.prefixes)
    .filter(([name]) => name.startsWith(text.toLowerCase()))
    .map(([name, space]) => ({
      label: `${name}:`, type: "namespace", detail: words.kinds.includes(name) ? "things" : words.schemes.includes(name) ? "values" : "", info: space,
      apply: (view, _, from, to) => put(view, words, `${name}:`, from, to),
    }));
}

/** Terms that fit where the cursor stands, those of the subject's class first. */
function terms(words: Words, query: string, where: Position, text: string): Completion[] {
  const own = where.subject ? fitting(words, query, where.subject) : undefined;
  const schemes = words.properties.find((one) => one.name === where.predicate)?.schemes ?? [];
  const wanted: [readonly Word[], string, (word: Word) => number][] = [];
  const colon = text.includes(":");
  if (where.part === "class") wanted.push([words.classes, "class", () => 30]);
  else if (where.part === "predicate") wanted.push([words.properties, "property", (word) => (own?.has(word.name) ? 40 : 0)]);
  else if (colon || text) wanted.push([words.classes, "class", () => 0], [words.properties, "property", () => -10]);
  if (where.part === "object" && schemes.length) wanted.push([words.values, "enum", (word) => (schemes.includes(word.name.split(":")[0] ?? "") ? 50 : 0)]);
  else if (colon) wanted.push([words.values, "enum", () => 0]);
  const ranked: [number, Completion][] = [];
  for (const [list, type, more] of wanted) {
    for (const word of list) {
      const fit = fits(word, text);
      if (!fit || (!text && more(word) <= 0 && (own || schemes.length))) continue;
      const rank = fit + more(word) + Math.min(9, Math.log2((word.count ?? 0) + 1));
      ranked.push([rank, completion(words, word, type)]);
    }
  }
  return ranked.sort((a, b) => b[0] - a[0]).slice(0, SHOWN).map(([, one]) => one);
}

/** Properties that things of the subject's class have. */
function fitting(words: Words, query: string, subject: string): Set<string> | undefined {
  const classes = [...bared(query).matchAll(CLASS_OF)].filter(([, name]) => name === subject).map(([, , name]) => name ?? "");
  const found = classes.flatMap((name) => words.of[name] ?? []);
  return found.length ? new Set(found) : undefined;
}

/** How well a word fits what was typed: 0 for not at all. */
function fits(word: Word, text: string): number {
  if (!text) return 1;
  const [wanted, name] = [text.toLowerCase(), word.name.toLowerCase()];
  const [prefix, own] = name.split(/:(.*)/s) as [string, string | undefined];
  const [typedPrefix, typedLocal] = wanted.split(/:(.*)/s) as [string, string | undefined];
  if (typedLocal !== undefined) {
    if (prefix !== typedPrefix) return 0;
    if ((own ?? "").startsWith(typedLocal)) return 30;
    return (own ?? "").includes(typedLocal) || word.label.toLowerCase().includes(typedLocal) ? 15 : 0;
  }
  if ((own ?? "").startsWith(wanted) || word.label.toLowerCase().startsWith(wanted)) return 20;
  return wanted.length > 2 && word.label.toLowerCase().split(/\s+/).some((one) => one.startsWith(wanted)) ? 10 : 0;
}

function completion(words: Words, word: Word, type: string): Completion {
  return {
    label: word.name, type, detail: word.label === word.name ? "" : word.label,
    ...(word.told || word.count ? { info: () => told(word.label || word.name, word.told, word.count ? `${many(word.count, type === "class" ? "thing" : "triple")} in this graph` : "") } : {}),
    apply: (view, _, from, to) => put(view, words, /^[\w-]+:[\w.-]*$/.test(word.name) ? word.name : `<${word.iri}>`, from, to),
  };
}

/** Persons, states, claims and all else by name, which the service looks for. */
async function things(context: CompletionContext, here: string, words: Words): Promise<CompletionResult | null> {
  const at = typed(context);
  if (!at || /^[?$]/.test(at.text)) return null;
  const kind = at.colon < 0 ? undefined : at.text.slice(0, at.colon);
  const name = at.text.slice(at.colon + 1).replace(/[-_]/g, " ").trim();
  if (kind !== undefined && !words.kinds.includes(kind) && !words.schemes.includes(kind)) return null;
  if (kind === undefined ? name.length < LEAST : name.length < 1) return null;
  const leaving = new AbortController();
  context.addEventListener("abort", () => leaving.abort());
  await new Promise((done) => setTimeout(done, WAIT));
  if (context.aborted) return null;
  const found = await search(here, name, kind, leaving.signal);
  return result(at.from, found.map((one) => thing(words, one)));
}

function thing(words: Words, found: Found): Completion {
  const also = found.matched && found.matched !== found.label ? ` (${found.matched})` : "";
  return {
    label: found.name, type: "thing", detail: `${found.label}${also}`,
    info: () => told(found.label, found.description, found.kind),
    apply: (view, _, from, to) => put(view, words, /^[\w-]+:[\w.-]*\w$/.test(found.name) ? found.name : `<${found.iri}>`, from, to),
  };
}

function told(title: string, text: string, more: string): HTMLElement {
  const lines = [made("strong", { dir: "auto" }, title), made("p", { dir: "auto" }, text), made("small", {}, more)];
  return made("div", {}, ...lines.filter((line) => line.textContent));
}

/** Write a name, and the PREFIX line it needs. */
function put(view: EditorView, words: Words, text: string, from: number, to: number): void {
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length }, userEvent: "input.complete" });
  declare(view, words);
}

/** Add the PREFIX lines that a query lacks. */
export function declare(view: EditorView, words: Words): void {
  const query = view.state.doc.toString();
  const lines = completed(query, words.prefixes, missing(query, words.prefixes));
  if (lines) view.dispatch({ changes: { from: lines.at, insert: lines.text }, userEvent: "input.prefix" });
}
