// The timeline: the axis of the time strip with a lane for each actor. What is done is a dot, on a
// whisker where it was done on one of several days; what lasts is a bar, thin where it is in doubt.
// What gives no beginning has none here: an arrow to earlier days, and no dot. The claims of one
// act are one mark.
import { acts, givesDay } from "./acts.js";
import { opens, withStop } from "./along.js";
import { axisOf, daysGiven } from "./axis.js";
import { isolated } from "./bidi.js";
import { classes, find, h, plainButton, s } from "./dom.js";
import { edgeOf } from "./edges.js";
import { fold } from "./folding.js";
import { nothing } from "./matrix.js";
import { shortened, textWidth } from "./places.js";
import { got, groupedBy, many } from "./plain.js";
import { extent, scaleOf } from "./ruler.js";
import { edgeClass, stated } from "./words.js";

/** A row, the scale over them, letters of words and of names, and least room. */
const [ROW, HEAD, LETTERS, NAMES, LEAST] = [20, 26, 11, 13, 300];
/** From a mark to its words, and for how many pixels of them a side is taken at least. */
const [BESIDE, SHORT] = [8, 100];
/** How long the arrow is of what gives no beginning. */
const TAIL = 30;

/**
 * What a lane has of a claim, or of those of one act, with the days that all of them allow.
 * @typedef {object} Moment
 * @property {Tie} tie
 * @property {Claim[]} claims
 * @property {import("./acts.js").Days} days
 * @property {boolean} isDenial
 * @property {boolean} isAct whether it is done on one day
 * @property {string} text
 * @property {number} from
 * @property {number} to
 * @property {[from: number, to: number] | null} sure where it is certain, of what lasts
 * @property {boolean} isOpen whether it gives no beginning
 */

/** @typedef {Omit<Moment, "from" | "to" | "sure" | "isOpen">} Told */
/** @typedef {ReturnType<typeof axisOf>} Axis */

/**
 * @param {App} app
 * @param {Part} part
 */
export function timeline(app, part) {
  const told = momentsOf(app, [...part.ties, ...part.undated, ...part.gone]);
  if (!told.size) return nothing(app);
  const all = [...told.values()].flat();
  /** @param {boolean} given */
  const counted = (given) =>
    new Set(
      all.filter(({ days }) => givesDay(days) === given).flatMap(({ claims }) => claims.map(idOf)),
    );
  const [dated, undated] = [counted(true), counted(false)];
  const { ghosts } = app.state;
  const lanes = [...told]
    .map(([actor, several]) => ({
      actor,
      moments: several.filter(({ days }) => ghosts || givesDay(days)),
    }))
    .filter(({ moments }) => moments.length);
  const give = `${undated.size === 1 ? "gives" : "give"} no day`;
  return h(
    "div",
    { class: "timeline" },
    h(
      "p",
      { class: "note" },
      `${many(dated.size, "claim")} with a day. `,
      undated.size
        ? [
            `${undated.size} ${give}: `,
            plainButton(ghosts ? "hide" : "show as ghosts where reported", () =>
              app.set({ ghosts: !ghosts }),
            ),
            " ",
          ]
        : null,
      "● done on a day, ├●┤ on one of these days, ◂┤ before a day, ▬ lasts, thin where it may. ",
      "A click opens it.",
    ),
    lanes.length ? lanesOf(app, lanes) : h("p", { class: "note" }, "Nothing here gives a day."),
  );
}

/** @param {Claim} claim */
const idOf = ({ id }) => id;

/**
 * The claims of ties by who acts, stands or holds there, those of most claims first.
 * @param {App} app
 * @param {Tie[]} ties
 */
