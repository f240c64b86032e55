// Matrices: who stands where on what, and who acts on or can move whom. Cells open their claims;
// an open cell rests on one document, a filled one on more.
import { h, plainButton } from "./dom.js";
import { isDisputed, isThin } from "./choice.js";
import { CELLS, cellWord, edgeClass, edgeSays } from "./words.js";
import { nearestBy } from "./keys.js";

export function matrix(app, part, changes, before) {
  return part.layer === "positions"
    ? positionMatrix(app, part, changes, before)
    : actorMatrix(app, part, changes);
}

function positionMatrix(app, part, changes, before) {
  const cells = new Map(part.cells.map((cell) => [`${cell.holder} ${cell.target}`, cell]));
  const was = new Map((before?.cells ?? []).map((cell) => [`${cell.holder} ${cell.target}`, cell]));
  const all = [...new Map([...was, ...cells]).values()];
  if (!all.length) return nothing();
  const blocs = new Map(
    app.view.measured.blocs.flatMap((bloc, n) => bloc.map((actor) => [actor, n])),
  );
  const bloc = (holder) => blocs.get(holder) ?? blocs.size;
  const holders = mostFirst(
    app,
    all.map((cell) => cell.holder),
  ).sort((a, b) => bloc(a) - bloc(b));
  const targets = mostFirst(
    app,
    all.map((cell) => cell.target),
  );
  const share = Math.round((100 * part.cells.length) / (holders.length * targets.length));
  const least = Math.round(
    100 * (app.view.thresholds.polarization ?? app.view.thresholds.filledCells ?? 0.3),
  );
  const cell = (target) => (holder) => {
    const key = `${holder} ${target}`;
    return h(
      "td",
      {},
      cells.has(key) || was.has(key)
        ? positionCell(app, cells.get(key), was.get(key), changes?.get(key))
        : null,
    );
  };
  return frame(
    "Who stands where",
    [
      h(
        "p",
        { class: "note" },
        `${share} % of the cells have evidence; a blank means no evidence in these documents. `,
        share < least ? `Too thin for blocs or polarization (under ${least} %).` : "",
        holders.some((holder) => blocs.has(holder))
          ? "Ordered by the blocs of the claims that the page opened with."
          : "",
      ),
      cellKey(),
    ],
    holders.map((holder) => plainButton(app.label(holder), () => app.choose("actor", holder))),
    targets.map((target) => [
      plainButton(app.label(target), () => app.choose("target", target)),
      holders.map(cell(target)),
    ]),
  );
}

function positionCell(app, cell, was, change) {
  const one = cell ?? was;
  const thin = isThin(app.world, one.claims) ? " thin" : "";
  const disputed = one.parts.some(isDisputed);
  const glyph = (it) => (it ? CELLS[it.state][0] : "·");
  const told = change
    ? `; ${change}: ${was ? cellWord(was) : "no evidence"} before, ${cell ? cellWord(cell) : "no evidence"} after`
    : "";
  const says = `${app.label(one.holder)}, ${app.label(one.target)}: ${cellWord(one)}${thin ? "; one document" : ""}${disputed ? "; disputed" : ""}${told}`;
  return h(
    "button",
    {
      type: "button",
      title: says,
      "aria-label": says,
      class: `cell ${one.state}${thin}${change ? ` ${change}` : ""}${app.isChosen("cell", one.holder, one.target) ? " chosen" : ""}`,
      onclick: () => app.choose("cell", one.holder, one.target),
      onkeydown: alongCells,
    },
    change ? `${glyph(was)}→${glyph(cell)}` : glyph(cell),
    disputed ? h("sup", {}, "≠") : null,
  );
}

function actorMatrix(app, part, changes) {
  if (!part.edges.length) return nothing();
  const sources = mostFirst(
    app,
    part.edges.map((edge) => edge.source),
  );
  const targets = mostFirst(
    app,
    part.edges.map((edge) => edge.target),
  );
  const at = new Map();
  for (const edge of part.edges) {
    const key = `${edge.source} ${edge.target}`;
    at.set(key, [...(at.get(key) ?? []), edge]);
  }
  const cell = (source) => (target) =>
    h(
      "td",
      { class: source === target ? "self" : null },
      (at.get(`${source} ${target}`) ?? []).map((edge) => edgeCell(app, part.layer, edge, changes)),
    );
  return frame(
    part.layer === "influence"
      ? "Who has levers on whom: rows on columns"
      : "Who does what to or for whom: rows to columns",
    [
      h(
        "p",
        { class: "note" },
        part.layer === "influence"
          ? "Bars: the strongest lever of the pair, weak to strong; a blank means no evidence in these documents."
          : "A blank means no evidence in these documents.",
      ),
    ],
    targets.map((target) => plainButton(app.label(target), () => app.choose("actor", target))),
    sources.map((source) => [
      plainButton(app.label(source), () => app.choose("actor", source)),
      targets.map(cell(source)),
    ]),
  );
}

const BARS = { strong: "▮▮▮", medium: "▮▮▯", weak: "▮▯▯", none: "▯▯▯" };

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
      : edge.sign > 0
        ? "+"
        : "−";
  const says = edgeSays(app, layer, edge) + (change ? `; ${change}` : "");
  const thin = isThin(
    app.world,
    edge.parts.flatMap((one) => one.claims),
  )
    ? " thin"
    : "";
  return h(
    "button",
    {
      type: "button",
      title: says,
      "aria-label": says,
      class: `cell ${edgeClass(layer, edge)}${edge.hollow ? " hollow" : ""}${thin} ${change}${app.isChosen("edge", edge.source, edge.target, edge.sign) ? " chosen" : ""}`,
      onclick: () => app.choose("edge", edge.source, edge.target, String(edge.sign)),
      onkeydown: alongCells,
    },
    text,
    edge.parts.some(isDisputed) ? h("sup", {}, "≠") : null,
  );
}

// Those in most cells first, so that the evidence stands together; then by name.
function mostFirst(app, ids) {
  const count = new Map();
  for (const id of ids) count.set(id, (count.get(id) ?? 0) + 1);
  return [...count.keys()].sort(
    (a, b) => count.get(b) - count.get(a) || app.label(a).localeCompare(app.label(b), "en"),
  );
}

function frame(caption, notes, columns, rows) {
  return h(
    "div",
    {},
    notes,
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h(
        "table",
        { class: "matrix" },
        h("caption", {}, caption),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("td"),
            columns.map((head) => h("th", { scope: "col" }, h("div", {}, head))),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map(([head, cells]) => h("tr", {}, h("th", { scope: "row" }, head), cells)),
        ),
      ),
    ),
  );
}

function cellKey() {
  const sample = (state, more = "") =>
    h("span", { class: `cell ${state} ${more}` }, CELLS[state]?.[0] ?? "");
  return h(
    "p",
    { class: "key note" },
    Object.entries(CELLS).map(([state, [, word]]) => h("span", {}, sample(state), ` ${word}`)),
    h("span", {}, sample("supports", "thin"), " open: one document"),
    h("span", {}, h("sup", {}, "≠"), " disputed"),
  );
}

// Arrow keys go to the nearest filled cell.
function alongCells(event) {
  nearestBy(event, [...event.currentTarget.closest("table").querySelectorAll("td .cell")])?.focus();
}

export const nothing = () =>
  h("p", { class: "note" }, "Nothing in this selection. Take in more voices, or the whole record.");
