// Over time: the claims on an issue, or on the conduct of two actors, along their days. The same
// claims as kgraph.networks.strip in Python; a test compares both.
import { isolated } from "./bidi.js";
import { opens, withStop } from "./along.js";
import { tieTest } from "./choice.js";
import { h, s } from "./dom.js";
import { fold } from "./folding.js";
import { got, many } from "./plain.js";
import { CELLS } from "./words.js";

/**
 * @typedef {object} Moment
 * @property {string} source
 * @property {string} target
 * @property {number} sign
 * @property {Claim} claim
 * @property {CellState} side
 * @property {Day} first
 * @property {Day} last
 */

const [DAY, LANE, HEAD, PAD] = [34, 24, 74, 20];

/**
 * What can be shown: issues with a holder, or pairs with conduct, the most told first.
 * @param {App} app
 */
export function stripChoices(app) {
  /** @type {Map<string, Set<string>>} */
  const count = new Map();
  for (const one of tiesOver(app)) {
    const key =
      app.state.layer === "positions" ? one.target : [one.source, one.target].sort().join(" ");
    count.set(key, new Set([...(count.get(key) ?? []), ...one.claims]));
  }
  /** @param {string} key */
  const named = (key) =>
    key
      .split(" ")
      .map((id) => app.label(id))
      .join(" and ");
  return [...count]
    .sort((a, b) => b[1].size - a[1].size || (fold(named(a[0])) < fold(named(b[0])) ? -1 : 1))
    .map(([key, claims]) => ({
      about: key.split(" "),
      text: `${named(key)} (${many(claims.size, "claim")})`,
    }));
}

/** @param {App} app */
function tiesOver(app) {
  const passes = tieTest(app.world, app.state.layer, app.state);
  if (app.state.layer !== "positions") return app.shown.conduct.ties.filter(passes);
  const { ties } = app.shown.positions;
  const party = new Set(
    ties
      .filter((one) => one.claims.some((id) => !ownAnalysis(app, id, one.source)))
      .map((one) => one.source),
  );
  return ties.filter(
    (one) =>
      passes(one) &&
      party.has(one.source) &&
      !app.view.publishers.includes(app.world.entities.get(one.source)?.type ?? ""),
  );
}

/**
 * @param {App} app
 * @param {string} id
 * @param {string} holder
 */
function ownAnalysis(app, id, holder) {
  const claim = got(app.world.claims, id);
  return claim.voice === "analysis" && claim.claimant === holder;
}

/**
 * One mark for each claim of each tie: dated ones by day, then the undated.
 * @param {App} app
 * @param {string[]} about
 */
