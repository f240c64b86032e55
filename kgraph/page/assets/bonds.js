// The table of structure: every bond as `kgraph structure` lists it, what is declared included.
import { sortable } from "./sortable.js";
import { plainButton, h } from "./dom.js";
import { documentsBehind } from "./choice.js";
import { factualityOf, hedgeOf } from "./hedges.js";
import { got, many, sortedByText } from "./plain.js";

/**
 * A bond, or what is declared by no claim.
 * @typedef {object} BondRow
 * @property {string} kind
 * @property {string} source
 * @property {string} relation
 * @property {string} target
 * @property {string} label
 * @property {string} stated
 * @property {string[]} others
 * @property {string[]} claims
 */

/**
 * The rows of what is shown, in the order of the command line.
 * @param {App} app
 * @param {Part} part
 * @returns {BondRow[]}
 */
export function rowsOf(app, part) {
  const { kinds, declared } = app.view;
  const named = declared
    .filter((one) => isShown(app, part, one))
    .map((one) => ({ ...one, stated: "declared", others: [], claims: [] }));
  /** @type {BondRow[]} */
  let rows = [
    ...part.bonds.map((one) => ({ ...one, label: app.plainLabel(one.target) })),
    ...named,
  ];
  /** @type {((row: BondRow) => string)[]} */
  const keys = [(row) => app.plainLabel(row.source), (row) => row.relation, (row) => row.label];
  for (const key of keys) rows = sortedByText(rows, key);
  return rows.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/**
 * What is declared is shown with its line; what an alliance obliges to, which has none, with it.
 * @param {App} app
 * @param {Part} part
 * @param {Declared} one
 */
function isShown(app, part, { kind, source, target }) {
  if (kind !== "duty")
    return part.edges.some((edge) => edge.source === source && edge.target === target);
  const { focus, hidden, only, kinds } = app.state;
  if (kinds.length && !kinds.includes("duty")) return false;
  return focus.length || only.length ? part.actors.includes(source) : !hidden.includes(source);
}

/**
 * As the command line writes it.
 * @param {App} app
 * @param {BondRow} row
 */
export function bondRow(app, row) {
  const said = row.claims.map((id) => got(app.world.claims, id));
  /** @param {(claim: Claim) => string} part */
  const several = (part) => [...new Set(said.map(part))].filter(Boolean).sort();
  const claimants = several((claim) => claim.claimant);
  const most = Math.max(...said.map((claim) => claim.polarity));
  const surest = said.filter((claim) => claim.polarity === most).map((claim) => claim.id);
  /** @param {string[]} ids */
  const labels = (ids) => ids.map((id) => app.plainLabel(id));
  return {
    kind: row.kind,
    source: row.source,
    source_label: app.plainLabel(row.source),
    relation: row.relation,
    relation_label: app.relation(row.relation),
    target: row.target,
    target_label: row.label,
    stated: row.stated,
    factuality: factualityOf(app, surest),
    when: several((claim) => claim.when),
    others: row.others,
    others_labels: labels(row.others),
    claimants,
    claimants_labels: labels(claimants),
    voices: several((claim) => claim.voice.replace(/-on-.*/, "")),
    claims: row.claims,
    documents: [...documentsBehind(app.world, row.claims)].sort(),
  };
}

/**
 * How a bond stands, how sure that is if less than certain, and what others say.
 * @param {App} app
 * @param {BondRow} row
 */
export function stands(app, row) {
  const others = row.others.map((id) => app.label(id)).join(", ");
  return [
    row.stated,
    ...(row.claims.length ? hedgeOf(app, row.claims) : []),
    others ? `others say ${others}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * @param {App} app
 * @param {Part} part
 */
export function bondTable(app, part) {
  const rows = rowsOf(app, part);
  const heads = ["What", "Who", "is", "To what", "Stated", "By", "Claims", "Documents"];
  /** @param {BondRow} row */
  const claims = (row) =>
    row.claims.length
      ? plainButton(row.claims.join(", "), () => app.choose("edge", row.source, row.target, "0"))
      : app.view.say.byNoClaim;
  /** @param {string} id */
  const end = (id) =>
    app.world.entities.has(id)
      ? plainButton(app.label(id), () =>
          app.choose(id.startsWith("actor:") ? "actor" : "target", id),
        )
      : null;
  return sortable(
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of Structure" },
      h(
        "table",
        { class: "ties" },
        h("caption", {}, `Structure: ${many(rows.length, "bond")}`),
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
          rows.map((row) =>
            h(
              "tr",
              {},
              h("td", {}, row.kind),
              h("td", {}, end(row.source)),
              h("td", {}, app.relation(row.relation)),
              h("td", {}, end(row.target) ?? row.label),
              h("td", {}, stands(app, row)),
              h(
                "td",
                {},
                bondRow(app, row)
                  .claimants.map((id) => app.label(id))
                  .join(", "),
              ),
              h("td", {}, claims(row)),
              h("td", {}, app.documentsOf(row.claims).join(", ")),
            ),
          ),
        ),
      ),
    ),
  );
}
