// Matrices: who stands where on what, and who acts on or can move whom. Cells open their claims;
// an open cell rests on one document, a filled one on more.
import { degrees, isDisputed, isThin } from "./choice.js";
import { classes, h, plainButton, within } from "./dom.js";
import { grid } from "./grid.js";
import { nearestBy } from "./keys.js";
import { got, groupedBy, present } from "./plain.js";
import { hedgeOf, wordsOf } from "./hedges.js";
import { inOrder, orderChoice } from "./orders.js";
import { looksOf } from "./strongest.js";
import { unseenIn } from "./unseen.js";
import { elsewhere } from "./whereabouts.js";
import { CELLS, cellWord, drawnOf, edgeClass, edgeSays } from "./words.js";

/**
 * @param {App} app
 * @param {Part} part
 * @param {Changes | null} changes
 * @param {Part | null} before
 */
export function matrix(app, part, changes, before) {
  return part.layer === "positions"
    ? positionMatrix(app, part, changes, before)
    : actorMatrix(app, part, changes);
}

/**
 * @param {App} app
 * @param {Part} part
 * @param {Changes | null} changes
 * @param {Part | null} before
 */
function positionMatrix(app, part, changes, before) {
  const cells = new Map(part.cells.map((cell) => [`${cell.holder} ${cell.target}`, cell]));
  const was = new Map((before?.cells ?? []).map((cell) => [`${cell.holder} ${cell.target}`, cell]));
  const all = [...new Map([...was, ...cells]).values()];
  if (!all.length) return nothing(app);
  const blocs = new Map(
    app.view.measured.blocs.flatMap((bloc, n) => bloc.map((actor) => [actor, n])),
  );
  /** @param {string} holder */
  const bloc = (holder) => blocs.get(holder) ?? blocs.size;
  const lines = all.map(
    ({ holder, target, state }) =>
      /** @type {Signed} */ ([holder, target, state === "for" ? 1 : state === "against" ? -1 : 0]),
  );
  const ordered = inOrder(
    app,
    all.map((cell) => cell.holder),
    lines,
  );
  const holders = app.state.order ? ordered : ordered.sort((a, b) => bloc(a) - bloc(b));
  const targets = inOrder(
    app,
    all.map((cell) => cell.target),
    lines,
  );
  const share = Math.round((100 * part.cells.length) / (holders.length * targets.length));
  const least = Math.round(
    100 * (app.view.thresholds.polarization ?? app.view.thresholds.filledCells ?? 0.3),
  );
  /** @param {string} target */
  const cell = (target) => (/** @type {string} */ holder) => {
    const key = `${holder} ${target}`;
    const [now, then] = [cells.get(key), was.get(key)];
    const one = now ?? then;
    return h("td", {}, one ? positionCell(app, one, now, then, changes?.get(key)) : null);
  };
  return frame(
    "Who stands where",
    [orderChoice(app), cellKey(app, part.cells)],
    [
      h(
        "p",
        { class: "note" },
        `${share} % of the cells have evidence; a blank means no evidence in these documents. `,
        unseenIn(app, part),
        " ",
        share < least ? `Too thin for blocs or polarization (under ${least} %).` : "",
        !app.state.order && holders.some((holder) => blocs.has(holder))
          ? "Ordered by the blocs of the claims that the page opened with."
          : "",
      ),
    ],
    holders.map((holder) => plainButton(app.label(holder), () => app.choose("actor", holder))),
    targets.map((target) => [
      plainButton(app.label(target), () => app.choose("target", target)),
      holders.map(cell(target)),
    ]),
  );
}

/**
 * @param {App} app
 * @param {Cell} one the cell as it is or was
 * @param {Cell | undefined} cell
 * @param {Cell | undefined} was
 * @param {Change | undefined} change
 */
function positionCell(app, one, cell, was, change) {
  const thin = isThin(app.world, one.claims);
  const disputed = one.parts.some(isDisputed);
  /** @param {Cell | undefined} it */
  const glyph = (it) => (it ? CELLS[drawnOf(it)][0] : "·");
  /** @param {Cell | undefined} it */
  const word = (it) => (it ? cellWord(app, it) : "no evidence");
  const hedged = hedgeOf(app, one.claims).length > 0;
  const drawn = drawnOf(one);
  const isPartly = drawn !== "conditional" && one.parts.some((tie) => tie.conditional);
  const says = present([
    `${app.label(one.holder)}, ${app.label(one.target)}: ${cellWord(app, one)}`,
    thin && "one document",
    disputed && "disputed",
    change && `${change}: ${word(was)} before, ${word(cell)} after`,
  ]).join("; ");
  return h(
    "button",
    {
      type: "button",
      title: says,
      "aria-label": says,
      class: classes("cell", drawn, {
        thin,
        [change ?? ""]: change,
        chosen: app.isChosen("cell", one.holder, one.target),
      }),
      onclick: () => app.choose("cell", one.holder, one.target),
      onkeydown: alongCells,
    },
    change ? `${glyph(was)}→${glyph(cell)}` : glyph(cell),
    hedged ? h("sub", {}, "?") : null,
    isPartly ? h("sup", {}, "if") : null,
    disputed ? h("sup", {}, "≠") : null,
  );
}

