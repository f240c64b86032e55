// The actors of a record that no picture bears: a list with counts. A click looks at one.
import { h, plainButton } from "./dom.js";
import { fold } from "./folding.js";
import { nothing } from "./matrix.js";
import { groupedBy, many } from "./plain.js";
import { sortable } from "./sortable.js";
import { TITLES } from "./words.js";

/** What is counted of the ties of an actor, by layer. */
const SIGNED = /** @type {[name: string, sign: number][]} */ ([
  ["Friendly", 1],
  ["Hostile", -1],
]);

/** @param {App} app */
export function actors(app) {
  const { part } = app;
  const { layer } = app.state;
  if (!part.ties.length) return nothing(app);
  const ends = part.ties.flatMap((one) => [
    { id: one.source, one },
    { id: one.target, one },
  ]);
  const rows = [...groupedBy(ends, ({ id }) => id)]
    .filter(([id]) => id.startsWith("actor:"))
    .map(([id, several]) => {
      const ties = several.map(({ one }) => one);
      return { id, ties, claims: new Set(ties.flatMap((one) => one.claims)).size };
    })
    .sort(
      (a, b) =>
        b.ties.length - a.ties.length ||
        b.claims - a.claims ||
        (fold(app.plainLabel(a.id)) < fold(app.plainLabel(b.id)) ? -1 : 1),
    );
  const signed = layer === "conduct" ? SIGNED : [];
  const heads = ["Actor", "Kind", "Ties", ...signed.map(([name]) => name), "Claims", "Documents"];
  const whole = app.whole[layer].ties;
  const without = app.actorsOf(whole).filter((id) => id.startsWith("actor:")).length - rows.length;
  const have = `${without === 1 ? "has" : "have"} none with these filters.`;
  const left = without > 0 ? ` ${many(without, "more actor")} ${have}` : "";
  const caption = `Actors of ${TITLES[layer]}`;
  return h(
    "div",
    {},
    h(
      "p",
      { class: "note" },
      `${many(rows.length, "actor")} with a tie, those with most first.${left} ` +
        "More than a picture bears: a name opens the picture of one and who is nearest. ",
      plainButton("Draw all on one canvas", () => app.set({ view: "graph" })),
    ),
    sortable(
      h(
        "div",
        {
          class: "scroll",
          tabindex: 0,
          role: "region",
          "aria-label": caption,
        },
        h(
          "table",
          { class: "ties actors" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              heads.map((name) => h("th", { scope: "col" }, name)),
            ),
          ),
          h(
            "tbody",
            {},
            rows.map(({ id, ties, claims }) =>
              h(
                "tr",
                {},
                h(
                  "td",
                  {},
                  plainButton(app.label(id), () => lookAt(app, id)),
                ),
                h("td", {}, app.word(app.world.entities.get(id)?.type ?? "")),
                h("td", {}, String(ties.length)),
                signed.map(([, sign]) =>
                  h("td", {}, String(ties.filter((one) => one.sign === sign).length)),
                ),
                h("td", {}, String(claims)),
                h("td", {}, String(app.documentsOf(ties.flatMap((one) => one.claims)).length)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/**
 * The picture of an actor and its nearest.
 * @param {App} app
 * @param {string} id
 */
export const lookAt = (app, id) => app.set({ view: "graph", focus: [id], chosen: ["actor", id] });
