// Measures: rows and pictures that the library made for the claims with which the page opened; and
// two that follow the filters, positions and conduct over time, and paths by their levers.
import { marksIn, opens, withStop } from "./along.js";
import { h, made, plainButton } from "./dom.js";
import { firstState, LAYERS } from "./state.js";
import { strip, stripChoices } from "./strip.js";
import { lapsedTies, ways } from "./ways.js";
import { asked, quoted } from "./commands.js";
import { sortable } from "./sortable.js";

/**
 * One that follows the filters.
 * @typedef {object} Live
 * @property {string} id
 * @property {Layer[]} layers
 * @property {string} title
 * @property {string} about
 * @property {(app: App) => Child} draw
 */

/** @type {Live[]} */
const LIVE = [
  {
    id: "over-time",
    layers: ["positions", "conduct"],
    title: "Over time",
    about: "The claims along their days: when they hold, and by when they were reported.",
    draw: overTime,
  },
  {
    id: "paths",
    layers: ["influence"],
    title: "Paths",
    about: "By which ways one actor can move another, with the levers of each step.",
    draw: paths,
  },
];

/** @param {App} app */
const measuresOf = (app) =>
  [...LIVE, ...app.view.measured.made].filter((one) => one.layers.includes(app.state.layer));

/**
 * One that was made beforehand.
 * @param {App} app
 * @param {string} id
 */
export const readyOf = (app, id) =>
  app.view.measured.made.find((one) => one.id === id && one.layers.includes(app.state.layer));

/** @param {App} app */
export function measures(app) {
  const all = measuresOf(app);
  const one = all.find((each) => each.id === app.state.measure) ?? all[0];
  if (one === undefined) {
    return h("p", { class: "note" }, "Nothing is measured of this on this page.");
  }
  return h(
    "div",
    { class: "measures" },
    h("label", { class: "line" }, "Measure ", pick(app, one.id)),
    h("h2", {}, one.title),
    h("p", {}, one.about),
    "draw" in one ? one.draw(app) : ready(app, one),
    app.view.measured.whyNot ? h("p", { class: "note" }, app.view.measured.whyNot) : null,
  );
}

/**
 * @param {App} app
 * @param {string} chosen
 */
function pick(app, chosen) {
  const all = measuresOf(app);
  /** @param {boolean} every whether those of every layer, or the layer's own */
  const options = (every) =>
    all
      .filter((one) => (one.layers.length === LAYERS.length) === every)
      .map((one) => h("option", { value: one.id, selected: one.id === chosen }, one.title));
  const registers = options(true);
  return h(
    "select",
    { onchange: (event) => app.set({ measure: event.target.value, chosen: [] }) },
    h("optgroup", { label: app.layerName() }, options(false)),
    registers.length ? h("optgroup", { label: "What stands side by side" }, registers) : null,
  );
}

// --- made beforehand

/** @param {MeasureRow} row */
const count = (row) => String(row.claims.length + row.beyond.length);

/**
 * The rows of a measure by their numbers, those that cannot be assessed after the others.
 * @param {Measure} one
 */
export function assessableFirst({ heads, rows }) {
  /** @param {MeasureRow} row */
  const isOpen = (row) => heads.some((_, i) => row[i]?.startsWith("not assessable"));
  const numbers = [...rows.keys()];
  return [...numbers.filter((n) => !isOpen(rows[n])), ...numbers.filter((n) => isOpen(rows[n]))];
}

/**
 * @param {App} app
 * @param {Measure} one
 */
function ready(app, one) {
  /**
   * @param {MeasureRow} each
   * @param {number} n
   */
  const row = (each, n) =>
    h(
      "tr",
      {
        class: app.isChosen("row", one.id, n) ? "chosen" : null,
        onclick: () => app.choose("row", one.id, String(n)),
      },
      one.heads.map((_, i) => h("td", {}, each[i])),
      h(
        "td",
        {},
        plainButton(count(each), null, {
          "aria-label": `Claims behind row ${n + 1}: ${count(each)}`,
          "aria-pressed": String(app.isChosen("row", one.id, n)),
        }),
      ),
    );
  const table = h(
    "table",
    { class: "ties" },
    h("caption", { class: "hidden" }, one.title),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        one.heads.map((head) => h("th", { scope: "col" }, head)),
        h("th", { scope: "col" }, "claims"),
      ),
    ),
    h(
      "tbody",
      {},
      assessableFirst(one).map((n) => row(one.rows[n], n)),
    ),
  );
  return [
    changedSince(app, one),
    one.notes.map((note) => h("p", { class: "note" }, note)),
    pictureOf(app, one),
    one.rows.length
      ? sortable(
          h(
            "div",
            { class: "scroll", tabindex: 0, role: "region", "aria-label": one.title },
            table,
          ),
        )
      : one.notes.length
        ? null
        : h("p", { class: "note" }, "Nothing found."),
    madeOfClaims(app, one),
  ];
}

/**
 * @param {App} app
 * @param {string} text
 */
const commandLine = (app, text) => [
  h("code", {}, text),
  " ",
  plainButton("copy command", () => app.copy(text)),
];

/**
 * The state whose claims measures are made of: without the experts of the overview.
 * @param {App} app
 */
const opening = ({ view }) => ({ ...firstState(view), voices: view.state.voices });

/**
 * @param {App} app
 * @param {Measure} one
 */
