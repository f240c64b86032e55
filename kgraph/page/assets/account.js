// The account of a layer: each claim of the record is in a tie, or left out for a reason.
// As kgraph/networks/ledger.py; a test compares both.
import { got } from "./plain.js";
import { answerOn } from "./selection.js";

/** @type {Record<Layer, [at: number, kinds: Kind[]]>} */
const LAYERS = {
  positions: [0, ["position"]],
  conduct: [1, ["conduct"]],
  influence: [2, ["means", "attempt", "outcome", "structure", "unmet"]],
  // Made of bonds, not of leads.
  structure: [3, []],
};

/**
 * @param {World} world
 * @param {Claim[]} claims those that count, as they are told
 * @param {Record<string, number>} left why the others do not
 * @param {Layer} layer
 * @param {string[]} families
 * @param {Day} day
 * @param {LayerNetwork} net
 * @returns {Account}
 */
export function accountOf(world, claims, left, layer, families, day, net) {
  const ties = [
    net.ties,
    net.attempts ?? [],
    net.outcomes ?? [],
    net.failures ?? [],
    net.structure ?? [],
    net.bonds ?? [],
    net.lapsed,
  ].flat();
  const shown = new Set(ties.flatMap((one) => one.claims));
  const denials = new Set(ties.flatMap((one) => one.denials));
  const undated = new Set([...net.undated, ...(net.apart ?? [])].flatMap((one) => one.claims));
  const reports = new Set(ties.flatMap((one) => one.hollowBy));
  const [at, kinds] = LAYERS[layer];
  /** @param {Claim} claim */
  const why = (claim) => {
    if (undated.has(claim.id)) return "give no day";
    if (reports.has(claim.id)) return "report a duty unmet";
    if (denials.has(claim.id)) return "deny a tie";
    const isIn =
      layer === "structure"
        ? !world.reasons[claim.without[at]]
        : claim.leads.some(([kind]) => kinds.includes(kind));
    if (!isIn) {
      return world.reasons[claim.without[at]] || "of one actor and itself";
    }
    if (answerOn(world, claim, day) === "lapsed") return "lapsed";
    if (!claim.actual) return "planned, owed or supposed";
    if (claim.condition && layer !== "positions") return "on a condition";
    if (claim.polarity !== 1) return claim.polarity ? "denied" : "neither affirmed nor denied";
    return ofOtherFamily(world, claim, layer, families) ? "another family" : "of other actors";
  };
  const counts = { ...left };
  for (const claim of claims) {
    if (shown.has(claim.id)) continue;
    const reason = why(claim);
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return { shown: [...shown].sort(), left: counts };
}

/**
 * @param {World} world
 * @param {Claim} claim
 * @param {Layer} layer
 * @param {string[]} families
 */
function ofOtherFamily(world, claim, layer, families) {
  const relation = got(world.relations, claim.relation);
  if (!families.length || layer === "positions") return false;
  if (layer === "conduct" || layer === "structure") return !families.includes(relation.family);
  const own = claim.leverFamily || relation.leverFamily || relation.family;
  return relation.role === "means" && !families.includes(own);
}
