// The editor itself: CodeMirror with SPARQL, in the colours of the house.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, type ViewUpdate } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { declare, sources } from "./completing";
import type { Trouble } from "./asking";
import type { Words } from "./words";

export interface Writing {
  readonly view: EditorView;
  text(): string;
  put(text: string): void;
  mark(trouble: Trouble): void;
  go(trouble: Trouble): void;
  complete(): void;
}

interface Wishes {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly here: string;
  readonly labelled: string;
  readonly described: string;
  readonly words: () => Words;
  readonly run: () => void;
  readonly changed: (text: string) => void;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "650" },
  { tag: tags.variableName, color: "var(--hue-3)" },
  { tag: [tags.string, tags.annotation], color: "var(--yes)" },
  { tag: [tags.integer, tags.float, tags.bool], color: "var(--half)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--ink)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

export function writing(wishes: Wishes): Writing {
  const view = new EditorView({
    parent: wishes.parent,
    state: EditorState.create({ doc: wishes.text, extensions: extensions(wishes) }),
  });
  // A list that scrolls has to be reachable; the keys of the editor move through it anyway.
  new MutationObserver(() => view.dom.querySelector<HTMLElement>(".cm-tooltip-autocomplete > ul")?.setAttribute("tabindex", "0")).observe(view.dom, { childList: true, subtree: true });
  const put = (text: string) => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
  };
  const complete = () => declare(view, wishes.words());
  return { view, text: () => view.state.doc.toString(), put, mark: (trouble) => mark(view, trouble), go: (trouble) => go(view, trouble), complete };
}

function extensions(wishes: Wishes) {
  const run = () => {
    wishes.run();
    return true;
  };
  return [
    lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightSpecialChars(), bracketMatching(), closeBrackets(),
    indentUnit.of("  "), search({ top: true }), highlightSelectionMatches(),
    sparql(), syntaxHighlighting(COLOURS),
    autocompletion({ override: sources(wishes.here, wishes.words), maxRenderedOptions: 60, icons: false }),
    Prec.highest(keymap.of([{ key: "Ctrl-Enter", mac: "Cmd-Enter", run }, { key: "Ctrl-Enter", run }])),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-labelledby": wishes.labelled, "aria-describedby": wishes.described, spellcheck: "false", autocapitalize: "off" }),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => followed(update, wishes)),
  ];
}

/** After each change: what is marked goes, and a prefix that was typed gets its line. */
function followed(update: ViewUpdate, wishes: Wishes): void {
  if (!update.docChanged) return;
  wishes.changed(update.state.doc.toString());
  const colon = update.transactions.some((one) => one.isUserEvent("input.type") && one.changes.toJSON().flat().includes(":"));
  const pasted = update.transactions.some((one) => one.isUserEvent("input.paste"));
  const words = wishes.words();
  // Not within an update, which has to end before the next.
  queueMicrotask(() => {
    if (update.view.state === update.state) update.view.dispatch(setDiagnostics(update.view.state, []));
    if (colon || pasted) declare(update.view, words);
  });
}

/** Show what is wrong at the line and column that the service names, which count from 1. */
function mark(view: EditorView, trouble: Trouble): void {
  if (trouble.line === undefined) return;
  const { line, from } = spot(view, trouble);
  const whole = from === line.to && line.length > 0;
  view.dispatch(
    setDiagnostics(view.state, [{ from: whole ? line.from : from, to: line.to, severity: "error", message: trouble.detail }]),
    { effects: EditorView.scrollIntoView(from, { y: "center" }) },
  );
}

function go(view: EditorView, trouble: Trouble): void {
  const { from } = spot(view, trouble);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}

function spot(view: EditorView, trouble: Trouble) {
  const line = view.state.doc.line(Math.min(trouble.line ?? 1, view.state.doc.lines));
  return { line, from: Math.min(line.from + Math.max((trouble.column ?? 1) - 1, 0), line.to) };
}
