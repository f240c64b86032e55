// What leads between bodies: alliances, unions, states with what is theirs, counted.
import { lookAt } from "./actors.js";
import { h, plainButton } from "./dom.js";
import { fold } from "./folding.js";
import { grid } from "./grid.js";
import { groupedBy, many, sortedByText } from "./plain.js";

/** @type {Record<Layer, [sign: number, mark: string][]>} */
const COUNTED = {
  conduct: [
    [1, "+"],
    [-1, "−"],
  ],
  influence: [[1, ""]],
  positions: [],
  structure: [],
};

/** @param {App} app */
export function bodies(app) {
  const { part, view } = app;
  /** @param {string} id */
  const bodyOf = (id) => {
    let body = id;
    while (view.homes[body]) body = view.homes[body];
    return body;
  };
  const inside = groupedBy(Object.keys(view.homes), bodyOf);
  const names = sortedByText([...inside.keys()], (id) => fold(app.plainLabel(id)));
  const counted = COUNTED[part.layer];
  if (!names.length)
    return h("p", { class: "nothing" }, "The structure of this dossier names no bodies.");
  if (!counted.length)
    return h("p", { class: "nothing" }, "Between bodies conduct and levers are counted.");
  const between = groupedBy(part.ties, (one) => `${bodyOf(one.source)} ${bodyOf(one.target)}`);
  /** @type {(from: string, to: string) => string} */
  const counts = (from, to) =>
    counted
      .map(([sign, mark]) => {
        const ties = between.get(`${from} ${to}`)?.filter((one) => one.sign === sign).length;
        return ties ? `${mark}${ties}` : "";
      })
      .filter(Boolean)
      .join(" ");
  const without = app.part.actors.filter((id) => !inside.has(bodyOf(id))).length;
  const head = (/** @type {string} */ id) =>
    plainButton(`${app.label(id)} (${inside.get(id)?.length})`, () => lookAt(app, id));
  const caption =
    part.layer === "conduct"
      ? "Ties between bodies: rows to columns, + friendly, − hostile"
      : "Levers between bodies: of rows on columns";
  return h(
    "div",
    {},
    h(
      "p",
      { class: "note" },
      `${many(names.length, "body", "bodies")}, in brackets how many belong to each; `,
      "what they do is counted as its own. ",
      without ? `${many(without, "actor")} in no body left out.` : "",
    ),
    grid(
      caption,
      names.map(head),
      names.map((from) => [
        head(from),
        names.map((to) => h("td", { class: from === to ? "self" : null }, counts(from, to))),
      ]),
    ),
  );
}
