// What lines and marks mean, of the layer and of the types of actor that are drawn.
import { got, toggledIn } from "./plain.js";
import { isOverview } from "./state.js";

/** What marks look like, with the types that look so; every other is an organisation or group. */
const KINDS = [
  ["state", "State"],
  ["de facto state", "DeFactoEntity"],
  ["person", "Person"],
  ["force or mission", "ArmedForce", "Mission"],
  ["medium", "MediaOutlet", "ThinkTank"],
  ["people", "Population"],
  ["issue, event", "Issue", "Event", "Agreement"],
];

/**
 * Kind of swatch, what it means, and the type of actor of which it is.
 * @param {App} app
 * @param {string[]} types
 * @param {boolean} onCanvas
 * @returns {[kind: string, text: string, type?: string][]}
 */
export function legendOf(app, types, onCanvas) {
  const { layer, attempts } = app.state;
  const kinds = KINDS.filter(([, ...of]) => of.some((one) => types.includes(one)));
  const other = types.some((one) => one && !KINDS.some((kind) => kind.includes(one)));
  return [
    ...lines(app, layer, attempts),
    ["thin", "pale: one document"],
    ["disputed", "disputed"],
    ...(layer !== "positions"
      ? [/** @type {[string, string]} */ (["party", app.view.say.byOneParty])]
      : []),
    ...(layer !== "structure" && !onCanvas && app.state.voices.includes("analysis")
      ? [/** @type {[string, string]} */ (["experts", app.view.say.byAnalysts])]
      : []),
    ...(app.part.gone.length
      ? [/** @type {[string, string]} */ (["lapsed", app.view.say.held.lapsed])]
      : []),
    ...(layer !== "structure" && app.state.rolled && app.world.hasInsiders && !onCanvas
      ? [/** @type {[string, string]} */ (["inside", "leaders, offices inside"])]
      : []),
    ...kinds.map(([text, type]) => /** @type {[string, string, string]} */ (["type", text, type])),
    ...(other ? [/** @type {[string, string, string]} */ (OTHERS)] : []),
  ];
}

/**
 * What lines look like of which it is not certain that they hold on the chosen day.
 * @param {App} app
 * @returns {[kind: string, text: string][]}
 */
export function legendOfDay({ state, view }) {
  if (!state.asOf) return [];
  const { mayHold, notStated } = view.say.held;
  return [
    ["maybe", mayHold],
    ...(state.ghosts ? [/** @type {[string, string]} */ (["ghost", notStated])] : []),
  ];
}

/** @type {Record<string, [list: "sign" | "only", value: string]>} */
const FILTERS = {
  friendly: ["sign", "1"],
  hostile: ["sign", "-1"],
  contact: ["sign", "0"],
  hollow: ["only", "hollow"],
  disputed: ["only", "disputed"],
  thin: ["only", "one-document"],
};

/**
 * What an item of the legend filters by, and whether it does now.
 * @param {App} app
 * @param {[kind: string, text: string, type?: string]} item
 * @returns {{ changes: Partial<State>, isSet: boolean } | null}
 */
export function filterOf({ state }, [kind, , type]) {
  if (kind === "type") {
    const of = KINDS.find((one) => one.slice(1).includes(type ?? ""))?.slice(1);
    if (!of) return null;
    const isSet = of.every((one) => state.types.includes(one));
    const rest = state.types.filter((one) => !of.includes(one));
    return { changes: { types: isSet ? rest : [...rest, ...of] }, isSet };
  }
  const filter = Object.hasOwn(FILTERS, kind) ? FILTERS[kind] : null;
  const signed = state.layer === "conduct" || state.layer === "positions";
  if (!filter || (filter[0] === "sign" && !signed)) return null;
  const [list, value] = filter;
  return { changes: { [list]: toggledIn(state[list], value) }, isSet: state[list].includes(value) };
}

const OTHERS = ["type", "organisation, group", "Organisation"];

/**
 * Whether the record has what is no act, on any day: the legend stays as it is from day to day.
 * @param {App} app
 */
const hasCool = ({ view, world }) =>
  view.claims.some((one) => got(world.relations, one.relation).cool);

/**
 * @param {App} app
 * @param {Layer} layer
 * @param {boolean} attempts
 * @returns {[kind: string, text: string][]}
 */
function lines(app, layer, attempts) {
  if (layer === "influence") {
    return [
      ["lever", "lever: the thicker, the stronger"],
      ["hollow", app.view.say.unmet],
      ...(attempts ? [/** @type {[string, string]} */ (["attempt", "attempt or outcome"])] : []),
    ];
  }
  if (layer === "conduct") {
    return [
      ...(isOverview(app.state)
        ? /** @type {[string, string][]} */ ([
            ["hollow", app.view.say.unmet],
            .../** @type {[string, string][]} */ (
              app.part.edges.some((edge) => edge.layer === "structure")
                ? [["claimed", app.view.say.claimed]]
                : []
            ),
          ])
        : []),
      ["friendly", "friendly"],
      ["hostile", app.view.say.byForce],
      ["hostile noforce", app.view.say.noForce],
      ...(hasCool(app) ? [/** @type {[string, string]} */ (["cool", app.view.say.cool])] : []),
      ...(isOverview(app.state)
        ? []
        : [/** @type {[string, string]} */ (["contact", app.view.say.moods[0]])]),
    ];
  }
  if (layer === "structure") {
    return [
      ["bond", app.view.say.bond],
      ["named", app.view.say.byNoClaim],
    ];
  }
  return [
    ["friendly", "for"],
    ["hostile", "against"],
    ["conditional", "on a condition"],
  ];
}
