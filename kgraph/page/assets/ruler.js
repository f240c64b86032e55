// The axis of the time strip, with what is told of each day over it.
import { spokenDay } from "./axis.js";
import { s } from "./dom.js";

/** @typedef {import("./axis.js").Axis} Axis */

/** Of bars over the axis, the tallest; and from the axis down to the foot of the strip. */
const [TALL, UNDER] = [16, 20];

/**
 * @param {View} view
 * @param {Axis} axis
 * @param {number} width
 * @param {number} height
 * @param {{ event: EventDays, at: number, top: number }[]} flags where each stands on the axis, and
 *   how high
 */
export function rulerOf(view, axis, width, height, flags) {
  const base = height - UNDER;
  const bars = barsOf(view.claims, axis.x);
  const most = Math.max(1, ...bars.values());
  /** @param {number} value */
  const tall = (value) => TALL * Math.sqrt(value / most);
  return s(
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${Math.max(1, width)} ${Math.max(1, height)}`,
      "aria-hidden": true,
    },
    flags.map(({ at, top }) =>
      s("path", { class: "staff", d: `M${at.toFixed(1)},${base} V${height - top}` }),
    ),
    [...bars].map(([x, value]) =>
      s("rect", {
        class: "bar",
        x: x - 1.5,
        y: (base - tall(value)).toFixed(1),
        width: 3,
        height: tall(value).toFixed(1),
      }),
    ),
    scaleOf(axis, base),
    flags.map(({ event }) => spanOf(event, axis, base)),
    view.events
      .filter((event) => flags.every((one) => one.event !== event))
      .map(({ first }) =>
        s("circle", { class: "event-mark small", cx: axis.x(first).toFixed(1), cy: base, r: 2.2 }),
      ),
  );
}

/**
 * The line of an axis, broken where time is left out, and what is written under it.
 * @param {Axis} axis
 * @param {number} y
 */
export const scaleOf = (axis, y) => [
  axis.stretches.map(({ left, right, unit }) =>
    s("path", { class: `stretch ${unit}`, d: `M${left.toFixed(1)},${y} H${right.toFixed(1)}` }),
  ),
  axis.breaks.map((x) =>
    s("path", { class: "broken", d: `M${x - 5},${y + 5} l4,-10 M${x + 1},${y + 5} l4,-10` }),
  ),
  axis.ticks.map(({ x, text }) =>
    s("text", { class: "under", x: x.toFixed(1), y: y + UNDER - 5 }, text),
  ),
];

/** @param {EventDays} event */
export function daysOf({ first, last, vague }) {
  if (!last) return `${vague ? "from some day after" : "from"} ${spokenDay(first)}`;
  if (first === last) return spokenDay(first);
  return `${vague ? "within " : ""}${spokenDay(first)} to ${spokenDay(last)}`;
}

/**
 * How many claims begin, are done or are reported at each place of an axis.
 * @param {Claim[]} claims
 * @param {Axis["x"]} x
 */
function barsOf(claims, x) {
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const { from, until, reported } of claims) {
    // Nothing begins on the day before which it was.
    const day = from || reported || until;
    if (!day) continue;
    const at = Math.round(x(day));
    found.set(at, (found.get(at) ?? 0) + 1);
  }
  return found;
}

/**
 * The days of an event on an axis.
 * @param {EventDays} event
 * @param {Axis} axis
 * @param {number} y
 */
function spanOf({ first, last, vague }, axis, y) {
  const from = axis.x(first);
  if (last) return extent("event-mark", from, axis.x(last), vague, y);
  return s("circle", { class: "event-mark open", cx: from.toFixed(1), cy: y, r: 3.5 });
}

/**
 * A dot for one day, a bar for several, a whisker with a dot for one of several.
 * @param {string} name
 * @param {number} from
 * @param {number} to
 * @param {boolean} isDoubt
 * @param {number} y
 */
export function extent(name, from, to, isDoubt, y) {
  const [left, right] = [from.toFixed(1), to.toFixed(1)];
  const long = to > from;
  return s(
    "g",
    { class: name },
    long && isDoubt
      ? s("path", { class: "whisker", d: `M${left},${y - 4} v8 m0,-4 H${right} m0,-4 v8` })
      : null,
    long && !isDoubt ? s("path", { class: "held", d: `M${left},${y} H${right}` }) : null,
    long && !isDoubt ? null : s("circle", { cx: ((from + to) / 2).toFixed(1), cy: y, r: 3.5 }),
  );
}
