// Which columns of an answer make a timeline or a network; a rule that is told where nothing fits.
import { column, plain, type Answer, type Line, type Term } from "./answer";
import type { Labels } from "./labels";
import { local, short, type Prefixes } from "./names";
import type { Cell, Row } from "../pictures";

export interface Choice {
  readonly rows: Row[];
  readonly parts: Readonly<Record<string, string>>;
  readonly told: string;
}

const MOST_LANES = 14;
const DAY = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|Z)?[~?%]?$/;
const DATED = /(date|dateTime|gYear|gYearMonth|EDTF)$/;
const NUMBER = /#(integer|decimal|double|float)$/;
const EARLY = /^(earliest|from|begin|start_?date|first_?day)$/i;
const LATE = /^(latest|until|end_?date|last_?day)$/i;
const WHO = /(speaker|who|state|person|lane|side)/i;
const KIND = /(kind|type|relation|illocution|role|how|standing|certainty|frame)/i;
const WEIGHT = /^(number|count|acts|n|weight|value|times|answers|replies)$/i;

/** A column of days: of the kind that dates have, or most of whose values read as one. */
function dated(answer: Answer, name: string): boolean {
  const terms = column(answer, name);
  if (terms.length === 0 || terms.some((term) => term.type !== "literal")) return false;
  const days = terms.filter((term) => (DATED.test(term.datatype ?? "") || !NUMBER.test(term.datatype ?? "")) && bounds(term.value));
  return days.length >= terms.length * 0.6;
}

/** First and last day of a date in ISO or EDTF, as far as one is stated. */
export function bounds(text: string): [string, string] | undefined {
  const [from, to, more] = text.split("/").map((part) => part.trim());
  if (more !== undefined) return undefined;
  const start = day(from ?? "", false) ?? day(to ?? "", false);
  const end = day(to ?? from ?? "", true) ?? day(from ?? "", true);
  return start && end ? [start, end] : undefined;
}

function day(text: string, last: boolean): string | undefined {
  const parts = DAY.exec(text);
  if (!parts) return undefined;
  const [, year, month, date] = parts;
  const [m, d] = [month ?? (last ? "12" : "01"), date ?? (last ? "31" : "01")];
  const length = new Date(Date.UTC(Number(year), Number(m), 0)).getUTCDate();
  return `${year}-${m}-${String(Math.min(Number(d), length)).padStart(2, "0")}`;
}

export function timeline(answer: Answer, labels: Labels, prefixes: Prefixes): Choice | undefined {
  const days = answer.columns.filter((name) => dated(answer, name));
  const early = days.find((name) => EARLY.test(name));
  const late = days.find((name) => LATE.test(name));
  const date = days.find((name) => name !== early && name !== late) ?? early ?? late;
  if (!date) return undefined;
  const rest = answer.columns.filter((name) => !days.includes(name));
  const label = rest.find((name) => /label|name|title/i.test(name) && text(answer, name)) ?? rest.find((name) => text(answer, name)) ?? rest[0];
  const few = rest.filter((name) => name !== label && distinct(answer, name) > 1 && distinct(answer, name) <= MOST_LANES);
  const lane = few.find((name) => WHO.test(name)) ?? few[0];
  const kind = few.find((name) => name !== lane && KIND.test(name));
  const thing = most(answer, answer.columns.filter((name) => column(answer, name).some((term) => term.type === "uri" && local(term.value))));
  const rows = answer.lines.map((line, at): Row => {
    const stretch = bounds(line[date]?.value ?? "");
    const row: Record<string, Cell> = {
      thing: (thing && line[thing]?.value) || null,
      key: `row ${at}`,
      date: line[date]?.value ?? "",
      earliest: bounds((early && line[early]?.value) || "")?.[0] ?? stretch?.[0] ?? null,
      latest: bounds((late && line[late]?.value) || "")?.[1] ?? stretch?.[1] ?? null,
      label: label ? said(line[label], labels, prefixes) : `row ${at + 1}`,
      lane: lane ? said(line[lane], labels, prefixes) : "",
      kind: kind ? said(line[kind], labels, prefixes) : "",
    };
    return row;
  });
  const told = [`Dated by ${early && late ? `${early} and ${late}` : date}`, label ? `named by ${label}` : "", lane ? `in lanes by ${lane}` : "", kind ? `coloured by ${kind}` : ""];
  return { rows: once(rows), parts: { key: "key", thing: "thing", label: "label", lane: "lane", kind: "kind" }, told: `${told.filter(Boolean).join(", ")}.` };
}

export function network(answer: Answer, labels: Labels, prefixes: Prefixes): Choice | undefined {
  const ends = answer.columns.filter((name) => name !== "predicate" && things(answer, name));
  const [source, target] = ends;
  if (!source || !target) return undefined;
  const rest = answer.columns.filter((name) => name !== source && name !== target);
  const weight = rest.find((name) => WEIGHT.test(name) && column(answer, name).every((term) => NUMBER.test(term.datatype ?? "")));
  const kind = answer.form === "graph" ? "predicate" : rest.find((name) => KIND.test(name) && distinct(answer, name) <= MOST_LANES);
  const rows = answer.lines.filter((line) => line[source]?.type === "uri" && line[target]?.type === "uri").map((line): Row => ({
    source: line[source]?.value ?? "",
    target: line[target]?.value ?? "",
    source_label: said(named(line, source), labels, prefixes),
    target_label: said(named(line, target), labels, prefixes),
    kind: kind ? said(line[kind], labels, prefixes) : "tie",
    value: weight ? Number(line[weight]?.value ?? 1) : 1,
  }));
  if (rows.length === 0) return undefined;
  const told = `From ${source} to ${target}${kind ? `, coloured by ${kind}` : ""}${weight ? `, as thick as ${weight}` : ""}.`;
  return { rows, parts: { kind: "kind", value: "value" }, told };
}

/** The label that stands beside a thing in its row, else the thing. */
function named(line: Line, name: string): Term | undefined {
  return line[`${name}_label`] ?? line[`${name}Label`] ?? line[name];
}

function said(term: Term | undefined, labels: Labels, prefixes: Prefixes): string {
  if (!term) return "";
  return term.type === "uri" ? (labels.of(term.value) ?? short(term.value, prefixes)?.replace(/^[^:]*:/, "") ?? term.value) : plain(term, prefixes);
}

function text(answer: Answer, name: string): boolean {
  return column(answer, name).some((term) => term.type === "literal" && !NUMBER.test(term.datatype ?? ""));
}

function things(answer: Answer, name: string): boolean {
  const terms = column(answer, name);
  const iris = terms.filter((term) => term.type === "uri").length;
  return iris > 0 && (answer.form === "graph" || iris === terms.length);
}

/** The column that tells rows apart best. */
function most(answer: Answer, names: readonly string[]): string | undefined {
  return [...names].sort((a, b) => distinct(answer, b) - distinct(answer, a))[0];
}

function distinct(answer: Answer, name: string): number {
  return new Set(column(answer, name).map((term) => term.value)).size;
}

/** Rows that tell the same of the same day are one mark. */
function once(rows: readonly Row[]): Row[] {
  const told = rows.map((row) => [JSON.stringify([row["thing"], row["date"], row["label"], row["lane"]]), row] as const);
  return [...new Map(told).values()];
}
