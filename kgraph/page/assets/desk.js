// The coding desk: what is written, and when it is looked at anew.
import {
  FIELDS,
  FURTHER,
  ahead,
  asked,
  back,
  begin,
  changed,
  edit,
  field,
  fields,
  forget,
  form,
  held,
  kept,
  leave,
} from "./deskform.js";
import { Refused, acts, ask, desk, fail, listKeys, say } from "./deskstate.js";
import { draw, forward, go, reviewing } from "./desktext.js";
import { h, part } from "./dom.js";

const KEYS = [
  ["↓ ↑", "the next sentence, the one before; with Shift, several of a paragraph"],
  ["Enter", "code the sentence; on a claim: edit it; in the form: save"],
  ["→ ←", "to the claims of a sentence, and back"],
  ["n", "the next open sentence; in review, the next draft"],
  ["a  b  x", "on a claim: accept it, send it back with a memo, retract it"],
  ["r  u", "review on or off; undo the last change of the desk"],
  ["F2 F4", "in the form: the next hedge, the next mode; with Shift, the one before"],
  ["F8 F9", "in the form: to the claimant, to the date"],
  ["Esc", "leave the form"],
];
/** Milliseconds between two looks for changes by others. */
const LOOK = 3000;

const picked = part("document", HTMLSelectElement);
const undo = part("undo", HTMLButtonElement);
const review = part("review", HTMLButtonElement);
const asking = part("ask", HTMLDialogElement);
const minting = part("mint", HTMLDialogElement);
/** All that is to be written, one after the other. */
let last = Promise.resolve(true);

/** @param {string} [document_] */
async function refresh(document_ = desk.state?.document ?? "") {
  desk.state = await ask("state", { document: document_ });
  draw();
}

/** Look anew, and say what others changed. */
async function catchUp() {
  const old = desk.state;
  await refresh();
  desk.names = await ask("names");
  const now = Object.keys(desk.state.claims);
  const added = now.filter((one) => !(one in old.claims));
  const gone = Object.keys(old.claims).filter((one) => !(one in desk.state.claims));
  const other = now.filter(
    (one) =>
      one in old.claims &&
      JSON.stringify(old.claims[one]) !== JSON.stringify(desk.state.claims[one]),
  );
  const told = [
    added.length ? `${added.join(", ")} added` : "",
    other.length ? `${other.join(", ")} changed` : "",
    gone.length ? `${gone.join(", ")} gone` : "",
  ].filter(Boolean);
  return `The dossier was changed elsewhere${told.length ? `: ${told.join("; ")}` : ""}.`;
}

// --- writing

/**
 * Have something written, of the version that is shown, after all that is under way; then look
 * anew. Says whether it was written.
 * @param {string} name
 * @param {object} given
 * @returns {Promise<boolean>}
 */
function write(name, given) {
  const done = last.then(() => written(name, given));
  last = done;
  return done;
}

/** @param {string} name @param {object} given */
async function written(name, given) {
  document.body.setAttribute("aria-busy", "true");
  try {
    /** @type {DeskDone} */
    const done = await ask(name, { ...given, version: desk.state.version });
    say(done.said);
    await refresh();
    return true;
  } catch (error) {
    fail(error);
    if (error instanceof Refused && error.status === 409) {
      const told = await catchUp().catch((failure) => failure.message);
      fail(`${told} Nothing was written; look, and do it again if it still holds.`);
    }
    return false;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

/** The form is free for the next claim at once; one that is refused comes back when it is free. */
async function save() {
  if (form.hidden) return;
  const given = asked();
  const typed = held();
  const name = desk.edited ? "edit" : "add";
  leave();
  if (await write(name, given)) forget();
  else back(typed);
}

/**
 * Whether a dialog that is open is left with what it asks for.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>}
 */
function closed(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue !== ""), { once: true });
  });
}

/**
 * @param {string} label
 * @returns {Promise<string>}
 */
