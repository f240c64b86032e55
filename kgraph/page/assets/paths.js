// Paths from one actor to another. Pure.

/** Steps of a path, at most. */
export const LONGEST = 3;

/**
 * The simple paths of at most three edges, the shortest first, those of one length in the order of
 * the edges. The search ends when so many are found.
 * @template {Ends} E
 * @param {E[]} edges
 * @param {string} from
 * @param {string} to
 * @param {number} most
 */
export function pathsBetween(edges, from, to, most) {
  /** @type {Map<string, E[]>} */
  const out = new Map();
  for (const edge of edges) out.set(edge.source, [...(out.get(edge.source) ?? []), edge]);
  /** @type {E[][]} */
  const found = [];
  /** @type {(at: string, taken: E[], left: number) => void} */
  const walk = (at, taken, left) => {
    for (const edge of out.get(at) ?? []) {
      if (found.length >= most) return;
      if (edge.target === from || taken.some((one) => one.source === edge.target)) continue;
      if (edge.target === to && left === 1) found.push([...taken, edge]);
      else if (edge.target !== to && left > 1) walk(edge.target, [...taken, edge], left - 1);
    }
  };
  for (let length = 1; length <= LONGEST; length += 1) walk(from, [], length);
  return found;
}

/**
 * The ways along what is drawn; hollow edges and contact carry none. The sign of a way is the
 * product of its edges' signs: a friend of a foe is a foe.
 * @param {Edge[]} edges
 * @param {string} from
 * @param {string} to
 * @returns {Route[]}
 */
export function routesBetween(edges, from, to) {
  const live = edges.filter((edge) => !edge.hollow && edge.sign);
  return pathsBetween(live, from, to, 12).map((way) => ({
    edges: way,
    sign: way.reduce((sign, edge) => sign * edge.sign, 1),
  }));
}
