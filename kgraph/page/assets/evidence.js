// The evidence: every claim behind what was chosen, and what the number is made of.
import { h, many, outward, plainButton } from "./dom.js";
import { card } from "./card.js";
import { documentsBehind, hasUnmet, isDisputed } from "./choice.js";
import { insideOf } from "./networks.js";
import { cellWord, command, how, profile, sparql, stated } from "./words.js";
import { markOf, measureCommand, measureOf } from "./measures.js";
import { firstState } from "./state.js";
import { lapsedTies } from "./ways.js";

const WIKIDATA = "https://www.wikidata.org/wiki/";

export function evidence(app, host) {
  const [kind, ...rest] = app.state.chosen;
  const parts = {
    actor: ofActor,
    edge: ofPair,
    cell: ofCell,
    target: ofTarget,
    claim: ofClaim,
    row: ofRow,
    mark: ofMark,
  };
  if (!kind && app.state.path.length === 2 && app.state.view !== "measures")
    return host.replaceChildren(...ofPath(app));
  if (!kind) {
    return host.replaceChildren(
      h("h2", {}, "Evidence"),
      h(
        "p",
        { class: "note" },
        "Choose an actor, a tie or a cell: here stand the claims behind it, who makes them, how sure, in which passage, and who disputes them.",
      ),
      ...firstLook(app),
      ...ofOpening(app),
      h(
        "p",
        { class: "note" },
        "Keys: / finds a name, arrows go from mark to mark, Enter opens, Escape goes back, Ctrl+Z undoes.",
      ),
    );
  }
  const found = (Object.hasOwn(parts, kind) ? parts[kind](app, ...rest) : null) ?? [
    h("p", {}, "Nothing is known by this name."),
  ];
  return host.replaceChildren(
    h(
      "button",
      {
        type: "button",
        class: "close",
        "aria-label": "Close the evidence",
        onclick: () => app.choose(),
      },
      "×",
    ),
    ...found.flat(4).filter(Boolean),
  );
}

// Ranks and blocs as they are in the measures; without interval no rank.
function ofOpening(app) {
  const { made, captions, blocs } = app.view.measured;
  const one = made.find(
    (each) => each.id === { positions: "blocs", influence: "ranks" }[app.state.layer],
  );
  if (!one) return [];
  const name = (actor) => plainButton(app.label(actor), () => app.choose("actor", actor));
  const lines =
    one.id === "blocs"
      ? blocs.map((actors, n) => [
          `Bloc ${n + 1}: `,
          actors.map((actor, i) => [i ? ", " : "", name(actor)]),
        ])
      : one.rows
          .slice(0, 6)
          .map((row, n) => [
            plainButton(row[0], () => app.choose("row", one.id, String(n))),
            ` rank ${row[1]}`,
          ]);
  return [
    h("h3", {}, one.title),
    lines.length
      ? h(
          "ul",
          { class: "first" },
          lines.map((line) => h("li", {}, line)),
        )
      : null,
    one.notes.map((note) => h("p", { class: "note" }, note)),
    h("p", { class: "note" }, `Made of: ${captions[one.caption]}`),
    h(
      "p",
      {},
      plainButton("All measures", () => app.set({ view: "measures", measure: one.id })),
    ),
  ]
    .flat()
    .filter(Boolean);
}

