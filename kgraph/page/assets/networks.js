// From claims to networks: the same rules as kgraph.networks in Python, as one pure function.
// A test compares both at every breakpoint, lens and set of voices.

const POSITION_TARGETS = ["issue:", "event:", "agr:"];

const isActor = (id) => id.startsWith("actor:");
const isTarget = (id) => POSITION_TARGETS.some((prefix) => id.startsWith(prefix));
const union = (lists) => [...new Set(lists.flat())].sort();

export function voiceClass(claim) {
  if (claim.voice !== "party") return claim.voice;
  return claim.onItself ? "party-on-itself" : "party-on-others";
}

export function indexed(view) {
  const by = (list) => new Map(list.map((one) => [one.id, one]));
  return {
    relations: by(view.relations),
    documents: by(view.documents),
    entities: by(view.entities),
    claims: by(view.claims),
    certainty: new Map(view.factualities.map((f) => [f.id, f.certainty])),
    grades: view.grades,
    number: (grade) => view.grades[grade]?.number ?? 0,
    terms: termsOf(view.terms ?? []),
    everyVoice: new Set((view.voices ?? []).map((voice) => voice.id)),
  };
}

function termsOf(list) {
  const terms = new Map();
  for (const term of list) terms.set(term.actor, [...(terms.get(term.actor) ?? []), term]);
  return terms;
}

// The state or body an actor is drawn inside on a day, or the actor itself: as rollup.py in Python.
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

// Claims that name the state or body instead of who may speak for it; fills in who is inside whom.
function rolledUp(world, claims, opened, within) {
  return claims.map((claim) => {
    const day = [claim.until, claim.reported].filter(Boolean).sort()[0] ?? "";
    const inside = (actor) => {
      const house = insideOf(world, actor, day, opened);
      if (house !== actor) (within[house] ??= new Set()).add(actor);
      return house;
    };
    const structure = world.relations.get(claim.relation).role === "structure";
    const subject = structure ? claim.subject : inside(claim.subject);
    const object = structure ? claim.object : inside(claim.object);
    const affected = [...new Set(claim.affected.map(inside))];
    const same =
      subject === claim.subject &&
      object === claim.object &&
      affected.join() === claim.affected.join();
    return same ? claim : { ...claim, subject, object, affected };
  });
}

// Why a claim is left out of the networks, or "" if it counts.
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
  const voice = voiceClass(claim);
  const every = filters.voices.length >= world.everyVoice.size;
  if (!every && !filters.voices.includes(voice)) return voice || "nobody's voice";
  if (claim.certainty < (world.certainty.get(filters.minFactuality) ?? 0) - 1e-9)
    return "less certain";
  if (!filters.disputed && claim.disputedBy.length) return "disputed";
  return "";
}

function seenThrough(world, claim, entry) {
  const cut = entry.indexOf(":");
  const kind = entry.slice(0, cut);
  const name = entry.slice(cut + 1);
  if (kind === "document") return claim.document === name;
  if (kind === "publisher") return world.documents.get(claim.document)?.publisher === name;
  return claim.claimant === name || claim.speaksFor.includes(name);
}

// Lasting: the day lies in the interval. Momentary: from its last possible day on.
function holdsOn(world, claim, day) {
  if (world.relations.get(claim.relation).aspect !== "momentary") {
    return (!claim.from || claim.from <= day) && (!claim.until || day <= claim.until);
  }
  const last = claim.until || claim.reported;
  return Boolean(last) && last <= day;
}

function belongs(relation, layer, roles) {
  if (layer === "position") return relation.position !== null;
  if (layer === "conduct") {
    return Boolean(relation.valence) && relation.role !== "structure" && !relation.stance;
  }
  return roles.includes(relation.role);
}