export function stripMarks(app, about) {
  /** @param {Ends} one */
  const wanted = (one) =>
    about.length === 1
      ? one.target === about[0]
      : about.includes(one.source) && about.includes(one.target);
  /** @type {Map<string, Moment>} */
  const marks = new Map();
  for (const one of tiesOver(app).filter(wanted)) {
    for (const id of one.claims) {
      const claim = got(app.world.claims, id);
      const key = [one.source, one.target, one.sign, one.conditional, id].join(" ");
      marks.set(key, {
        source: one.source,
        target: one.target,
        sign: one.sign,
        claim,
        side: one.conditional ? "conditional" : app.view.say.sides[one.sign],
        first: claim.from,
        last: claim.until,
      });
    }
  }
  /** @param {Moment} one */
  const when = (one) => (isDated(one) ? `0 ${one.first || one.last} ${one.last || "~"}` : "1");
  /** @param {Moment} one */
  const order = (one) => `${when(one)} ${one.claim.id} ${one.sign + 1} ${one.source} ${one.target}`;
  return [...marks.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * The drawing: a row for each holder, or each direction; a bar from the first to the last day.
 * @param {App} app
 * @param {string[]} about
 */
export function strip(app, about) {
  const marks = stripMarks(app, about);
  const undated = marks.filter((one) => !isDated(one) && !one.claim.reported);
  const drawn = marks.filter((one) => !undated.includes(one));
  if (!drawn.length)
    return [
      h(
        "p",
        { class: "note" },
        undated.length
          ? `${many(undated.length, "mark")} without any day.`
          : "Nothing in this selection.",
      ),
    ];
  const days = [...new Set(drawn.flatMap((one) => [one.first, one.last, one.claim.reported]))]
    .filter(Boolean)
    .sort();
  const right = 2 * PAD + DAY * Math.max(days.length - 1, 8);
  /** @param {string} day */
  const x = (day) => PAD + DAY * days.indexOf(day);
  /** @type {Map<string, Moment[]>} */
  const rows = new Map();
  for (const one of drawn) {
    const key =
      about.length === 1
        ? app.label(one.source)
        : `${app.label(one.source)} to ${app.label(one.target)}`;
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  let y = HEAD;
  const body = [...rows]
    .sort((a, b) => (fold(a[0]) < fold(b[0]) ? -1 : 1))
    .map(([name, several]) => {
      /** @type {number[]} */
      const lanes = [];
      const group = s(
        "g",
        {},
        s("line", { class: "rule", x1: 0, x2: right, y1: y, y2: y }),
        s("text", { class: "row", x: 2, y: y + 14 }, name),
        several.map((one) => {
          const [start, end] = span(one, x, right);
          let lane = lanes.findIndex((taken) => taken < start - 16);
          if (lane < 0) lane = lanes.length;
          lanes[lane] = end;
          return moment(app, one, x, [start, end], y + 30 + LANE * lane);
        }),
      );
      y += 24 + LANE * lanes.length;
      return group;
    });
  const scale = days.map((day) => [
    s("line", { class: "day", x1: x(day), x2: x(day), y1: HEAD - 4, y2: y }),
    s("text", { class: "day", transform: `translate(${x(day) + 4} ${HEAD - 8}) rotate(-55)` }, day),
  ]);
  /** @param {Moment[]} several */
  const told = (several) => many(new Set(several.map((one) => one.claim.id)).size, "claim");
  return [
    h(
      "p",
      { class: "key note explains" },
      [...new Set(drawn.map((one) => one.side))]
        .sort()
        .map((side) =>
          h(
            "span",
            {},
            h("span", { class: `cell ${side}` }, CELLS[side][0]),
            ` ${sideWord(app, side)}`,
          ),
        ),
      h("span", {}, "▬ days it holds for, dashed where an end is open or unknown"),
      h("span", {}, "▴ reported by this day"),
      h("span", {}, "? held on no stated day"),
      h("span", {}, "≠ disputed"),
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Over time" },
      withStop(
        s(
          "svg",
          {
            class: "strip",
            width: right,
            height: y + 6,
            viewBox: `0 0 ${right} ${y + 6}`,
            role: "group",
            "aria-label": `Over time: ${about.map((id) => app.label(id)).join(" and ")}`,
          },
          scale,
          body,
        ),
      ),
    ),
    h(
      "p",
      { class: "note explains" },
      `${told(drawn)}${undated.length ? `; ${told(undated)} without any day` : ""}. ` +
        "Days are evenly spaced, not to scale.",
    ),
  ];
}

/** @type {Partial<Record<CellState, string>>} */
const OF_CONDUCT = { for: "friendly", against: "hostile", neither: "contact" };

/**
 * @param {App} app
 * @param {CellState} side
 */
const sideWord = (app, side) =>
  (app.state.layer === "conduct" && OF_CONDUCT[side]) || CELLS[side][1];

/**
 * Whether a claim gives days, itself or by what it is before or after.
 * @param {Moment} one
 */
const isDated = ({ first, last }) => Boolean(first || last);

/**
 * @param {Moment} one
 * @param {(day: Day) => number} x
 * @param {number} right
 */
function span(one, x, right) {
  const { first, last, claim } = one;
  if (!isDated(one)) return [x(claim.reported), x(claim.reported)];
  const known = [first, last, claim.reported].filter(Boolean).map(x);
  return [first ? Math.min(...known) : 0, last ? Math.max(...known) : right];
}

/**
 * @param {App} app
 * @param {Moment} one
 * @param {(day: Day) => number} x
 * @param {number[]} ends
 * @param {number} y
 */
function moment(app, one, x, [start, end], y) {
  const { claim, first, last, side } = one;
  const dated = isDated(one);
  const held = dated ? [first ? x(first) : 0, last ? x(last) : end] : [start, start];
  // What gives no beginning is not of the day on which it was over.
  const at = first || !dated ? held[0] : (held[0] + held[1]) / 2;
  const told = claim.reported ? x(claim.reported) : null;
  const says = [
    `${app.label(one.source)}, ${sideWord(app, side)}: ${isolated(claim.gloss)}`,
    dated ? `held ${claim.holds}` : "no day given",
    claim.reported ? `reported by ${claim.reported}` : "",
    claim.condition ? `if ${claim.condition}` : "",
    claim.disputedBy.length ? "disputed" : "",
    `claim ${claim.id}`,
  ]
    .filter(Boolean)
    .join("; ");
  return s(
    "g",
    {
      class: `mark ${side}${app.isChosen("claim", claim.id) ? " chosen" : ""}`,
      "data-claims": claim.id,
      ...opens(() => app.choose("claim", claim.id), says),
    },
    s("title", {}, says),
    told === null
      ? null
      : s("path", {
          class: "lag",
          d: `M${Math.min(Math.max(told, held[0]), held[1])},${y} H${told}`,
        }),
    held[1] > held[0]
      ? s("path", {
          class: `held${first && last ? "" : " open"}`,
          d: `M${held[0]},${y} H${held[1]}`,
        })
      : null,
    s("circle", { cx: at, cy: y, r: 8 }),
    s("text", { class: "side", x: at, y: y + 4 }, CELLS[side][0]),
    dated ? null : s("text", { class: "side", x: at + 13, y: y + 4 }, "?"),
    claim.disputedBy.length ? s("text", { class: "side", x: at - 13, y: y + 4 }, "≠") : null,
    told === null
      ? null
      : s("path", {
          class: "told",
          d: `M${told - 4},${y + 14} L${told + 4},${y + 14} L${told},${y + 8} z`,
        }),
  );
}
