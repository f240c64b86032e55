// Everything that is said of ties, cells and filters. Neutral words; no decimals on levers.
import {
  documentsBehind,
  hasUnmet,
  isDisputed,
  isOfAnalysts,
  isOfOneParty,
  tellingOf,
} from "./choice.js";
import { got, many } from "./plain.js";
import { hedgeOf, severalOf, wordsOf } from "./hedges.js";
import { isOverview, isPicture } from "./state.js";
import { namedOf } from "./strongest.js";
import { surestOf, union } from "./ties.js";

/**
 * Whether only the reports that a guarantee was not met make a tie: nobody states it.
 * @param {Tie} one
 */
export const ofReports = (one) =>
  one.hollowBy.length > 0 && one.claims.join() === one.hollowBy.join();

/**
 * What a tie says of its ends; of one that reports leave, that the guarantee was unmet.
 * @param {App} app
 * @param {Tie} one
 */
export function relationOf(app, one) {
  const { label, unmetLabel } = got(app.world.relations, one.relation);
  return (ofReports(one) && unmetLabel) || label;
}

/**
 * What changed from a first state to a second.
 * @type {Record<Change, string>}
 */
export const CHANGES = { appeared: "new", vanished: "gone", changed: "changed" };

/** @type {Record<Layer, string>} */
export const TITLES = {
  structure: "Structure",
  positions: "Positions",
  conduct: "Conduct",
  influence: "Influence",
};

/** @type {Record<CellState, [sign: string, word: string]>} */
export const CELLS = {
  for: ["+", "for"],
  against: ["−", "against"],
  neither: ["○", "neither for nor against"],
  conditional: ["◐", "on a condition"],
  mixed: ["◧", "mixed"],
};

/** @param {string} name */
export const spaced = (name) => name.replaceAll("-", " ");

/**
 * A tie as its first claim tells it: a lever may lie with the object of a claim.
 * @param {App} app
 * @param {Tie} one
 */
export function stated(app, one) {
  if (ofReports(one) || !one.claims.length)
    return `${app.label(one.source)} ${relationOf(app, one)} ${app.label(one.target)}`;
  const claim = claimOf(app, one);
  const about = [one.source, one.target]
    .filter((end) => ![claim.subject, claim.object].includes(end))
    .map((end) => `, ${claim.topic.includes(end) ? "about" : "affecting"} ${app.label(end)}`);
  const object = claim.object ? ` ${app.label(claim.object)}` : "";
  const isOwed = one.claims.every((id) => got(app.world.claims, id).modality === "duty");
  const owed = isOwed ? app.view.say.owed : "";
  const says = `${app.label(claim.subject)} ${app.relation(one.relation)}${object}`;
  return says + about.join("") + owed;
}

/**
 * As it is told in what is shown, where others may stand for its ends.
 * @param {App} app
 * @param {Tie} one
 */
export const claimOf = (app, one) => toldOf(app, one.claims[0]);

/**
 * A claim as it is told in what is shown.
 * @param {App} app
 * @param {string} id
 */
export function toldOf(app, id) {
  const { shown, other } = app.scene;
  return shown.told.get(id) ?? other?.told.get(id) ?? got(app.world.claims, id);
}

/**
 * @param {App} app
 * @param {Tie} one
 */
const sideOf = (app, one) =>
  app.view.say.for[one.sign] + (one.conditional ? " on a condition" : "");

/**
 * What a cell says: the strongest word of its claims, how many more there are, on which side, on
 * which condition and how sure, if less than certain.
 * @param {App} app
 * @param {Cell} cell
 */
export function cellWord(app, cell) {
  const conditions = cell.claims.map((id) => got(app.world.claims, id).condition).filter(Boolean);
  return [
    `${severalOf(wordsOf(app, cell))} (${cellSide(app, cell)})`,
    ...[...new Set(conditions)].sort().map((one) => `if ${one}`),
    ...hedgeOf(app, cell.claims),
  ].join("; ");
}

/**
 * The side of a cell; of a mixed one both, never a mean.
 * @param {App} app
 * @param {Cell} cell
 */
export function cellSide(app, cell) {
  if (cell.state !== "mixed") return CELLS[cell.state][1];
  const sides = [...new Set(cell.parts.map((one) => sideOf(app, one)))].sort();
  return `${drawnOf(cell) === "mixed" ? "mixed: " : ""}${sides.join(" / ")}`;
}

