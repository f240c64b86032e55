// From claims to ties, by the rules of kgraph.networks in Python; test_projection.py compares.
import { got } from "./plain.js";

const POSITION_TARGETS = ["issue:", "event:", "agr:"];

/** @param {string} id */
const isActor = (id) => id.startsWith("actor:");

/** @param {string} id */
const isTarget = (id) => POSITION_TARGETS.some((prefix) => id.startsWith(prefix));

/** @param {(string | string[])[]} lists */
export const union = (lists) => [...new Set(lists.flat())].sort();

/**
 * @param {Relation} relation
 * @param {Rule} layer
 * @param {string[]} roles
 */
function belongs(relation, layer, roles) {
  if (layer === "position") return relation.position !== null;
  if (layer === "conduct") {
    return Boolean(relation.valence) && relation.role !== "structure" && !relation.stance;
  }
  return roles.includes(relation.role);
}

/**
 * @param {World} world
 * @param {Claim[]} claims
 * @param {Rule} layer
 * @param {number} polarity
 * @param {string[]} roles
 */
function* lines(world, claims, layer, polarity, roles) {
  for (const claim of claims) {
    const relation = got(world.relations, claim.relation);
    if (claim.polarity !== polarity || claim.modality !== "actual") continue;
    if (layer !== "position" && claim.condition) continue;
    if (!belongs(relation, layer, roles) || !isActor(claim.subject)) continue;
    for (const target of ends(claim, layer, roles)) {
      const turned = layer === "influence" && relation.direction === "backward";
      const both =
        layer !== "position" &&
        (relation.symmetric || (layer === "influence" && relation.direction === "mutual"));
      if (claim.subject === target) continue;
      if (!turned || both) yield { claim, relation, source: claim.subject, target };
      if (turned || both) yield { claim, relation, source: target, target: claim.subject };
    }
  }
}

/**
 * @param {Claim} claim
 * @param {Rule} layer
 * @param {string[]} roles
 */
function ends(claim, layer, roles) {
  if (layer === "position") {
    return isTarget(claim.object) ? [claim.object] : claim.topic.filter(isTarget);
  }
  const direct =
    isActor(claim.object) || (roles.includes("structure") && claim.object.startsWith("office:"));
  return direct ? [claim.object] : claim.affected.filter(isActor);
}

/**
 * @param {World} world
 * @param {Claim[]} claims
 * @param {Rule} layer
 * @param {string[]} roles
 * @param {number} [polarity]
 */
export function tiesOf(world, claims, layer, roles, polarity = 1) {
  /** @param {number} sign */
  const grouped = (sign) => {
    /** @type {Map<string, Group>} */
    const groups = new Map();
    for (const line of lines(world, claims, layer, sign, roles)) {
      const conditional = layer === "position" && Boolean(line.claim.condition);
      const key = [line.source, line.relation.id, line.target, conditional].join(" ");
      const group = groups.get(key);
      if (group) group.claims.push(line.claim);
      else groups.set(key, { ...line, conditional, claims: [line.claim] });
    }
    return groups;
  };
  const against = grouped(-polarity);
  const ties = [...grouped(polarity)].map(([key, group]) =>
    tie(world, layer, group, against.get(key)?.claims ?? []),
  );
  return polarity === 1 ? ties : ties.map((one) => ({ ...one, sign: -1 }));
}

/**
 * The strongest grade that claims give: their own if graded so, else that of their relation.
 * @param {World} world
 * @param {Claim[]} claims
 */
function strongest(world, claims) {
  const given = claims.map((claim) => claim.lever || got(world.relations, claim.relation).lever);
  return given.reduce(
    (best, one) => (world.number(one) > world.number(best) ? one : best),
    given[0],
  );
}

/**
 * The grade of a tie in one family: that of the claims that put it there.
 * @param {World} world
 * @param {Tie} one
 * @param {string} family
 */
export function gradeIn(world, one, family) {
  if (one.grade === "none") return "none";
  const { leverFamily, family: usual } = got(world.relations, one.relation);
  const claims = one.claims.map((id) => got(world.claims, id));
  const said = claims.filter((claim) => (claim.leverFamily || leverFamily || usual) === family);
  return strongest(world, said.length ? said : claims);
}

