// The table of ties: the reading for screen readers and paper, and the CSV of the command line.
import { documentsBehind } from "./choice.js";
import { download, h, plainButton } from "./dom.js";
import { nothing } from "./matrix.js";
import { got, sortedByText } from "./plain.js";
import { cellsOf } from "./networks.js";
import { sortable } from "./sortable.js";
import { bondRow, bondTable, rowsOf } from "./bonds.js";
import { tableCommand } from "./commands.js";
import { factualityOf, wordsOf } from "./hedges.js";
import { surestOf } from "./ties.js";
import { how, relationOf, stated, TITLES } from "./words.js";

/**
 * @param {App} app
 * @param {Part} part
 * @param {Changes | null} changes
 */
export function tieTable(app, part, changes) {
  const { layer, ties } = part;
  const copied = h(
    "p",
    { class: "small" },
    h("code", {}, tableCommand(app)),
    " ",
    plainButton("copy command", () => app.copy(tableCommand(app))),
    " · ",
    plainButton("save as CSV", () => download(`kgraph-${layer}.csv`, "text/csv", csv(app, layer))),
  );
  if (layer === "structure") return h("div", {}, copied, bondTable(app, part));
  const listed = [...inOrder(ties), ...part.others, ...goneOf(app, part)];
  if (!listed.length) return h("div", {}, nothing(app), copied);
  const named = listed.sort((a, b) =>
    `${app.label(a.source)} ${app.label(a.target)}`.localeCompare(
      `${app.label(b.source)} ${app.label(b.target)}`,
      "en",
    ),
  );
  /** @param {Tie} one */
  const change = (one) =>
    changes?.get([one.source, one.relation, one.target, one.sign, one.conditional].join(" ")) ?? "";
  /** @param {string} id */
  const end = (id) =>
    plainButton(app.label(id), () => app.choose(id.startsWith("actor:") ? "actor" : "target", id));
  const chosen = layer === "positions" ? "cell" : "edge";
  const heads = [
    "From",
    "To",
    "What is said",
    "How",
    "Claims",
    "Documents",
    ...(changes ? ["Change"] : []),
  ];
  return h(
    "div",
    {},
    copied,
    sortable(
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": `Table of ${TITLES[layer]}` },
        h(
          "table",
          { class: "ties" },
          h(
            "caption",
            {},
            `${TITLES[layer]}: ${ties.length} ties`,
            part.others.length ? `, ${part.others.length} attempts, outcomes and offices` : "",
            part.gone.length ? `, ${part.gone.length} lapsed` : "",
          ),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              heads.map((name) => h("th", { scope: "col" }, name)),
            ),
          ),
          h(
            "tbody",
            {},
            named.map((one) =>
              h(
                "tr",
                { class: change(one) || null },
                h("td", {}, end(one.source)),
                h("td", {}, end(one.target)),
                h("td", {}, stated(app, one)),
                h("td", {}, how(app, layer, one)),
                h(
                  "td",
                  {},
                  plainButton(one.claims.join(", "), () =>
                    app.choose(chosen, one.source, one.target, String(one.sign)),
                  ),
                ),
                h("td", {}, app.documentsOf(one.claims).join(", ")),
                changes ? h("td", {}, change(one)) : null,
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @param {Tie[]} ties */
const inOrder = (ties) =>
  sortedByText(ties, (one) => [one.source, one.relation, one.target, one.conditional].join(" "));

const TIES = ["source", "source_label", "relation", "relation_label", "target", "target_label"];
/** @type {Record<Layer, string[]>} */
const COLUMNS = {
  structure: [
    "kind",
    ...TIES,
    "stated",
    "factuality",
    "when",
    "others",
    "others_labels",
    "claimants",
    "claimants_labels",
    "voices",
    "claims",
    "documents",
  ],
  influence: [
    "role",
    ...TIES,
    "stated",
    "families",
    "grade",
    "hollow",
    "weight",
    "happened",
    "attempts",
    "outcomes",
    "failures",
    "factuality",
    "said_by",
    "claims",
    "passages",
    "documents",
    "denials",
    "disputed_by",
    "hollow_by",
    "valid_from",
    "valid_until",
    "holds",
  ],
  conduct: [
    ...TIES,
    "sign",
    "weight",
    "families",
    "factuality",
    "claims",
    "documents",
    "denials",
    "disputed_by",
    "valid_from",
    "valid_until",
    "holds",
  ],
  positions: [
    "holder",
    "holder_label",
    "target",
    "target_label",
    "state",
    "sides",
    "words",
    "conditions",
    "factuality",
    "claims",
    "documents",
    "disputed_by",
    "holds",
  ],
};

/**
 * The rows that the command line writes for the same selection, in the same form.
 * @param {App} app
 * @param {Layer} layer
 */
function csv(app, layer) {
  const { part } = app;
  /** @param {Cell[]} several */
  const ordered = (several) => sortedByText(several, (cell) => `${cell.holder} ${cell.target}`);
  const cells = [
    ...ordered(part.cells),
    ...ordered(layer === "positions" ? cellsOf(part.gone) : []),
  ];
  const listed = [...inOrder(part.ties), ...part.others, ...goneOf(app, part)];
  /** @type {Record<Layer, () => Record<string, unknown>[]>} */
  const rows = {
    structure: () => rowsOf(app, part).map((row) => bondRow(app, row)),
    positions: () => cells.map((cell) => cellRow(app, cell)),
    conduct: () => listed.map((one) => tieRow(app, one)),
    influence: () => listed.map((one) => leverRow(app, one)),
  };
  const columns = COLUMNS[layer];
  const lines = rows[layer]().map((row) => columns.map((name) => text(name, row[name])));
  return [columns, ...lines].map((fields) => `${fields.map(field).join(",")}\n`).join("");
}

/**
 * What had lapsed, by its role; levers have none of their own.
 * @param {App} app
 * @param {Part} part
 */
function goneOf(app, part) {
  const roles = ["means", "attempt", "outcome", "structure"];
  /** @param {Tie} one */
  const role = (one) => got(app.world.relations, one.relation).role;
  if (part.layer !== "influence") return inOrder(part.gone);
  return roles.flatMap((name) =>
    inOrder(part.gone.filter((one) => role(one) === name)).map((one) =>
      name === "means" ? one : { ...one, role: name, happened: null },
    ),
  );
}

/**
 * @param {App} app
 * @param {Tie} one
 */
function tieRow(app, one) {
  return {
    source: one.source,
    source_label: app.plainLabel(one.source),
    relation: one.relation,
    relation_label: relationOf(app, one),
    target: one.target,
    target_label: app.plainLabel(one.target),
    sign: one.sign,
    weight: one.weight,
    families: one.families,
    factuality: factualityOf(app, one.claims),
    claims: one.claims,
    documents: keysOf(app, one.claims),
    denials: one.denials,
    disputed_by: one.disputedBy,
    valid_from: one.from,
    valid_until: one.until,
    holds: one.holds,
  };
}

/**
 * @param {App} app
 * @param {Tie} one
 */
function leverRow(app, one) {
  const { relations } = app.world;
  const { promise } = got(relations, one.relation);
  const means = !one.role;
  const said = one.claims.map((id) => got(app.world.claims, id));
  /**
   * Help in war shows what a promise of help is worth, and nothing of other levers.
   * @param {Tie} it
   */
  const shows = (it) =>
    it.source === one.source &&
    it.target === one.target &&
    (promise || !got(relations, it.relation).guarantee);
  /** @param {"attempts" | "outcomes" | "failures"} name */
  const withIt = (name) =>
    means ? distinct(app.shown.influence[name].filter(shows).flatMap((it) => it.claims)) : [];
  return {
    ...tieRow(app, one),
    role: one.role ?? "means",
    stated: stated(app, one),
    weight: means ? one.weight : "",
    grade: means ? one.grade : "",
    hollow: one.hollowBy.length > 0,
    happened: one.happened ?? "",
    attempts: withIt("attempts"),
    outcomes: withIt("outcomes"),
    failures: withIt("failures"),
    said_by: distinct(said.map((claim) => app.plainLabel(claim.claimant))),
    passages: distinct(said.flatMap((claim) => claim.passages)),
    hollow_by: one.hollowBy,
  };
}

/** @param {string[]} list */
const distinct = (list) => [...new Set(list)].filter(Boolean).sort();

/**
 * Those of the claims of a cell, by sign: one may stand plainly and on a condition.
 * @param {App} app
 * @param {Cell} cell
 */
const sidesOf = (app, cell) =>
  sortedByText(cell.parts, (one) => `${one.sign + 1} ${Number(one.conditional)}`)
    .map((one) => app.view.say.sides[one.sign] + (one.conditional ? " on a condition" : ""))
    .filter((side, i, all) => all.indexOf(side) === i);

/**
 * @param {App} app
 * @param {Cell} cell
 */
function cellRow(app, cell) {
  /** @param {(one: Tie) => string[]} part */
  const several = (part) => [...new Set(cell.parts.flatMap(part))].sort();
  return {
    holder: cell.holder,
    holder_label: app.plainLabel(cell.holder),
    target: cell.target,
    target_label: app.plainLabel(cell.target),
    state: cell.state,
    sides: sidesOf(app, cell),
    words: wordsOf(app, cell),
    conditions: [...new Set(cell.claims.map((id) => got(app.world.claims, id).condition))]
      .filter(Boolean)
      .sort(),
    factuality: factualityOf(app, cell.claims),
    claims: cell.claims,
    documents: keysOf(app, cell.claims),
    disputed_by: several((one) => one.disputedBy),
    holds: surestOf(cell.parts),
  };
}

/**
 * @param {App} app
 * @param {string[]} claims
 */
const keysOf = (app, claims) => [...documentsBehind(app.world, claims)].sort();

/**
 * @param {string} name
 * @param {unknown} value
 */
function text(name, value) {
  if (Array.isArray(value))
    return value.join(["conditions", "said_by", "sides", "words"].includes(name) ? "; " : " ");
  if (typeof value === "number")
    return name === "weight" && Number.isInteger(value) ? `${value}.0` : String(value);
  return String(value ?? "");
}

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe; numbers stay. The rule is
 * that of the command line (text.py).
 * @param {string} cell
 */
function field(cell) {
  const formula =
    /^(?:[\t\r]|[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])/u.test(cell);
  const number = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(cell);
  const safe = formula && !number ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
