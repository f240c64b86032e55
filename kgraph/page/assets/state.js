// What is shown: one state for all layers and views. All of it stands in the URL, so that a link
// gives the same picture; undo and redo go through its earlier forms.

const LISTS = [
  "voices",
  "lens",
  "families",
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
const WORDS = ["layer", "view", "asOf", "knownBy", "minFactuality", "colour", "steps", "measure"];
const FLAGS = ["disputed", "rolled", "attempts"];
const BESIDE = ["asOf", "knownBy", "lens"];

export const LAYERS = ["positions", "conduct", "influence"];
export const VIEWS = ["graph", "matrix", "timeline", "table", "measures"];

// Stance is read in its matrix first, the others as a network.
export const homeOf = (layer) => (layer === "positions" ? "matrix" : "graph");

export function firstState(view) {
  const layer = LAYERS.includes(view.state.layer) ? view.state.layer : "influence";
  return {
    only: [],
    opened: [],
    hidden: [],
    focus: [],
    steps: "1",
    path: [],
    about: [],
    measure: "",
    colour: "type",
    attempts: false,
    beside: null,
    pins: {},
    chosen: [],
    ...view.state,
    layer,
    view: view.state.view ?? homeOf(layer),
  };
}

const escaped = (item) => String(item).replace(/[ %]/g, encodeURIComponent);
const joined = (list) => list.map(escaped).join(" ");
const split = (text) => (text ? text.split(" ").map(decodeURIComponent) : []);

export function toHash(state, view) {
  const first = firstState(view);
  const parts = new URLSearchParams();
  for (const name of LISTS) {
    if (joined(state[name]) !== joined(first[name])) parts.set(name, joined(state[name]));
  }
  for (const name of WORDS) if (state[name] !== first[name]) parts.set(name, state[name]);
  if (state.layer !== first.layer && state.view === homeOf(state.layer)) parts.delete("view");
  for (const name of FLAGS)
    if (state[name] !== first[name]) parts.set(name, state[name] ? "yes" : "no");
  if (state.beside) {
    parts.set(
      "beside",
      joined(
        BESIDE.filter((name) => name in state.beside).map(
          (name) => `${name}=${[state.beside[name]].flat().map(escaped).join(" ")}`,
        ),
      ),
    );
  }
  const pins = Object.entries(state.pins).flatMap(([picture, actors]) =>
    Object.entries(actors).map(([actor, [x, y]]) =>
      [picture, actor, x.toFixed(3), y.toFixed(3)].join("|"),
    ),
  );
  if (pins.length) parts.set("pins", joined(pins));
  return parts.toString();
}

export function fromHash(text, view) {
  const state = firstState(view);
  let parts;
  try {
    parts = [...new URLSearchParams(text)];
    for (const [name, value] of parts) take(state, name, value);
  } catch {
    return firstState(view);
  }
  if (!LAYERS.includes(state.layer)) state.layer = firstState(view).layer;
  const named = parts.some(([name]) => name === "view");
  if (!named || !VIEWS.includes(state.view)) {
    state.view =
      state.layer === firstState(view).layer && !named
        ? firstState(view).view
        : homeOf(state.layer);
  }
  if (!["1", "2"].includes(state.steps)) state.steps = "1";
  return state;
}

function take(state, name, value) {
  if (LISTS.includes(name)) state[name] = split(value);
  else if (WORDS.includes(name)) state[name] = value;
  else if (FLAGS.includes(name)) state[name] = value === "yes";
  else if (name === "beside") {
    state.beside = {};
    for (const item of split(value)) {
      const cut = item.indexOf("=");
      const key = item.slice(0, cut);
      if (!BESIDE.includes(key)) continue;
      state.beside[key] = key === "lens" ? split(item.slice(cut + 1)) : item.slice(cut + 1);
    }
  } else if (name === "pins") {
    for (const item of split(value)) {
      const [picture, actor, x, y] = item.split("|");
      const spot = [Number(x), Number(y)];
      if (actor && spot.every(Number.isFinite))
        state.pins = pinned(state.pins, picture, actor, spot);
    }
  }
}

export const pinned = (pins, picture, actor, spot) => ({
  ...pins,
  [picture]: { ...pins[picture], [actor]: spot },
});

export function remember(state, view) {
  try {
    history.replaceState(null, "", `#${toHash(state, view)}`);
  } catch {
    // A sandboxed frame has no history to write to.
  }
}

export class Steps {
  constructor() {
    this.past = [];
    this.future = [];
    this.last = "";
  }

  // A change while a handle is dragged is one step with those before it.
  keep(state, kind) {
    if (kind && kind === this.last) return;
    this.last = kind;
    this.past.push(structuredClone(state));
    if (this.past.length > 200) this.past.shift();
    this.future = [];
  }

  undo(state) {
    return this.move(state, this.past, this.future);
  }

  redo(state) {
    return this.move(state, this.future, this.past);
  }

  move(state, from, to) {
    if (!from.length) return state;
    this.last = "";
    to.push(structuredClone(state));
    return from.pop();
  }
}
