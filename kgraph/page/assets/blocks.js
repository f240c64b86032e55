// Parts of the evidence: ties with their claims, and what can be copied.
import { card } from "./card.js";
import { isDisputed } from "./choice.js";
import { h, plainButton } from "./dom.js";
import { got, groupedBy, many } from "./plain.js";
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
    {},
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
  const beside = deniedBeside(app, layer, one);
  const listed = [...new Set([...one.claims, ...one.denials, ...one.hollowBy, ...beside])];
  /** @param {string} id */
  const own = (id) => {
    const claim = got(app.world.claims, id);
    const ends = [claim.subject, claim.object, ...claim.affected, ...claim.topic];
    const rolled = app.state.rolled && (!ends.includes(one.source) || !ends.includes(one.target));
    if (one.hollowBy.includes(id)) return app.view.say.reportsUnmet;
    if (beside.includes(id)) return app.view.say.deniesAs.replace("{}", claim.modality);
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
    h("h3", {}, stated(app, one)),
    h(
      "p",
      { class: "note" },
      one.claims.length
        ? [
            graded ? `${how(app, layer, one)}. ` : isDisputed(one) ? "Disputed. " : "",
            `${many(app.documentsOf(one.claims).length, "document")}.`,
          ]
        : app.view.say.byNoClaim,
      glossary(app, one.relation),
    ),
    [...groupedBy(listed, (id) => `${proposition(app, id)} ${own(id)}`).values()].map((several) =>
      alike(app, several, own(several[0])),
    ),
  );
}

/** @type {Record<Layer, Kind>} */
const KINDS = {
  positions: "position",
  conduct: "conduct",
  influence: "means",
  structure: "structure",
};

/**
 * Who denies what a tie tells as planned, owed or supposed, which denies no report that it was so:
 * as in kgraph/networks/ties.py.
 * @param {App} app
 * @param {Layer} layer
 * @param {Tie} one
 */
const deniedBeside = (app, layer, { source, relation, target }) =>
  [...app.shown.told.values()]
    .filter((claim) => claim.polarity < 0 && !claim.actual && claim.relation === relation)
    .filter(({ leads }) =>
      leads.some(([kind, from, to]) => kind === KINDS[layer] && from === source && to === target),
    )
    .map(({ id }) => id)
    .sort();

/**
 * What a relation means, for who points at its sign or comes to it by Tab.
 * @param {App} app
 * @param {string} relation
 */
function glossary(app, relation) {
  const { label, definition } = app.world.relations.get(relation) ?? {};
  if (!definition) return null;
  return h(
    "button",
    { type: "button", class: "tip", "aria-label": `What “${label}” means: ${definition}` },
    h("span", { "aria-hidden": true }, "?"),
    h("span", { class: "meaning", "aria-hidden": true }, definition),
  );
}

/**
 * What a claim states, but for who says it, where, and how sure.
 * @param {App} app
 * @param {string} id
 */
function proposition(app, id) {
  const claim = got(app.world.claims, id);
  const { subject, relation, object, affected, topic, polarity, modality, condition } = claim;
  return JSON.stringify([
    ...[subject, relation, object, affected, topic, polarity, modality, condition],
    // Those that somebody disputes are read one by one.
    claim.disputedBy.length ? id : "",
  ]);
}

/**
 * Claims of one proposition: the first of them, and the others on demand.
 * @param {App} app
 * @param {string[]} several
 * @param {string} role
 */
function alike(app, [first, ...others], role) {
  if (!others.length) return card(app, first, role);
  const documents = app.documentsOf([first, ...others]);
  const told =
    documents.length > 1
      ? `${documents.length} documents say so: ${documents.join(", ")}`
      : `${many(others.length, "more claim")} of ${documents[0]}`;
  return [
    card(app, first, role),
    h(
      "details",
      { class: "alike" },
      h("summary", {}, told),
      others.map((id) => card(app, id, role)),
    ),
  ];
}

/**
 * The same by the command line and in SPARQL, in one place at the foot.
 * @param {App} app
 * @param {string[]} claims
 * @param {string} text
 */
export function copies(app, claims, text) {
  return h(
    "details",
    { class: "small copies" },
    h("summary", {}, "The same as a command or a query"),
    h(
      "p",
      {},
      h("code", {}, text),
      " ",
      plainButton("copy command", () => app.copy(text)),
      claims.length ? [" · ", plainButton("copy SPARQL", () => app.copy(sparql(claims)))] : null,
    ),
  );
}
