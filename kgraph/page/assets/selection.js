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
  const gives = Boolean(claim.from || claim.until);
  if (filters.dated === "only" && !gives) return "undated";
  if (filters.decided?.some((day) => answerOn(world, claim, day) === "mayHold")) return "undecided";
  const daily = filters.asOf && (gives || filters.dated !== "others every day");
  const answer = daily ? answerOn(world, claim, filters.asOf) : "holds";
  // What had ended by the day is kept, to be listed as lapsed; in a comparison it is gone.
  if (answer === "doesNotHold" || (answer === "lapsed" && filters.dated)) return "not on that day";
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
 * So many days after a day.
 * @param {Day} day
 * @param {number} days
 */
export function later(day, days) {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/**
 * What a claim says of a day, as kgraph/claims/days.py; of the last day of the record without one.
 * @param {World} world
 * @param {Claim} claim
 * @param {Day} asked
 * @returns {Answer}
 */
export function answerOn(world, claim, asked) {
  const { aspect } = got(world.relations, claim.relation);
  const day = asked || world.end || "9999-12-31";
  const { from, until, surelyFrom, surelyUntil, reported } = claim;
  const gives = Boolean(from || until);
  if (aspect === "momentary" && !(from && !until)) return ofAct(world, claim, day, gives);
  if (!gives) {
    const taken = !reported || day >= later(reported, -world.reachBack);
    const told = taken && (!world.end || day <= world.end) && world.reachBack > 0;
    return told ? "notStated" : "doesNotHold";
  }
  if (until && day > until) return "lapsed";
  const since = from || (surelyFrom && later(surelyFrom, -world.reachBack));
  if (since && day < since) return "doesNotHold";
  return surelyFrom <= day && (!surelyUntil || day <= surelyUntil) ? "holds" : "mayHold";
}

/**
 * An act happens on one day of its interval, and no later than its report.
 * @param {World} world
 * @param {Claim} claim
 * @param {Day} day
 * @param {boolean} gives
 * @returns {Answer}
 */
function ofAct(world, { from, until, reported }, day, gives) {
  if (!gives) {
    return reported && day >= reported && world.reachBack > 0 ? "notStated" : "doesNotHold";
  }
  const done = reported && reported >= from && reported < until ? reported : until;
  if (day >= done) return "holds";
  return day >= (from || later(done, -world.reachBack)) ? "mayHold" : "doesNotHold";
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
    const relation = got(world.relations, claim.relation);
    if (relation.role === "structure") return claim;
    const judged = relation.personal && world.entities.get(claim.object)?.type === "Person";
    const target = judged ? claim.object : inside(claim.object);
    const subject = inside(claim.subject);
    /** @param {string} end */
    const drawn = (end) => (end === claim.object ? target : inside(end));
    const leads = claim.leads
      .map(([kind, from, to, sign]) => /** @type {Lead} */ ([kind, drawn(from), drawn(to), sign]))
      .filter(([, from, to]) => from !== to);
    return { ...claim, subject, object: target, leads };
  });
}