/**
 * The state of a cell in a picture, where only who supports and opposes is mixed: as Cell.drawn in
 * Python.
 * @param {Cell} cell
 * @returns {CellState}
 */
export function drawnOf({ state, parts }) {
  const sided = parts.filter((one) => one.sign);
  const signs = new Set(sided.map((one) => one.sign));
  if (state !== "mixed" || signs.size > 1) return state;
  if (!sided.length) return "neither";
  if (sided.every((one) => one.conditional)) return "conditional";
  return signs.has(1) ? "for" : "against";
}

/**
 * @param {App} app
 * @param {Layer} layer
 * @param {Tie} one
 */
export function how(app, layer, one) {
  const unsure = one.holds === "lapsed" || (app.state.asOf && one.holds !== "holds");
  const day = unsure ? `; ${app.view.say.held[one.holds]}` : "";
  const hedge = hedgeOf(app, one.claims).map((word) => `; ${word}`);
  const disputed = hedge.join("") + (isDisputed(one) ? "; disputed" : "") + day;
  if (one.role)
    return one.role + (one.happened === false ? `: ${app.view.say.notSo}` : "") + disputed;
  if (layer === "influence") {
    const grade = one.hollowBy.length
      ? app.view.say.unmet
      : one.grade
        ? `${one.grade} lever`
        : "no lever";
    return `${one.families.map((family) => app.word(family)).join(", ")}: ${grade}${disputed}`;
  }
  if (layer === "structure") return app.relation(one.relation) + disputed;
  if (layer === "conduct") return moodOf(app, one) + disputed;
  return sideOf(app, one) + disputed;
}

/**
 * Whether a tie of conduct is friendly, hostile, contact, or no act at all.
 * @param {App} app
 * @param {Tie} one
 */
export const moodOf = ({ view, world }, one) =>
  got(world.relations, one.relation).cool ? view.say.cool : view.say.moods[one.sign];

/**
 * The kind of a line, and whether a hostile act on it is done without force.
 * @param {App} app
 * @param {Layer} layer
 * @param {Edge} edge
 */
export function edgeClass({ world }, layer, edge) {
  if (edge.overlay && edge.parts[0].holds === "lapsed") return "lapsed";
  if (edge.layer) return edge.layer === "influence" ? "lever" : "claimed";
  if (layer === "influence") return edge.overlay ? "attempt" : "lever";
  if (layer === "structure") return edge.parts.some((one) => one.claims.length) ? "bond" : "named";
  if (!edge.sign) return "contact";
  if (edge.sign > 0) return "friendly";
  if (layer !== "conduct") return "hostile";
  const { force, cool } = got(world.relations, namedOf(world, edge).relation);
  if (cool) return "cool";
  return force ? "hostile" : "hostile noforce";
}

/**
 * @param {App} app
 * @param {Layer} layer
 * @param {Edge} edge
 */
export function edgeSays(app, layer, edge) {
  const told = [...new Set(edge.parts.map((one) => stated(app, one)))].join("; ");
  const claims = new Set(edge.parts.flatMap(tellingOf));
  const documents = documentsBehind(app.world, [...claims]).size;
  const basis = claims.size
    ? `${many(claims.size, "claim")}, ${many(documents, "document")}`
    : app.view.say.byNoClaim;
  const parts = [`${app.label(edge.source)} → ${app.label(edge.target)}: ${told}: ${basis}`];
  if (edge.hollow) parts.push(app.view.say.unmet);
  else if (layer === "influence" && !edge.overlay)
    parts.push(profile(app, edge), hasUnmet(edge) ? `also a ${app.view.say.unmet}` : "");
  if (edge.conditional) parts.push("on a condition");
  parts.push(...hedgeOf(app, union(edge.parts.map((one) => one.claims))));
  const held = surestOf(edge.parts);
  if (held === "lapsed" || (app.state.asOf && held !== "holds"))
    parts.push(app.view.say.held[held]);
  /** @param {(claims: string[]) => boolean} isSo */
  const ofClaims = (isSo) => (/** @type {Tie} */ one) => isSo(tellingOf(one));
  const { byAnalysts, byOneParty } = app.view.say;
  parts.push(
    soOf(
      app,
      edge,
      byAnalysts,
      ofClaims((ids) => isOfAnalysts(app.world, ids)),
    ),
    soOf(
      app,
      edge,
      byOneParty,
      ofClaims((ids) => isOfOneParty(app.world, ids)),
    ),
    soOf(app, edge, "disputed", isDisputed),
  );
  return parts.filter(Boolean).join("; ");
}