function* lines(world, claims, layer, polarity, roles) {
  for (const claim of claims) {
    const relation = world.relations.get(claim.relation);
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

function ends(claim, layer, roles) {
  if (layer === "position") {
    return isTarget(claim.object) ? [claim.object] : claim.topic.filter(isTarget);
  }
  const direct =
    isActor(claim.object) || (roles.includes("structure") && claim.object.startsWith("office:"));
  return direct ? [claim.object] : claim.affected.filter(isActor);
}

function tiesOf(world, claims, layer, roles, polarity = 1) {
  const grouped = (polarity) => {
    const groups = new Map();
    for (const line of lines(world, claims, layer, polarity, roles)) {
      const conditional = layer === "position" && Boolean(line.claim.condition);
      const key = [line.source, line.relation.id, line.target, conditional].join(" ");
      if (!groups.has(key)) groups.set(key, { ...line, conditional, claims: [] });
      groups.get(key).claims.push(line.claim);
    }
    return groups;
  };
  const against = grouped(-polarity);
  const ties = [...grouped(polarity)].map(([key, group]) =>
    tie(world, layer, group, against.get(key)?.claims ?? []),
  );
  return polarity === 1 ? ties : ties.map((one) => ({ ...one, sign: -1 }));
}

// The strongest grade that claims give: their own if graded so, else that of their relation.
function strongest(world, claims) {
  const given = claims.map((claim) => claim.lever || world.relations.get(claim.relation).lever);
  return given.reduce(
    (best, one) => (world.number(one) > world.number(best) ? one : best),
    given[0],
  );
}

// The grade of a tie in one family: that of the claims that put it there.
function gradeIn(world, one, family) {
  if (one.grade === "none") return "none";
  const { leverFamily, family: usual } = world.relations.get(one.relation);
  const claims = one.claims.map((id) => world.claims.get(id));
  const said = claims.filter((claim) => (claim.leverFamily || leverFamily || usual) === family);
  return strongest(world, said.length ? said : claims);
}

function tie(world, layer, group, denials) {
  const { relation, claims } = group;
  const usual = relation.leverFamily || relation.family;
  const levers = layer === "influence";
  const grade = levers && relation.lever ? strongest(world, claims) : relation.lever;
  const [starts, ends] = [claims.map((claim) => claim.from), claims.map((claim) => claim.until)];
  const measured = {
    position: () => [Math.sign(relation.position), 1],
    conduct: () => [Math.sign(relation.valence), Math.abs(relation.valence)],
    influence: () => [1, world.number(grade)],
  }[layer]();
  return {
    source: group.source,
    target: group.target,
    relation: relation.id,
    sign: measured[0],
    weight: measured[1],
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
    until: ends.every(Boolean) ? ends.sort().at(-1) : "",
  };
}

// Reports, by a document itself or by two origins, that protection did not come.
function unmetReports(world, claims) {
  const unmet = new Map();
  for (const claim of claims) {
    const relation = world.relations.get(claim.relation);
    const told = claim.mode === "ownVoice" || claim.corroboratedBy.length > 0;
    if (claim.polarity !== -1 || claim.modality !== "actual" || claim.condition) continue;
    if (!relation.guarantee || !told || !isActor(claim.subject)) continue;
    const protectedOnes = claim.affected.length ? claim.affected : [claim.object];
    for (const actor of protectedOnes) {
      if (!isActor(actor) || actor === claim.subject) continue;
      const key = `${claim.subject} ${actor}`;
      if (!unmet.has(key)) unmet.set(key, []);
      unmet.get(key).push(claim);
    }
  }
  return unmet;
}

function hollowed(world, claims, ties) {
  const unmet = unmetReports(world, claims);
  const promised = new Set();
  const marked = ties.map((one) => {
    const key = `${one.source} ${one.target}`;
    const reports = unmet.get(key);
    if (!reports || !world.relations.get(one.relation).promise) return one;
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

function paperTie(world, source, target, relation, reports) {
  const ids = union(reports.map((claim) => claim.id));
  const family = world.relations.get(relation).family;
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

function groupedBy(list, key) {
  const groups = new Map();
  for (const one of list) {
    const at = key(one);
    if (!groups.has(at)) groups.set(at, []);
    groups.get(at).push(one);
  }
  return [...groups.values()];
}

const STATES = new Map([
  [1, "supports"],
  [0, "neutral"],
  [-1, "opposes"],
]);

function cellsOf(ties) {
  return groupedBy(ties, (one) => `${one.source} ${one.target}`).map((several) => {
    const values = new Set(several.map((one) => `${one.sign} ${one.conditional}`));
    const [first] = several;
    let state = STATES.get(first.sign);
    if (values.size > 1) state = "mixed";
    else if (first.conditional) state = "conditional";
    const claims = union(several.map((one) => one.claims));
    return { holder: first.source, target: first.target, state, claims, parts: several };
  });
}

function conductEdges(ties) {
  return groupedBy(ties, (one) => `${one.source} ${one.target} ${one.sign}`).map((several) => ({
    source: several[0].source,
    target: several[0].target,
    sign: several[0].sign,
    weight: Math.max(...several.map((one) => one.weight)),
    ties: several.length,
    hollow: false,
    families: {},
    low: 0,
    high: 0,
    parts: several,
  }));
}

export function influenceEdges(world, ties) {
  return groupedBy(ties, (one) => `${one.source} ${one.target}`).map((several) => {
    const families = {};
    for (const one of several.filter((it) => !it.hollowBy.length)) {
      for (const family of one.families) {
        const [grade, held] = [gradeIn(world, one, family), families[family]];
        if (!held || world.number(grade) > world.number(held)) families[family] = grade;
      }
    }
    const held = Object.values(families).map((grade) => world.grades[grade]);
    const either = (part) => {
      const left = held.reduce((rest, grade) => rest * (1 - grade[part]), 1);
      return Math.round((1 - left) * 1e9) / 1e9;
    };
    return {
      source: several[0].source,
      target: several[0].target,
      sign: 1,
      weight: either("number"),
      ties: several.length,
      hollow: several.every((one) => one.hollowBy.length > 0),
      families,
      low: either("low"),
      high: either("high"),
      parts: several,
    };
  });
}

// Positions as edges, for the drawn network: for or against; neither draws none.
function positionEdges(ties) {
  const signed = ties.filter((one) => one.sign !== 0);
  return conductEdges(signed).map((edge) => ({
    ...edge,
    conditional: edge.parts.every((one) => one.conditional),
  }));
}

export function networks(view, filters, world = indexed(view)) {
  const left = {};
  const kept = view.claims.filter((claim) => {
    const why = leftOut(world, claim, filters);
    if (why) left[why] = (left[why] ?? 0) + 1;
    return !why;
  });
  const inside = {};
  const claims = filters.rolled ? rolledUp(world, kept, filters.opened ?? [], inside) : kept;
  const layers = {
    positions: () => {
      const ties = tiesOf(world, claims, "position", []);
      return { ties, cells: cellsOf(ties), edges: positionEdges(ties) };
    },
    conduct: () => conductOf(world, claims, filters.families),
    influence: () => influenceOf(world, claims, filters.families),
  };
  const made = { claims: kept.map((claim) => claim.id), left, inside };
  atFirstUse(made, "told", () => new Map(claims.map((claim) => [claim.id, claim])));
  for (const [name, make] of Object.entries(layers)) atFirstUse(made, name, make);
  return made;
}

const holds = (families, wanted) =>
  !wanted.length || families.some((family) => wanted.includes(family));

function conductOf(world, claims, wanted) {
  const ties = tiesOf(world, claims, "conduct", []).filter((one) =>
    holds([world.relations.get(one.relation).family], wanted),
  );
  return { ties, edges: conductEdges(ties) };
}

function influenceOf(world, claims, wanted) {
  const ties = hollowed(world, claims, tiesOf(world, claims, "influence", ["means"]))
    .filter((one) => holds(one.families, wanted))
    .map((one) =>
      wanted.length ? { ...one, families: one.families.filter((f) => wanted.includes(f)) } : one,
    );
  const overlay = (role) => tiesOf(world, claims, "influence", [role]);
  return {
    ties,
    edges: influenceEdges(world, ties),
    attempts: overlay("attempt"),
    outcomes: overlay("outcome"),
    failures: tiesOf(world, claims, "influence", ["outcome"], -1),
    structure: overlay("structure"),
  };
}

// A layer that nobody looks at is not computed.
function atFirstUse(object, name, make) {
  let found = null;
  Object.defineProperty(object, name, {
    enumerable: name !== "told",
    get: () => (found ??= make()),
  });
}
