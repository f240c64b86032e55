// Named events as flags over the axis: each opens who says when, and goes to the day before or after.
import { spokenDay } from "./axis.js";
import { isolated } from "./bidi.js";
import { h } from "./dom.js";
import { got } from "./plain.js";
import { daysOf } from "./ruler.js";

/** Under the flags there is so much for handles and axis, and a row of flags takes so much. */
export const [FOOT, ROW] = [66, 26];
/** Of a flag: its name at most, its buttons, and what a letter takes. */
const [NAME, BUTTONS, LETTER] = [150, 96, 6.6];
const APART = 8;

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
  /** @type {{ left: number, right: number, at: number, row: number }[]} */
  const taken = [];
  const found = [];
  for (const event of [
    ...known.filter((one) => one.id === picked),
    ...known.filter((one) => one.id !== picked),
  ]) {
    const at = placeOf(event, axis);
    const name = Math.min(NAME, LETTER * app.plainLabel(event.id).length + 8);
    const wide = Math.min(width, name + BUTTONS);
    const left = Math.min(Math.max(0, at - wide / 2), width - wide);
    const right = left + wide;
    /** @param {number} row */
    const isFree = (row) =>
      taken.every((one) =>
        one.row === row
          ? one.right + APART < left || one.left > right + APART
          : // No staff stands in front of a flag.
            one.row > row
            ? one.at < left || one.at > right
            : at < one.left || at > one.right,
      );
    const row = Array.from({ length: rows }, (_, i) => i).find(isFree);
    if (row === undefined) continue;
    taken.push({ left, right, at, row });
    found.push({ event, at, top: FOOT + ROW * row, left, wide });
  }
  return found.sort((a, b) => a.left - b.left);
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
