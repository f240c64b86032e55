// What is shown: one state for all layers and views. All of it stands in the URL, so that a link
// gives the same picture; undo and redo go through its earlier forms.

/** @param {Pick<State, "view">} state */
export const isOverview = (state) => state.view === "overview";

/**
 * Whether it is a picture of a day; a table lists what gives no day among the rest, as the command
 * line does, and measures are made of it.
 * @param {Pick<State, "view">} state
 */
export const isPicture = ({ view }) => view !== "table" && view !== "measures";

/**
 * Whether it is drawn as marks and lines.
 * @param {Pick<State, "view">} state
 */
export const isDrawn = (state) => state.view === "graph" || isOverview(state);

/** @type {ListName[]} */
const LISTS = [
  "voices",
  "lens",
  "families",
  "kinds",
  "sign",
  "types",
  "only",
  "opened",
  "hidden",
  "focus",
  "path",
  "about",
  "chosen",
];
/** @type {WordName[]} */
const WORDS = [
  "layer",
  "view",
  "asOf",
  "knownBy",
  "minFactuality",
  "colour",
  "steps",
  "measure",
  "order",
  "story",
];
/** @type {FlagName[]} */
const FLAGS = ["disputed", "rolled", "attempts", "ghosts", "embed"];
/** @type {(keyof Beside)[]} */
const BESIDE = ["asOf", "knownBy", "lens", "voices"];

/** @type {Layer[]} */
export const LAYERS = ["structure", "positions", "conduct", "influence"];

/**
 * Stance is read in its matrix first, the others as a network.
 * @param {Layer} layer
 */
export const homeOf = (layer) => (layer === "positions" ? "matrix" : "graph");

/**
 * The voices of a view unless others are chosen: the overview takes experts in, since which duty
 * was not kept is mostly told by analysts.
 * @param {View} view
 * @param {Pick<State, "view">} state
 */
export const usualVoices = (view, state) => (isOverview(state) ? view.overview : view.state.voices);

/**
 * Whether there is such a view: not every dossier has an overview.
 * @param {View} view
 * @param {string[]} views
 * @param {string} name
 */
const isView = (view, views, name) =>
  views.includes(name) && (name !== "overview" || view.overview.length > 0);

/**
 * A state after changes: voices that nobody chose are those of the view that it comes to.
 * @param {View} view
 * @param {State} state
 * @param {Partial<State>} changes
 * @returns {State}
 */
export function voiced(view, state, { voices }) {
  const usual = usualVoices(view, state);
  if (voices) return { ...state, own: joined(voices) !== joined(usual) };
  return state.own ? state : { ...state, voices: usual };
}

/**
 * @param {View} view
 * @returns {State}
 */
export function firstState(view) {
  const layer = LAYERS.includes(view.state.layer) ? view.state.layer : "influence";
  const shown = view.state.view ?? homeOf(layer);
  return {
    only: [],
    kinds: [],
    own: false,
    opened: [],
    hidden: [],
    focus: [],
    steps: "1",
    path: [],
    about: [],
    measure: "",
    order: "",
    story: "",
    colour: "type",
    attempts: false,
    ghosts: false,
    embed: false,
    beside: null,
    pins: {},
    chosen: [],
    ...view.state,
    layer,
    view: shown,
    voices: usualVoices(view, { view: shown }),
  };
}

/** @param {unknown} item */
const escaped = (item) => String(item).replace(/[ %]/g, encodeURIComponent);
/** @param {unknown[]} list */
const joined = (list) => list.map(escaped).join(" ");
/** @param {string} text */
const split = (text) => (text ? text.split(" ").map(decodeURIComponent) : []);

/**
 * @param {State} state
 * @param {View} view
 */
function toHash(state, view) {
  const first = firstState(view);
  const parts = new URLSearchParams();
  for (const name of LISTS) {
    if (name === "voices" ? state.own : joined(state[name]) !== joined(first[name]))
      parts.set(name, joined(state[name]));
  }
  for (const name of WORDS) if (state[name] !== first[name]) parts.set(name, state[name]);
  if (state.layer !== first.layer) {
    if (state.view === homeOf(state.layer)) parts.delete("view");
    else parts.set("view", state.view);
  }
  for (const name of FLAGS)
    if (state[name] !== first[name]) parts.set(name, state[name] ? "yes" : "no");
  const { beside } = state;
  if (beside) {
    const changed = BESIDE.filter((name) => name in beside);
    parts.set("beside", joined(changed.map((name) => `${name}=${joined([beside[name]].flat())}`)));
  }
  const pins = Object.entries(state.pins).flatMap(([picture, actors]) =>
    Object.entries(actors).map(([actor, [x, y]]) =>
      [picture, actor, x.toFixed(3), y.toFixed(3)].join("|"),
    ),
  );
  if (pins.length) parts.set("pins", joined(pins));
  return parts.toString();
}

