// The timeline: when claims hold (bars, or a point for an act) and when they were reported
// (strokes). Days are evenly spaced: years and hours of a conflict do not fit one scale.
import { isolated } from "./bidi.js";
import { h, s } from "./dom.js";
import { nothing } from "./matrix.js";
import { got, many } from "./plain.js";

const WIDTH = 1000;

/** @typedef {ReturnType<typeof axisOf>} Axis */

/**
 * @param {App} app
 * @param {Part} part
 */
export function timeline(app, part) {
  const claims = claimsOf(app, part);
  const counted = new Set(app.shown.claims);
  const events = app.view.claims.filter(
    (claim) => claim.relation === "dated" && counted.has(claim.id),
  );
  const dated = claims.filter((claim) => claim.from || claim.until);
  const undated = claims.filter((claim) => !claim.from && !claim.until);
  if (!claims.length && !events.length) return nothing();
  const axis = axisOf([...events, ...dated, ...undated]);
  /**
   * @param {string} title
   * @param {Claim[]} several
   */
  const list = (title, several) =>
    several.length
      ? h(
          "section",
          { class: "lane" },
          h("h2", {}, `${title} (${several.length})`),
          h(
            "ul",
            {},
            several.sort(byDay).map((claim) => h("li", {}, line(app, axis, claim))),
          ),
        )
      : null;
  return h(
    "div",
    { class: "timeline" },
    h(
      "p",
      { class: "note" },
      `${many(dated.length, "claim")} with a date, ${undated.length} without; a bar is the time `,
      "for which it holds, a stroke the day by which it was reported. Days are evenly spaced.",
    ),
    h("div", { class: "axis", "aria-hidden": true }, h("span"), scale(axis)),
    list("Events, as claimed", events),
    list("As they hold", dated),
    list("Undated: as reported", undated),
  );
}

/**
 * @param {App} app
 * @param {Part} part
 */
function claimsOf(app, part) {
  const ids = new Set(part.ties.flatMap((one) => [...one.claims, ...one.denials]));
  return [...ids].map((id) => got(app.world.claims, id));
}

/**
 * @param {Claim} a
 * @param {Claim} b
 */
const byDay = (a, b) =>
  (a.from || a.until || a.reported).localeCompare(b.from || b.until || b.reported) ||
  a.id.localeCompare(b.id);

/** @param {Claim[]} claims */
function axisOf(claims) {
  const days = [...new Set(claims.flatMap((claim) => [claim.from, claim.until, claim.reported]))]
    .filter(Boolean)
    .sort();
  const step = WIDTH / (days.length + 1);
  const x = (/** @type {Day} */ day) => (days.indexOf(day) + 1) * step;
  return { days, step, x };
}

/** @param {Axis} axis */
function scale(axis) {
  let last = -100;
  const labels = axis.days.map((day) => {
    const x = axis.x(day);
    if (x - last < 190 || x > WIDTH - 90) return null;
    last = x;
    return h("span", { class: "tick" }, day);
  });
  const holder = h("span", { class: "ticks" }, labels);
  labels.forEach((label, i) => {
    if (label) label.style.left = `${(100 * axis.x(axis.days[i])) / WIDTH}%`;
  });
  return holder;
}

/**
 * @param {App} app
 * @param {Axis} axis
 * @param {Claim} claim
 */
function line(app, axis, claim) {
  const from = claim.from ? axis.x(claim.from) : claim.until ? 0 : null;
  const until = claim.until ? axis.x(claim.until) : claim.from ? WIDTH : null;
  const reported = claim.reported ? axis.x(claim.reported) : null;
  const holds = claim.when || (from !== null ? [claim.from, claim.until].join(" to ") : "undated");
  const told = `reported by ${claim.reported || "no day stated"}; ${app.label(claim.claimant)}`;
  const disputed = claim.disputedBy.length ? "; disputed" : "";
  const says = `${isolated(claim.gloss)} Holds: ${holds}; ${told}${disputed}`;
  return h(
    "button",
    {
      type: "button",
      class: `moment${app.isChosen("claim", claim.id) ? " chosen" : ""}`,
      "aria-label": says,
      title: says,
      onclick: () => app.choose("claim", claim.id),
    },
    h("span", { class: "what" }, isolated(claim.gloss), claim.disputedBy.length ? " ≠" : ""),
    s(
      "svg",
      { viewBox: `0 0 ${WIDTH} 20`, preserveAspectRatio: "none", "aria-hidden": true },
      from === null
        ? null
        : s("rect", {
            class: `holds${claim.polarity < 0 ? " denied" : ""}`,
            x: from - 3,
            y: 6,
            width: Math.max(6, (until ?? WIDTH) - from + 6),
            height: 8,
            rx: 2,
          }),
      reported === null
        ? null
        : s("path", {
            class: "reported",
            d: `M${reported},3 V17`,
            "vector-effect": "non-scaling-stroke",
          }),
    ),
  );
}
