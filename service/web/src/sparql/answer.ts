// What an answer holds, read from SPARQL JSON or N-Triples, whatever stands in it.
import { asIri } from "./names";

export interface Term {
  readonly type: "uri" | "literal" | "bnode" | "other";
  readonly value: string;
  readonly language?: string;
  readonly datatype?: string;
}

export type Line = Record<string, Term>;

export interface Answer {
  readonly form: "table" | "graph" | "yes-or-no";
  readonly columns: readonly string[];
  readonly lines: readonly Line[];
  readonly yes: boolean;
  readonly raw: string;
  readonly unread: number;
  readonly rows: number;
  readonly milliseconds: number | undefined;
  readonly revision: string;
  readonly limit: number | undefined;
}

type Told = Pick<Answer, "raw" | "milliseconds" | "revision" | "limit">;
interface Raw { type?: string; value?: unknown; "xml:lang"?: string; datatype?: string }

const TRIPLE = /^\s*(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+(.+?)\s*\.\s*$/;
const LITERAL = /^"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?$/s;
const SPO = ["subject", "predicate", "object"] as const;

export function table(told: Told): Answer {
  const read = JSON.parse(told.raw) as { head?: { vars?: string[] }; boolean?: boolean; results?: { bindings?: Record<string, Raw>[] } };
  const columns = read.head?.vars ?? [];
  const lines = (read.results?.bindings ?? []).map(
    (row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, term(cell)])) as Line,
  );
  const form = typeof read.boolean === "boolean" ? "yes-or-no" : "table";
  return { ...told, form, columns, lines, yes: read.boolean === true, unread: 0, rows: lines.length };
}

export function graph(told: Told): Answer {
  const lines: Line[] = [];
  let unread = 0;
  for (const text of told.raw.split("\n")) {
    if (!text.trim()) continue;
    const parts = TRIPLE.exec(text);
    const terms = parts?.slice(1).map(written);
    if (!terms?.every((one) => one !== undefined)) unread += 1;
    else lines.push(Object.fromEntries(SPO.map((name, at) => [name, terms[at] as Term])) as Line);
  }
  return { ...told, form: "graph", columns: SPO, lines, yes: false, unread, rows: lines.length };
}

function term(cell: Raw): Term {
  const value = typeof cell.value === "string" ? cell.value : JSON.stringify(cell.value ?? "");
  if (cell.type === "uri" || cell.type === "bnode") return { type: cell.type, value };
  if (cell.type !== "literal" && cell.type !== "typed-literal") return { type: "other", value };
  return literal(value, cell["xml:lang"], cell.datatype);
}

function literal(value: string, language: string | undefined, datatype: string | undefined): Term {
  return { type: "literal", value, ...(language ? { language } : {}), ...(datatype ? { datatype } : {}) };
}

function written(text: string): Term | undefined {
  if (text.startsWith("<") && text.endsWith(">") && !text.startsWith("<<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const parts = LITERAL.exec(text);
  return parts ? literal(unescaped(parts[1] ?? ""), parts[2], parts[3]) : undefined;
}

const ESCAPES: Record<string, string> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)/g, (_, four: string, eight: string, one: string) => {
    if (one) return ESCAPES[one] ?? one;
    const code = Number.parseInt(four || eight, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** The terms of one column, those that are there. */
export function column(answer: Answer, name: string): Term[] {
  return answer.lines.flatMap((line) => (line[name] ? [line[name]] : []));
}

/** What a term is called where there is no label. */
export function plain(term: Term, prefixes: Readonly<Record<string, string>>): string {
  return term.type === "uri" ? asIri(term.value, prefixes) : term.type === "bnode" ? `_:${term.value}` : term.value;
}
