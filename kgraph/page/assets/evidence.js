// The evidence: every claim behind what was chosen, and what the number is made of.
import { bondsOf, ofActor } from "./actor.js";
import { ofMark, ofRow } from "./behind.js";
import { copies, section, tieBlock } from "./blocks.js";
import { card } from "./card.js";
import { h, plainButton, within } from "./dom.js";
import { firstLook, ofOpening } from "./opening.js";
import { ofPair } from "./pair.js";
import { many, present } from "./plain.js";
import { command } from "./commands.js";
import { elsewhere } from "./whereabouts.js";
import { namedOf } from "./strongest.js";
import { cellWord, drawnOf, moodOf, profile } from "./words.js";

/**
 * What stands there of a chosen thing, by its kind; null where nothing is known by its names.
 * @type {Record<string, (app: App, a: string, b: string, sign: string) => Child[] | null>}
 */
const PARTS = {
  actor: ofActor,
  edge: ofPair,
  cell: ofCell,
  target: ofTarget,
  claim: ofClaims,
  row: ofRow,
  mark: ofMark,
};

/**
 * @param {App} app
 * @param {HTMLElement} host
 */
export function evidence(app, host) {
  const [kind, ...rest] = app.state.chosen;
  if (!kind && app.state.path.length === 2 && app.state.view !== "measures") {
    host.replaceChildren(...ofPath(app));
    return;
  }
  if (!kind) {
    host.replaceChildren(
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
        { class: "note keys" },
        "Keys: / asks, arrows go from mark to mark, Enter opens, Escape goes back, ",
        "Ctrl+Z undoes.",
      ),
    );
    return;
  }
  const [a = "", b = "", sign = ""] = rest;
  const part = Object.hasOwn(PARTS, kind) ? PARTS[kind](app, a, b, sign) : null;
  const found = part ?? [h("p", {}, "Nothing is known by this name.")];
  host.replaceChildren(
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
    ...present(/** @type {Node[]} */ (/** @type {any[]} */ (found).flat(Infinity))),
  );
  // A claim that stands under several strands can be pointed at where it stands first.
  const seen = new Set();
  for (const one of within(host, "article.claim")) {
    if (seen.has(one.id)) one.removeAttribute("id");
    else seen.add(one.id);
  }
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
          signed ? `${moodOf(app, namedOf(app.world, edge))} to` : profile(app, edge) || "no lever",
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
      ? h("p", {}, h("span", { class: `state ${drawnOf(cell)}` }, cellWord(app, cell)))
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
      : [
          h("p", { class: "note" }, "No position on it in this selection."),
          elsewhere(app, (one) => one.source === target || one.target === target),
        ],
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
 * One claim, or those of one act.
 * @param {App} app
 */
function ofClaims(app) {
  const ids = app.state.chosen.slice(1).filter((id) => app.world.claims.has(id));
  if (!ids.length) return null;
  return [
    h("h2", {}, ids.length > 1 ? many(ids.length, "claim") : ids[0]),
    ids.map((id) => card(app, id)),
    copies(app, ids, ids.map((id) => `kgraph explain ${id}`).join("; ")),
  ];
}
