// From claims to networks, as one pure function: filtered, rolled up and grouped.
// A test compares both at every breakpoint, lens and set of voices.
import { accountOf } from "./account.js";
import { edgeOf } from "./edges.js";
import { got, groupedBy } from "./plain.js";
import { answerOn, leftOut, rolledUp } from "./selection.js";
import { declaredTies, structureOf } from "./structure.js";
import { answering, ANSWERS, gradeIn, leversOf, tiesOf, union } from "./ties.js";

/**
 * @template {{ id: string }} T
 * @param {T[]} list
 */
const byId = (list) => new Map(list.map((one) => [one.id, one]));

/**
 * @param {View} view
 * @returns {World}
 */
export function indexed(view) {
  const terms = groupedBy(view.terms, (term) => term.actor);
  return {
    relations: byId(view.relations),
    documents: byId(view.documents),
    entities: byId(view.entities),
    claims: byId(view.claims),
    certainty: new Map(view.factualities.map((f) => [f.id, f.certainty])),
    grades: view.grades,
    number: (grade) => view.grades[grade]?.number ?? 0,
    terms,
    hasInsiders: view.claims.some(({ subject, object, affected }) =>
      [subject, object, ...affected].some((id) => terms.has(id)),
    ),
    everyVoice: new Set(view.voices.map((voice) => voice.id)),
    reasons: view.reasons,
    declared: declaredTies(view),
    homes: view.homes,
    spaces: view.spaces,
    strong: view.strong,
    reachBack: view.reachBack,
    end: view.end,
  };
}

/** @type {Map<number, CellState>} */
const STATES = new Map([
  [1, "for"],
  [0, "neither"],
  [-1, "against"],
]);

/**
 * @param {Tie[]} ties
 * @param {(one: Tie) => string} key
 */
const together = (ties, key) => [...groupedBy(ties, key).values()];

/**
 * @param {Tie[]} ties
 * @returns {Cell[]}
 */
export function cellsOf(ties) {
  return together(ties, (one) => `${one.source} ${one.target}`).map((several) => {
    const values = new Set(several.map((one) => `${one.sign} ${one.conditional}`));
    const [first] = several;
    let state = got(STATES, first.sign);
    if (values.size > 1) state = "mixed";
    else if (first.conditional) state = "conditional";
    const claims = union(several.map((one) => one.claims));
    return { holder: first.source, target: first.target, state, claims, parts: several };
  });
}

/**
 * The same ties are the same edge from step to step.
 * @type {WeakMap<Tie, Edge[]>}
 */
const begun = new WeakMap();

/**
 * @param {Tie[]} ties
 * @returns {Edge[]}
 */
export function conductEdges(ties) {
  return together(ties, (one) => `${one.source} ${one.target} ${one.sign}`).map((parts) => {
    const known = begun.get(parts[0]) ?? [];
    begun.set(parts[0], known);
    const same = (/** @type {Edge} */ edge) =>
      edge.parts.length === parts.length && edge.parts.every((one, i) => one === parts[i]);
    const edge = known.find(same) ?? edgeOf(parts);
    if (!known.includes(edge)) known.push(edge);
    return edge;
  });
}

/**
 * @param {World} world
 * @param {Tie[]} ties
 * @returns {Edge[]}
 */
export function influenceEdges(world, ties) {
  return together(ties, (one) => `${one.source} ${one.target}`).map((several) => {
    /** @type {Record<string, string>} */
    const families = {};
    for (const one of several.filter((it) => !it.hollowBy.length)) {
      for (const family of one.families) {
        const [grade, held] = [gradeIn(world, one, family), families[family]];
        if (!held || world.number(grade) > world.number(held)) families[family] = grade;
      }
    }
    const held = Object.values(families).map((grade) => world.grades[grade]);
    /** @param {keyof Grade} part */
    const either = (part) => {
      const left = held.reduce((rest, grade) => rest * (1 - grade[part]), 1);
      return Math.round((1 - left) * 1e9) / 1e9;
    };
    return edgeOf(several, {
      sign: 1,
      weight: either("number"),
      hollow: several.every((one) => one.hollowBy.length > 0),
      families,
      low: either("low"),
      high: either("high"),
    });
  });
}

/**
 * Positions as edges, for the drawn network: for or against; neither draws none.
 * @param {Tie[]} ties
 */
function positionEdges(ties) {
  const signed = ties.filter((one) => one.sign !== 0);
  return conductEdges(signed).map((edge) => ({
    ...edge,
    conditional: edge.parts.every((one) => one.conditional),
  }));
}

/**
 * @param {View} view
 * @param {ClaimFilters} filters
 * @param {World} [world]
 * @returns {Networks}
 */
