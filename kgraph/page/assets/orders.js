// In which order a matrix has its rows and columns.
import { h } from "./dom.js";
import { fold } from "./folding.js";
import { groupedBy } from "./plain.js";

/** @type {[order: string, text: string][]} */
const ORDERS = [
  ["", "most evidence first"],
  ["name", "by name"],
  ["sides", "by sides"],
];
/** So often sides are passed on to those next to them; more changes no order of some dozens. */
const ROUNDS = 40;

/** @param {App} app */
export const orderChoice = (app) =>
  h(
    "label",
    { class: "order note" },
    "Order ",
    h(
      "select",
      { onchange: (event) => app.set({ order: event.target.value }) },
      ORDERS.map(([order, text]) =>
        h("option", { value: order, selected: order === app.state.order }, text),
      ),
    ),
  );

/**
 * Ids, each once, in the order that the state asks for; sides are those of signed lines.
 * @param {App} app
 * @param {string[]} ids as often as each stands in a cell
 * @param {Signed[]} lines
 */
export function inOrder(app, ids, lines) {
  const count = new Map([...groupedBy(ids, (id) => id)].map(([id, all]) => [id, all.length]));
  /** @param {string} id */
  const name = (id) => fold(app.plainLabel(id));
  /** @type {(a: string, b: string) => number} */
  const byName = (a, b) => (name(a) < name(b) ? -1 : 1);
  /** @type {(a: string, b: string) => number} */
  const byCount = (a, b) => (count.get(b) ?? 0) - (count.get(a) ?? 0) || byName(a, b);
  const most = [...count.keys()].sort(byCount);
  if (app.state.order === "name") return most.sort(byName);
  if (app.state.order !== "sides") return most;
  const side = sidesOf(lines);
  return most.sort((a, b) => (side.get(b) ?? 0) - (side.get(a) ?? 0) || byCount(a, b));
}

/**
 * How near everybody is to one end: who is against its friends is far from it, who is against its
 * foes is near. The best connected is that end. By iteration, the same for the same lines.
 * @param {Signed[]} lines
 */
function sidesOf(lines) {
  const degree = new Map();
  for (const [a, b] of lines) for (const id of [a, b]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const all = [...degree.keys()].sort((a, b) => degree.get(b) - degree.get(a) || (a < b ? -1 : 1));
  let side = new Map(all.map((id, i) => [id, i ? 0 : 1]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Map(all.map((id) => [id, 0]));
    for (const [a, b, sign] of lines) {
      next.set(a, (next.get(a) ?? 0) + (sign * (side.get(b) ?? 0)) / degree.get(a));
      next.set(b, (next.get(b) ?? 0) + (sign * (side.get(a) ?? 0)) / degree.get(b));
    }
    // Half of what it was, so that two camps do not change places with every round.
    side = new Map(
      all.map((id, i) => [id, i ? ((side.get(id) ?? 0) + (next.get(id) ?? 0)) / 2 : 1]),
    );
  }
  return side;
}
