// Claims of one act are one mark of the timeline: what the same does to the same, on days that all
// of them allow. Pure.
import { groupedBy } from "./plain.js";

/** @typedef {import("./timeline.js").Told} Told */

/**
 * The days that several claims allow.
 * @typedef {Pick<Claim, "from" | "until" | "surelyFrom" | "surelyUntil" | "reported">} Days
 */

/** @param {Days} days */
export const givesDay = ({ from, until }) => Boolean(from || until);

/**
 * The days on which both may have been, or nothing where there is none. What gives no beginning is
 * of no day that is named, and what gives no day is only told together.
 * @param {Days} one
 * @param {Days} other
 * @returns {Days | null}
 */
function shared(one, other) {
  if (!givesDay(one) || !givesDay(other))
    return givesDay(one) === givesDay(other) && one.reported === other.reported ? one : null;
  if (Boolean(one.from) !== Boolean(other.from)) return null;
  const from = one.from > other.from ? one.from : other.from;
  const until = one.until < other.until ? one.until : other.until;
  if (from > until) return null;
  const [reported = ""] = [one.reported, other.reported].filter(Boolean).sort();
  return { from, until, surelyFrom: "", surelyUntil: "", reported };
}

/**
 * What a lane has, with the claims of one act as one: those that give the fewest days first. A
 * claim that may tell of either of two acts stands by itself.
 * @param {Told[]} several of one claim each
 * @returns {Told[]}
 */
export function acts(several) {
  const alike = groupedBy(
    several.filter((one) => one.isAct),
    ({ tie, isDenial }) => [tie.source, tie.relation, tie.target, tie.sign, isDenial].join(" "),
  );
  /** @param {Told} one */
  const length = ({ days: { from, until } }) => (from ? Date.parse(until) - Date.parse(from) : 0);
  /** @type {Told[]} */
  const found = several.filter((one) => !one.isAct);
  for (const group of alike.values()) {
    /** @type {Told[]} */
    const made = [];
    for (const one of group.sort((a, b) => length(a) - length(b))) {
      const fitting = made.filter((act) => shared(act.days, one.days));
      if (fitting.length !== 1) made.push(one);
      else {
        const [act] = fitting;
        const days = /** @type {Days} */ (shared(act.days, one.days));
        made[made.indexOf(act)] = { ...act, days, claims: [...act.claims, ...one.claims] };
      }
    }
    found.push(...made);
  }
  return found;
}
