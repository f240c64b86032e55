// What of a network is drawn and listed: filters that look at ties, not at claims. Pure.
import { conductEdges, influenceEdges } from "./networks.js";
import { budsOf, overviewOf } from "./overview.js";
import { got, sortedByText } from "./plain.js";
import { isOverview } from "./state.js";

/** @param {Pick<Edge, "source" | "target" | "sign">} edge */
export const edgeKey = (edge) => `${edge.source} ${edge.target} ${edge.sign}`;
/** @param {Tie} one */
export const isDisputed = (one) => one.disputedBy.length > 0 || one.denials.length > 0;

/**
 * Whether a duty on paper, reported unmet, is among the ties of an edge.
 * @param {Edge} edge
 */
export const hasUnmet = (edge) => edge.parts.some((one) => one.hollowBy.length > 0);

/**
 * All claims that tell a tie: of a duty unmet those that state it and those that report so.
 * @param {Tie} one
 */
export const tellingOf = ({ claims, hollowBy }) => [...new Set([...claims, ...hollowBy])];

/**
 * @param {World} world
 * @param {string[]} claims
 */
export function documentsBehind(world, claims) {
  return new Set(claims.map((id) => world.claims.get(id)?.document ?? ""));
}

/**
 * @param {World} world
 * @param {string[]} claims
 */
export function isThin(world, claims) {
  /** @param {string} id */
  const document = (id) => world.claims.get(id)?.document;
  return claims.length > 0 && claims.every((id) => document(id) === document(claims[0]));
}

/** @param {Part} part */
export const claimsShown = (part) => new Set(part.ties.flatMap((one) => one.claims));

/**
 * Whether analysts alone make some claims.
 * @param {World} world
 * @param {string[]} claims
 */
export const isOfAnalysts = (world, claims) =>
  claims.length > 0 && claims.every((id) => world.claims.get(id)?.voice === "analysis");

/**
 * Whether one party alone makes some claims, by itself or by who speaks for it.
 * @param {World} world
 * @param {string[]} claims
 */
export function isOfOneParty(world, claims) {
  const told = claims.map((id) => got(world.claims, id));
  const parties = told.flatMap(({ speaksFor, claimant }) =>
    speaksFor.length ? speaksFor : [claimant],
  );
  return new Set(parties).size === 1 && told.every(({ voice }) => voice.startsWith("party"));
}

/**
 * The ties, edges, actors and cells of a layer that pass the filters of the state.
 * @param {World} world
 * @param {Networks} net
 * @param {Layer} layer
 * @param {State} state
 * @param {Route[] | null} [routes]
 * @returns {Part}
 */
export function chosenPart(world, net, layer, state, routes = null) {
  const passes = tieTest(world, layer, state);
  /** @type {LayerNetwork} */
  const all = isOverview(state) ? overviewOf(world, net) : net[layer];
  let edges = all.edges
    .filter((edge) => edge.parts.some(passes))
    .map((edge) => (state.only.length ? ofTies(world, layer, edge, passes) : edge));
  if (state.focus.length) edges = near(edges, state.focus, Number(state.steps));
  if (routes) {
    const on = new Set(routes.flatMap((route) => route.edges.map(edgeKey)));
    edges = edges.filter((edge) => on.has(edgeKey(edge)));
  }
  const narrowed = state.focus.length || routes;
  const kept = new Set(narrowed ? edges.map((edge) => `${edge.source} ${edge.target}`) : []);
  /** @param {Tie} one */
  const drawn = (one) => passes(one) && (!narrowed || kept.has(`${one.source} ${one.target}`));
  const ties = all.ties.filter(drawn);
  const cells = (all.cells ?? []).filter((cell) => cell.parts.some(drawn));
  const actors = endsOf(edges);
  return {
    layer,
    edges,
    ties,
    cells,
    actors,
    buds: isOverview(state) && !narrowed ? budsOf(world, net, actors, state) : [],
    // In structure nobody is drawn inside another.
    inside: layer === "structure" ? {} : net.inside,
    others: state.attempts ? others(all, drawn) : [],
    bonds: (all.bonds ?? []).filter(drawn),
    undated: undatedOf(all, state, drawn),
    gone: all.lapsed.filter(
      (one) => drawn(one) && (layer !== "influence" || state.attempts || isLever(world, one)),
    ),
  };
}

/**
 * An edge of those of its ties alone that pass: its word and look are of them.
 * @param {World} world
 * @param {Layer} layer
 * @param {Edge} edge
 * @param {(one: Tie) => boolean} passes
 * @returns {Edge}
 */
