// Structure: who belongs to what. As kgraph/networks/structure.py; a test compares both.
import { edgeOf } from "./edges.js";
import { got, groupedBy } from "./plain.js";
import { ANSWERS, union } from "./ties.js";

/** The kind of structure in which one thing can belong to one other only. */
const EXCLUSIVE = "belonging";

/** @param {Claim} one */
const isFact = (one) => one.polarity > 0 && one.actual && !one.condition;

/**
 * The structure that claims tell: ties of what they affirm as fact, bonds of all that they say.
 * @param {World} world
 * @param {Claim[]} claims as they stand, nobody inside another
 * @param {Map<string, Answer>} answers what each says of the day
 * @param {string[]} wanted families, all if none
 * @param {(one: Tie) => boolean} isApart whether a tie gives no day and is not drawn
 * @returns {Structure}
 */
export function structureOf(world, claims, answers, wanted, isApart) {
  /** @param {Claim} one */
  const isTold = (one) => {
    const { structure, family } = got(world.relations, one.relation);
    return structure && one.object && (!wanted.length || wanted.includes(family));
  };
  const told = claims.filter(isTold);
  const groups = groupedBy(told, (one) => `${one.subject} ${one.relation} ${one.object}`);
  /** @param {Claim} one */
  const isAffirmed = (one) => isFact(one) && got(answers, one.id) !== "lapsed";
  const belonging = told.filter(
    (one) => isAffirmed(one) && got(world.relations, one.relation).structure === EXCLUSIVE,
  );
  /** @type {Structure} */
  const found = { ties: [], undated: [], edges: [], lapsed: [], bonds: [] };
  for (const group of groups.values()) {
    const [{ subject, object, relation }] = group;
    const kind = got(world.relations, relation).structure;
    const against =
      kind === EXCLUSIVE
        ? belonging.filter((one) => one.subject === subject && isElsewhere(world, one, object))
        : [];
    const contested = against.map((one) => one.id);
    /** @param {Claim[]} some */
    const tie = (some) => joined(world, group, some, contested, answers);
    const affirmed = group.filter(isAffirmed);
    const stated = statedOf(group, affirmed, contested.length > 0, answers);
    const others = union(against.map((one) => one.object));
    found.bonds.push({ ...tie(group), kind, stated, others });
    if (affirmed.length) {
      const one = tie(affirmed);
      found[isApart(one) ? "undated" : "ties"].push(one);
    }
    const ended = stated === "lapsed" ? group.filter(isFact) : [];
    if (ended.length) found.lapsed.push(tie(ended));
  }
  const several = groupedBy(
    [...found.ties, ...world.declared],
    (one) => `${one.source} ${one.target}`,
  );
  found.edges = [...several.values()].map((parts) => edgeOf(parts));
  return found;
}

/**
 * Whether a claim says that its subject belongs elsewhere: to what is neither a part of this nor
 * has it as a part.
 * @param {World} world
 * @param {Claim} claim
 * @param {string} object
 */
function isElsewhere(world, { object: other }, object) {
  const above = (/** @type {string} */ id) => world.entities.get(id)?.partOf ?? "";
  return other !== object && above(other) !== object && above(object) !== other;
}

/**
 * How a bond stands, of all that is said of it.
 * @param {Claim[]} group
 * @param {Claim[]} affirmed
 * @param {boolean} isContested
 * @param {Map<string, Answer>} answers
 */
function statedOf(group, affirmed, isContested, answers) {
  const [agreed, denied] = [1, -1].map((side) => group.filter((one) => one.polarity === side));
  if (!agreed.length) return denied.length ? "denied" : "left open";
  const disputed = agreed.some((one) => one.disputedBy.length > 0);
  if (denied.length || isContested || disputed) return "disputed";
  if (affirmed.length) return "stated";
  /** @param {Answer} said */
  const says = (said) => (/** @type {Claim} */ one) => got(answers, one.id) === said;
  if (agreed.every(says("lapsed"))) return "lapsed";
  const first = agreed.find(says("holds")) ?? agreed[0];
  return first.actual ? "on a condition" : first.modality;
}

/**
 * @param {World} world
 * @param {Claim[]} group all that is said of the bond
 * @param {Claim[]} some those of it that make the tie
 * @param {string[]} contested claims that it belongs elsewhere
 * @param {Map<string, Answer>} answers
 * @returns {Tie}
 */
function joined(world, group, some, contested, answers) {
  const [{ subject, relation, object }] = group;
  const [starts, ends] = [some.map((one) => one.from), some.map((one) => one.until)];
  const denied = group.filter((one) => one.polarity < 0);
  return {
    source: subject,
    target: object,
    relation,
    sign: 0,
    weight: 0,
    families: [got(world.relations, relation).family],
    grade: "",
    claims: union(some.map((one) => one.id)),
    denials: union(denied.map((one) => one.id)),
    disputedBy: union([...some.map((one) => one.disputedBy.map((d) => d.claim)), contested]),
    hollowBy: [],
    conditional: false,
    from: starts.every(Boolean) ? starts.sort()[0] : "",
    until: ends.every(Boolean) ? (ends.sort().at(-1) ?? "") : "",
    holds: ANSWERS[Math.min(...some.map((one) => ANSWERS.indexOf(got(answers, one.id))))],
  };
}

/**
 * What a dossier says of things when it names them, as ties by no claim.
 * @param {View} view
 * @returns {Tie[]}
 */
export const declaredTies = (view) =>
  view.declared
    .filter((one) => one.kind !== "duty")
    .map(({ source, relation, target }) => ({
      source,
      target,
      relation,
      sign: 0,
      weight: 0,
      families: [],
      grade: "",
      claims: [],
      denials: [],
      disputedBy: [],
      hollowBy: [],
      conditional: false,
      from: "",
      until: "",
      holds: "holds",
    }));
