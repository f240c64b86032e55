// The form of the coding desk, and what the server says of the claim that is typed.
import { completing, plain } from "./completing.js";
import { acts, ask, desk, fail, say } from "./deskstate.js";
import { go, mark, marked } from "./desktext.js";
import { classes, h, part } from "./dom.js";

/** What is typed, with its label; those after the gap are further parts. */
export const FIELDS = [
  ["passage", "Passage"],
  ["subject", "Subject"],
  ["relation", "Relation"],
  ["object", "Object or figure"],
  ["gloss", "Gloss"],
  ["factuality", "Hedge (F2)"],
  ["mode", "Mode (F4)"],
  ["claimant", "Claimant (F8)"],
  ["when", "When it held (F9)"],
];
export const FURTHER = [
  ["modality", "Modality"],
  ["topic", "Topic"],
  ["affected", "Whom it affects"],
  ["context", "As part of"],
  ["place", "Place"],
  ["condition", "Condition"],
  ["lever_family", "Family of the lever"],
  ["intensity", "Intensity (1 to 3)"],
  ["asserted", "When it was said"],
  ["tag", "Tags"],
  ["note", "Note, for readers"],
  ["memo", "Memo, for the team"],
];
const LISTED = ["factuality", "mode", "modality"];
const NAMED = ["subject", "object", "claimant", "topic", "affected", "context", "place"];
/** Milliseconds after the last key: until a claim is read, and until it is weighed. */
const READ = 120;
const WEIGH = 500;
const KEPT = "kgraph-desk-claim";

export const form = part("form", HTMLFormElement);
const card = part("card", HTMLElement);
const preview = part("preview", HTMLElement);
const follows = part("follows", HTMLElement);

/** What was typed last: an answer to what was typed earlier is not shown. */
let turn = 0;
/** What the server refused while the next claim was typed.
 * @type {ReturnType<typeof held>[]} */
const refused = [];
/** @type {Record<string, ReturnType<typeof setTimeout>>} */
const later = {};

/**
 * @param {string} name
 * @param {() => void} act
 * @param {number} wait
 */
function soon(name, act, wait) {
  clearTimeout(later[name]);
  later[name] = setTimeout(act, wait);
}

/** @param {string} name */
export function field(name) {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) return found;
  throw new Error(`no ${name}`);
}

/** @param {DeskNames["names"][0]} one */
const unmistakable = (one) =>
  desk.names.names.filter((other) => plain(other.label) === plain(one.label)).length > 1
    ? one.id
    : one.label;

const nameOptions = () =>
  desk.names.names.map((one) => ({
    text: unmistakable(one),
    says: one.label,
    also: one.also,
    what: one.kind,
  }));

const relationOptions = () =>
  desk.names.relations.map((one) => ({ text: one.id, says: one.label, also: [one.id] }));

/** @param {string} name */
export function ahead(name) {
  const order = [...FIELDS, ...FURTHER].map(([one]) => one ?? "");
  return field(order[order.indexOf(name) + 1] ?? "gloss");
}

/** @param {string[][]} several */
export function fields(several) {
  return several.flatMap(([name = "", label = ""]) => {
    const id = `field-${name}`;
    const listed = LISTED.includes(name);
    const input = listed
      ? h("select", { id, name })
      : h("input", { id, name, dir: "auto", autocomplete: "off" });
    const box = h("div", { class: "field" }, h("label", { for: id }, label), input);
    if (input instanceof HTMLInputElement && (NAMED.includes(name) || name === "relation")) {
      const fresh = (/** @type {string} */ given) => void acts.mint(name, given);
      const figure = () =>
        name === "object" && (measured() || /^[-\d.~/]+$/.test(field("object").value));
      box.append(
        completing(input, {
          options: () => (name === "relation" ? relationOptions() : figure() ? [] : nameOptions()),
          ...(name === "relation" ? {} : { fresh: (given) => (figure() ? void 0 : fresh(given)) }),
          taken: () => ahead(name).focus(),
        }),
      );
    }
    return [box];
  });
}