function momentsOf(app, ties) {
  /** @type {Map<string, Told>} */
  const found = new Map();
  for (const tie of ties)
    for (const [ids, isDenial] of /** @type {[string[], boolean][]} */ ([
      [tie.claims, false],
      [tie.denials, true],
    ]))
      for (const id of ids) {
        const whose = app.label(tie.source);
        const says = stated(app, tie);
        const text = says.startsWith(`${whose} `) ? says.slice(whose.length + 1) : says;
        const claim = got(app.world.claims, id);
        const { aspect } = got(app.world.relations, claim.relation);
        const goesOn = Boolean(claim.from && !claim.until);
        found.set([tie.source, tie.target, tie.relation, id].join(" "), {
          tie,
          claims: [claim],
          days: claim,
          isDenial,
          isAct: !givesDay(claim) || (aspect === "momentary" && !goesOn),
          text: isDenial ? `${app.view.say.notSo}: ${text}` : text,
        });
      }
  const lanes = [...groupedBy(found.values(), ({ tie }) => tie.source)].sort(
    ([a, one], [b, other]) =>
      other.length - one.length || (fold(app.label(a)) < fold(app.label(b)) ? -1 : 1),
  );
  return new Map(lanes.map(([actor, several]) => [actor, acts(several).map(numbered)]));
}

/**
 * With how many claims tell an act, where that is more than one.
 * @param {Told} one
 */
const numbered = (one) =>
  one.claims.length > 1 ? { ...one, text: `${one.text} (${one.claims.length} claims)` } : one;

/**
 * @param {App} app
 * @param {{ actor: string, moments: Told[] }[]} lanes
 */
function lanesOf(app, lanes) {
  const room = Math.max(LEAST, find("sheet").clientWidth - 40);
  const side = room > 700 ? 170 : 0;
  const width = room - side;
  const axis = axisOf(daysGiven(app.view), width);
  let y = 0;
  const drawn = lanes.map(({ actor, moments }) => {
    const top = y;
    if (!side) y += ROW;
    const rows = packed(
      moments.map((one) => placed(one, axis)),
      width,
    );
    const marks = rows.flatMap((row, i) =>
      row.map((one) => markOf(app, one, y + ROW * i + ROW / 2, width)),
    );
    y += ROW * rows.length + 6;
    return s(
      "g",
      {},
      s("path", { class: "rule", d: `M${-side},${top} H${width}` }),
      s(
        "text",
        { class: "row", x: side ? -side : 0, y: top + 15 },
        s("title", {}, app.label(actor)),
        isolated(shortened(app.plainLabel(actor), (side || width) - 8, NAMES)),
      ),
      marks,
    );
  });
  const { asOf } = app.state;
  const name = "Claims along the days, a lane for each actor";
  /** @param {number} tall */
  const box = (tall) => ({ width: room, height: tall, viewBox: `${-side} 0 ${room} ${tall}` });
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": name },
    s("svg", { class: "scale", ...box(HEAD), "aria-hidden": true }, scaleOf(axis, 6)),
    withStop(
      s(
        "svg",
        { class: "lanes", ...box(y), role: "group", "aria-label": name },
        axis.stretches.map(({ left }) =>
          s("path", { class: "rule", d: `M${left.toFixed(1)},0 V${y}` }),
        ),
        asOf ? s("path", { class: "as-of", d: `M${axis.x(asOf).toFixed(1)},0 V${y}` }) : null,
        drawn,
      ),
    ),
  );
}

/**
 * @param {Told} one
 * @param {Axis} axis
 * @returns {Moment}
 */
function placed(one, axis) {
  const { from, until, surelyFrom, surelyUntil, reported } = one.days;
  if (!givesDay(one.days)) {
    const at = reported ? axis.x(reported) : axis.width;
    return { ...one, from: at, to: at, sure: null, isOpen: false };
  }
  // What was reported had been done.
  const done = one.isAct && reported && reported >= from && reported < until ? reported : until;
  const isSure = surelyFrom && (!surelyUntil || surelyFrom <= surelyUntil);
  const known = (one.isAct ? "" : surelyFrom) || done;
  return {
    ...one,
    from: from ? axis.x(from) : Math.max(0, axis.x(known) - TAIL),
    to: done ? axis.x(done) : axis.width,
    sure: isSure ? [axis.x(surelyFrom), surelyUntil ? axis.x(surelyUntil) : axis.width] : null,
    isOpen: !from,
  };
}

/**
 * Rows in which no mark or word is on another.
 * @param {Moment[]} moments
 * @param {number} width
 */
