// The evidence: every claim behind what was chosen, and what the number is made of.
import { bondsOf, ofActor } from "./actor.js";
import { ofMark, ofRow } from "./behind.js";
import { copies, section, tieBlock } from "./blocks.js";
import { card } from "./card.js";
import { h, plainButton } from "./dom.js";
import { firstLook, ofOpening } from "./opening.js";
import { many, present } from "./plain.js";
import { command } from "./commands.js";
import { cellWord, profile } from "./words.js";

/**
 * What stands there of a chosen thing, by its kind; null where nothing is known by its names.
 * @type {Record<string, (app: App, a: string, b: string, sign: string) => Child[] | null>}
 */
const PARTS = {
  actor: ofActor,
  edge: ofPair,
  cell: ofCell,
  target: ofTarget,
  claim: ofClaim,
  row: ofRow,
  mark: ofMark,
};

/**
 * @param {App} app
 * @param {HTMLElement} host
 */
export function evidence(app, host) {
  const [kind, ...rest] = app.state.chosen;
  if (!kind && app.state.path.length === 2 && app.state.view !== "measures")
    return host.replaceChildren(...ofPath(app));
  if (!kind) {
    return host.replaceChildren(
      h("h2", {}, "Evidence"),
      h(
        "p",
        { class: "note" },
        "Choose an actor, a tie or a cell: here stand the claims behind it, who makes them, ",
        "how sure, in which passage, and who disputes them.",
      ),
      ...firstLook(app),
      ...ofOpening(app),
      h(
        "p",
        { class: "note" },
        "Keys: / finds a name, arrows go from mark to mark, Enter opens, Escape goes back, ",
        "Ctrl+Z undoes.",
      ),
    );
  }
  const [a = "", b = "", sign = ""] = rest;
  const part = Object.hasOwn(PARTS, kind) ? PARTS[kind](app, a, b, sign) : null;
  const found = part ?? [h("p", {}, "Nothing is known by this name.")];
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
    ...present(/** @type {Node[]} */ (found.flat(4))),
  );
}

/** @param {App} app */
function ofPath(app) {
  const [from, to] = app.state.path;
  const routes = app.scene.routes ?? [];
  const signed = app.state.layer === "conduct";
  /** @param {Route} route */
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
        ? `${many(routes.length, "path")} of at most three steps, shortest first; ` +
            "hollow levers carry none."
        : "No path of at most three steps in this selection.",
    ),
    h("ol", { class: "routes" }, routes.map(line)),
    plainButton("The other way round", () => app.set({ path: [to, from] })),
  ];
}

/** @param {Route} route */
function reading(route) {
  if (route.edges.length === 1) return route.sign > 0 ? "friendly" : "hostile";
  const kinds = route.edges.map((edge) => (edge.sign > 0 ? "friend" : "foe"));
  const side = route.sign > 0 ? "on the same side by signs" : "on opposite sides by signs";
  return `${kinds.reverse().join(" of a ")}: ${side}`;
}

/**
 * @param {App} app
 * @param {string} a
 * @param {string} b
 * @param {string} sign
 */