/**
 * @param {string} text
 * @param {View} view
 * @param {string[]} views
 */
export function fromHash(text, view, views) {
  const state = firstState(view);
  let parts;
  try {
    parts = [...new URLSearchParams(text)];
    for (const [name, value] of parts) take(state, name, value);
  } catch {
    return firstState(view);
  }
  if (!LAYERS.includes(state.layer)) state.layer = firstState(view).layer;
  const names = parts.map(([name]) => name);
  if (!names.includes("view") && !names.includes("layer")) state.view = firstState(view).view;
  else if (!names.includes("view") || !isView(view, views, state.view))
    state.view = homeOf(state.layer);
  // The overview is of conduct.
  if (isOverview(state)) state.layer = "conduct";
  state.own = names.includes("voices");
  if (!state.own) state.voices = usualVoices(view, state);
  if (!["1", "2"].includes(state.steps)) state.steps = "1";
  return state;
}

/**
 * Whether a name in an address is among those of the state.
 * @param {string[]} names
 * @param {string} name
 */
const among = (names, name) => names.includes(name);

/**
 * @param {State} state
 * @param {string} name
 * @param {string} value
 */
function take(state, name, value) {
  if (among(LISTS, name)) Object.assign(state, { [name]: split(value) });
  else if (among(WORDS, name)) Object.assign(state, { [name]: value });
  else if (among(FLAGS, name))
    Object.assign(state, { [name]: value === "yes" || (name === "embed" && value === "") });
  else if (name === "beside") {
    state.beside = {};
    for (const item of split(value)) {
      const cut = item.indexOf("=");
      const [key, rest] = [item.slice(0, cut), item.slice(cut + 1)];
      if (!among(BESIDE, key)) continue;
      Object.assign(state.beside, {
        [key]: key === "lens" || key === "voices" ? split(rest) : rest,
      });
    }
  } else if (name === "pins") {
    for (const item of split(value)) {
      const [picture, actor, ...at] = item.split("|");
      const [x, y] = [Number(at[0]), Number(at[1])];
      if (actor && Number.isFinite(x) && Number.isFinite(y)) {
        state.pins = pinned(state.pins, picture, actor, [x, y]);
      }
    }
  }
}

/**
 * @param {State["pins"]} pins
 * @param {string} picture
 * @param {string} actor
 * @param {Spot} spot
 */
export const pinned = (pins, picture, actor, spot) => ({
  ...pins,
  [picture]: { ...pins[picture], [actor]: spot },
});

/**
 * Whether two states show the same.
 * @param {State} one
 * @param {State} other
 */
export const sameState = (one, other) =>
  Object.entries(one).every(
    ([name, value]) =>
      JSON.stringify(value) === JSON.stringify(other[/** @type {keyof State} */ (name)]),
  );

/**
 * What one comes back to: a view of a layer on a day, and round whom. What is chosen there is not.
 * @param {State} state
 */
const placeOf = ({ layer, view, asOf, knownBy, focus, path, beside, story }) =>
  JSON.stringify([layer, view, asOf, knownBy, focus, path, beside, story]);

/**
 * Keep a state in the address: another place is a step of the browser's Back, but not each day
 * over which one handle is dragged.
 * @param {State} state
 * @param {View} view
 * @param {string} kind of the change, "" if it is no drag
 */
export function remember(state, view, kind) {
  const [place, address] = [placeOf(state), `#${toHash(state, view)}`];
  try {
    const known = /** @type {{ place: string, kind: string } | null} */ (history.state);
    const isNew = known && known.place !== place && !(kind && kind === known.kind);
    // In a frame it would be a step of the page around it.
    if (isNew && window.top === window) history.pushState({ place, kind }, "", address);
    else history.replaceState({ place, kind }, "", address);
  } catch {
    // A sandboxed frame has no history to write to.
  }
}

export class Steps {
  constructor() {
    /** @type {State[]} */
    this.past = [];
    /** @type {State[]} */
    this.future = [];
    this.last = "";
  }

  /**
   * A change while a handle is dragged is one step with those before it.
   * @param {State} state
   * @param {string} kind
   */
  keep(state, kind) {
    if (kind && kind === this.last) return;
    this.last = kind;
    this.past.push(structuredClone(state));
    if (this.past.length > 200) this.past.shift();
    this.future = [];
  }

  /** @param {State} state */
  undo(state) {
    return this.move(state, this.past, this.future);
  }

  /** @param {State} state */
  redo(state) {
    return this.move(state, this.future, this.past);
  }

  /**
   * @param {State} state
   * @param {State[]} from
   * @param {State[]} to
   */
  move(state, from, to) {
    const next = from.pop();
    if (!next) return state;
    this.last = "";
    to.push(structuredClone(state));
    return next;
  }
}
