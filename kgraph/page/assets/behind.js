// The evidence behind a row or a mark of a measure.
import { copies } from "./blocks.js";
import { card } from "./card.js";
import { h } from "./dom.js";
import { markOf, measureCommand, readyOf } from "./measures.js";
import { firstState } from "./state.js";

/**
 * A number: its row, its claims, and the share of each where the number is a sum of shares.
 * @param {App} app
 * @param {string} id
 * @param {string} n
 */
export function ofRow(app, id, n) {
  const measure = readyOf(app, id);
  const row = measure?.rows[Number(n)];
  if (!measure || !row) return null;
  const claims = row.claims.map((at) => app.view.claims[at].id);
  /** @param {number} at */
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

/**
 * Claims that an overlay adds.
 * @param {string[]} claims
 */
const unknownHere = (claims) =>
  claims.length ? h("p", { class: "note" }, `Not in this record: ${claims.join(", ")}.`) : null;

/**
 * @param {App} app
 * @param {string} id
 * @param {string} n
 */
export function ofMark(app, id, n) {
  const measure = readyOf(app, id);
  const mark = measure && markOf(app, id, Number(n));
  if (!measure || !mark) return null;
  const known = mark.claims.filter((claim) => app.world.claims.has(claim));
  return [
    h("h2", {}, measure.title),
    h("p", { class: "lead" }, mark.says),
    known.map((claim) => card(app, claim)),
    unknownHere(mark.claims.filter((claim) => !known.includes(claim))),
    copies(app, known, measureCommand(measure, null, firstState(app.view), app)),
  ];
}
