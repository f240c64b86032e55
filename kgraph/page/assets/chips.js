// Filters that are set, each to be taken off, and switches for what to look at first.
import { spokenDay } from "./axis.js";
import { chosenPart, claimsShown, hasUnmet, isDisputed, isThin, tellingOf } from "./choice.js";
import { h } from "./dom.js";
import { networks } from "./networks.js";
import { many, present, toggledIn } from "./plain.js";
import { filtersOf } from "./scene.js";
import { firstState, usualVoices } from "./state.js";
import { lensName, spaced } from "./words.js";

/**
 * @param {App} app
 * @param {Part} part
 */
export const chips = (app, part) =>
  h(
    "div",
    { class: "chips", role: "group", "aria-label": "Filters that are set, and switches" },
    reset(app),
    setFilters(app).map(([text, changes]) => chip(`${text} ×`, () => app.set(changes), true)),
    expertSwitch(app, part),
    switches(app, part),
  );

/**
 * @param {string} text
 * @param {Act} act
 * @param {boolean} [isSet]
 */
const chip = (text, act, isSet = false) =>
  h("button", { type: "button", class: isSet ? "chip set" : "chip", onclick: act }, text);

/**
 * Back to the filters that the page opened with, in the same view.
 * @param {App} app
 */
function reset(app) {
  const { state, view } = app;
  const { layer, view: shown, measure, about, colour, pins, chosen, story, embed, order } = state;
  const kept = { layer, view: shown, measure, about, colour, pins, chosen, story, embed, order };
  const voices = usualVoices(view, state);
  const first = { ...firstState(view), ...kept, voices, own: false };
  const same = Object.entries(first).every(
    ([name, value]) =>
      JSON.stringify(state[/** @type {keyof State} */ (name)]) === JSON.stringify(value),
  );
  return same ? null : chip("Reset", () => app.set(first), true);
}

/**
 * What each filter that is set says, and what takes it off.
 * @param {App} app
 * @returns {[text: string, changes: Partial<State>][]}
 */
function setFilters(app) {
  const { state, view } = app;
  /** @typedef {[text: string, changes: Partial<State>]} Entry */
  /**
   * @param {ListName} list
   * @param {(one: string) => string} says
   * @returns {Entry[]}
   */
  const each = (list, says) =>
    state[list].map((one) => [says(one), { [list]: state[list].filter((it) => it !== one) }]);
  /** @type {(isSet: unknown, text: string, changes: Partial<State>) => Entry | null} */
  const one = (isSet, text, changes) => (isSet ? [text, changes] : null);
  /** @param {string[]} ids */
  const labels = (ids) => ids.map((id) => app.label(id)).join(", ");
  const { layer, asOf, knownBy, path } = state;
  const signed = layer === "conduct" || layer === "positions";
  return present([
    one(asOf, `As of ${asOf && spokenDay(asOf)}`, { asOf: "" }),
    one(knownBy, `Known by ${knownBy && spokenDay(knownBy)}`, { knownBy: "" }),
    one(state.beside, "Comparison", { beside: null }),
    one(state.own, `Voices: ${state.voices.map(spaced).join(", ") || "none"}`, {
      voices: usualVoices(view, state),
    }),
    ...each("lens", (entry) => `As told by ${lensName(app, entry)}`),
    ...each("families", (family) => `Family: ${app.word(family)}`),
    ...(signed ? each("sign", (sign) => `Only ${sideOf(app, sign)}`) : []),
    ...(layer === "structure" ? each("kinds", (kind) => `Kind: ${kind}`) : []),
    ...each("types", (type) => `Actors: ${app.word(type)}`),
    one(state.minFactuality !== view.state.minFactuality, `At least ${state.minFactuality}`, {
      minFactuality: view.state.minFactuality,
    }),
    one(!state.disputed, "Without disputed claims", { disputed: true }),
    one(!state.rolled && layer !== "structure", "Everyone apart", { rolled: true }),
    one(state.attempts && layer === "influence", "Attempts and outcomes", { attempts: false }),
    one(state.opened.length, `Opened: ${labels(state.opened)}`, { opened: [] }),
    one(state.focus.length, `Focus: ${labels(state.focus)}`, { focus: [] }),
    one(path.length === 2, "Paths", { path: [] }),
    one(state.hidden.length, `Hidden: ${labels(state.hidden)}`, { hidden: [] }),
  ]);
}

/**
 * @param {App} app
 * @param {string} sign
 */
const sideOf = ({ state, view }, sign) =>
  state.layer === "conduct" ? view.say.moods[sign] : view.say.for[sign];

/**
 * One click takes experts in or leaves them out, and says how much that is.
 * @param {App} app
 * @param {Part} part
 */
function expertSwitch(app, part) {
  const { state, view, world } = app;
  const isIn = state.voices.includes("analysis");
  const voices = isIn
    ? state.voices.filter((voice) => voice !== "analysis")
    : view.voices
        .map(({ id }) => id)
        .filter((id) => id === "analysis" || state.voices.includes(id));
  if (!voices.length || !view.voices.some(({ id }) => id === "analysis")) return null;
  const net = networks(view, { ...filtersOf(state), voices }, world);
  const other = chosenPart(world, net, part.layer, { ...state, voices });
  /** @param {Part} one */
  const size = (one) => (one.layer === "positions" ? one.cells : one.edges).length;
  const lines = Math.abs(size(other) - size(part));
  const claims = Math.abs(claimsShown(other).size - claimsShown(part).size);
  if (!claims) return null;
  const what = part.layer === "positions" ? many(lines, "cell") : many(lines, "line");
  const much = `${what} of ${many(claims, "claim")}`;
  return chip(isIn ? `Leave experts out (${much} less)` : `Take experts in (${much} more)`, () =>
    app.set({ voices }),
  );
}

/**
 * What to look at first: disputed, on one document, unmet.
 * @param {App} app
 * @param {Part} part
 */
function switches(app, part) {
  const { state } = app;
  const disputed = part.ties.filter(isDisputed).length;
  const thin = part.ties.filter((one) => isThin(app.world, tellingOf(one))).length;
  const hollow = part.edges.filter(hasUnmet).length;
  /** @type {[name: string, count: number, text: string][]} */
  const known = [
    ["disputed", disputed, `≠ ${many(disputed, "disputed tie")}`],
    ["one-document", thin, `${many(thin, "tie")} on one document`],
    ["hollow", hollow, `${many(hollow, "duty", "duties")} ${app.view.say.onPaper}`],
  ];
  return known.map(([name, count, text]) => {
    const isSet = state.only.includes(name);
    if (!count && !isSet) return null;
    const button = chip(isSet ? `${text} ×` : text, () =>
      app.set({ only: toggledIn(state.only, name) }),
    );
    button.setAttribute("aria-pressed", String(isSet));
    return button;
  });
}
