// Round one actor of a large record: those with most ties to it, in rings. Pure.
import { endsOf } from "./choice.js";

/** Neighbours in a picture of one actor, all with a name. */
const MOST = 24;
const RING = 12; // in the first ring; each next has as many more

/**
 * Whether a picture is of one actor among more than a picture bears.
 * @param {View} view
 * @param {State} state
 */
export const isRound = ({ renderer }, { focus, path }) =>
  renderer === "both" && focus.length === 1 && !path.length;

/**
 * The edges among an actor and its nearest, and how many neighbours are left out.
 * @param {View} view
 * @param {State} state
 * @param {Edge[]} edges
 */
export function nearest(view, state, edges) {
  if (!isRound(view, state)) return { edges, left: 0 };
  const [middle] = state.focus;
  /** @type {Map<string, number>} */
  const told = new Map(endsOf(edges).map((id) => [id, 0]));
  for (const { source, target, parts } of edges) {
    const claims = parts.reduce((sum, one) => sum + one.claims.length, 0);
    // What is between the others counts little.
    const share = source === middle || target === middle ? 1000 : 1;
    for (const id of [source, target]) told.set(id, (told.get(id) ?? 0) + share * claims);
  }
  told.delete(middle);
  const all = [...told].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
  const kept = new Set([middle, ...all.slice(0, MOST)]);
  return {
    edges: edges.filter((edge) => kept.has(edge.source) && kept.has(edge.target)),
    left: Math.max(0, all.length - MOST),
  };
}

/**
 * Places in rings round one who stands in the middle, in the directions of the layout.
 * @param {string[]} ids
 * @param {string} middle
 * @param {(id: string) => Spot} at
 * @returns {Map<string, Spot>}
 */
export function ringsRound(ids, middle, at) {
  const [x, y] = at(middle);
  const turn = new Map(ids.map((id) => [id, Math.atan2(at(id)[1] - y, at(id)[0] - x)]));
  const others = ids
    .filter((id) => id !== middle)
    .sort((a, b) => (turn.get(a) ?? 0) - (turn.get(b) ?? 0) || (a < b ? -1 : 1));
  const rings = others.length > 2 * RING ? 3 : others.length > RING ? 2 : 1;
  /** @type {Map<string, Spot>} */
  const found = new Map([[middle, [0.5, 0.5]]]);
  others.forEach((id, i) => {
    const far = (0.5 * (1 + (i % rings) + (rings > 1 ? 0.4 : 0))) / (rings + (rings > 1 ? 0.4 : 0));
    const way = (2 * Math.PI * i) / others.length;
    found.set(id, [0.5 + far * Math.cos(way), 0.5 + far * Math.sin(way)]);
  });
  return found;
}
