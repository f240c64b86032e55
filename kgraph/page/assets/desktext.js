// The text of the coding desk: sentence by sentence, with the claims of each in the margin.
import { acts, desk, say } from "./deskstate.js";
import { classes, h, part, s } from "./dom.js";

const picked = part("document", HTMLSelectElement);
const text = part("text", HTMLElement);
const card = part("card", HTMLElement);
const undo = part("undo", HTMLButtonElement);
const review = part("review", HTMLButtonElement);
const form = part("form", HTMLFormElement);

/** @param {string} claim */
const draft = (claim) => desk.state.claims[claim]?.status === "draft";

/** @param {string} claim */
function standing(claim) {
  const told = desk.state.claims[claim];
  if (!told) return "";
  return told.tags.includes("sent back") ? "sent back" : told.status;
}

/** @param {string} claim */
function beside(claim) {
  const told = desk.state.claims[claim];
  const button = h(
    "button",
    {
      type: "button",
      class: classes("claim", { draft: draft(claim), denied: (told?.polarity ?? 1) < 1 }),
      "data-key": claim,
      tabindex: -1,
      onclick: () => void acts.edit(claim),
    },
    h("span", { dir: "auto" }, told?.gloss ?? ""),
    h("small", {}, ` ${claim} · ${standing(claim)}`),
  );
  return h("li", {}, button);
}

/** @param {DeskLine} line */
function row(line) {
  const number = line.paragraph ? `${line.paragraph}.${line.sentence}` : "–";
  const why = line.status === "no claims" ? line.reason : line.status === "open" ? "open" : "";
  return h(
    "div",
    { class: classes("line", line.status.replace(" ", "-")) },
    h("span", { class: "number" }, number),
    h(
      "div",
      {
        class: "sentence",
        role: "button",
        tabindex: -1,
        dir: "auto",
        "data-key": line.passage,
        onclick: () => clicked(line),
      },
      line.text || "Claims of which no passage is named",
    ),
    h(
      "div",
      { class: "margin" },
      why ? h("small", {}, why) : "",
      line.claims.length ? h("ul", {}, ...line.claims.map(beside)) : "",
    ),
  );
}

/** @param {string} selector */
const found = (selector) => /** @type {HTMLElement | null} */ (text.querySelector(selector));

/** @param {string} key */
const keyed = (key) => found(`[data-key="${CSS.escape(key)}"]`);

/** @param {string} key */
export function go(key) {
  const to = keyed(key) ?? found("[tabindex='0']");
  if (!to) return;
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}

function stops() {
  text.querySelectorAll("[tabindex='0']").forEach((one) => one.setAttribute("tabindex", "-1"));
  const at =
    keyed(desk.place) ?? /** @type {HTMLElement | null} */ (text.querySelector(".sentence"));
  at?.setAttribute("tabindex", "0");
}

function covered() {
  const total = desk.state.documents.find((one) => one.document === desk.state.document);
  if (!total) return;
  const counts = `${total.claims} of ${total.sentences} sentences have claims`;
  const told = `${counts}, ${total.no_claims} bear none, ${total.open} are open`;
  const bar = s("svg", { viewBox: "0 0 200 10", role: "img", "aria-label": told, class: "bar" });
  let at = 0;
  for (const [name, number] of /** @type {[string, number][]} */ ([
    ["claims", total.claims],
    ["no-claims", total.no_claims],
    ["open", total.open],
  ])) {
    const width = (200 * number) / Math.max(1, total.sentences);
    bar.append(s("rect", { x: at, y: 0, width, height: 10, class: name }));
    at += width;
  }
  part("coverage", HTMLElement).replaceChildren(bar, h("small", {}, told));
}

export function undoable() {
  undo.disabled = !desk.state.undo;
  undo.dataset.left = String(desk.state.undo?.left ?? 0);
  undo.title = desk.state.undo ? `Undo: ${desk.state.undo.what}` : "";
}

export function draw() {
  const held = text.contains(document.activeElement);
  picked.replaceChildren(
    ...desk.state.documents.map((one) =>
      h("option", { value: one.document }, `${one.document}: ${one.title} (${one.open} open)`),
    ),
  );
  picked.value = desk.state.document;
  const paragraphs = new Map();
  for (const line of desk.state.lines) {
    paragraphs.set(line.paragraph, [...(paragraphs.get(line.paragraph) ?? []), row(line)]);
  }
  text.replaceChildren(
    ...[...paragraphs.values()].map((rows) => h("div", { class: "para" }, rows)),
  );
  covered();
  undoable();
  stops();
  if (held) go(desk.place);
}

/** The sentences that are marked: those of the selection, else the one at hand. */
export function marked() {
  const lines = [...text.querySelectorAll(".sentence.marked")].map((one) =>
    one.getAttribute("data-key"),
  );
  const first = lines[0];
  if (!first) return desk.place;
  const last = lines.at(-1);
  return last === first ? first : `${first}-${last?.replace(/.*s/, "")}`;
}

