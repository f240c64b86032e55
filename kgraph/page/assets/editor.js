// The field for SPARQL: colours, brackets, and words, terms and names that complete what is typed.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  bracketMatching,
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** @typedef {import("@codemirror/autocomplete").Completion} Completion */
/** @typedef {import("@codemirror/autocomplete").CompletionContext} Context */
/** @typedef {{id: string, label: string}} Term */

const WORDS = (
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE OPTIONAL UNION " +
  "MINUS GRAPH FILTER EXISTS NOT BIND AS VALUES UNDEF GROUP BY HAVING ORDER ASC DESC LIMIT " +
  "OFFSET IN COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI " +
  "BNODE ABS CEIL FLOOR ROUND CONCAT STRLEN SUBSTR UCASE LCASE REPLACE REGEX CONTAINS STRSTARTS " +
  "STRENDS STRBEFORE STRAFTER YEAR MONTH DAY NOW COALESCE IF SAMETERM ISIRI ISBLANK ISLITERAL " +
  "ISNUMERIC"
).split(" ");
/** What is completed: a variable, a prefixed name, or a word, in any script. */
const TYPED = /[?$\p{L}\p{N}_][\p{L}\p{M}\p{N}_:-]*/u;

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--word)", fontWeight: "bold" },
  { tag: [tags.string, tags.number, tags.literal], color: "var(--value)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--variable)" },
  { tag: tags.atom, color: "var(--term)" },
  { tag: tags.comment, fontStyle: "italic", color: "var(--soft)" },
]);
const look = EditorView.theme({
  "&": { border: "1px solid var(--soft)", maxHeight: "60vh" },
  "&.cm-focused": { outline: "2px solid var(--variable)" },
  ".cm-content": { caretColor: "currentcolor", minHeight: "10em" },
  ".cm-cursor": { borderLeftColor: "currentcolor" },
  ".cm-gutters": { background: "transparent", border: "none", color: "var(--soft)" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', overflow: "auto" },
  ".cm-tooltip": {
    background: "var(--paper)",
    border: "1px solid var(--soft)",
    color: "var(--ink)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: "var(--variable)",
    color: "var(--paper)",
  },
});

/**
 * Each term by its id and by its name: whichever is typed, the id is what is written.
 * @param {Term[]} terms
 * @returns {Completion[]}
 */
function completions(terms) {
  return terms.flatMap(({ id, label }) => [
    { label: id, detail: label, type: "class" },
    { label, detail: id, apply: id, type: "text" },
  ]);
}

/** @param {string} text @returns {Completion[]} */
function variables(text) {
  const found = new Set(text.match(/[?$][\p{L}_][\p{L}\p{N}_]*/gu));
  return [...found].map((label) => ({ label, type: "variable" }));
}

/**
 * Replaces what is chosen ourselves: browsers keep its look by styles, which the policy refuses.
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function replaced(event, view) {
  if (event.inputType !== "insertText" || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data ?? ""), { userEvent: "input.type" });
  return true;
}

/**
 * An editor in place of an element, which keeps to its own styles within.
 * @param {HTMLElement} host
 * @param {string} label
 * @param {() => void} ask
 */
export function editor(host, label, ask) {
  /** @type {Completion[]} */
  let known = WORDS.map((word) => ({ label: word, type: "keyword" }));
  const asks = { key: "Mod-Enter", run: () => (ask(), true) };
  /** @param {Context} context */
  function complete(context) {
    const typed = context.matchBefore(TYPED);
    if (!typed && !context.explicit) return null;
    const from = typed?.from ?? context.pos;
    // Without the one that is being typed: it would complete itself.
    const text = context.state.sliceDoc(0, from) + context.state.sliceDoc(context.pos);
    return { from, options: [...variables(text), ...known], validFor: TYPED };
  }
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      extensions: [
        keymap.of([asks, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        history(),
        drawSelection(),
        lineNumbers(),
        bracketMatching(),
        closeBrackets(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [complete], activateOnTyping: true }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.domEventHandlers({ beforeinput: replaced }),
        look,
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    },
    focus() {
      view.focus();
    },
    /** @param {Term[]} terms */
    know(terms) {
      known = [...known, ...completions(terms)];
    },
  };
}