// Where to begin: ties and cells, never a rank of actors.
function firstLook(app) {
  const { part } = app;
  const { layer } = app.state;
  const pair = (edge) =>
    plainButton(`${app.label(edge.source)} → ${app.label(edge.target)}`, () =>
      app.choose("edge", edge.source, edge.target, String(edge.sign)),
    );
  const cell = (one) =>
    plainButton(`${app.label(one.holder)}: ${app.label(one.target)}`, () =>
      app.choose("cell", one.holder, one.target),
    );
  const list = (title, several, show) =>
    several.length
      ? [
          h("h3", {}, title),
          h(
            "ul",
            { class: "first" },
            several.slice(0, 4).map((one) => h("li", {}, show(one))),
            several.length > 4
              ? h("li", { class: "note" }, `and ${several.length - 4} more`)
              : null,
          ),
        ]
      : [];
  const documents = (one) =>
    documentsBehind(
      app.world,
      one.parts.flatMap((it) => it.claims),
    ).size;
  const shared = (several) =>
    several.filter((one) => documents(one) > 1).sort((a, b) => documents(b) - documents(a));
  const disputed = (several) => several.filter((one) => one.parts.some(isDisputed));
  if (layer === "positions") {
    return [
      ...list(
        "Mixed positions",
        part.cells.filter((one) => one.state === "mixed"),
        cell,
      ),
      ...list("Disputed", disputed(part.cells), cell),
      ...list("Told by several documents", shared(part.cells), cell),
    ].flat();
  }
  const strongest = part.edges
    .filter((edge) =>
      layer === "influence" ? Object.values(edge.families).includes("strong") : edge.weight >= 0.75,
    )
    .sort((a, b) => b.weight - a.weight);
  return [
    ...list("Duty on paper, reported unmet", part.edges.filter(hasUnmet), pair),
    ...list("Disputed", disputed(part.edges), pair),
    ...list(layer === "influence" ? "Strong levers" : "Strongest conduct", strongest, pair),
    ...list("Told by several documents", shared(part.edges), pair),
  ].flat();
}

function ofActor(app, actor) {
  const entity = app.world.entities.get(actor);
  if (!entity) return null;
  const { positions, conduct, influence, inside } = app.shown;
  const touches = (one) => one.source === actor || one.target === actor;
  const members = [...(inside[actor] ?? [])].sort();
  const claims = new Set(
    [...positions.ties, ...conduct.ties, ...influence.ties]
      .filter(touches)
      .flatMap((one) => one.claims),
  );
  return [
    h("h2", {}, entity.label),
    h(
      "p",
      { class: "note" },
      app.word(entity.type),
      entity.partOf ? `, part of ${app.label(entity.partOf)}` : "",
    ),
    entity.aliases.length ? h("p", { class: "note" }, `also ${entity.aliases.join(", ")}`) : null,
    entity.qid
      ? h("p", { class: "note" }, outward(`${WIKIDATA}${entity.qid}`, `Wikidata ${entity.qid}`))
      : null,
    actions(app, actor, members),
    Object.entries(inside)
      .filter(([, several]) => several.has(actor))
      .map(([house]) =>
        h(
          "p",
          { class: "note" },
          `Drawn inside ${app.label(house)}. `,
          plainButton(`Open ${app.label(house)}`, () =>
            app.set({ opened: [...app.state.opened, house] }),
          ),
        ),
      ),
    members.length
      ? h(
          "p",
          { class: "note" },
          "Inside: ",
          members.map((one, i) => [i ? ", " : "", app.label(one)]),
        )
      : null,
    section(
      app,
      "Who can move it",
      "influence",
      influence.ties.filter((one) => one.target === actor),
    ),
    section(
      app,
      "Whom it can move",
      "influence",
      influence.ties.filter((one) => one.source === actor),
    ),
    section(
      app,
      "Attempts and outcomes",
      "influence",
      [...influence.attempts, ...influence.outcomes].filter(touches),
      false,
    ),
    section(app, "Conduct", "conduct", conduct.ties.filter(touches)),
    section(
      app,
      "Positions",
      "positions",
      positions.ties.filter((one) => one.source === actor),
    ),
    section(
      app,
      "Offices, memberships, affiliations",
      "influence",
      influence.structure.filter(touches),
      false,
    ),
    section(
      app,
      "Offices of those inside",
      "influence",
      influence.structure.filter((one) => members.includes(one.source)),
      false,
    ),
    copies(app, [...claims], command(app, [actor])),
  ];
}