export function networks(view, filters, world = indexed(view)) {
  /** @type {Record<string, number>} */
  const left = {};
  const kept = view.claims.filter((claim) => {
    const why = leftOut(world, claim, filters);
    if (why) left[why] = (left[why] ?? 0) + 1;
    return !why;
  });
  /** @type {Networks["inside"]} */
  const inside = {};
  const claims = filters.rolled ? rolledUp(world, kept, filters.opened ?? [], inside) : kept;
  const answers = new Map(claims.map((one) => [one.id, answerOn(world, one, filters.asOf)]));
  /** @type {[now: Claim[], past: Claim[]]} */
  const parted = [[], []];
  for (const one of claims) parted[answers.get(one.id) === "lapsed" ? 1 : 0].push(one);
  /** @param {Tie[]} ties */
  const dayed = (ties) => ties.map((one) => answering(one, surest(answers, one.claims)));
  /** @param {Tie} one */
  const isApart = (one) =>
    filters.undated === "apart" && filters.asOf !== "" && one.holds === "notStated";
  // A layer that nobody looks at is not computed.
  const told = once(() => byId(claims));
  const positions = once(() => positionsOf(world, parted, dayed, isApart));
  const conduct = once(() => conductOf(world, parted, dayed, filters.families, isApart));
  const influence = once(() =>
    influenceOf(world, parted, dayed, filters.families, answers, isApart),
  );
  const structure = once(() => structureOf(world, kept, answers, filters.families, isApart));
  /** @type {Networks} */
  const made = {
    claims: kept.map((claim) => claim.id),
    left,
    inside,
    account: (layer) => {
      // In structure nobody is inside another.
      const counted = layer === "structure" ? kept : claims;
      return accountOf(world, counted, left, layer, filters.families, filters.asOf, made[layer]);
    },
    get told() {
      return told();
    },
    get positions() {
      return positions();
    },
    get conduct() {
      return conduct();
    },
    get influence() {
      return influence();
    },
    get structure() {
      return structure();
    },
  };
  return made;
}

/**
 * @template T
 * @param {() => T} make
 */
function once(make) {
  /** @type {T | undefined} */
  let found;
  return () => (found ??= make());
}

/**
 * What the surest of several claims says of the day.
 * @param {Map<string, Answer>} answers
 * @param {string[]} claims
 */
function surest(answers, claims) {
  const said = claims.map((id) => ANSWERS.indexOf(got(answers, id)));
  return ANSWERS[Math.min(...said)];
}

/**
 * Those that are drawn, and those that stand apart.
 * @param {Tie[]} ties
 * @param {(one: Tie) => boolean} isApart
 * @returns {[drawn: Tie[], apart: Tie[]]}
 */
export const split = (ties, isApart) => [ties.filter((one) => !isApart(one)), ties.filter(isApart)];

/**
 * The ties that had ended and that no other claim holds up.
 * @param {Tie[]} present
 * @param {Tie[]} ended
 * @param {(one: Tie) => string} [key]
 */
function past(present, ended, key = (one) => [one.source, one.relation, one.target].join(" ")) {
  const held = new Set(present.map(key));
  return ended.filter((one) => !held.has(key(one)));
}

/**
 * @param {World} world
 * @param {[now: Claim[], past: Claim[]]} told
 * @param {(ties: Tie[]) => Tie[]} dayed
 * @param {(one: Tie) => boolean} isApart
 */
function positionsOf(world, [now, ended], dayed, isApart) {
  const [ties, undated] = split(dayed(tiesOf(world, now, "position")), isApart);
  const gone = dayed(tiesOf(world, ended, "position"));
  const lapsed = past([...ties, ...undated], gone, (one) => `${one.source} ${one.target}`);
  return { ties, undated, cells: cellsOf(ties), edges: positionEdges(ties), lapsed };
}

/**
 * @param {string[]} families
 * @param {string[]} wanted
 */
const holds = (families, wanted) =>
  !wanted.length || families.some((family) => wanted.includes(family));

/**
 * @param {World} world
 * @param {[now: Claim[], past: Claim[]]} told
 * @param {(ties: Tie[]) => Tie[]} dayed
 * @param {string[]} wanted
 * @param {(one: Tie) => boolean} isApart
 */
function conductOf(world, [now, ended], dayed, wanted, isApart) {
  /** @param {Claim[]} claims */
  const made = (claims) =>
    dayed(tiesOf(world, claims, "conduct")).filter((one) =>
      holds([got(world.relations, one.relation).family], wanted),
    );
  const told = made(now);
  const [ties, undated] = split(told, isApart);
  return { ties, undated, edges: conductEdges(ties), lapsed: past(told, made(ended)) };
}

/**
 * @param {World} world
 * @param {[now: Claim[], past: Claim[]]} told
 * @param {(ties: Tie[]) => Tie[]} dayed
 * @param {string[]} wanted
 * @param {Map<string, Answer>} answers
 * @param {(one: Tie) => boolean} isApart
 */
function influenceOf(world, [now, ended], dayed, wanted, answers, isApart) {
  // What may not have come about yet tells of no failure.
  /** @param {Claim} one */
  const sure = (one) => answers.get(one.id) !== "mayHold";
  /** @param {Claim[]} claims */
  const made = (claims) =>
    dayed(leversOf(world, claims, claims.filter(sure)))
      .filter((one) => holds(one.families, wanted))
      .map((one) =>
        wanted.length ? { ...one, families: one.families.filter((f) => wanted.includes(f)) } : one,
      );
  /** @type {(claims: Claim[], kind: Kind) => Tie[]} */
  const of = (claims, kind) => dayed(tiesOf(world, claims, kind));
  const told = made(now);
  const [attempts, outcomes, structure] = [
    of(now, "attempt"),
    of(now, "outcome"),
    of(now, "structure"),
  ];
  const [ties, undated] = split(told, isApart);
  const [tried, triedOnce] = split(attempts, isApart);
  const [cameOfIt, cameOnce] = split(outcomes, isApart);
  return {
    ties,
    undated,
    edges: influenceEdges(world, ties),
    attempts: tried,
    outcomes: cameOfIt,
    apart: [...triedOnce, ...cameOnce],
    failures: dayed(tiesOf(world, now, "outcome", -1)),
    structure,
    lapsed: [
      past(told, made(ended)),
      past(attempts, of(ended, "attempt")),
      past(outcomes, of(ended, "outcome")),
      past(structure, of(ended, "structure")),
    ].flat(),
  };
}
