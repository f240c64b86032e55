// The overview: structure as space, and over it the strongest conduct, the duties reported unmet
// and disputed belonging. Pure.
import { edgeOf } from "./edges.js";
import { conductEdges } from "./networks.js";

/** What the lines of the overview that are not conduct have for a sign. */
const UNMET = /** @type {any} */ ("unmet");
const CLAIMED = /** @type {any} */ ("claimed");

/**
 * A line of another layer over the strongest conduct.
 * @param {Layer} layer
 * @param {number} sign
 * @param {Tie[]} parts
 * @returns {Edge}
 */
const lineOf = (layer, sign, parts) =>
  edgeOf(parts, {
    layer,
    sign,
    weight: layer === "influence" ? 1 : 0,
    hollow: layer === "influence",
  });

/**
 * What the overview draws, as a network like those of the layers.
 * @param {World} world
 * @param {Networks} net
 * @returns {LayerNetwork}
 */
export function overviewOf(world, { conduct, influence, structure }) {
  const strong = conduct.edges.filter((edge) => edge.sign && edge.weight >= world.strong);
  const unmet = influence.edges.flatMap((edge) => {
    const parts = edge.parts.filter((one) => one.hollowBy.length > 0);
    return parts.length ? [lineOf("influence", UNMET, parts)] : [];
  });
  const ends = new Set([...strong, ...unmet].flatMap((edge) => [edge.source, edge.target]));
  // To whom somebody belongs is told by where they stand, but where others say otherwise.
  const elsewhere = new Set(
    structure.bonds
      .filter((one) => one.others.length > 0)
      .map((one) => `${one.source} ${one.relation} ${one.target}`),
  );
  const isElsewhere = (/** @type {Tie} */ one) =>
    elsewhere.has(`${one.source} ${one.relation} ${one.target}`);
  const claimed = structure.edges.flatMap((edge) => {
    const parts = edge.parts.filter(isElsewhere);
    const isSeen = ends.has(edge.source) && ends.has(edge.target);
    return parts.length && isSeen ? [lineOf("structure", CLAIMED, parts)] : [];
  });
  const edges = [...strong, ...unmet, ...claimed];
  const others = undatedOf(world, conduct, influence);
  for (const { source, target } of others) ends.add(source).add(target);
  const elsewhereUndated = structure.undated.filter(
    (one) => isElsewhere(one) && ends.has(one.source) && ends.has(one.target),
  );
  return {
    edges,
    ties: edges.flatMap((edge) => edge.parts),
    undated: [...others, ...elsewhereUndated],
    lapsed: [],
  };
}

/**
 * Conduct and duties that would be drawn if they gave a day.
 * @param {World} world
 * @param {LayerNetwork} conduct
 * @param {LayerNetwork} influence
 */
function undatedOf(world, conduct, influence) {
  const apart = new Set(conduct.undated);
  const strong = apart.size
    ? conductEdges([...conduct.ties, ...apart]).filter(
        (edge) => edge.sign && edge.weight >= world.strong,
      )
    : [];
  return [
    ...strong.flatMap((edge) => edge.parts.filter((one) => apart.has(one))),
    ...influence.undated.filter((one) => one.hollowBy.length > 0),
  ];
}

/**
 * Members, organs, forces and missions that stand at a home in the picture, by what the same voices
 * say or the dossier when it names them; those who are inside another are counted there.
 * @param {World} world
 * @param {Networks} net
 * @param {string[]} actors who has a line
 * @param {State} state
 */
export function budsOf(world, { structure, inside }, actors, state) {
  const present = new Set(actors);
  const within = new Set(Object.values(inside).flatMap((members) => [...members]));
  /** @type {Set<string>} */
  const tied = new Set();
  for (const { source, target } of structure.edges)
    tied.add(`${source} ${target}`).add(`${target} ${source}`);
  /** @param {string} id */
  const isBud = (id) => {
    const { kind = "", type = "" } = world.entities.get(id) ?? {};
    if (kind !== "actor" || type === "Person" || present.has(id) || within.has(id)) return false;
    if (state.hidden.includes(id)) return false;
    return !state.types.length || state.types.includes(type);
  };
  // A bud may have its own: the nearer home comes first.
  for (let grown = -1; grown !== present.size;) {
    grown = present.size;
    for (const [id, home] of Object.entries(world.homes)) {
      const isSpace = world.spaces.includes(home);
      const stands = present.has(home) || (isSpace && hasMember(world, home, present));
      if (stands && tied.has(`${id} ${home}`) && isBud(id)) present.add(id);
    }
  }
  return [...present].filter((id) => !actors.includes(id)).sort();
}

/**
 * @param {World} world
 * @param {string} space
 * @param {Set<string>} present
 */
const hasMember = ({ homes }, space, present) => [...present].some((id) => homes[id] === space);