/**
 * @param {App} app
 * @param {Part} part
 * @param {Changes | null} changes
 */
function actorMatrix(app, part, changes) {
  if (!part.edges.length) return nothing(app);
  const { edges, left } = bestOf(app, part.edges);
  const lines = edges.map(
    ({ source, target, sign }) => /** @type {Signed} */ ([source, target, sign]),
  );
  const sources = inOrder(
    app,
    edges.map((edge) => edge.source),
    lines,
  );
  const targets = inOrder(
    app,
    edges.map((edge) => edge.target),
    lines,
  );
  const at = groupedBy(edges, (edge) => `${edge.source} ${edge.target}`);
  /** @param {string} source */
  const cell = (source) => (/** @type {string} */ target) =>
    h(
      "td",
      { class: source === target ? "self" : null },
      (at.get(`${source} ${target}`) ?? []).map((edge) => edgeCell(app, part.layer, edge, changes)),
    );
  const [caption, note] = captionOf(app, part);
  /** @param {string} id */
  const head = (id) =>
    plainButton(app.label(id), () => app.choose(id.startsWith("actor:") ? "actor" : "target", id));
  return frame(
    caption,
    [orderChoice(app), h("div", { class: "note matrix-key", ...KEY }, left, note)],
    [],
    targets.map(head),
    sources.map((source) => [head(source), targets.map(cell(source))]),
  );
}

/** Rows and columns where there are more actors than a picture bears. */
const BEST = 40;

/**
 * The edges among the best connected, if there are too many for a matrix, and how many are left.
 * @param {App} app
 * @param {Edge[]} edges
 */
function bestOf(app, edges) {
  const degree = degrees(edges);
  if (degree.size <= app.view.bears) return { edges, left: "" };
  const all = [...degree.keys()].sort((a, b) => degree.get(b) - degree.get(a) || (a < b ? -1 : 1));
  const best = new Set(all.slice(0, BEST));
  return {
    edges: edges.filter((edge) => best.has(edge.source) && best.has(edge.target)),
    left: `The ${BEST} best connected; ${all.length - BEST} others are in the table. `,
  };
}

/** One line, which scrolls where it is longer. */
const KEY = { role: "group", "aria-label": "Key", tabindex: 0 };

const BLANK = "a blank means no evidence in these documents.";

/**
 * What a matrix of actors shows, and how its cells are read.
 * @param {App} app
 * @param {Part} part
 * @returns {[caption: string, note: string]}
 */
function captionOf(app, { layer, edges }) {
  if (layer === "influence")
    return [
      "Who has levers on whom: rows on columns",
      `Bars: the strongest lever of the pair, weak to strong; ${BLANK}`,
    ];
  if (layer === "conduct")
    return ["Who does what to or for whom: rows to columns", `+ friendly, − hostile; ${BLANK}`];
  const marks = [...shortOf(app, edges)].map(([kind, mark]) => `${mark} ${kind}`).join(", ");
  return [
    "Who belongs to what: rows to columns",
    `${marks}; in brackets: ${app.view.say.byNoClaim}; ${BLANK}`,
  ];
}

/**
 * The kinds of structure of some edges, each by the first letters that tell it from the others.
 * @param {App} app
 * @param {Edge[]} edges
 */
function shortOf(app, edges) {
  const kinds = [...new Set(edges.flatMap((edge) => edge.parts.map((one) => kindOf(app, one))))];
  /** @param {string} kind */
  const short = (kind) => {
    for (let n = 1; n < kind.length; n += 1) {
      const begin = kind.slice(0, n);
      if (kinds.every((one) => one === kind || !one.startsWith(begin))) return begin;
    }
    return kind;
  };
  return new Map(kinds.sort().map((kind) => [kind, short(kind)]));
}

/**
 * @param {App} app
 * @param {Tie} one
 */
