// One axis for all times of a record: broken where years are empty, wide where days are told. Pure.

const MS = 86_400_000;

/**
 * The number of a day.
 * @param {Day} day
 */
export const numberOf = (day) => Date.parse(`${day}T00:00:00Z`) / MS;

/** @param {number} number */
const dateOf = (number) => new Date(number * MS);

/** @param {number} number */
const isoOf = (number) => dateOf(number).toISOString().slice(0, 10);

/** @param {Intl.DateTimeFormatOptions} how */
const inWords = (how) => {
  const format = new Intl.DateTimeFormat("en-GB", { ...how, timeZone: "UTC" });
  return (/** @type {Day} */ day) => format.format(dateOf(numberOf(day))).replace("Sept", "Sep");
};

/** A day in words, and those that have no room for all of them. */
export const spokenDay = inWords({ day: "numeric", month: "short", year: "numeric" });
const shortDay = inWords({ day: "numeric", month: "short" });
const shortMonth = inWords({ month: "short" });
const monthAndYear = inWords({ month: "short", year: "numeric" });

/**
 * How stretches of an axis are made, the finest first: days apart at most, different units at
 * least, how many of the kind, how wide a unit is beside a year, and its days.
 */
const KINDS = /** @type {const} */ ([
  { unit: "day", apart: 8, least: 2, most: 3, wide: 3.2, days: 1 },
  { unit: "month", apart: 184, least: 4, most: 4, wide: 1.6, days: 30.4 },
  { unit: "year", apart: 2200, least: 1, most: 8, wide: 1, days: 365.25 },
]);
/** Letters of an ISO day that tell one unit from the next. */
const LETTERS = { day: 10, month: 7, year: 4 };
/** No stretch is narrower, in pixels; and what is left out takes so much. */
const [NARROW, GAP] = [30, 14];
/** Of what went on for more years only the ends are marked. */
const LONG = 15;

/**
 * @typedef {object} Stretch
 * @property {number} from
 * @property {number} to
 * @property {"day" | "month" | "year"} unit
 * @property {number} left
 * @property {number} right
 */
/** @typedef {ReturnType<typeof axisOf>} Axis */

/**
 * The days that claims give up to the last document, those given to the day apart from those of a
 * month or year, and each year of what went on for some.
 * @param {Pick<View, "claims" | "end">} view
 */
export function daysGiven({ claims, end }) {
  /** @type {Set<Day>} */
  const exact = new Set();
  /** @type {Set<Day>} */
  const rough = new Set();
  for (const { from, until, reported } of claims) {
    if (reported) exact.add(reported);
    (from === until ? exact : rough).add(from).add(until);
    const [first, last] = [from, until].map((day) => Number(day.slice(0, 4)));
    if (first && last - first < LONG)
      for (let year = first + 1; year <= last; year += 1)
        rough.add(`${String(year).padStart(4, "0")}-01-01`);
  }
  /** @param {Set<Day>} days */
  const known = (days) =>
    [...days]
      .filter((day) => day && (!end || day <= end))
      .sort()
      .map(numberOf);
  return { exact: known(exact), rough: known(rough), end: end ? numberOf(end) : Infinity };
}

/**
 * Runs of numbers that lie near each other, those with most of them, in order.
 * @param {number[]} sorted
 * @param {(typeof KINDS)[number]} kind
 */
function runs(sorted, { unit, apart, least, most }) {
  /** @type {number[][]} */
  const found = [];
  for (const one of sorted) {
    const run = found.at(-1);
    if (run && one - run[run.length - 1] <= apart) run.push(one);
    else found.push([one]);
  }
  /** @param {number} number */
  const unitOf = (number) => isoOf(number).slice(0, LETTERS[unit]);
  return found
    .filter((run) => new Set(run.map(unitOf)).size >= least)
    .sort((a, b) => b.length - a.length)
    .slice(0, most)
    .map((run) => ({ from: run[0], to: run[run.length - 1] + 1 }))
    .sort((a, b) => a.from - b.from);
}

/**
 * A stretch from the beginning of a month or year to the end of one.
 * @param {{ from: number, to: number }} run
 * @param {string} unit
 */
function whole({ from, to }, unit) {
  if (unit === "day") return { from: from - 1, to: to + 1 };
  const [first, last] = [dateOf(from), dateOf(to - 1)];
  const isYear = unit === "year";
  return {
    from: Date.UTC(first.getUTCFullYear(), isYear ? 0 : first.getUTCMonth()) / MS,
    to:
      Date.UTC(last.getUTCFullYear() + (isYear ? 1 : 0), isYear ? 0 : last.getUTCMonth() + 1) / MS,
  };
}

/**
 * Parts of a stretch that no finer one covers.
 * @param {{ from: number, to: number }} stretch
 * @param {{ from: number, to: number }[]} finer
 */
