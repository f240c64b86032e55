// From claims to ties: Python says whom each claim leads to whom, here they are grouped.
import { got, groupedBy } from "./plain.js";

/**
 * What may be said of a day, the surest first.
 * @type {Answer[]}
 */
export const ANSWERS = ["holds", "mayHold", "notStated", "lapsed", "doesNotHold"];

/**
 * What the surest of several ties says of the day.
 * @param {Tie[]} ties
 */
export const surestOf = (ties) =>
  ANSWERS[Math.min(...ties.map((one) => ANSWERS.indexOf(one.holds)))];

/** @param {(string | string[])[]} lists */
export const union = (lists) => [...new Set(lists.flat())].sort();

/** @param {Ends} one */
const pairOf = ({ source, target }) => `${source} ${target}`;

/**
 * Claims that lead from whom to whom, of a kind and polarity, by what they say. Those that are not
 * of fact lead nowhere (but where ``isOwed``), nor, outside positions, those on a condition.
 * @param {World} world
 * @param {Claim[]} claims
 * @param {Kind} kind
 * @param {number} polarity
 * @param {(claim: Claim, ends: Ends) => boolean} [isOwed]
 */
function grouped(world, claims, kind, polarity, isOwed = () => false) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const claim of claims) {
    if (claim.polarity !== polarity) continue;
    if (kind !== "position" && claim.condition) continue;
    const conditional = kind === "position" && Boolean(claim.condition);
    for (const [of, source, target, sign] of claim.leads) {
      if (of !== kind || !(claim.actual || isOwed(claim, { source, target }))) continue;
      const key = [source, claim.relation, target, conditional].join(" ");
      const group = groups.get(key);
      const relation = got(world.relations, claim.relation);
      if (group) group.claims.push(claim);
      else groups.set(key, { source, target, sign, relation, conditional, claims: [claim] });
    }
  }
  return groups;
}

/**
 * What the same claims make is the same tie from step to step, and so is what is made of it.
 * @type {WeakMap<World, Map<string, Tie>>}
 */
const made = new WeakMap();
/** @type {WeakMap<Tie, Map<Answer, Tie>>} */
const answered = new WeakMap();

/**
 * @param {World} world
 * @param {Claim[]} claims
 * @param {Kind} kind
 * @param {number} [polarity]
 * @param {(claim: Claim, ends: Ends) => boolean} [isOwed]
 */
export function tiesOf(world, claims, kind, polarity = 1, isOwed) {
  const against = grouped(world, claims, kind, -polarity);
  const known = made.get(world) ?? new Map();
  made.set(world, known);
  return [...grouped(world, claims, kind, polarity, isOwed)].map(([key, group]) => {
    const denials = against.get(key)?.claims.filter((one) => group.claims.some(meets(one))) ?? [];
    const ids = [group.claims, denials].map((several) => several.map(({ id }) => id).join());
    const of = [kind, polarity, key, ...ids].join(" ");
    const one = known.get(of) ?? {
      ...tie(world, kind, group, denials),
      sign: polarity * group.sign,
    };
    known.set(of, one);
    return one;
  });
}

/**
 * A tie with what it says of the day.
 * @param {Tie} one
 * @param {Answer} holds
 * @returns {Tie}
 */
export function answering(one, holds) {
  if (one.holds === holds) return one;
  const known = answered.get(one) ?? new Map();
  answered.set(one, known);
  const found = known.get(holds) ?? { ...one, holds };
  known.set(holds, found);
  return found;
}

/**
 * Whether two claims may tell of one day: that it was not so until the day before is no denial.
 * @param {Claim} one
 * @returns {(other: Claim) => boolean}
 */
const meets = (one) => (other) =>
  (!one.from || !other.until || one.from <= other.until) &&
  (!other.from || !one.until || other.from <= one.until);

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
 * @param {Kind} kind
 * @param {Group} group
 * @param {Claim[]} denials
 * @returns {Tie}
 */
function tie(world, kind, group, denials) {
  const { relation, claims } = group;
  const usual = relation.leverFamily || relation.family;
  const levers = kind !== "position" && kind !== "conduct";
  const grade = levers && relation.lever ? strongest(world, claims) : relation.lever;
  const starts = claims.map((claim) => claim.from);
  const untils = claims.map((claim) => claim.until);
  const weight = { position: 1, conduct: relation.weight };
  return {
    source: group.source,
    target: group.target,
    relation: relation.id,
    sign: group.sign,
    weight: kind === "position" || kind === "conduct" ? weight[kind] : world.number(grade),
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
    holds: "holds",
  };
}

/**
 * Levers, and duties whose failure is reported: a promise behind the report is hollow, whether it
 * is claimed as fact or as owed; a report without one is a tie on paper.
 * @param {World} world
 * @param {Claim[]} claims
 * @param {Claim[]} sure those that may report a failure
 */
export function leversOf(world, claims, sure) {
  const unmet = groupedBy([...grouped(world, sure, "unmet", -1).values()], pairOf);
  /** @param {string} relation */
  const isPromise = (relation) => got(world.relations, relation).promise;
  const ties = tiesOf(
    world,
    claims,
    "means",
    1,
    ({ modality, relation }, ends) =>
      modality === "duty" && isPromise(relation) && unmet.has(pairOf(ends)),
  );
  const promised = new Set();
  const marked = ties.map((one) => {
    const reports = unmet.get(pairOf(one));
    if (!reports || !isPromise(one.relation)) return one;
    promised.add(pairOf(one));
    const told = reports.flatMap((group) => group.claims);
    // Who disputes that it was not kept disputes what is told of the duty.
    const disputers = told.map((claim) => claim.disputedBy.map((d) => d.claim));
    const hollowBy = union(told.map((claim) => claim.id));
    return {
      ...one,
      weight: 0,
      hollowBy,
      // Who reports that a promise was not kept does not dispute that it was given.
      denials: one.denials.filter((/** @type {string} */ id) => !hollowBy.includes(id)),
      disputedBy: union([one.disputedBy, ...disputers]),
    };
  });
  for (const [key, reports] of unmet) if (!promised.has(key)) marked.push(...reports.map(paperTie));
  return marked;
}

/**
 * @param {Group} group
 * @returns {Tie}
 */
function paperTie({ source, target, relation, claims }) {
  const ids = union(claims.map((claim) => claim.id));
  return {
    source,
    target,
    relation: relation.id,
    sign: 1,
    weight: 0,
    families: union(claims.map((claim) => claim.leverFamily || relation.family)).filter(Boolean),
    grade: "none",
    claims: ids,
    denials: [],
    disputedBy: union(claims.map((claim) => claim.disputedBy.map((d) => d.claim))),
    hollowBy: ids,
    conditional: false,
    from: "",
    until: "",
    holds: "holds",
  };
}
