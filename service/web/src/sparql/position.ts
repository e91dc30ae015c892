// Which part of a triple comes next, told from the text before it; rough, for queries that are not whole yet.
import { bared } from "./names";

export interface Position {
  readonly part: "subject" | "predicate" | "object" | "class" | "elsewhere";
  readonly subject?: string;
  readonly predicate?: string;
}

const TOKEN = /[{}();,]|\.(?=\s|$|[{}])|[^\s{}();,]+/gu;

export function position(before: string): Position {
  const bare = bared(before);
  let open = 0;
  let held: string[] = [];
  let round = 0;
  for (const [token] of bare.matchAll(TOKEN)) {
    if (token === "(") round += 1;
    else if (token === ")") round = Math.max(0, round - 1);
    else if (round > 0) continue;
    else if (token === "{" || token === "}") {
      open += token === "{" ? 1 : -1;
      held = [];
    } else if (token === ".") held = [];
    else if (token === ";") held = held.slice(0, 1);
    else if (token === ",") held = held.slice(0, 2);
    else if (/^(FILTER|OPTIONAL|UNION|MINUS|BIND|VALUES|GRAPH|SERVICE|NOT|EXISTS)$/i.test(token)) held = [];
    else held.push(token);
  }
  if (open <= 0 || round > 0) return { part: "elsewhere" };
  const [subject, predicate] = held;
  if (subject === undefined) return { part: "subject" };
  if (predicate === undefined) return { part: "predicate", subject };
  if (held.length > 2) return { part: "elsewhere" };
  return { part: predicate === "a" || predicate === "rdf:type" ? "class" : "object", subject, predicate };
}