const kindOf = (app, one) => got(app.world.relations, one.relation).structure;

/**
 * The kinds of the bonds of a pair, what is declared in brackets.
 * @param {App} app
 * @param {Edge} edge
 */
function bondMark(app, edge) {
  const short = shortOf(app, app.part.edges);
  const marks = edge.parts.map((one) => {
    const mark = short.get(kindOf(app, one)) ?? kindOf(app, one);
    return one.claims.length ? mark : `(${mark})`;
  });
  return [...new Set(marks)].join(" ");
}

/** @type {Record<string, string>} */
const BARS = { strong: "▮▮▮", medium: "▮▮▯", weak: "▮▯▯", none: "▯▯▯" };

/** @type {Record<string, string>} */
const SIGNS = { 1: "+", "-1": "−" };

/**
 * @param {App} app
 * @param {Layer} layer
 * @param {Edge} edge
 * @param {Changes | null} changes
 */
function edgeCell(app, layer, edge, changes) {
  const change = changes?.get(`${edge.source} ${edge.target} ${edge.sign}`) ?? "";
  const grades = Object.values(edge.families).sort(
    (a, b) => app.world.number(b) - app.world.number(a),
  );
  const text =
    layer === "influence"
      ? edge.hollow
        ? "▯ unmet"
        : (BARS[grades[0]] ?? grades[0] ?? "▯▯▯")
      : layer === "structure"
        ? bondMark(app, edge)
        : (SIGNS[edge.sign] ?? "·");
  const says = edgeSays(app, layer, edge) + (change ? `; ${change}` : "");
  const claims = edge.parts.flatMap((one) => one.claims);
  const looks = looksOf(app.world, layer, edge);
  return h(
    "button",
    {
      type: "button",
      title: says,
      "aria-label": says,
      class: classes("cell", edgeClass(app, layer, edge), {
        hollow: edge.hollow,
        thin: looks.isThin,
        [change]: change,
        chosen: app.isChosen("edge", edge.source, edge.target, edge.sign),
      }),
      onclick: () => app.choose("edge", edge.source, edge.target, String(edge.sign)),
      onkeydown: alongCells,
    },
    text,
    hedgeOf(app, claims).length ? h("sub", {}, "?") : null,
    looks.isOfOneParty ? h("sup", {}, "“") : null,
    looks.isDisputed ? h("sup", {}, "≠") : null,
  );
}

/**
 * @param {string} caption
 * @param {Child} key what cells mean, in one line
 * @param {Child[]} notes what else is to be said, under the rows
 * @param {Child[]} columns
 * @param {[head: Child, cells: Child[]][]} rows
 */
function frame(caption, key, notes, columns, rows) {
  return h("div", {}, h("div", { class: "over-matrix" }, key), grid(caption, columns, rows), notes);
}

const STATES = /** @type {CellState[]} */ (Object.keys(CELLS));

/**
 * @param {App} app
 * @param {Cell[]} cells
 */
function cellKey(app, cells) {
  // Who worries is not who stands aside: the words are those of the claims.
  const aside = cells.filter((one) => drawnOf(one) === "neither");
  const words = [...new Set(aside.flatMap((one) => wordsOf(app, one)))].join(", ");
  /** @param {CellState} state */
  const means = (state) =>
    state === "neither" && words ? `${words}: ${CELLS[state][1]}` : CELLS[state][1];
  /**
   * @param {CellState} state
   * @param {string} [more]
   */
  const sample = (state, more = "") =>
    h("span", { class: `cell ${state} ${more}` }, CELLS[state][0]);
  return h(
    "div",
    { class: "key note matrix-key", ...KEY },
    STATES.map((state) => h("span", {}, sample(state), ` ${means(state)}`)),
    h("span", {}, sample("for", "thin"), " open: one document"),
    h("span", {}, h("sub", {}, "?"), " less than certain"),
    h("span", {}, h("sup", {}, "if"), " in part on a condition"),
    h("span", {}, h("sup", {}, "≠"), " disputed"),
  );
}

/**
 * Arrow keys go to the nearest filled cell.
 * @param {KeyboardEvent} event
 */
function alongCells(event) {
  const table = /** @type {Element} */ (event.currentTarget).closest("table");
  if (table) nearestBy(event, within(table, "td .cell"))?.focus();
}

/**
 * What stands where nothing does: where there is something.
 * @param {App} app
 */
export const nothing = (app) =>
  h("div", { class: "nothing" }, h("p", {}, "Nothing in this selection."), elsewhere(app));
