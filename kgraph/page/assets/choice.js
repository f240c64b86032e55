// What of a network is drawn and listed: filters that look at ties, not at claims. Pure.
import { sortedByText } from "./dom.js";

export const edgeKey = (edge) => `${edge.source} ${edge.target} ${edge.sign}`;
export const isDisputed = (one) => one.disputedBy.length > 0 || one.denials.length > 0;

// Whether a duty on paper, reported unmet, is among the ties of an edge.
export const hasUnmet = (edge) => edge.parts.some((one) => one.hollowBy.length > 0);

export function documentsBehind(world, claims) {
  return new Set(claims.map((id) => world.claims.get(id)?.document));
}

export function isThin(world, claims) {
  const document = (id) => world.claims.get(id)?.document;
  return claims.every((id) => document(id) === document(claims[0]));
}

// The ties, edges, actors and cells of a layer that pass the filters of the state.
export function chosenPart(world, net, layer, state, routes = null) {
  const passes = tieTest(world, layer, state);
  let edges = net[layer].edges.filter((edge) => edge.parts.some(passes));
  if (state.focus.length) edges = near(edges, state.focus, Number(state.steps));
  if (routes) {
    const on = new Set(routes.flatMap((route) => route.edges.map(edgeKey)));
    edges = edges.filter((edge) => on.has(edgeKey(edge)));
  }
  const narrowed = state.focus.length || routes;
  const kept = new Set(narrowed ? edges.map((edge) => `${edge.source} ${edge.target}`) : []);
  const drawn = (one) => passes(one) && (!narrowed || kept.has(`${one.source} ${one.target}`));
  const ties = net[layer].ties.filter(drawn);
  const cells = (net[layer].cells ?? []).filter((cell) => cell.parts.some(drawn));
  return {
    layer,
    edges,
    ties,
    cells,
    actors: endsOf(edges),
    inside: net.inside,
    others: state.attempts ? others(net[layer], drawn) : [],
  };
}

// What was tried, what came of it and who belongs where: listed with the levers, never counted.
const ROLES = [
  ["attempt", true, "attempts"],
  ["outcome", true, "outcomes"],
  ["outcome", false, "failures"],
  ["structure", null, "structure"],
];

function others(net, drawn) {
  const inOrder = (one) => [one.source, one.relation, one.target].join(" ");
  return ROLES.flatMap(([role, happened, name]) =>
    sortedByText((net[name] ?? []).filter(drawn), inOrder).map((one) => ({
      ...one,
      role,
      happened,
    })),
  );
}

export function tieTest(world, layer, state) {
  const type = (id) => world.entities.get(id)?.type;
  const seen = (id) =>
    !state.hidden.includes(id) && (!state.types.length || state.types.includes(type(id)));
  return (one) => {
    if (!seen(one.source) || state.hidden.includes(one.target)) return false;
    if (layer !== "positions" && !seen(one.target)) return false;
    if (layer !== "influence" && state.sign.length && !state.sign.includes(String(one.sign)))
      return false;
    if (state.only.includes("disputed") && !isDisputed(one)) return false;
    if (state.only.includes("hollow") && layer === "influence" && !one.hollowBy.length)
      return false;
    return !(state.only.includes("one-document") && !isThin(world, one.claims));
  };
}

export function endsOf(edges) {
  const ends = new Set();
  for (const { source, target } of edges) ends.add(source).add(target);
  return [...ends].sort();
}

// The edges among all that can be reached in so many steps, whatever their direction.
function near(edges, seeds, steps) {
  let reached = new Set(seeds);
  for (let step = 0; step < steps; step += 1) {
    const further = new Set(reached);
    for (const edge of edges) {
      if (reached.has(edge.source)) further.add(edge.target);
      if (reached.has(edge.target)) further.add(edge.source);
    }
    reached = further;
  }
  return edges.filter((edge) => reached.has(edge.source) && reached.has(edge.target));
}

// The ways from one actor to another along at most three edges, shortest first. The sign of a way
// is the product of its edges' signs: a friend of a foe is a foe.
export function routesBetween(edges, from, to, most = 12) {
  const out = new Map();
  for (const edge of edges) {
    if (edge.hollow) continue;
    out.set(edge.source, [...(out.get(edge.source) ?? []), edge]);
  }
  const found = [];
  const walk = (at, taken, length) => {
    for (const edge of out.get(at) ?? []) {
      if (edge.target === from || taken.some((one) => one.source === edge.target)) continue;
      const way = [...taken, edge];
      if (edge.target === to) {
        if (way.length === length)
          found.push({ edges: way, sign: way.reduce((sign, one) => sign * one.sign, 1) });
      } else if (way.length < length) walk(edge.target, way, length);
    }
  };
  for (let length = 1; length <= 3 && found.length < most; length += 1) walk(from, [], length);
  return found.slice(0, most);
}

// What is different in the second of two parts: key of an edge, a tie or a cell to its change.
export function changesBetween(first, second) {
  const changes = new Map();
  const look = (before, after, key, same) => {
    const old = new Map(before.map((one) => [key(one), one]));
    for (const one of after) {
      const was = old.get(key(one));
      old.delete(key(one));
      if (!was) changes.set(key(one), "appeared");
      else if (!same(was, one)) changes.set(key(one), "changed");
    }
    for (const gone of old.keys()) changes.set(gone, "vanished");
  };
  const said = (one) =>
    [one.weight, one.hollow, one.parts.some(isDisputed), JSON.stringify(one.families)].join();
  look(first.edges, second.edges, edgeKey, (a, b) => said(a) === said(b));
  const cellKey = (cell) => `${cell.holder} ${cell.target}`;
  look(first.cells, second.cells, cellKey, (a, b) => a.state === b.state);
  const tieKey = (one) =>
    [one.source, one.relation, one.target, one.sign, one.conditional].join(" ");
  look(
    first.ties,
    second.ties,
    tieKey,
    (a, b) => a.weight === b.weight && isDisputed(a) === isDisputed(b),
  );
  return changes;
}