function ofPair(app, a, b, sign) {
  const { layer } = app.state;
  const { influence } = app.shown;
  /** @param {Ends} one */
  const on = (one) => one.source === a && one.target === b;
  /** @param {Tie} one */
  const ofSign = (one) => on(one) && String(one.sign) === sign;
  const isSigned = layer === "conduct" || layer === "positions";
  const drawn = app.shown[layer].ties.filter(isSigned ? ofSign : on);
  const listed = layer === "structure" ? otherBonds(app, on, drawn) : [];
  const overlays =
    layer === "influence" ? [...influence.attempts, ...influence.outcomes].filter(on) : [];
  const lapsed = app.shown[layer].lapsed.filter(on);
  const edge = app.shown[layer].edges.find(
    (one) => on(one) && (!isSigned || String(one.sign) === sign),
  );
  const back = app.shown[layer].edges.filter((one) => one.source === b && one.target === a);
  return [
    h("h2", {}, `${app.label(a)} → ${app.label(b)}`),
    drawn.length || lapsed.length || listed.length
      ? null
      : h("p", { class: "note" }, "This tie is not in the present selection."),
    edge ? madeOf(app, layer, edge) : null,
    drawn.map((one) => tieBlock(app, layer, one)),
    listed,
    lapsed.length
      ? [
          h("h3", {}, `Lapsed by ${app.state.asOf || app.view.end}`),
          lapsed.map((one) => tieBlock(app, layer, one)),
        ]
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

/**
 * What structure has of a pair beside what is affirmed: planned, denied, or declared by no claim;
 * and to what others say that it belongs.
 * @param {App} app
 * @param {(one: Ends) => boolean} on
 * @param {Tie[]} drawn
 */
function otherBonds(app, on, drawn) {
  const said = new Set(drawn.map((one) => one.relation));
  const bonds = app.shown.structure.bonds.filter(on);
  return [
    ...bonds
      .filter((one) => one.others.length)
      .map((one) =>
        h(
          "p",
          { class: "dispute" },
          "≠ others say that it belongs to ",
          one.others.map((id, i) => [
            i ? ", " : "",
            plainButton(app.label(id), () => app.choose("edge", one.source, id, "0")),
          ]),
        ),
      ),
    ...bonds
      .filter((one) => !said.has(one.relation) && one.stated !== "lapsed")
      .map((one) => [h("p", { class: "note" }, `${one.stated}:`), tieBlock(app, "structure", one)]),
    ...app.world.declared.filter(on).map((one) => tieBlock(app, "structure", one)),
  ];
}

/**
 * What the line's width rests on; one number only for those who ask, with its interval.
 * @param {App} app
 * @param {Layer} layer
 * @param {Edge} edge
 */
function madeOf(app, layer, edge) {
  if (layer === "positions" || layer === "structure") return null;
  if (layer === "conduct") {
    const strongest = edge.parts
      .filter((one) => one.weight === edge.weight)
      .map((one) => app.relation(one.relation));
    return h(
      "p",
      { class: "made" },
      `Drawn by its strongest tie: ${[...new Set(strongest)].join(", ")}. `,
      "Nothing is netted or summed.",
    );
  }
  if (edge.hollow)
    return h(
      "p",
      { class: "made" },
      `Every lever here is ${app.view.say.unmet}: drawn hollow, not counted.`,
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
      `${weight.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)} `,
      "(grades by their stated table, families by noisy-or).",
    ),
  );
}

/**
 * @param {App} app
 * @param {string} holder
 * @param {string} target
 */
function ofCell(app, holder, target) {
  const cell = app.shown.positions.cells.find(
    (one) => one.holder === holder && one.target === target,
  );
  return [
    h("h2", {}, app.label(holder)),
    h("p", { class: "lead" }, app.label(target)),
    cell
      ? h("p", {}, h("span", { class: `state ${cell.state}` }, cellWord(app, cell)))
      : h("p", { class: "note" }, "No evidence in this selection."),
    (cell?.parts ?? []).map((one) => tieBlock(app, "positions", one)),
    copies(app, cell?.claims ?? [], command(app, [holder, target], "positions")),
  ];
}

/**
 * @param {App} app
 * @param {string} target
 */
function ofTarget(app, target) {
  const cells = app.shown.positions.cells.filter((one) => one.target === target);
  const entity = app.world.entities.get(target);
  if (!entity) return null;
  const bonds = bondsOf(app, target);
  const dated = app.view.claims.filter(
    (claim) => claim.subject === target && claim.relation === "dated",
  );
  return [
    h("h2", {}, entity.label),
    h("p", { class: "note" }, app.word(entity.type)),
    dated.length ? when(app, dated) : null,
    cells.length || bonds.length
      ? null
      : h("p", { class: "note" }, "No position on it in this selection."),
    section(app, "Structure", "structure", bonds),
    cells.map((cell) =>
      h(
        "details",
        { open: cells.length < 4 },
        h("summary", {}, `${app.label(cell.holder)}: ${cellWord(app, cell)}`),
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

/**
 * @param {App} app
 * @param {Claim[]} dated
 */
const when = (app, dated) =>
  h(
    "details",
    { open: dated.length < 4 },
    h("summary", {}, `When (${dated.length})`),
    dated.map((claim) => card(app, claim.id)),
  );

/**
 * @param {App} app
 * @param {string} id
 */
function ofClaim(app, id) {
  return [h("h2", {}, id), card(app, id), copies(app, [id], `kgraph explain ${id}`)];
}