function packed(moments, width) {
  /** @type {Moment[][]} */
  const rows = [];
  /** @type {{ left: number, right: number }[][]} */
  const taken = [];
  for (const one of moments.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const { left, right } = reachOf(one, width);
    let at = taken.findIndex((row) =>
      row.every((other) => other.right + 6 < left || other.left > right + 6),
    );
    if (at < 0) at = taken.push([]) - 1;
    taken[at].push({ left, right });
    (rows[at] ??= []).push(one);
  }
  return rows;
}

/**
 * How far a mark with its words reaches, and where they stand: after it, before it, or over it if
 * neither side has room.
 * @param {Moment} one
 * @param {number} width
 */
function reachOf({ from, to, text }, width) {
  const [before, after] = [from - BESIDE, width - to - BESIDE];
  const wide = textWidth(text, LETTERS);
  if (after >= wide || (after >= before && after >= SHORT)) {
    const said = shortened(text, after, LETTERS);
    return { left: from - 5, right: to + BESIDE + textWidth(said, LETTERS), said, side: "after" };
  }
  if (before >= SHORT) {
    const said = shortened(text, before, LETTERS);
    return { left: from - BESIDE - textWidth(said, LETTERS), right: to + 5, said, side: "before" };
  }
  return { left: from - 5, right: to + 5, said: shortened(text, to - from, LETTERS), side: "over" };
}

/**
 * @param {App} app
 * @param {Moment} one
 * @param {number} y
 * @param {number} width
 */
function markOf(app, one, y, width) {
  const { tie, claims, days, isDenial, from, to } = one;
  const { layer } = app.state;
  const kind = tie.hollowBy.length ? "unmet" : edgeClass(app, layer, edgeOf([tie]));
  const { left, right, said, side } = reachOf(one, width);
  const [x, anchor] = /** @type {Record<string, [number, string]>} */ ({
    after: [to + BESIDE, "start"],
    before: [from - BESIDE, "end"],
    over: [(from + to) / 2, "middle"],
  })[side];
  const ids = claims.map(idOf);
  const disputed = claims.some((claim) => claim.disputedBy.length > 0);
  const says = `${app.label(tie.source)}: ${claims.map(saysOf).join(" ")}`;
  return s(
    "g",
    {
      class: classes("moment", kind, {
        denied: isDenial,
        ghost: !givesDay(days),
        chosen: app.isChosen("claim", ...ids),
      }),
      "data-claims": ids.join(" "),
      ...opens(() => app.choose("claim", ...ids), says),
    },
    s("title", {}, says),
    s("rect", { class: "reach", x: left, y: y - ROW / 2, width: right - left, height: ROW }),
    shapeOf(one, y),
    s("text", { x: x.toFixed(1), y: side === "over" ? y - 3 : y + 4, "text-anchor": anchor }, said),
    disputed ? s("text", { class: "sign", x: from.toFixed(1), y: y - 4 }, "≠") : null,
  );
}

/** @param {Claim} claim */
const saysOf = ({ id, gloss, holds, reported, disputedBy }) =>
  `${isolated(gloss)} ` +
  [
    holds || "no day given",
    reported ? `reported by ${reported}` : "",
    disputedBy.length ? "disputed" : "",
    `claim ${id}`,
  ]
    .filter(Boolean)
    .join("; ");

/**
 * A dot or whisker for what is done, a bar for what lasts: thick as far as that is certain.
 * @param {Moment} one
 * @param {number} y
 */
function shapeOf({ from, to, sure, isAct, isOpen }, y) {
  const [left, right] = [from.toFixed(1), to.toFixed(1)];
  const arrow = isOpen
    ? s("path", { class: "open", d: `M${left},${y} l7,-4 v8 z`, "aria-hidden": true })
    : null;
  if (isAct && isOpen)
    return s(
      "g",
      { class: "done" },
      s("path", { class: "whisker", d: `M${left},${y} H${right} m0,-4 v8` }),
      arrow,
    );
  if (isAct) return extent("done", from, to, true, y);
  return s(
    "g",
    {},
    s("path", { class: "may", d: `M${left},${y} H${right}` }),
    arrow,
    sure
      ? s("path", { class: "held", d: `M${sure[0].toFixed(1)},${y} H${sure[1].toFixed(1)}` })
      : null,
  );
}
