// Where there is something when the picture has nothing of it: in other layers, by other voices,
// on other days, as told by others.
import { h, plainButton } from "./dom.js";
import { networks } from "./networks.js";
import { many, present } from "./plain.js";
import { filtersOf } from "./scene.js";
import { homeOf, isDrawn, isOverview, LAYERS } from "./state.js";
import { TITLES } from "./words.js";

/**
 * A paragraph of ways to where it is; it is in the whole record, if anywhere.
 * @param {App} app
 * @param {(one: Ends) => boolean} [concerns] what is looked for; all if nothing is chosen
 */
export function elsewhere(app, concerns = () => true) {
  const { state, view, world } = app;
  /**
   * @param {Networks} net
   * @param {Layer} layer
   */
  const count = (net, layer) => net[layer].ties.filter(concerns).length;
  /**
   * @param {string} text
   * @param {number} found
   * @param {Partial<State>} to
   */
  const way = (text, found, to) =>
    found ? plainButton(`${text}: ${many(found, "tie")}`, () => app.set(to)) : null;
  const every = view.voices.map(({ id }) => id);
  /** @type {[text: string, to: Partial<State>, isOther: boolean][]} */
  const wider = [
    ["by all voices", { voices: every }, state.voices.length < every.length],
    ["on all days", { asOf: "", knownBy: "" }, Boolean(state.asOf || state.knownBy)],
    ["as told by anybody", { lens: [] }, state.lens.length > 0],
    ["however sure", { minFactuality: "" }, state.minFactuality !== ""],
  ];
  const here = count(app.shown, state.layer);
  const others = LAYERS.filter((layer) => layer !== state.layer).map((layer) =>
    way(TITLES[layer], count(app.shown, layer), {
      layer,
      view: isDrawn(state) ? homeOf(layer) : state.view,
    }),
  );
  const open = wider
    .filter(([, , isOther]) => isOther)
    .map(([text, to]) => {
      const net = networks(view, { ...filtersOf(state), ...to }, world);
      const found = count(net, state.layer);
      return found > here ? way(`${TITLES[state.layer]} ${text}`, found, to) : null;
    });
  // Each claim as it is told, nobody inside another.
  const all = { voices: every, asOf: "", knownBy: "", lens: [], minFactuality: "", rolled: false };
  const whole = LAYERS.filter((layer) => !count(app.shown, layer))
    .filter((layer) => layer !== state.layer || !open.some(Boolean))
    .map((layer) =>
      way(`${TITLES[layer]} in the whole record`, count(app.whole, layer), { layer, ...all }),
    );
  const ways = present([...others, ...open, ...whole]);
  if (!ways.length) return null;
  return h(
    "p",
    { class: "elsewhere" },
    "There is something elsewhere: ",
    ways.map((one, i) => [i ? " · " : "", one]),
  );
}

/**
 * The layer and the view that show what was found: those that are open where they do.
 * @param {App} app
 * @param {Partial<State>} to
 * @param {string[]} about
 * @returns {Partial<State>}
 */
export function placeFor(app, to, about) {
  const { state, shown, part } = app;
  const [kind, ...ids] = to.chosen ?? [];
  if (to.view || !kind) return {};
  /** @param {LayerNetwork | Part} it */
  const has = (it) =>
    kind === "claim"
      ? it.ties.some((one) => one.claims.includes(ids[0]))
      : kind === "edge"
        ? it.edges.some((one) => one.source === ids[0] && one.target === ids[1])
        : it.ties.some((one) => about.includes(one.source) || about.includes(one.target));
  if (has(part) && (!to.layer || to.layer === part.layer))
    return { layer: state.layer, view: state.view };
  const wanted = to.layer ?? ORDER[kind]?.find((layer) => has(shown[layer])) ?? state.layer;
  const isElsewhere = wanted !== state.layer || isOverview(state);
  const keeps = isElsewhere && !VIEWS_OF_ALL.includes(state.view);
  return { layer: wanted, ...(keeps ? { view: homeOf(wanted) } : {}) };
}

const VIEWS_OF_ALL = ["matrix", "timeline", "table"];
/**
 * Where what was found is looked for first.
 * @type {Record<string, Layer[]>}
 */
const ORDER = {
  actor: ["conduct", "influence", "positions", "structure"],
  claim: ["conduct", "influence", "positions", "structure"],
  target: ["positions", "conduct", "influence", "structure"],
};
