// Named events as flags over the axis: each opens who says when, and goes to the day before or
// after.
import { spokenDay } from "./axis.js";
import { isolated } from "./bidi.js";
import { h } from "./dom.js";
import { got } from "./plain.js";
import { daysOf } from "./ruler.js";

/** Under the flags there is so much for handles and axis, and a row of flags takes so much. */
export const [FOOT, ROW] = [66, 26];
/** Of a flag: its name at most, its buttons, and what a letter takes. */
const [NAME, BUTTONS, LETTER] = [150, 96, 6.6];
/** Between two flags, and from the edge of a flag to its staff. */
const [APART, EDGE] = [8, 12];

/** @typedef {{ left: number, right: number, at: number, row: number }} Spread */
/** @typedef {{ event: EventDays, at: number, top: number, left: number, wide: number }} Flag */

/**
 * Events whose flags have room, the picked one before those that most claims name.
 * @param {App} app
 * @param {import("./axis.js").Axis} axis
 * @param {string} picked
 * @param {number} width
 * @param {number} rows
 * @returns {Flag[]}
 */
export function flagsWithRoom(app, axis, picked, width, rows) {
  const { knownBy } = app.state;
  /** @param {string} id */
  const isKnown = (id) => !knownBy || got(app.world.claims, id).reported <= knownBy;
  const known = app.view.events.filter((one) => one.claims.some(isKnown));
  /** @type {Spread[]} */
  const taken = [];
  const found = [];
  for (const event of [
    ...known.filter((one) => one.id === picked),
    ...known.filter((one) => one.id !== picked),
  ]) {
    const at = placeOf(event, axis);
    const name = Math.min(NAME, LETTER * app.plainLabel(event.id).length + 8);
    const wide = Math.min(width, name + BUTTONS / (event.after ? 1 : 2));
    // Over its staff, or to a side of it.
    const lefts = [at - wide / 2, at - EDGE, at - wide + EDGE].map((left) =>
      Math.min(Math.max(0, left), width - wide),
    );
    const spots = Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
      lefts.map((left) => ({ left, right: left + wide, at, row })),
    );
    const spot = spots.find((one) => taken.every((other) => areApart(one, other)));
    if (!spot) continue;
    taken.push(spot);
    found.push({ event, at, top: FOOT + ROW * spot.row, left: spot.left, wide });
  }
  return found.sort((a, b) => a.left - b.left);
}

/**
 * Whether two flags stand beside each other, and no staff runs into a flag below.
 * @param {Spread} one
 * @param {Spread} other
 */
function areApart(one, other) {
  if (one.row === other.row)
    return one.right + APART < other.left || one.left > other.right + APART;
  const [upper, lower] = one.row > other.row ? [one, other] : [other, one];
  return upper.at < lower.left || upper.at > lower.right;
}

/**
 * @param {EventDays} event
 * @param {import("./axis.js").Axis} axis
 */
const placeOf = ({ first, last, vague }, axis) =>
  vague && last ? (axis.x(first) + axis.x(last)) / 2 : axis.x(first);

/**
 * @param {App} app
 * @param {Flag} placed
 * @param {(day: Day) => void} go
 */
export function flagOf(app, { event, top, left, wide }, go) {
  const label = app.label(event.id);
  const says = `${label}, ${daysOf(event)}`;
  /** @param {"before" | "after"} name */
  const side = (name) => {
    const day = event[name];
    if (!day) return null;
    return h(
      "button",
      {
        type: "button",
        "aria-label": `${name} ${label}: ${spokenDay(day)}`,
        "data-day": day,
        title: spokenDay(day),
        onclick: () => go(day),
      },
      name,
    );
  };
  const flag = h(
    "span",
    { class: "flag", role: "group", "aria-label": says },
    side("before"),
    h(
      "button",
      {
        type: "button",
        class: "name",
        "aria-label": `${says}: who says when`,
        title: says,
        onclick: () => app.choose("target", event.id),
      },
      isolated(app.plainLabel(event.id)),
    ),
    side("after"),
  );
  flag.style.left = `${left.toFixed(1)}px`;
  flag.style.width = `${wide.toFixed(1)}px`;
  flag.style.bottom = `${top}px`;
  return flag;
}