const measured = () =>
  desk.names.relations.some(
    (one) =>
      one.value && [plain(one.id), plain(one.label)].includes(plain(field("relation").value)),
  );

function cells() {
  /** @type {DeskCells} */
  const made = {};
  for (const [name = ""] of [...FIELDS, ...FURTHER]) {
    const value = field(name).value.trim();
    if (desk.edited ? value !== (desk.before[name] ?? "") : value) made[name] = value;
  }
  if (desk.edited && "object" in made && measured()) {
    made.value = made.object ?? "";
    made.object = "";
  }
  return desk.edited ? made : { ...made, document: desk.state.document };
}

/** @param {DeskCells} values */
function fill(values) {
  for (const [name = ""] of [...FIELDS, ...FURTHER]) {
    const value = values[name] ?? "";
    const one = field(name);
    if (one instanceof HTMLSelectElement && ![...one.options].some((it) => it.value === value)) {
      one.append(h("option", { value }, value));
    }
    one.value = value;
  }
  part("further", HTMLDetailsElement).open = FURTHER.some(([name = ""]) => values[name]);
}

/** @param {string} passage */
function quoted(passage) {
  const range = passage.match(/^(.*)s(\d+)-(\d+)$/);
  const inside = desk.state.lines.filter((one) =>
    range
      ? one.passage.startsWith(`${range[1]}s`) &&
        one.sentence >= Number(range[2]) &&
        one.sentence <= Number(range[3])
      : one.passage === passage,
  );
  part("quoted", HTMLElement).textContent = inside.map((one) => one.text).join(" ");
}

/** @param {string} title @param {DeskCells} values */
function show(title, values) {
  part("doing", HTMLElement).textContent = title;
  fill(values);
  quoted((values.passage ?? "").split(";")[0] ?? "");
  preview.replaceChildren();
  follows.replaceChildren();
  form.hidden = false;
  card.replaceChildren();
  field("subject").focus();
}

export function begin() {
  const passage = marked();
  if (!desk.state.lines.some((one) => one.passage === desk.place)) return;
  desk.edited = "";
  desk.before = {};
  say("");
  if (passage === desk.place) mark([passage]);
  show("New claim", { passage, factuality: "certain", claimant: desk.state.publisher });
}

/** @param {string} claim */
export async function edit(claim) {
  try {
    const found = await ask("claim", { claim });
    desk.edited = claim;
    desk.place = claim;
    desk.before = { ...found, object: found.object || found.value };
    show(`Edit ${claim}`, desk.before);
    changed();
  } catch (error) {
    fail(error);
  }
}

export function leave() {
  turn += 1;
  form.hidden = true;
  mark([]);
  go(desk.place);
  const next = refused.shift();
  if (next) resume(next);
}

/** What is typed, to be typed again. */
export function held() {
  const values = Object.fromEntries(
    [...FIELDS, ...FURTHER].map(([name = ""]) => [name, field(name).value]),
  );
  const { edited, before, place } = desk;
  return { document: desk.state.document, edited, before, place, values };
}

/** @param {ReturnType<typeof held>} typed */
function resume(typed) {
  ({ edited: desk.edited, before: desk.before, place: desk.place } = typed);
  show(desk.edited ? `Edit ${desk.edited}` : "New claim", typed.values);
  changed();
}

/**
 * Show again what was refused, as soon as the form is free.
 * @param {ReturnType<typeof held>} typed
 */
export function back(typed) {
  if (form.hidden) resume(typed);
  else refused.push(typed);
}

/** Keep no longer what was typed, unless more is. */
export function forget() {
  if (form.hidden) sessionStorage.removeItem(KEPT);
}

