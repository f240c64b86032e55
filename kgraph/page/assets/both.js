// Two codings side by side: the claims of each sentence, how far they agree, what is decided.
import { ask, fail, listKeys, Refused, say } from "./deskstate.js";
import { classes, h, part } from "./dom.js";

const KEYS = [
  ["↓ ↑", "the next difference, the one before"],
  ["n", "the next that is open, in this document"],
  ["a  b", "as A has it; as B has it"],
  ["t", "both: the two claims stand apart"],
  ["s  d", "of two names: the same; different"],
  ["u", "take the last decision back"],
];
/** What can be decided: by which key, and in which words. */
const ANSWERS = /** @type {Record<string, [string, string]>} */ ({
  a: ["a", "A"],
  b: ["b", "B"],
  both: ["t", "Both stand apart"],
  same: ["s", "The same"],
  different: ["d", "Different"],
});

const picked = part("document", HTMLSelectElement);
const undo = part("undo", HTMLButtonElement);
const merge = part("merge", HTMLButtonElement);
const names = part("names", HTMLElement);
const text = part("text", HTMLElement);

let state = /** @type {BothState} */ (/** @type {unknown} */ (null));
/** Decisions of this page, each with what stood before.
 * @type {{row: BothRow, before: string}[]} */
const done = [];
/** All that is to be written, one after the other. */
let last = Promise.resolve();

/** @param {BothRow} row */
const keyOf = (row) => [row.kind, row.field, row.a, row.b].join(" ");

/** @param {BothRow} row */
function difference(row) {
  const about = row.kind === "same" ? "Are they one?" : row.field;
  const buttons = row.answers.map((answer) => {
    const [key, words] = ANSWERS[answer] ?? ["", answer];
    return h(
      "button",
      {
        type: "button",
        "aria-pressed": String(row.decision === answer),
        "data-answer": answer,
        onclick: () => decide(row, row.decision === answer ? "" : answer),
      },
      `${words} (${key})`,
    );
  });
  return h(
    "div",
    {
      class: classes("row", row.decision ? "decided" : "open"),
      role: "group",
      tabindex: -1,
      "aria-label": `${about}: A has ${row.says_a || "nothing"}, B has ${row.says_b || "nothing"}`,
      "data-row": keyOf(row),
    },
    h("span", { class: "field" }, about),
    h("span", { class: "a", dir: "auto" }, row.says_a || "–"),
    h("span", { class: "b", dir: "auto" }, row.says_b || "–"),
    h("span", { class: "answers" }, ...buttons),
  );
}

/** @param {0 | 1} side @param {string} claim */
function card(side, claim) {
  const told = state.claims[side]?.[claim];
  if (!claim) return h("div", { class: "card none" }, h("small", {}, "no claim"));
  return h(
    "div",
    { class: classes("card", { retracted: told?.status === "retracted" }) },
    h("p", { dir: "auto" }, told?.gloss ?? ""),
    h("p", {}, told?.says ?? ""),
    h("small", {}, [claim, told?.whose, told?.coder.join(", ")].filter(Boolean).join(" · ")),
  );
}

/** @param {BothLine} line */
function sentence(line) {
  const number = line.paragraph ? `${line.paragraph}.${line.sentence}` : "–";
  const words = line.text || "Claims of which no passage is named";
  const pairs = line.pairs.map(({ a, b }) => {
    const rows = state.rows.filter((row) => row.kind === "claim" && row.a === a && row.b === b);
    const alike = a && b && !rows.length;
    return h(
      "div",
      { class: classes("pair", { alike }) },
      card(0, a),
      card(1, b),
      ...rows.map(difference),
    );
  });
  return h(
    "div",
    { class: classes("line", { bare: !pairs.length }) },
    h("p", { class: "sentence", dir: "auto" }, h("span", { class: "number" }, number), " ", words),
    ...pairs,
  );
}

/** @param {BothMeasure} one */
const cells = (one) => [
  h("td", {}, `${one.equal} of ${one.pairs}`),
  h("td", {}, one.pairs ? one.alpha : "–"),
];

function agreement() {
  part("matched", HTMLElement).textContent = state.matched;
  const heads = ["Field", "Alike here", "Alpha here", "Alike in all", "Alpha in all"];
  part("agreement", HTMLElement)
    .querySelector("table")
    ?.replaceChildren(
      h("thead", {}, h("tr", {}, ...heads.map((one) => h("th", { scope: "col" }, one)))),
      h(
        "tbody",
        {},
        ...state.agreement.map(({ field, here, all }) =>
          h("tr", {}, h("th", { scope: "row" }, field), ...cells(here), ...cells(all)),
        ),
      ),
    );
}

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);