function actions(app, actor, members) {
  const { state } = app;
  const focused = state.focus.includes(actor);
  const houses = [...new Set((app.world.terms.get(actor) ?? []).map((term) => term.into))].filter(
    (house) => state.opened.includes(house),
  );
  const act = (text, changes, more = {}) =>
    h(
      "button",
      { type: "button", class: "small-button", onclick: () => app.set(changes), ...more },
      text,
    );
  return h(
    "div",
    { class: "actions" },
    act(focused ? "End focus" : state.focus.length ? "Expand here" : "Focus", {
      focus: focused ? state.focus.filter((one) => one !== actor) : [...state.focus, actor],
      path: [],
    }),
    state.focus.length
      ? act(state.steps === "1" ? "Two steps" : "One step", {
          steps: state.steps === "1" ? "2" : "1",
        })
      : null,
    act("Hide", { hidden: [...state.hidden, actor], chosen: [] }),
    members.length
      ? act(`Open (${members.length} inside)`, { opened: [...state.opened, actor] })
      : null,
    state.opened.includes(actor)
      ? act("Close again", { opened: state.opened.filter((one) => one !== actor) })
      : null,
    houses.map((house) =>
      act(`Back inside ${app.label(house)}`, {
        opened: state.opened.filter((one) => one !== house),
        chosen: ["actor", house],
      }),
    ),
    pathChoice(app, actor),
  );
}

function pathChoice(app, actor) {
  const others = app.actorsOf(app.shown[app.state.layer].edges).filter((one) => one !== actor);
  if (app.state.layer === "positions" || !others.length) return null;
  return h(
    "label",
    { class: "paths" },
    "Paths to ",
    h(
      "select",
      {
        onchange: (event) => app.set({ path: [actor, event.target.value], chosen: [], focus: [] }),
      },
      h("option", { value: "" }, "…"),
      others.map((one) => h("option", { value: one }, app.label(one))),
    ),
  );
}

function ofPath(app) {
  const [from, to] = app.state.path;
  const routes = app.routes ?? [];
  const signed = app.state.layer === "conduct";
  const line = (route) =>
    h(
      "li",
      {},
      route.edges.map((edge) => [
        h("span", {}, app.label(edge.source)),
        " ",
        plainButton(
          signed
            ? edge.sign > 0
              ? "friendly to"
              : "hostile to"
            : profile(app, edge) || "no lever",
          () => app.choose("edge", edge.source, edge.target, String(edge.sign)),
        ),
        " → ",
      ]),
      h("span", {}, app.label(to)),
      signed ? h("span", { class: "note" }, ` (${reading(route)})`) : null,
    );
  return [
    h(
      "button",
      {
        type: "button",
        class: "close",
        "aria-label": "Close the paths",
        onclick: () => app.set({ path: [] }),
      },
      "×",
    ),
    h("h2", {}, `${app.label(from)} → ${app.label(to)}`),
    h(
      "p",
      { class: "note" },
      routes.length
        ? `${many(routes.length, "path")} of at most three steps, shortest first; hollow levers carry none.`
        : "No path of at most three steps in this selection.",
    ),
    h("ol", { class: "routes" }, routes.map(line)),
    plainButton("The other way round", () => app.set({ path: [to, from] })),
  ];
}

function reading(route) {
  if (route.edges.length === 1) return route.sign > 0 ? "friendly" : "hostile";
  const kinds = route.edges.map((edge) => (edge.sign > 0 ? "friend" : "foe"));
  return `${kinds.reverse().join(" of a ")}: ${route.sign > 0 ? "on the same side by signs" : "on opposite sides by signs"}`;
}

