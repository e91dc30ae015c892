// What the graph has to complete with, as the service tells it for this revision.

export interface Word {
  readonly iri: string;
  readonly name: string;
  readonly label: string;
  readonly told: string;
  readonly count?: number;
  readonly schemes?: readonly string[];
}

export interface Words {
  readonly prefixes: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
  readonly schemes: readonly string[];
  readonly classes: readonly Word[];
  readonly properties: readonly Word[];
  readonly values: readonly Word[];
  readonly of: Readonly<Record<string, readonly string[]>>;
}

export interface Found {
  readonly iri: string;
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  readonly matched: string | null;
  readonly description: string;
}

const SHOWN = 20;

/** What is known before the service has told more: prefixes, and which of them are of things or values. */
export function begun(told: string): Words {
  const none = { prefixes: {}, kinds: [], schemes: [], classes: [], properties: [], values: [], of: {} };
  return { ...none, ...(JSON.parse(told) as Partial<Words>) };
}

export async function read(here: string): Promise<Words> {
  const answer = await fetch(`${here}/sparql/words`);
  if (!answer.ok) throw new Error(`words: ${answer.status}`);
  return (await answer.json()) as Words;
}

/** Look for things by any name in any script; nothing where the service has no answer. */
export async function search(here: string, text: string, kind: string | undefined, signal: AbortSignal): Promise<Found[]> {
  const query = new URLSearchParams({ q: text, limit: String(SHOWN), format: "json", ...(kind ? { kind } : {}) });
  try {
    const answer = await fetch(`${here}/search?${query}`, { signal });
    return answer.ok ? ((await answer.json()) as { results: Found[] }).results : [];
  } catch {
    return [];
  }
}
