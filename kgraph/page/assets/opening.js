// Where to begin while nothing is chosen.
import { documentsBehind, hasUnmet, isDisputed } from "./choice.js";
import { h, plainButton } from "./dom.js";
import { assessableFirst } from "./measures.js";
import { capital, present } from "./plain.js";
import { edgeWord, unmetWords } from "./linewords.js";
import { drawnOf, relationOf } from "./words.js";

/**
 * Ranks and blocs as they are in the measures; without interval no rank.
 * @param {App} app
 */
export function ofOpening(app) {
  const { made, captions, blocs, ranked } = app.view.measured;
  const { layer } = app.state;
  const id = { structure: "", positions: "blocs", conduct: "", influence: "ranks" }[layer];
  const one = made.find((each) => each.id === id);
  // They were made of the record that the page opened with: of no day that is chosen since.
  if (!one || app.state.asOf !== app.view.state.asOf) return [];
  /** @param {string} actor */
  const name = (actor) => plainButton(app.label(actor), () => app.choose("actor", actor));
  const lines =
    one.id === "blocs"
      ? blocs.map((actors, n) => [
          `Bloc ${n + 1}: `,
          actors.map((actor, i) => [i ? ", " : "", name(actor)]),
        ])
      : assessableFirst(one)
          .slice(0, 6)
          .map((n) => [
            plainButton(one.rows[n][0], () => app.choose("row", one.id, String(n))),
            ` ${ranked[n]}`,
          ]);
  return present([
    h("h3", {}, one.title),
    lines.length
      ? h(
          "ul",
          { class: "first" },
          lines.map((line) => h("li", {}, line)),
        )
      : null,
    ...one.notes.map((note) => h("p", { class: "note" }, note)),
    h("p", { class: "note" }, `Made of: ${captions[one.caption]}`),
    h(
      "p",
      {},
      plainButton("All measures", () => app.set({ view: "measures", measure: one.id })),
    ),
  ]);
}

/**
 * Where to begin: ties and cells, never a rank of actors.
 * @param {App} app
 */
export function firstLook(app) {
  const { part } = app;
  const { layer } = app.state;
  /**
   * A pair with what is so of it: the words of the ties of which it is, not of the strongest.
   * @param {Edge} edge
   * @param {(one: Tie) => boolean} [isSo]
   */
  const pair = (edge, isSo) => {
    const ties = isSo ? edge.parts.filter(isSo) : [];
    const words = ties.length
      ? [...new Set(ties.map((one) => relationOf(app, one)))].join(", ")
      : edgeWord(app, layer, edge, "");
    return opener(edge, words);
  };
  /**
   * @param {Edge} edge
   * @param {string} words
   */
  const opener = (edge, words) =>
    plainButton(`${app.label(edge.source)} → ${app.label(edge.target)}: ${words}`, () =>
      app.choose("edge", edge.source, edge.target, String(edge.sign)),
    );
  /** @param {Cell} one */
  const cell = (one) =>
    plainButton(`${app.label(one.holder)}: ${app.label(one.target)}`, () =>
      app.choose("cell", one.holder, one.target),
    );
  /** @type {<T>(title: string, several: T[], show: (one: T) => HTMLElement) => Element[]} */
  const list = (title, several, show) => {
    // Two lines of a pair may say the same, such as an act and the duty that it kept.
    const said = new Map(several.map(show).map((one) => [one.textContent, one]));
    const shown = [...said.values()];
    return shown.length
      ? [
          h("h3", {}, title),
          h(
            "ul",
            { class: "first" },
            shown.slice(0, 4).map((one) => h("li", {}, one)),
            shown.length > 4 ? h("li", { class: "note" }, `and ${shown.length - 4} more`) : null,
          ),
        ]
      : [];
  };
  /** @param {Tie} one */
  const documents = (one) => documentsBehind(app.world, one.claims).size;
  /** @param {Tie} one */
  const isShared = (one) => documents(one) > 1;
  /** @param {{ parts: Tie[] }} one */
  const most = (one) => Math.max(0, ...one.parts.map(documents));
  /** @type {<T extends { parts: Tie[] }>(several: T[]) => T[]} */
  const shared = (several) =>
    several.filter((one) => one.parts.some(isShared)).sort((a, b) => most(b) - most(a));
  /** @type {<T extends { parts: Tie[] }>(several: T[]) => T[]} */
  const disputed = (several) => several.filter((one) => one.parts.some(isDisputed));
  if (layer === "positions") {
    return [
      ...list(
        "Mixed positions",
        part.cells.filter((one) => drawnOf(one) === "mixed"),
        cell,
      ),
      ...list("Disputed", disputed(part.cells), cell),
      ...list("Told by several documents", shared(part.cells), cell),
    ];
  }
  const strongest = part.edges
    .filter((edge) => !edge.layer)
    .filter((edge) =>
      layer === "influence" ? Object.values(edge.families).includes("strong") : edge.weight >= 0.75,
    )
    .sort((a, b) => b.weight - a.weight);
  return [
    ...list(capital(app.view.say.unmet), part.edges.filter(hasUnmet), (edge) =>
      opener(edge, unmetWords(app, edge)[0]),
    ),
    ...list("Disputed", disputed(part.edges), (edge) => pair(edge, isDisputed)),
    ...list(layer === "influence" ? "Strong levers" : "Strongest conduct", strongest, (edge) =>
      pair(edge),
    ),
    ...list("Told by several documents", shared(part.edges), (edge) => pair(edge, isShared)),
  ];
}