const madeOfClaims = (app, one) =>
  h(
    "p",
    { class: "small" },
    `Made of: ${app.view.measured.captions[one.caption]} `,
    one.command ? commandLine(app, measureCommand(one, null, opening(app), app)) : null,
  );

/**
 * What gives it for the claims that the filters take in now.
 * @param {App} app
 * @param {Measure} one
 */
function changedSince(app, one) {
  const { state } = app;
  const [then, now] = [opening(app), state].map((each) => measureCommand(one, null, each, app));
  const apart = one.rolls && (!state.rolled || state.opened.length);
  return [
    now === then
      ? null
      : h(
          "p",
          { class: "small changed" },
          "The filters have changed since this was made",
          one.command ? ["; what they take in now is measured by ", commandLine(app, now)] : ".",
        ),
    apart
      ? h(
          "p",
          { class: "small changed" },
          "Some are drawn apart now; here they are inside their state or body.",
        )
      : null,
  ];
}

/**
 * @param {Measure} one
 * @param {MeasureRow | null} row
 * @param {State} state
 * @param {App} app
 */
export function measureCommand(one, row, state, app) {
  const names = (row?.names ?? []).map((at) => quoted(app.view.measured.names[at]));
  const base = names.length && one.ofRow ? [one.ofRow, ...names].join(" ") : one.command;
  return asked(app, base, { ...state, rolled: one.rolls });
}

/**
 * The picture of a measure, which the library drew; nothing in it becomes script.
 * @param {App} app
 * @param {string} id
 */
function drawnFor(app, id) {
  const text = app.view.pictures[id];
  if (!text) return null;
  return document.importNode(
    new DOMParser().parseFromString(text, "image/svg+xml").documentElement,
    true,
  );
}

/**
 * @param {App} app
 * @param {Measure} one
 */
function pictureOf(app, one) {
  const drawn = drawnFor(app, one.id);
  if (!drawn) return null;
  const box = h(
    "div",
    { class: "scroll picture", tabindex: 0, role: "region", "aria-label": `Picture: ${one.title}` },
    drawn,
  );
  const marks = marksIn(box);
  const kind = one.byRow ? "row" : "mark";
  marks.forEach((mark, n) => {
    const chosen = app.isChosen(kind, one.id, n);
    const act = () => app.choose(kind, one.id, String(n));
    made(mark, { ...opens(act, saysOf(mark)), "aria-pressed": String(chosen) });
    mark.classList.toggle("chosen", chosen);
  });
  withStop(box);
  return box;
}

/**
 * What a mark of a picture says, and its claims.
 * @param {App} app
 * @param {string} id
 * @param {number} n
 */
export function markOf(app, id, n) {
  const drawn = drawnFor(app, id);
  const mark = drawn && marksIn(drawn)[n];
  return mark ? { says: saysOf(mark), claims: (mark.dataset.claims ?? "").split(" ") } : null;
}

/** @param {Element} mark */
const saysOf = (mark) => mark.querySelector("title")?.textContent ?? "";

// --- that follow the filters

/** @param {App} app */
function overTime(app) {
  const several = stripChoices(app);
  if (!several.length) return h("p", { class: "note" }, "Nothing in this selection.");
  const wanted = app.state.about.join(" ");
  const one = several.find((each) => each.about.join(" ") === wanted) ?? several[0];
  const issues = app.state.layer === "positions";
  const command = asked(app, ["kgraph picture strip", ...one.about.map(quoted)].join(" "));
  return [
    h(
      "label",
      { class: "line" },
      issues ? "Issue, event or agreement " : "Between ",
      h(
        "select",
        { onchange: (event) => app.set({ about: event.target.value.split(" ") }) },
        several.map((each) =>
          h("option", { value: each.about.join(" "), selected: each === one }, each.text),
        ),
      ),
    ),
    strip(app, one.about),
    h("p", { class: "small" }, commandLine(app, command)),
  ];
}

/** @param {App} app */
function paths(app) {
  const { influence } = app.shown;
  const actors = app.actorsOf([...influence.edges, ...lapsedTies(app)]);
  if (!actors.length) return h("p", { class: "note" }, "Nothing in this selection.");
  // Unless two are chosen: the ends of the strongest lever, or of the first that had lapsed.
  const strongest =
    [...influence.edges].sort((a, b) => b.weight - a.weight)[0] ?? lapsedTies(app)[0];
  const chosen = app.state.path.filter((id) => app.world.entities.has(id));
  const [from, to] = chosen.length === 2 ? chosen : [strongest.source, strongest.target];
  /**
   * @param {string} label
   * @param {string} one
   * @param {string} other
   * @param {(id: string) => Partial<State>} take
   */
  const choice = (label, one, other, take) =>
    h(
      "label",
      { class: "line" },
      label,
      h(
        "select",
        { onchange: (event) => app.set(take(event.target.value)) },
        [...new Set([...actors, one])]
          .filter((id) => id !== other)
          .map((id) => h("option", { value: id, selected: id === one }, app.label(id))),
      ),
    );
  const command = asked(app, ["kgraph paths", ...[from, to].map(quoted)].join(" "));
  return [
    h(
      "div",
      { class: "line" },
      choice("From ", from, to, (id) => ({ path: [id, to] })),
      choice("to ", to, from, (id) => ({ path: [from, id] })),
    ),
    ways(app, from, to),
    h("p", { class: "small" }, commandLine(app, command)),
  ];
}
