// The tie whose word a line carries, and as which it looks: what the other ties of the line have is
// told in the panel of the pair. As kgraph/wording.py; a test compares both.
import { isDisputed, isOfAnalysts, isOfOneParty, isThin, tellingOf } from "./choice.js";
import { got } from "./plain.js";
import { surestOf } from "./ties.js";

/**
 * The strongest of some ties; of duties reported unmet that of which a report speaks.
 * @param {World} world
 * @param {Tie[]} ties
 */
export function strongestOf(world, ties) {
  if (ties.length === 1) return ties[0];
  const ranks = new Map(ties.map((one) => [one, reportsBeside(world, one).length > 0]));
  return [...ties].sort(
    (a, b) =>
      b.weight - a.weight ||
      Number(got(ranks, b)) - Number(got(ranks, a)) ||
      world.number(b.grade) - world.number(a.grade) ||
      b.claims.length - a.claims.length ||
      (a.relation < b.relation ? -1 : 1),
  )[0];
}

/**
 * The reports that a duty was unmet which stand in a passage with who states it.
 * @param {World} world
 * @param {Tie} one
 */
function reportsBeside(world, { claims, hollowBy }) {
  const passages = new Set(claims.flatMap((id) => got(world.claims, id).passages));
  return hollowBy
    .map((id) => got(world.claims, id))
    .filter((claim) => claim.passages.some((passage) => passages.has(passage)));
}

/**
 * The reports that say on which days the duty was unmet that a line names.
 * @param {World} world
 * @param {Tie} one
 */
export function reportsOf(world, one) {
  const beside = reportsBeside(world, one);
  return beside.length ? beside : one.hollowBy.map((id) => got(world.claims, id));
}

/** @type {WeakMap<Edge, Tie>} */
const known = new WeakMap();

/**
 * The tie whose word an edge carries.
 * @param {World} world
 * @param {Edge} edge
 */
export function namedOf(world, edge) {
  const found = known.get(edge) ?? strongestOf(world, edge.parts);
  known.set(edge, found);
  return found;
}

/**
 * The duty reported unmet that an edge names, beside levers that hold or alone.
 * @param {World} world
 * @param {Edge} edge
 */
export const unmetOf = (world, { parts }) =>
  strongestOf(
    world,
    parts.filter((one) => one.hollowBy.length > 0),
  );

/**
 * How an edge looks. A line of positions has no word: it says on which side all of it is, and where
 * somebody stands is told by nobody better than by themselves.
 * @param {World} world
 * @param {Layer} layer
 * @param {Edge} edge
 */
export const looksOf = (world, layer, edge) =>
  layer === "positions"
    ? { ...looksOfTies(world, edge.parts), isOfOneParty: false }
    : looksOfTies(world, [namedOf(world, edge)]);

/**
 * Each part is found when somebody asks for it: while a handle is dragged few are.
 * @param {World} world
 * @param {Tie[]} ties
 */
export function looksOfTies(world, ties) {
  const claims = ties.flatMap(tellingOf);
  return {
    get isThin() {
      return isThin(world, claims);
    },
    get isOfAnalysts() {
      return isOfAnalysts(world, claims);
    },
    get isOfOneParty() {
      return isOfOneParty(world, claims);
    },
    get isDisputed() {
      return ties.some(isDisputed);
    },
    get holds() {
      return surestOf(ties);
    },
  };
}
