// Which claims count, and whom they name where leaders and ministries are inside their state.
import { got } from "./plain.js";

/**
 * Why a claim is left out of the networks, or "" if it counts.
 * @param {World} world
 * @param {Claim} claim
 * @param {ClaimFilters} filters
 */
export function leftOut(world, claim, filters) {
  if (filters.lens.length && !filters.lens.some((entry) => seenThrough(world, claim, entry))) {
    return "another lens";
  }
  if (filters.knownBy && !(claim.reported && claim.reported <= filters.knownBy)) {
    return "reported later";
  }
  if (filters.dated === "only" && !claim.when) return "undated";
  const daily = filters.asOf && (claim.when || filters.dated !== "others every day");
  if (daily && !holdsOn(world, claim, filters.asOf)) return "not on that day";
  const every = filters.voices.length >= world.everyVoice.size;
  if (!every && !filters.voices.includes(claim.voice)) return claim.voice || "nobody's voice";
  if (claim.certainty < (world.certainty.get(filters.minFactuality) ?? 0) - 1e-9)
    return "less certain";
  if (!filters.disputed && claim.disputedBy.length) return "disputed";
  return "";
}

/**
 * @param {World} world
 * @param {Claim} claim
 * @param {string} entry
 */
function seenThrough(world, claim, entry) {
  const cut = entry.indexOf(":");
  const kind = entry.slice(0, cut);
  const name = entry.slice(cut + 1);
  if (kind === "document") return claim.document === name;
  if (kind === "publisher") return world.documents.get(claim.document)?.publisher === name;
  return claim.claimant === name || claim.speaksFor.includes(name);
}

/**
 * Lasting: the day lies in the interval. Momentary: from its last possible day on.
 * @param {World} world
 * @param {Claim} claim
 * @param {string} day
 */
function holdsOn(world, claim, day) {
  if (got(world.relations, claim.relation).aspect !== "momentary") {
    return (!claim.from || claim.from <= day) && (!claim.until || day <= claim.until);
  }
  const last = claim.until || claim.reported;
  return Boolean(last) && last <= day;
}

/**
 * The state or body an actor is drawn inside on a day, or the actor itself: as rollup.py in Python.
 * @param {World} world
 * @param {string} actor
 * @param {string} day
 * @param {string[]} opened
 */
export function insideOf(world, actor, day, opened) {
  const seen = new Set([actor]);
  let at = actor;
  for (;;) {
    const houses = new Set();
    for (const term of world.terms.get(at) ?? []) {
      const held = day
        ? term.first <= day && (!term.last || day <= term.last)
        : !term.first && !term.last;
      if (held && !opened.includes(term.into)) houses.add(term.into);
    }
    if (houses.size !== 1) return at;
    [at] = houses;
    if (seen.has(at)) return at;
    seen.add(at);
  }
}

/**
 * Claims that name the state or body instead of who may speak for it; fills in who is inside whom.
 * @param {World} world
 * @param {Claim[]} claims
 * @param {string[]} opened
 * @param {Record<string, Set<string>>} within
 */
export function rolledUp(world, claims, opened, within) {
  return claims.map((claim) => {
    const day = [claim.until, claim.reported].filter(Boolean).sort()[0] ?? "";
    /** @param {string} actor */
    const inside = (actor) => {
      const house = insideOf(world, actor, day, opened);
      if (house !== actor) (within[house] ??= new Set()).add(actor);
      return house;
    };
    claim.affected.forEach(inside);
    if (got(world.relations, claim.relation).role === "structure") return claim;
    const [subject, object] = [inside(claim.subject), inside(claim.object)];
    const leads = claim.leads
      .map(([kind, from, to, sign]) => /** @type {Lead} */ ([kind, inside(from), inside(to), sign]))
      .filter(([, from, to]) => from !== to);
    return { ...claim, subject, object, leads };
  });
}