function ofPair(app, a, b, sign) {
  const { layer } = app.state;
  const { conduct, influence, positions } = app.shown;
  const on = (one) => one.source === a && one.target === b;
  const ofSign = (one) => on(one) && String(one.sign) === sign;
  const drawn =
    layer === "conduct"
      ? conduct.ties.filter(ofSign)
      : layer === "positions"
        ? positions.ties.filter(ofSign)
        : influence.ties.filter(on);
  const overlays =
    layer === "influence" ? [...influence.attempts, ...influence.outcomes].filter(on) : [];
  const lapsed = layer === "influence" ? lapsedTies(app).filter(on) : [];
  const edge = app.shown[layer].edges.find(
    (one) => on(one) && (layer === "influence" || String(one.sign) === sign),
  );
  const back = app.shown[layer].edges.filter((one) => one.source === b && one.target === a);
  return [
    h("h2", {}, `${app.label(a)} → ${app.label(b)}`),
    drawn.length || lapsed.length
      ? null
      : h("p", { class: "note" }, "This tie is not in the present selection."),
    edge ? madeOf(app, layer, edge) : null,
    drawn.map((one) => tieBlock(app, layer, one)),
    lapsed.length
      ? [h("h3", {}, `Lapsed by ${app.state.asOf}`), lapsed.map((one) => tieBlock(app, layer, one))]
      : null,
    overlays.length
      ? [
          h("h3", {}, "Used, and did it work?"),
          overlays.map((one) => tieBlock(app, layer, one, false)),
        ]
      : null,
    back.length
      ? h(
          "p",
          {},
          plainButton(`The other way: ${app.label(b)} → ${app.label(a)}`, () =>
            app.choose("edge", b, a, String(back[0].sign)),
          ),
        )
      : null,
    copies(
      app,
      [...drawn, ...lapsed, ...overlays].flatMap((one) => [
        ...one.claims,
        ...one.denials,
        ...one.hollowBy,
      ]),
      command(app, [a, b], layer),
    ),
  ];
}

// What the line's width rests on; one number only for those who ask, with its interval.
function madeOf(app, layer, edge) {
  if (layer === "positions") return null;
  if (layer === "conduct") {
    const strongest = edge.parts
      .filter((one) => one.weight === edge.weight)
      .map((one) => app.relation(one.relation));
    return h(
      "p",
      { class: "made" },
      `Drawn by its strongest tie: ${[...new Set(strongest)].join(", ")}. Nothing is netted or summed.`,
    );
  }
  if (edge.hollow)
    return h(
      "p",
      { class: "made" },
      "Every lever here is duty on paper, reported unmet: drawn hollow, not counted.",
    );
  const { low, weight, high, families } = edge;
  const rests = Object.entries(families).map(([family, grade]) => {
    const by = edge.parts.filter(
      (one) => one.grade === grade && one.families.includes(family) && !one.hollowBy.length,
    );
    return h(
      "li",
      {},
      `${app.word(family)}: ${grade}, by ${by.flatMap((one) => one.claims).join(", ")}`,
    );
  });
  return h(
    "details",
    { class: "made" },
    h("summary", {}, `Levers: ${profile(app, edge) || "none"}`),
    h("ul", {}, rests),
    h(
      "p",
      { class: "note" },
      "The strongest lever of each family counts. As one number, only to order by: ",
      `${weight.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)} (grades by their stated table, families by noisy-or).`,
    ),
  );
}

function ofCell(app, holder, target) {
  const cell = app.shown.positions.cells.find(
    (one) => one.holder === holder && one.target === target,
  );
  return [
    h("h2", {}, app.label(holder)),
    h("p", { class: "lead" }, app.label(target)),
    cell
      ? h("p", {}, h("span", { class: `state ${cell.state}` }, cellWord(cell)))
      : h("p", { class: "note" }, "No evidence in this selection."),
    (cell?.parts ?? []).map((one) => tieBlock(app, "positions", one)),
    copies(app, cell?.claims ?? [], command(app, [holder, target], "positions")),
  ];
}

function ofTarget(app, target) {
  const cells = app.shown.positions.cells.filter((one) => one.target === target);
  const entity = app.world.entities.get(target);
  if (!entity) return null;
  const dated = app.view.claims.filter(
    (claim) => claim.subject === target && claim.relation === "dated",
  );
  return [
    h("h2", {}, entity.label),
    h("p", { class: "note" }, app.word(entity.type)),
    dated.length
      ? section(
          app,
          "When",
          "claims",
          dated.map((claim) => ({ claims: [claim.id] })),
        )
      : null,
    cells.length ? null : h("p", { class: "note" }, "No position on it in this selection."),
    cells.map((cell) =>
      h(
        "details",
        { open: cells.length < 4 },
        h("summary", {}, `${app.label(cell.holder)}: ${cellWord(cell)}`),
        cell.parts.map((one) => tieBlock(app, "positions", one)),
      ),
    ),
    cells.length
      ? copies(
          app,
          cells.flatMap((cell) => cell.claims),
          command(app, [target]),
        )
      : null,
  ];
}

