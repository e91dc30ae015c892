// Elements by name, attributes and content; what is given as text stays text.

type Attributes = Record<string, string | boolean | undefined>;

export function made<K extends keyof HTMLElementTagNameMap>(
  name: K, attributes: Attributes = {}, ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (typeof value === "string") element.setAttribute(key, value);
  }
  element.append(...content);
  return element;
}

/** A button that does something here. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = made("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", act);
  return element;
}

export function many(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
}