/**
 * @param {World} world
 * @param {Rule} layer
 * @param {Group} group
 * @param {Claim[]} denials
 * @returns {Tie}
 */
function tie(world, layer, group, denials) {
  const { relation, claims } = group;
  const usual = relation.leverFamily || relation.family;
  const levers = layer === "influence";
  const grade = levers && relation.lever ? strongest(world, claims) : relation.lever;
  const starts = claims.map((claim) => claim.from);
  const untils = claims.map((claim) => claim.until);
  const [position, valence] = [relation.position ?? 0, relation.valence ?? 0];
  const [sign, weight] = {
    position: [Math.sign(position), 1],
    conduct: [Math.sign(valence), Math.abs(valence)],
    influence: [1, world.number(grade)],
  }[layer];
  return {
    source: group.source,
    target: group.target,
    relation: relation.id,
    sign,
    weight,
    families: levers
      ? union(claims.map((claim) => claim.leverFamily || usual)).filter(Boolean)
      : [relation.family],
    grade,
    claims: union(claims.map((claim) => claim.id)),
    denials: union(denials.map((claim) => claim.id)),
    disputedBy: union(claims.map((claim) => claim.disputedBy.map((d) => d.claim))),
    hollowBy: [],
    conditional: group.conditional,
    from: starts.every(Boolean) ? starts.sort()[0] : "",
    until: untils.every(Boolean) ? (untils.sort().at(-1) ?? "") : "",
  };
}

/**
 * Reports, by a document itself or by two origins, that protection did not come.
 * @param {World} world
 * @param {Claim[]} claims
 */
function unmetReports(world, claims) {
  /** @type {Map<string, Claim[]>} */
  const unmet = new Map();
  for (const claim of claims) {
    const relation = got(world.relations, claim.relation);
    const told = claim.mode === "ownVoice" || claim.corroboratedBy.length > 0;
    if (claim.polarity !== -1 || claim.modality !== "actual" || claim.condition) continue;
    if (!relation.guarantee || !told || !isActor(claim.subject)) continue;
    const protectedOnes = claim.affected.length ? claim.affected : [claim.object];
    for (const actor of protectedOnes) {
      if (!isActor(actor) || actor === claim.subject) continue;
      const key = `${claim.subject} ${actor}`;
      unmet.set(key, [...(unmet.get(key) ?? []), claim]);
    }
  }
  return unmet;
}

/**
 * @param {World} world
 * @param {Claim[]} claims
 * @param {Tie[]} ties
 */
export function hollowed(world, claims, ties) {
  const unmet = unmetReports(world, claims);
  const promised = new Set();
  const marked = ties.map((one) => {
    const key = `${one.source} ${one.target}`;
    const reports = unmet.get(key);
    if (!reports || !got(world.relations, one.relation).promise) return one;
    promised.add(key);
    return { ...one, weight: 0, hollowBy: union(reports.map((claim) => claim.id)) };
  });
  for (const [key, reports] of unmet) {
    if (promised.has(key)) continue;
    const [source, target] = key.split(" ");
    for (const name of union(reports.map((claim) => claim.relation))) {
      const same = reports.filter((claim) => claim.relation === name);
      marked.push(paperTie(world, source, target, name, same));
    }
  }
  return marked;
}

/**
 * @param {World} world
 * @param {string} source
 * @param {string} target
 * @param {string} relation
 * @param {Claim[]} reports
 * @returns {Tie}
 */
function paperTie(world, source, target, relation, reports) {
  const ids = union(reports.map((claim) => claim.id));
  const family = got(world.relations, relation).family;
  return {
    source,
    target,
    relation,
    sign: 1,
    weight: 0,
    families: union(reports.map((claim) => claim.leverFamily || family)).filter(Boolean),
    grade: "none",
    claims: ids,
    denials: [],
    disputedBy: union(reports.map((claim) => claim.disputedBy.map((d) => d.claim))),
    hollowBy: ids,
    conditional: false,
    from: "",
    until: "",
  };
}