function ofTies(world, layer, edge, passes) {
  const parts = edge.parts.filter(passes);
  if (parts.length === edge.parts.length) return edge;
  if (layer === "influence") return influenceEdges(world, parts)[0];
  const conditional = parts.every((one) => one.conditional);
  const made = edge.layer ? {} : conductEdges(parts)[0];
  return { ...edge, ...made, conditional, parts, ties: parts.length };
}

/**
 * Ties that say nothing of the chosen day: apart from the others, or as ghosts among them.
 * @param {LayerNetwork} all
 * @param {State} state
 * @param {(one: Tie) => boolean} drawn
 */
function undatedOf(all, state, drawn) {
  if (!state.asOf) return [];
  const { attempts = [], outcomes = [], apart = [] } = state.attempts ? all : {};
  const among = [...all.ties, ...attempts, ...outcomes].filter((one) => one.holds === "notStated");
  return [...among, ...all.undated, ...apart].filter(drawn);
}

/**
 * @param {World} world
 * @param {Tie} one
 */
const isLever = (world, one) => got(world.relations, one.relation).role === "means";

/**
 * What was tried, what came of it and who belongs where: listed with the levers, never counted.
 * @type {[role: string, happened: boolean | null, name: keyof Overlays][]}
 */
const ROLES = [
  ["attempt", true, "attempts"],
  ["outcome", true, "outcomes"],
  ["outcome", false, "failures"],
  ["structure", null, "structure"],
];

/**
 * @param {LayerNetwork} net
 * @param {(one: Tie) => boolean} drawn
 */
function others(net, drawn) {
  /** @param {Tie} one */
  const inOrder = (one) => [one.source, one.relation, one.target].join(" ");
  return ROLES.flatMap(([role, happened, name]) =>
    sortedByText((net[name] ?? []).filter(drawn), inOrder).map((one) => ({
      ...one,
      role,
      happened,
    })),
  );
}

/**
 * @param {World} world
 * @param {Layer} layer
 * @param {State} state
 */
export function tieTest(world, layer, state) {
  /** @param {string} id */
  const type = (id) => world.entities.get(id)?.type;
  /** @param {string} id */
  const seen = (id) =>
    !state.hidden.includes(id) && (!state.types.length || state.types.includes(type(id) ?? ""));
  return (/** @type {Tie} */ one) => {
    if (!seen(one.source) || state.hidden.includes(one.target)) return false;
    if (layer !== "positions" && !seen(one.target)) return false;
    if (
      ["positions", "conduct"].includes(layer) &&
      state.sign.length &&
      (one.hollowBy.length > 0 || !state.sign.includes(String(one.sign)))
    )
      return false;
    if (layer === "structure" && state.kinds.length) {
      if (!state.kinds.includes(got(world.relations, one.relation).structure)) return false;
    }
    if (state.only.includes("disputed") && !isDisputed(one)) return false;
    const hasDuties = layer === "influence" || isOverview(state);
    if (state.only.includes("hollow") && hasDuties && !one.hollowBy.length) return false;
    return !(state.only.includes("one-document") && !isThin(world, tellingOf(one)));
  };
}

/** @param {Ends[]} edges */
export function endsOf(edges) {
  /** @type {Set<string>} */
  const ends = new Set();
  for (const { source, target } of edges) ends.add(source).add(target);
  return [...ends].sort();
}

/**
 * How many edges each actor has.
 * @param {Ends[]} edges
 */
export function degrees(edges) {
  const found = new Map();
  for (const { source, target } of edges)
    for (const end of [source, target]) found.set(end, (found.get(end) ?? 0) + 1);
  return found;
}

/**
 * The edges among all that can be reached in so many steps, whatever their direction.
 * @param {Edge[]} edges
 * @param {string[]} seeds
 * @param {number} steps
 */
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

/**
 * What is different in the second of two parts: key of an edge, a tie or a cell to its change.
 * @param {Part} first
 * @param {Part} second
 */
export function changesBetween(first, second) {
  /** @type {Changes} */
  const changes = new Map();
  /**
   * @template T
   * @param {T[]} before
   * @param {T[]} after
   * @param {(one: T) => string} key
   * @param {(a: T, b: T) => boolean} same
   */
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
  /** @param {Edge} one */
  const said = (one) =>
    [one.weight, one.hollow, one.parts.some(isDisputed), JSON.stringify(one.families)].join();
  look(first.edges, second.edges, edgeKey, (a, b) => said(a) === said(b));
  /** @param {Cell} cell */
  const cellKey = (cell) => `${cell.holder} ${cell.target}`;
  look(first.cells, second.cells, cellKey, (a, b) => a.state === b.state);
  /** @param {Tie} one */
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