/**
 * Of which ties of an edge something is so, by their relations unless it is of all.
 * @param {App} app
 * @param {Edge} edge
 * @param {string} what
 * @param {(one: Tie) => boolean} isSo
 */
function soOf(app, { parts }, what, isSo) {
  const which = parts.filter(isSo);
  if (which.length === parts.length) return what;
  const words = [...new Set(which.map((one) => relationOf(app, one)))].join(", ");
  return words && `${what}: ${words}`;
}

/**
 * @param {App} app
 * @param {string} id
 * @param {number} degree
 * @param {number} inside
 */
export function actorSays(app, id, degree, inside) {
  const type = app.world.entities.get(id)?.type ?? "";
  return [
    app.label(id),
    app.word(type),
    colourOf(app, id).group,
    many(degree, "edge"),
    inside ? `${inside} inside` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * @param {App} app
 * @param {Edge} edge
 */
export const profile = (app, edge) =>
  Object.entries(edge.families)
    .map(([family, grade]) => `${app.word(family)}: ${grade}`)
    .join(", ");

// --- colour by type, by bloc or by a grouping given as data

/**
 * @param {App} app
 * @param {string} id
 */
export function colourOf(app, id) {
  const grouping = app.view.groupings.find((one) => one.name === app.state.colour);
  if (!grouping) return { group: "", fill: "" };
  const group = grouping.groups[id] ?? "";
  if (!group) return { group: "", fill: " group-none" };
  return { group, fill: ` group-${groupsOf(grouping).indexOf(group) % 8}` };
}

/** @param {Grouping} grouping */
export const groupsOf = (grouping) => [...new Set(Object.values(grouping.groups))].sort();

// --- the filters in words, for the caption of a picture

/** @type {Record<string, string>} */
const ONLY = { disputed: "disputed only", hollow: "unmet duties only" };

/**
 * @param {App} app
 * @param {State} [state]
 */
export function filterCaption(app, state = app.state) {
  const { view } = app;
  /** @param {string[]} ids */
  const labels = (ids) => ids.map((id) => app.label(id)).join(", ");
  const parts = [
    isOverview(state) ? "strongest conduct and unmet duties" : "",
    state.asOf ? `as of ${state.asOf}` : "whole record",
    state.asOf && isPicture(state) && !state.ghosts ? "without what gives no day" : "",
    state.knownBy ? `known by ${state.knownBy}` : "",
    `voices: ${state.voices.map(spaced).join(", ") || "none"}`,
    state.lens.length
      ? `as told by ${state.lens.map((entry) => lensName(app, entry)).join(", ")}`
      : "",
    state.families.length
      ? `families: ${state.families.map((one) => app.word(one)).join(", ")}`
      : "",
    state.sign.length === 1 && ["positions", "conduct"].includes(state.layer)
      ? `only ${app.view.say.moods[state.sign[0]]}`
      : "",
    state.kinds.length && state.layer === "structure" ? `kinds: ${state.kinds.join(", ")}` : "",
    state.types.length ? `actors: ${state.types.map((one) => app.word(one)).join(", ")}` : "",
    state.minFactuality !== view.state.minFactuality ? `at least ${state.minFactuality}` : "",
    state.disputed ? "" : "without disputed claims",
    ...state.only.map((one) => ONLY[one] ?? "one document only"),
    state.rolled && state.layer !== "structure"
      ? "leaders and ministries inside their state"
      : "everyone apart",
    state.opened.length ? `opened: ${labels(state.opened)}` : "",
    state.focus.length
      ? `within ${many(Number(state.steps), "step")} of ${labels(state.focus)}`
      : "",
    state.path.length === 2
      ? `paths from ${app.label(state.path[0])} to ${app.label(state.path[1])}`
      : "",
    state.hidden.length ? `hidden: ${labels(state.hidden)}` : "",
  ];
  return parts.filter(Boolean).join("; ");
}

/**
 * @param {App} app
 * @param {string} entry
 */
export function lensName(app, entry) {
  const cut = entry.indexOf(":");
  const [kind, name] = [entry.slice(0, cut), entry.slice(cut + 1)];
  if (kind === "document") return app.world.documents.get(name)?.publisherLabel ?? name;
  return app.label(name);
}
