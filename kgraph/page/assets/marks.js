// Marks and heads. Shape says what kind of actor, head and stroke what kind of tie; colour repeats
// it, by type or by a grouping given as data, never by side.
import { s } from "./dom.js";

/** @type {Record<string, string>} */
const SHAPES = {
  State: "circle",
  DeFactoEntity: "circle",
  Person: "diamond",
  Issue: "tag",
  Event: "tag",
  Agreement: "tag",
};

/** @param {string} type */
export const shapeOf = (type) => SHAPES[type] ?? "square";

/**
 * @param {string} type
 * @param {number} size
 */
export function mark(type, size) {
  const kind = shapeOf(type);
  if (kind === "circle") return s("circle", { class: "mark", r: size });
  if (kind === "diamond")
    return s("path", { class: "mark", d: `M0,${-size} L${size},0 L0,${size} L${-size},0 z` });
  const side = size * 0.88;
  if (kind === "tag") {
    return s("path", {
      class: "mark",
      d:
        `M${-side},${-side * 0.7} H${side * 0.6} L${side * 1.2},0 ` +
        `L${side * 0.6},${side * 0.7} H${-side} z`,
    });
  }
  return s("rect", { class: "mark", x: -side, y: -side, width: 2 * side, height: 2 * side, rx: 3 });
}

// One head per kind of line, so that any reader of the exported file has its colour.
export const heads = () =>
  s(
    "defs",
    {},
    head("head-friendly", "M0,1 L9,5 L0,9 z"),
    head("head-lever", "M0,1 L9,5 L0,9 z"),
    head("head-unmet", "M0,0 L9,5 L0,10 z"),
    head("head-hostile", "M6,0 L9,0 L9,10 L6,10 z"),
    head("head-cool", "M7.4,1 L8.8,1 L8.8,9 L7.4,9 z"),
    OPEN.map((kind) => head(`head-${kind}-open`, OUTLINES[kind])),
    head("head-attempt", "M3,5 m-3,0 a3,3 0 1,0 6,0 a3,3 0 1,0 -6,0"),
  );

/** Kinds of line without a head: they say who is joined, not who acts on whom. */
const HEADLESS = ["contact", "lapsed", "bond", "named", "claimed"];

/**
 * Heads of what analysts alone tell, by the kind of line: open.
 * @type {Record<string, string>}
 */
const OUTLINES = {
  friendly: "M0.7,1.6 L8.2,5 L0.7,8.4 z",
  lever: "M0.7,1.6 L8.2,5 L0.7,8.4 z",
  unmet: "M0.7,0.7 L8.2,5 L0.7,9.3 z",
  hostile: "M5.4,0.7 L8.3,0.7 L8.3,9.3 L5.4,9.3 z",
};
const OPEN = Object.keys(OUTLINES);

/**
 * The head of a kind of line, if it has one.
 * @param {string} kinds
 * @param {boolean} isOpen
 */
export function headOf(kinds, isOpen) {
  const [kind] = kinds.split(" ");
  if (HEADLESS.includes(kind)) return null;
  return `url(#head-${kind}${isOpen && OPEN.includes(kind) ? "-open" : ""})`;
}

/**
 * @param {string} id
 * @param {string} d
 */
function head(id, d) {
  return s(
    "marker",
    {
      id,
      class: id,
      viewBox: "0 0 10 10",
      refX: id === "head-attempt" ? 5 : 9,
      refY: 5,
      markerWidth: 11,
      markerHeight: 11,
      markerUnits: "userSpaceOnUse",
      orient: "auto-start-reverse",
    },
    s("path", { d }),
  );
}

/**
 * A sample of a line or a mark, for filters and legend.
 * @param {string} kind
 * @param {string} [type]
 */
export function swatch(kind, type = "") {
  const box = s("svg", {
    class: `swatch edge ${kind}`,
    width: 30,
    height: 16,
    viewBox: "0 0 30 16",
    "aria-hidden": true,
  });
  if (kind === "type") {
    box.setAttribute("class", `swatch actor type-${type}`);
    const shape = mark(type, 6.5);
    shape.setAttribute("transform", "translate(15 8)");
    box.append(shape);
    return box;
  }
  if (kind === "inside") {
    box.setAttribute("class", "swatch actor type-State");
    box.append(mark("State", 6.5), s("text", { class: "inside-count", x: 8, y: 0 }, "+2"));
    for (const one of box.children) one.setAttribute("transform", "translate(8 9)");
    return box;
  }
  /**
   * @param {string} name
   * @param {number} width
   */
  const line = (name, width) => s("path", { class: name, d: "M2,8 H27", "stroke-width": width });
  if (kind === "hollow") box.append(line("line", 5), line("inside", 3));
  else box.append(line("line", 2.5));
  if (kind === "disputed" || kind === "maybe" || kind === "party") box.append(badge(14, 8, kind));
  /** @type {Record<string, string>} */
  const ends = {
    friendly: "M20,3 L29,8 L20,13 z",
    lever: "M20,3 L29,8 L20,13 z",
    hollow: "M19,2 L29,8 L19,14 z",
    hostile: "M26,2 h3 v12 h-3 z",
    "hostile noforce": "M26,2 h3 v12 h-3 z",
    cool: "M27,3 h1.4 v10 h-1.4 z",
    attempt: "M24,8 a3,3 0 1,0 6,0 a3,3 0 1,0 -6,0",
    experts: "M20,3.5 L28,8 L20,12.5 z",
  };
  if (ends[kind]) box.append(s("path", { class: "end", d: ends[kind] }));
  return box;
}

/** Signs that are letters, and how far below the middle these stand. */
const LETTERS = { maybe: ["?", 4], party: ["“", 8] };

/**
 * The sign on a line for "not undisputed", for one party's word alone, or for what may or may not
 * hold on the day.
 * @param {number} x
 * @param {number} y
 * @param {"disputed" | "party" | "maybe"} sign
 */
export const badge = (x, y, sign) =>
  s(
    "g",
    { class: `badge ${sign}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    s("circle", { r: 7.5 }),
    sign !== "disputed"
      ? s("text", { y: LETTERS[sign][1] }, LETTERS[sign][0])
      : s("path", { d: "M-3.6,-1.6 H3.6 M-3.6,1.8 H3.6 M2.4,-4.4 L-2.4,4.6" }),
  );