function counted() {
  const more = state.elsewhere ? `, ${state.elsewhere} of them in other documents` : "";
  const left = state.open === 1 ? "1 difference is open" : `${state.open} differences are open`;
  part("left", HTMLElement).textContent = state.open ? `${left}${more}.` : "All is decided.";
  merge.disabled = state.open > 0 || !state.into;
  merge.title = state.into || "Start the desk with --merged DIR to have it written.";
  undo.disabled = !done.length;
}

function draw() {
  const at = document.activeElement?.closest("[data-row]")?.getAttribute("data-row") ?? "";
  picked.replaceChildren(
    ...state.documents.map((one) =>
      h("option", { value: one.document }, `${one.document}: ${one.title} (${one.open} open)`),
    ),
  );
  picked.value = state.document;
  const things = state.rows.filter((row) => row.kind !== "claim");
  names.replaceChildren(
    ...(things.length ? [h("h2", {}, "Names and documents")] : []),
    ...things.map((row) =>
      h("div", { class: "pair" }, h("p", {}, `${row.a} | ${row.b}`), difference(row)),
    ),
  );
  text.replaceChildren(
    h("div", { class: "heads" }, h("strong", {}, "A"), h("strong", {}, "B")),
    ...state.lines.map(sentence),
  );
  agreement();
  counted();
  const all = rows();
  const stop = all.find((one) => one.dataset.row === at) ?? all[0];
  stop?.setAttribute("tabindex", "0");
  if (at) stop?.focus();
}

/** @param {string} [document_] */
async function refresh(document_ = state?.document ?? "") {
  state = await ask("compared", { document: document_ });
  draw();
}

/** @param {() => Promise<void>} act */
function after(act) {
  last = last.then(act).catch(async (error) => {
    if (error instanceof Refused && error.status === 409) await refresh();
    fail(error);
  });
}

/** @param {BothRow} row @param {string} decision */
async function decided(row, decision) {
  const { kind, field, a, b } = row;
  const given = { kind, field, a, b, decision, version: state.version };
  const told = await ask("decide", given);
  await refresh();
  say(told.said);
}

/** @param {BothRow} row @param {string} decision */
function decide(row, decision) {
  after(async () => {
    const before = row.decision;
    await decided(row, decision);
    done.push({ row, before });
    counted();
  });
}

function undone() {
  after(async () => {
    const one = done.pop();
    if (one) await decided(one.row, one.before);
  });
}

function merged() {
  after(async () => say((await ask("merge", { version: state.version })).said));
}

/** @param {HTMLElement | undefined} row */
function go(row) {
  if (!row) return;
  for (const one of rows()) one.setAttribute("tabindex", one === row ? "0" : "-1");
  row.focus();
  row.scrollIntoView({ block: "center" });
}

function forward() {
  const all = rows();
  const at = all.indexOf(
    /** @type {HTMLElement} */ (document.activeElement?.closest("[data-row]")),
  );
  const to = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((one) =>
    one.classList.contains("open"),
  );
  if (to) go(to);
  else say("Nothing is open in this document.");
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const from = event.target;
  if (!(from instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (from instanceof HTMLSelectElement) return;
  const at = /** @type {HTMLElement | null} */ (from.closest("[data-row]"));
  const row = state.rows.find((one) => keyOf(one) === at?.dataset.row);
  const all = rows();
  const step = (/** @type {number} */ way) => go(at ? all[all.indexOf(at) + way] : all[0]);
  /** @type {Record<string, () => void>} */
  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), n: forward, u: undone };
  for (const answer of row?.answers ?? []) {
    const [key] = ANSWERS[answer] ?? [""];
    keys[key] = () => row && decide(row, answer);
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

async function start() {
  listKeys(KEYS);
  await refresh("");
  forward();
}

picked.addEventListener("change", () => after(() => refresh(picked.value)));
part("next", HTMLButtonElement).addEventListener("click", forward);
undo.addEventListener("click", undone);
merge.addEventListener("click", merged);
document.addEventListener("keydown", pressed);
start()
  .catch(fail)
  .finally(() => (document.documentElement.dataset.ready = ""));