/** @param {DeskPreview} told */
function read(told) {
  const gloss = field("gloss");
  if (gloss instanceof HTMLInputElement) gloss.placeholder = told.gloss ?? "";
  preview.replaceChildren(
    told.says ? h("p", { class: "says", dir: "auto" }, told.says) : "",
    told.whose ? h("p", {}, told.whose) : "",
    told.layers.length ? h("p", {}, told.layers.join("; ")) : "",
    ...told.errors.map((one) => h("p", { class: "wrong" }, one)),
    told.same.length
      ? h(
          "ul",
          {},
          ...told.same.map((one) =>
            h(
              "li",
              { class: classes({ wrong: one.against }) },
              h("strong", {}, one.against ? "contradicts " : one.here ? "said here: " : "also: "),
              h("span", { dir: "auto" }, `${one.gloss} `),
              h("small", {}, `(${one.whose}) ${one.claim}`),
            ),
          ),
        )
      : "",
  );
}

/** @param {DeskFollows} told */
function weighed(told) {
  const lines = told.changes.map((one) =>
    h(
      "li",
      { dir: "auto" },
      `${one.kind}: ${one.what}: ${one.before || "none"} → ${one.after || "none"}`,
    ),
  );
  follows.replaceChildren(
    h("h3", {}, "What it would change"),
    ...told.refused.map((one) => h("p", { class: "wrong" }, one)),
    lines.length
      ? h("ul", {}, ...lines, told.more ? h("li", {}, `and ${told.more} more`) : "")
      : h("p", {}, `Nothing in the networks${told.out ? `: ${told.out} is left out` : ""}.`),
    told.against.length
      ? h("ul", {}, ...told.against.map((one) => h("li", { class: "wrong", dir: "auto" }, one)))
      : "",
  );
}

export function asked() {
  return { cells: cells(), claim: desk.edited };
}

export function changed() {
  turn += 1;
  const own = turn;
  keep();
  follows.replaceChildren();
  if (["subject", "relation", "object"].some((name) => !field(name).value.trim())) return;
  soon("read", () => void look(own), READ);
}

/** @param {number} own */
async function look(own) {
  try {
    const told = await ask("preview", asked());
    if (own !== turn || form.hidden) return;
    read(told);
    if (told.says && !told.errors.length) soon("weigh", () => void weigh(own), WEIGH);
  } catch (error) {
    if (own === turn) fail(error);
  }
}

/** @param {number} own */
async function weigh(own) {
  if (own !== turn || form.hidden) return;
  follows.replaceChildren(h("p", {}, "Weighing what it would change."));
  try {
    const told = await ask("follows", asked());
    if (own === turn && !form.hidden) weighed(told);
  } catch (error) {
    if (own === turn)
      follows.replaceChildren(h("p", {}, String(/** @type {Error} */ (error).message)));
  }
}

function keep() {
  if (!form.hidden) sessionStorage.setItem(KEPT, JSON.stringify(held()));
}

/** @param {(document_: string) => Promise<void>} refreshed */
export async function kept(refreshed) {
  const found = sessionStorage.getItem(KEPT);
  if (!found) return;
  /** @type {ReturnType<typeof held>} */
  const typed = JSON.parse(found);
  if (!desk.state.documents.some((one) => one.document === typed.document)) return;
  if (typed.document !== desk.state.document) await refreshed(typed.document);
  resume(typed);
  say("What was typed before is here again.");
}

/** @param {string} name @param {number} way */
function turned(name, way) {
  const one = field(name);
  if (!(one instanceof HTMLSelectElement)) return;
  one.selectedIndex = (one.selectedIndex + way + one.length) % one.length;
  say(`${name === "mode" ? "Mode" : "Hedge"}: ${one.selectedOptions[0]?.textContent}`);
  changed();
}

function left() {
  leave();
  forget();
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("keydown", (event) => {
  /** @type {Record<string, () => void>} */
  const keys = {
    F2: () => turned("factuality", event.shiftKey ? -1 : 1),
    F4: () => turned("mode", event.shiftKey ? -1 : 1),
    F8: () => field("claimant").focus(),
    F9: () => field("when").focus(),
    Escape: left,
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
part("leave", HTMLButtonElement).addEventListener("click", left);
