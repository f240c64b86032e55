// What a state shows of a record: its networks, the part that is drawn, and what it is compared to.
// Pure.
import { changesBetween, chosenPart } from "./choice.js";
import { networks } from "./networks.js";
import { routesBetween } from "./paths.js";
import { isPicture } from "./state.js";

/**
 * The filters of a state that look at claims.
 * @param {State} state
 * @returns {ClaimFilters}
 */
export function filtersOf(state) {
  const { asOf, knownBy, voices, lens, families, disputed, minFactuality, rolled, opened } = state;
  const undated = isPicture(state) && !state.ghosts ? "apart" : "";
  return {
    asOf,
    knownBy,
    voices,
    lens,
    families,
    disputed,
    minFactuality,
    rolled,
    opened,
    undated,
  };
}

/**
 * Whether one thing leads to another along the lines of a layer.
 * @param {Layer} layer
 */
export const hasPaths = (layer) => layer === "conduct" || layer === "influence";

/**
 * @param {Dossier} dossier
 * @param {State} state
 * @returns {Scene}
 */
export function sceneOf({ view, world }, state) {
  const { layer } = state;
  // Two days are compared by dated claims; the others stand on neither, or as ghosts on both.
  const inTime = Boolean(state.asOf && state.beside?.asOf);
  const asked = filtersOf(state);
  const besides = asked.undated ? "only" : "others every day";
  /** @type {ClaimFilters} */
  const filters = { ...asked, dated: inTime ? besides : "" };
  const shown = networks(view, filters, world);
  const routed = state.path.length === 2 && hasPaths(layer) && state.view !== "measures";
  const [from, to] = state.path;
  const routes = routed
    ? routesBetween(chosenPart(world, shown, layer, { ...state, focus: [] }).edges, from, to)
    : null;
  const part = chosenPart(world, shown, layer, state, routes);
  /** @type {Scene} */
  const scene = { shown, part, routes, other: null, beside: null, compared: null, changes: null };
  if (!state.beside) return scene;
  const other = networks(view, { ...filters, ...state.beside }, world);
  const beside = chosenPart(world, other, layer, state);
  const decided = [state.asOf, state.beside.asOf ?? ""];
  /** @param {Partial<ClaimFilters>} more */
  const dated = (more) =>
    chosenPart(
      world,
      networks(view, { ...filters, ...more, dated: "only", decided }, world),
      layer,
      state,
    );
  /** @type {[Part, Part]} */
  const compared = inTime ? [dated({}), dated(state.beside)] : [part, beside];
  return { ...scene, other, beside, compared, changes: changesBetween(...compared) };
}