function reply(label) {
  part("wanted", HTMLLabelElement).textContent = label;
  const input = part("reply", HTMLInputElement);
  input.value = "";
  asking.returnValue = "";
  asking.showModal();
  input.focus();
  return closed(asking).then((agreed) => (agreed ? input.value : ""));
}

/** @param {string} claim */
async function retract(claim) {
  const reason = await reply(`Why is ${claim} retracted? The reason stays with the claim.`);
  if (reason) await write("retract", { claim, reason });
  go(claim);
}

/** @param {string} claim */
async function accept(claim) {
  if ((await write("accept", { claim })) && reviewing()) forward();
}

/** @param {string} claim */
async function sendBack(claim) {
  const memo = await reply(`Why is ${claim} sent back? The memo stays with the claim.`);
  if (memo) await write("send_back", { claim, memo });
  go(claim);
}

async function undone() {
  if (!desk.state.undo) return;
  if (await write("undo", { number: desk.state.undo.number })) desk.names = await ask("names");
}

function reviewed() {
  review.setAttribute("aria-pressed", String(!reviewing()));
  if (reviewing()) forward();
}

/** @param {string} name @param {string} given */
async function mint(name, given) {
  const kind = part("kind", HTMLSelectElement);
  const input = part("name", HTMLInputElement);
  input.value = given;
  minting.returnValue = "";
  minting.showModal();
  kind.focus();
  const agreed = await closed(minting);
  const wanted = {
    name: input.value,
    kind: kind.value,
    class: part("class", HTMLSelectElement).value,
  };
  if (agreed && (await write("mint", wanted))) {
    field(name).value = input.value;
    desk.names = await ask("names").catch(() => desk.names);
    ahead(name).focus();
    changed();
  } else field(name).focus();
}

function classed() {
  const kind = part("kind", HTMLSelectElement).value;
  part("class", HTMLSelectElement).replaceChildren(
    ...(desk.names.classes[kind] ?? []).map((one) => h("option", { value: one }, one)),
  );
}

// --- at the beginning, and now and then

async function seen() {
  const { version } = await ask("version").catch(() => desk.state);
  if (version !== desk.state.version) fail(await catchUp());
  return true;
}

async function lookOut() {
  if (document.visibilityState === "visible") {
    last = last.then(seen).catch((error) => {
      fail(error);
      return false;
    });
    await last;
  }
  setTimeout(() => void lookOut().catch(fail), LOOK);
}

async function start() {
  part("fields", HTMLElement).replaceChildren(...fields(FIELDS));
  part("more", HTMLElement).replaceChildren(...fields(FURTHER));
  listKeys(KEYS);
  await refresh("");
  desk.names = await ask("names");
  for (const [name, words] of /** @type {[string, string[]][]} */ ([
    ["factuality", desk.names.factuality],
    ["mode", ["", ...desk.names.mode]],
    ["modality", ["", ...desk.names.modality]],
  ])) {
    field(name).replaceChildren(
      ...words.map((one) => h("option", { value: one }, one || "as usual")),
    );
  }
  const kind = part("kind", HTMLSelectElement);
  kind.replaceChildren(
    ...Object.keys(desk.names.classes).map((one) => h("option", { value: one }, one)),
  );
  kind.addEventListener("change", classed);
  classed();
  await kept(refresh);
  if (form.hidden) go(desk.state.lines[0]?.passage ?? "");
}

picked.addEventListener("change", () => {
  form.hidden = true;
  desk.place = "";
  refresh(picked.value).catch(fail);
});
for (const dialog of [asking, minting]) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLSelectElement)) return;
    event.preventDefault();
    const agree = dialog.querySelector("button[value=yes]");
    if (agree instanceof HTMLButtonElement) agree.form?.requestSubmit(agree);
  });
}
undo.addEventListener("click", () => void undone());
review.addEventListener("click", reviewed);
Object.assign(acts, { begin, edit, accept, sendBack, retract, undone, reviewed, mint });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void save();
});
start()
  .then(() => setTimeout(() => void lookOut().catch(fail), LOOK))
  .catch(fail)
  .finally(() => (document.documentElement.dataset.ready = ""));