function ofClaim(app, id) {
  return [h("h2", {}, id), card(app, id), copies(app, [id], `kgraph explain ${id}`)];
}

// A number: its row, its claims, and the share of each where the number is a sum of shares.
function ofRow(app, id, n) {
  const measure = measureOf(app, id);
  const row = measure?.rows?.[Number(n)];
  if (!row) return null;
  const claims = row.claims.map((at) => app.view.claims[at].id);
  const shares = (at) =>
    row.shares
      .flatMap(([name, parts]) =>
        parts
          .filter(([claim]) => claim === at)
          .map(([, share]) => `${Number(share.toPrecision(4))} of ${name}`),
      )
      .join(", ");
  return [
    h("h2", {}, measure.title),
    h(
      "dl",
      {},
      measure.heads.map((head, i) => (row[i] ? [h("dt", {}, head), h("dd", {}, row[i])] : null)),
    ),
    row.shares.length
      ? h("p", { class: "note" }, "The shares of the claims sum to the number.")
      : null,
    row.claims.map((at) => card(app, app.view.claims[at].id, shares(at))),
    unknownHere(row.beyond),
    copies(app, claims, measureCommand(measure, row, firstState(app.view), app)),
  ];
}

// Claims that an overlay adds.
const unknownHere = (claims) =>
  claims.length ? h("p", { class: "note" }, `Not in this record: ${claims.join(", ")}.`) : null;

function ofMark(app, id, n) {
  const measure = measureOf(app, id);
  const mark = measure && markOf(app, id, Number(n));
  if (!mark) return null;
  const known = mark.claims.filter((claim) => app.world.claims.has(claim));
  return [
    h("h2", {}, measure.title),
    h("p", { class: "lead" }, mark.says),
    known.map((claim) => card(app, claim)),
    unknownHere(mark.claims.filter((claim) => !known.includes(claim))),
    copies(app, known, measureCommand(measure, null, firstState(app.view), app)),
  ];
}

function section(app, title, layer, ties, graded = true) {
  if (!ties.length) return null;
  return h(
    "details",
    { open: ties.length < 4 },
    h("summary", {}, `${title} (${ties.length})`),
    ties.map((one) =>
      layer === "claims"
        ? one.claims.map((id) => card(app, id))
        : tieBlock(app, layer, one, graded),
    ),
  );
}

function tieBlock(app, layer, one, graded = true) {
  const listed = [...new Set([...one.claims, ...one.denials, ...one.hollowBy])];
  const own = (id) => {
    const claim = app.world.claims.get(id);
    const ends = [claim.subject, claim.object, ...claim.affected, ...claim.topic];
    const rolled = app.state.rolled && (!ends.includes(one.source) || !ends.includes(one.target));
    if (one.hollowBy.includes(id)) return "reports the duty unmet";
    if (!one.claims.includes(id)) return "denies it";
    return rolled
      ? `of ${ends
          .filter((end) => insideOf(app.world, end, claim.reported, []) !== end)
          .map((end) => app.label(end))
          .join(", ")}`
      : "";
  };
  return h(
    "section",
    { class: "tie" },
    h("h3", { title: app.world.relations.get(one.relation)?.definition || null }, stated(app, one)),
    h(
      "p",
      { class: "note" },
      graded ? `${how(app, layer, one)}. ` : isDisputed(one) ? "Disputed. " : "",
      `${many(app.documentsOf(one.claims).length, "document")}.`,
    ),
    listed.map((id) => card(app, id, own(id))),
  );
}

function copies(app, claims, text) {
  return h(
    "p",
    { class: "small copies" },
    h("code", {}, text),
    " ",
    plainButton("copy command", () => app.copy(text)),
    claims.length ? [" · ", plainButton("copy SPARQL", () => app.copy(sparql(claims)))] : null,
  );
}
