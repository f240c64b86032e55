// What all parts of the coding desk share: what is shown, how the server is asked, what is said.
import { h, part } from "./dom.js";

/** Where the server is, or is not. */
const UNREACHED =
  "The server does not answer. What is typed is kept: start it again and load this page.";

const token = document.querySelector("meta[name=kgraph-desk]")?.getAttribute("content") ?? "";

/**
 * What is shown: the document as the server told it and the names to type; the claim that is edited
 * ("" for a new one) with its fields as they were; the passage or claim at hand.
 */
export const desk = {
  state: /** @type {DeskState} */ (/** @type {unknown} */ (null)),
  names: /** @type {DeskNames} */ (/** @type {unknown} */ (null)),
  edited: "",
  before: /** @type {DeskCells} */ ({}),
  place: "",
};

/** @type {DeskActs} */
export const acts = /** @type {DeskActs} */ (/** @type {unknown} */ ({}));

const said = part("said", HTMLElement);

export class Refused extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} name
 * @param {object} [given]
 */
export async function ask(name, given = {}) {
  let response;
  try {
    response = await fetch(`desk/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-kgraph-desk": token },
      body: JSON.stringify(given),
    });
  } catch {
    throw new Refused(UNREACHED, 0);
  }
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  throw new Refused(
    body?.error?.message ?? `The server answered with ${response.status}.`,
    response.status,
  );
}

/** @param {unknown} error */
export function fail(error) {
  said.textContent = error instanceof Error ? error.message : String(error);
  said.className = "wrong";
}

/** @param {string} message */
export function say(message) {
  said.textContent = message;
  said.className = "";
}

/**
 * List the keys of the page, each with what it does.
 * @param {string[][]} keys
 */
export function listKeys(keys) {
  part("keys", HTMLElement)
    .querySelector("dl")
    ?.replaceChildren(
      ...keys.flatMap(([key = "", what = ""]) => [
        h("dt", {}, h("kbd", {}, key)),
        h("dd", {}, what),
      ]),
    );
}
