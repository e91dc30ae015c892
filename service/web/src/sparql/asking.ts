// Sending a query, reading the answer while it comes, and saying what went wrong in words.
import { graph, table, type Answer } from "./answer";
import { many } from "./made";

export interface Question {
  readonly query: string;
  readonly layer: string;
}

/** What went wrong: told to the person, with a place in the query where there is one. */
export class Trouble extends Error {
  constructor(readonly title: string, readonly detail: string, readonly line?: number, readonly column?: number) {
    super(detail);
  }
}


interface Problem {
  title?: unknown;
  detail?: unknown;
  line?: unknown;
  column?: unknown;
}

const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
const MOST = 24 * 2 ** 20; // bytes that a page shows; more is for a file

export async function ask(here: string, question: Question, signal: AbortSignal, came: (bytes: number, limit: number | undefined) => void): Promise<Answer> {
  const response = await fetched(here, question, signal);
  if (!response.ok) throw await trouble(response);
  const limit = number(response.headers.get("Rejoinder-Limit-Seconds"));
  const raw = await gathered(response, (bytes) => came(bytes, limit));
  const told = {
    raw, limit,
    milliseconds: number(response.headers.get("Rejoinder-Elapsed-Ms")),
    revision: response.headers.get("Rejoinder-Revision") ?? "",
  };
  try {
    return response.headers.get("Content-Type")?.startsWith("application/n-triples") ? graph(told) : table(told);
  } catch {
    throw new Trouble("The answer cannot be read", "What came is no SPARQL JSON. Ask again; if it stays so, something between this page and the service changes the answers.");
  }
}

async function fetched(here: string, question: Question, signal: AbortSignal): Promise<Response> {
  const body = new URLSearchParams({ query: question.query, ...(question.layer ? { layer: question.layer } : {}) });
  try {
    return await fetch(`${here}/sparql`, { method: "POST", body, signal, headers: { Accept: ACCEPT } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Trouble("The service did not answer", "It cannot be reached, or closed the connection. See whether it is still there (/health), and ask again.");
  }
}

async function gathered(response: Response, came: (bytes: number) => void): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    let part: ReadableStreamReadResult<Uint8Array>;
    try {
      part = await reader.read();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Trouble("The answer broke off", `It ended after ${many(bytes, "byte")}, at a limit that it met on its way, so what came is not shown. Ask for less: add a LIMIT, bind more terms.`);
    }
    if (part.done) return parts.join("") + decoder.decode();
    bytes += part.value.length;
    if (bytes > MOST) {
      await reader.cancel();
      throw new Trouble("Too large to be shown", `The answer has more than ${MOST / 2 ** 20} MiB, the most that this page holds. Add a LIMIT, or take it as a file: the links below give it whole.`);
    }
    parts.push(decoder.decode(part.value, { stream: true }));
    came(bytes);
  }
}

/** Read a problem document; what is none is told by its status. */
export async function trouble(response: Response): Promise<Trouble> {
  let problem: Problem = {};
  try {
    problem = (await response.json()) as Problem;
  } catch {
    // a proxy's page perhaps, of which nothing is shown
  }
  const title = text(problem.title) ?? `The service answered ${response.status}`;
  const detail = text(problem.detail) ?? "It did not say why. Ask again in a while.";
  const wait = number(response.headers.get("Retry-After"));
  const again = wait !== undefined && !/\bagain in\b/i.test(detail) ? ` Ask again in ${many(wait, "second")}.` : "";
  return new Trouble(title, detail + again, whole(problem.line), whole(problem.column));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

function number(value: string | null): number | undefined {
  const read = value === null || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(read) ? read : undefined;
}
