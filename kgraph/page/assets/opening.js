// Where to begin while nothing is chosen.
import { documentsBehind, hasUnmet, isDisputed } from "./choice.js";
import { h, plainButton } from "./dom.js";
import { assessableFirst } from "./measures.js";
import { capital, present } from "./plain.js";
import { isOverview } from "./state.js";
import { edgeWord } from "./words.js";

/**
 * Ranks and blocs as they are in the measures; without interval no rank.
 * @param {App} app
 */
export function ofOpening(app) {
  const { made, captions, blocs } = app.view.measured;
  const { layer } = app.state;
  const id = { structure: "", positions: "blocs", conduct: "", influence: "ranks" }[layer];
  const one = made.find((each) => each.id === id);
  if (!one) return [];
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
          .map((n) => ({ row: one.rows[n], n }))
          .map(({ row, n }) => [
            plainButton(row[0], () => app.choose("row", one.id, String(n))),
            ` rank ${row[1]}`,
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
  /** @param {Edge} edge */
  const pair = (edge) =>
    plainButton(
      `${app.label(edge.source)} → ${app.label(edge.target)}` +
        (isOverview(app.state) ? `: ${edgeWord(app, layer, edge, "")}` : ""),
      () => app.choose("edge", edge.source, edge.target, String(edge.sign)),
    );
  /** @param {Cell} one */
  const cell = (one) =>
    plainButton(`${app.label(one.holder)}: ${app.label(one.target)}`, () =>
      app.choose("cell", one.holder, one.target),
    );
  /** @type {<T>(title: string, several: T[], show: (one: T) => Node) => Element[]} */
  const list = (title, several, show) =>
    several.length
      ? [
          h("h3", {}, title),
          h(
            "ul",
            { class: "first" },
            several.slice(0, 4).map((one) => h("li", {}, show(one))),
            several.length > 4
              ? h("li", { class: "note" }, `and ${several.length - 4} more`)
              : null,
          ),
        ]
      : [];
  /** @param {{ parts: Tie[] }} one */
  const claims = (one) => one.parts.flatMap((it) => it.claims);
  /** @param {{ parts: Tie[] }} one */
  const documents = (one) => documentsBehind(app.world, claims(one)).size;
  /** @type {<T extends { parts: Tie[] }>(several: T[]) => T[]} */
  const shared = (several) =>
    several.filter((one) => documents(one) > 1).sort((a, b) => documents(b) - documents(a));
  /** @type {<T extends { parts: Tie[] }>(several: T[]) => T[]} */
  const disputed = (several) => several.filter((one) => one.parts.some(isDisputed));
  if (layer === "positions") {
    return [
      ...list(
        "Mixed positions",
        part.cells.filter((one) => one.state === "mixed"),
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
    ...list(capital(app.view.say.unmet), part.edges.filter(hasUnmet), pair),
    ...list("Disputed", disputed(part.edges), pair),
    ...list(layer === "influence" ? "Strong levers" : "Strongest conduct", strongest, pair),
    ...list("Told by several documents", shared(part.edges), pair),
  ];
}
