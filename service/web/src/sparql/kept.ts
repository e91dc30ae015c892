// What this browser keeps: the query of the moment and those asked before. Anything else found there is passed over.

const KEY = "rejoinder.sparql";
const MOST = 20;
const LONGEST = 65_536;

export interface Kept {
  readonly draft: string;
  readonly before: readonly string[];
}

export function kept(): Kept {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof read !== "object" || read === null) return { draft: "", before: [] };
    const { draft, before } = read as { draft?: unknown; before?: unknown };
    return {
      draft: query(draft) ? draft : "",
      before: Array.isArray(before) ? before.filter(query).slice(0, MOST) : [],
    };
  } catch {
    return { draft: "", before: [] };
  }
}

export function keep(change: Partial<Kept>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...kept(), ...change }));
  } catch {
    // no room, or not allowed: then nothing is kept
  }
}

/** Put a query before those that were asked earlier. */
export function asked(text: string): void {
  keep({ before: [text, ...kept().before.filter((one) => one !== text)].slice(0, MOST) });
}

function query(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= LONGEST;
}
