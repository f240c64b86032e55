// Parts of the evidence: ties with their claims, and what can be copied.
import { card } from "./card.js";
import { isDisputed } from "./choice.js";
import { h, plainButton } from "./dom.js";
import { got, many } from "./plain.js";
import { insideOf } from "./selection.js";
import { sparql } from "./commands.js";
import { how, stated } from "./words.js";

/**
 * @param {App} app
 * @param {string} title
 * @param {Layer} layer
 * @param {Tie[]} ties
 * @param {boolean} [graded]
 */
export function section(app, title, layer, ties, graded = true) {
  if (!ties.length) return null;
  return h(
    "details",
    { open: ties.length < 4 },
    h("summary", {}, `${title} (${ties.length})`),
    ties.map((one) => tieBlock(app, layer, one, graded)),
  );
}

/**
 * @param {App} app
 * @param {Layer} layer
 * @param {Tie} one
 * @param {boolean} [graded]
 */
export function tieBlock(app, layer, one, graded = true) {
  const listed = [...new Set([...one.claims, ...one.denials, ...one.hollowBy])];
  /** @param {string} id */
  const own = (id) => {
    const claim = got(app.world.claims, id);
    const ends = [claim.subject, claim.object, ...claim.affected, ...claim.topic];
    const rolled = app.state.rolled && (!ends.includes(one.source) || !ends.includes(one.target));
    if (one.hollowBy.includes(id)) return app.view.say.reportsUnmet;
    if (!one.claims.includes(id)) return app.view.say.denies;
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
      one.claims.length
        ? [
            graded ? `${how(app, layer, one)}. ` : isDisputed(one) ? "Disputed. " : "",
            `${many(app.documentsOf(one.claims).length, "document")}.`,
          ]
        : app.view.say.byNoClaim,
    ),
    listed.map((id) => card(app, id, own(id))),
  );
}

/**
 * @param {App} app
 * @param {string[]} claims
 * @param {string} text
 */
export function copies(app, claims, text) {
  return h(
    "p",
    { class: "small copies" },
    h("code", {}, text),
    " ",
    plainButton("copy command", () => app.copy(text)),
    claims.length ? [" · ", plainButton("copy SPARQL", () => app.copy(sparql(claims)))] : null,
  );
}