function uncovered({ from, to }, finer) {
  const parts = [];
  let at = from;
  for (const one of [...finer].sort((a, b) => a.from - b.from)) {
    if (one.to <= at || one.from >= to) continue;
    if (one.from > at) parts.push({ from: at, to: one.from });
    at = Math.max(at, one.to);
  }
  if (at < to) parts.push({ from: at, to });
  return parts;
}

/**
 * An axis of a width: where a day lies on it, what stands at a place, and what is written along it.
 * @param {ReturnType<typeof daysGiven>} given
 * @param {number} width
 */
export function axisOf({ exact, rough, end }, width) {
  const all = [...new Set([...exact, ...rough])].sort((a, b) => a - b);
  /** @type {{ from: number, to: number, unit: Stretch["unit"] }[]} */
  const parts = [];
  for (const kind of KINDS) {
    const told = kind.unit === "day" ? exact : all;
    for (const run of runs(told, kind))
      for (const { from, to } of uncovered(whole(run, kind.unit), parts))
        if (from < end + 2) parts.push({ from, to: Math.min(to, end + 2), unit: kind.unit });
  }
  parts.sort((a, b) => a.from - b.from);
  const breaks = parts.map((one, i) => i > 0 && parts[i - 1].to < one.from);
  const weights = parts.map(({ from, to, unit }) => {
    const { days, wide } = KINDS[KINDS.findIndex((kind) => kind.unit === unit)];
    return wide * Math.sqrt(Math.max(0.3, (to - from) / days));
  });
  const sum = weights.reduce((total, one) => total + one, 0);
  const room = width - GAP * breaks.filter(Boolean).length;
  const narrow = Math.min(NARROW, room / Math.max(1, 2 * parts.length));
  const spare = Math.max(0, room - narrow * parts.length);
  let at = 0;
  const stretches = parts.map((part, i) => {
    if (breaks[i]) at += GAP;
    const left = at;
    at += narrow + (spare * weights[i]) / sum;
    return { ...part, left, right: at };
  });
  /** @param {number} number */
  const place = (number) => {
    let last = 0;
    for (const { from, to, left, right } of stretches) {
      if (number < from) return last ? (last + left) / 2 : left;
      if (number < to) return left + ((number - from + 0.5) / (to - from)) * (right - left);
      last = right;
    }
    return last;
  };
  return {
    width,
    stretches,
    /** Where time is left out. */
    breaks: stretches.filter((_, i) => breaks[i]).map(({ left }) => left - GAP / 2),
    /** @param {Day} day */
    x: (day) => place(numberOf(day)),
    ticks: ticksOf(stretches),
  };
}

/**
 * What is written along an axis, as far as there is room; years before months before days.
 * @param {Stretch[]} stretches
 */
function ticksOf(stretches) {
  /** @type {{ x: number, text: string, rank: number }[]} */
  const wanted = stretches.flatMap((one) => {
    const { from, to, unit, left, right } = one;
    /** @param {number} number */
    const x = (number) => left + ((number - from) / (to - from)) * (right - left);
    const found = [];
    for (let number = Math.ceil(from); number < to; number += 1) {
      const date = dateOf(number);
      const day = isoOf(number);
      const isFirst = number === from;
      const [isYear, isMonth] = [day.endsWith("-01-01"), day.endsWith("-01")];
      if (unit === "year") {
        const year = date.getUTCFullYear();
        if (isFirst || isYear)
          found.push({ x: x(number), text: String(year), rank: isFirst ? 0 : year % 10 ? 4 : 1 });
      } else if (unit === "month") {
        if (isYear) found.push({ x: x(number), text: monthAndYear(day), rank: 0 });
        else if (isMonth)
          found.push({
            x: x(number),
            text: shortMonth(day),
            rank: date.getUTCMonth() % 6 ? (date.getUTCMonth() % 3 ? 4 : 3) : 2,
          });
      } else {
        const middle = x(number + 0.5);
        if (isFirst || isMonth)
          found.push({
            x: middle,
            text: shortDay(day),
            rank: 2,
          });
        else found.push({ x: middle, text: String(date.getUTCDate()), rank: 4 });
      }
    }
    return found;
  });
  /** @type {typeof wanted} */
  const kept = [];
  const half = (/** @type {string} */ text) => 3.4 * text.length + 4;
  for (const { x, text, rank } of wanted.sort((a, b) => a.rank - b.rank || a.x - b.x)) {
    const at = Math.max(x, half(text) - 4);
    if (kept.every((it) => Math.abs(it.x - at) > half(it.text) + half(text)))
      kept.push({ x: at, text, rank });
  }
  return kept.sort((a, b) => a.x - b.x);
}