/** @param {string[]} keys */
export function mark(keys) {
  for (const one of text.querySelectorAll(".sentence")) {
    one.classList.toggle("marked", keys.includes(one.getAttribute("data-key") ?? ""));
  }
}

/** @param {DeskLine} line */
function clicked(line) {
  if (!window.getSelection()?.isCollapsed) return;
  mark([line.passage]);
  desk.place = line.passage;
  acts.begin();
}

/** The sentences of one paragraph that were drawn over: a click is on none of several. */
function drawnOver() {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed) return;
  const over = desk.state.lines.filter((one) => {
    const sentence = keyed(one.passage);
    return sentence && selection.containsNode(sentence, true);
  });
  const within = over.filter((one) => one.paragraph === over[0]?.paragraph);
  if (!within[0]) return;
  mark(within.map((one) => one.passage));
  desk.place = within[0].passage;
  acts.begin();
}

/** @param {string} from @param {number} way @param {boolean} extend */
function step(from, way, extend) {
  const lines = desk.state.lines.map((one) => one.passage);
  const at = desk.state.lines[lines.indexOf(from)];
  const next = desk.state.lines[lines.indexOf(from) + way];
  if (!next || !at) return;
  if (extend && next.paragraph !== at.paragraph) return;
  if (extend) {
    const now = [...text.querySelectorAll(".sentence.marked")].map(
      (one) => one.getAttribute("data-key") ?? "",
    );
    const back = now.includes(next.passage);
    mark(back ? now.filter((one) => one !== from) : [...new Set([...now, from, next.passage])]);
  } else mark([]);
  go(next.passage);
}

/** @param {HTMLElement} from @param {number} way */
function among(from, way) {
  const every = [...text.querySelectorAll(".claim")].filter(
    (one) => !reviewing() || draft(one.getAttribute("data-key") ?? ""),
  );
  const next = every[every.indexOf(from) + way];
  if (next) go(next.getAttribute("data-key") ?? "");
}

export const reviewing = () => review.getAttribute("aria-pressed") === "true";

export function forward() {
  const keys = [...text.querySelectorAll("[data-key]")].map(
    (one) => one.getAttribute("data-key") ?? "",
  );
  const bare = new Set(
    desk.state.lines.filter((one) => one.status === "open").map((one) => one.passage),
  );
  const wanted = reviewing() ? draft : (/** @type {string} */ key) => bare.has(key);
  const at = keys.indexOf(desk.place);
  const to = [...keys.slice(at + 1), ...keys.slice(0, at + 1)].find(wanted);
  if (to) go(to);
  else say(reviewing() ? "No drafts are left in this document." : "No sentence is open.");
}

text.addEventListener("mouseup", drawnOver);
text.addEventListener("focusin", (event) => {
  const key = event.target instanceof HTMLElement ? event.target.dataset.key : "";
  if (!key) return;
  desk.place = key;
  stops();
  if (form.hidden) shown(key);
});

text.addEventListener("keydown", (event) => {
  const from = event.target;
  if (!(from instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = from.dataset.key ?? "";
  const claim = from.classList.contains("claim") ? key : "";
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => (claim ? among(from, 1) : step(key, 1, event.shiftKey)),
    ArrowUp: () => (claim ? among(from, -1) : step(key, -1, event.shiftKey)),
    ArrowRight: () =>
      go(from.parentElement?.querySelector(".claim")?.getAttribute("data-key") ?? ""),
    ArrowLeft: () =>
      go(from.closest(".line")?.querySelector(".sentence")?.getAttribute("data-key") ?? ""),
    Enter: () => (claim ? void acts.edit(claim) : acts.begin()),
    n: forward,
    u: () => void acts.undone(),
    r: acts.reviewed,
    ...(claim
      ? {
          e: () => void acts.edit(claim),
          a: () => void acts.accept(claim),
          b: () => void acts.sendBack(claim),
          x: () => void acts.retract(claim),
        }
      : {}),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

/** @param {string} key */
function shown(key) {
  const told = desk.state.claims[key];
  if (!told) {
    card.replaceChildren();
    return;
  }
  const rows = [
    ["States", told.says],
    ["Whose word", told.whose],
    ["Status", standing(key)],
    ["Coder", told.coder.join(", ")],
    ["Tags", told.tags.join(", ")],
    ["Note", told.note],
    ["Memo", told.memo],
  ].filter(([, value]) => value);
  const buttons = [
    ["Edit (e)", acts.edit],
    ...(draft(key)
      ? [
          ["Accept (a)", acts.accept],
          ["Send back (b)", acts.sendBack],
        ]
      : []),
    ["Retract (x)", acts.retract],
  ];
  card.replaceChildren(
    h("h2", {}, key),
    h("p", { dir: "auto" }, told.gloss),
    h(
      "dl",
      {},
      ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", { dir: "auto" }, value)]),
    ),
    h(
      "p",
      {},
      ...buttons.map(([name, act]) =>
        h(
          "button",
          {
            type: "button",
            onclick: () => void (/** @type {(claim: string) => Promise<void>} */ (act)(key)),
          },
          /** @type {string} */ (name),
        ),
      ),
    ),
  );
}
