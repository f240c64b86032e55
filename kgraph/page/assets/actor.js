// The evidence on an actor: who it is, what one can do with it, and all its ties.
import { isolated } from "./bidi.js";
import { copies, section } from "./blocks.js";
import { h, outward, plainButton } from "./dom.js";
import { hasPaths } from "./scene.js";
import { command } from "./commands.js";
import { groupedBy, many, present } from "./plain.js";
import { elsewhere } from "./whereabouts.js";
import { moodOf } from "./words.js";

/** In which order signs of conduct are counted. */
const MOODS = [1, -1, 0];
const WIKIDATA = "https://www.wikidata.org/wiki/";

/**
 * @param {App} app
 * @param {string} actor
 */
export function ofActor(app, actor) {
  const entity = app.world.entities.get(actor);
  if (!entity) return null;
  const { positions, conduct, influence, inside } = app.shown;
  /** @param {Tie} one */
  const touches = (one) => one.source === actor || one.target === actor;
  const members = [...(inside[actor] ?? [])].sort();
  const claims = new Set(
    [...positions.ties, ...conduct.ties, ...influence.ties]
      .filter(touches)
      .flatMap((one) => one.claims),
  );
  return [
    h("h2", {}, entity.label),
    h(
      "p",
      { class: "note" },
      app.word(entity.type),
      entity.partOf ? `, part of ${app.label(entity.partOf)}` : "",
    ),
    inNumbers(app, actor),
    entity.aliases.length
      ? h("p", { class: "note" }, `also ${entity.aliases.map(isolated).join(", ")}`)
      : null,
    entity.qid
      ? h("p", { class: "note" }, outward(`${WIKIDATA}${entity.qid}`, `Wikidata ${entity.qid}`))
      : null,
    actions(app, actor, members),
    Object.entries(inside)
      .filter(([, several]) => several.has(actor))
      .map(([house]) =>
        h(
          "p",
          { class: "note" },
          `Drawn inside ${app.label(house)}. `,
          plainButton(`Open ${app.label(house)}`, () =>
            app.set({ opened: [...app.state.opened, house] }),
          ),
        ),
      ),
    members.length
      ? h(
          "p",
          { class: "note" },
          "Inside: ",
          members.map((one, i) => [i ? ", " : "", app.label(one)]),
        )
      : null,
    section(
      app,
      "Who can move it",
      "influence",
      influence.ties.filter((one) => one.target === actor),
    ),
    section(
      app,
      "Whom it can move",
      "influence",
      influence.ties.filter((one) => one.source === actor),
    ),
    section(
      app,
      "Attempts and outcomes",
      "influence",
      [...influence.attempts, ...influence.outcomes].filter(touches),
      false,
    ),
    section(app, "Conduct", "conduct", conduct.ties.filter(touches)),
    section(
      app,
      "Positions",
      "positions",
      positions.ties.filter((one) => one.source === actor),
    ),
    section(app, "Structure", "structure", bondsOf(app, actor)),
    section(
      app,
      "Structure of those inside",
      "structure",
      app.shown.structure.ties.filter((one) => members.includes(one.source) && !touches(one)),
    ),
    copies(app, [...claims], command(app, [actor])),
  ];
}

/**
 * What is shown of an actor, in counts.
 * @param {App} app
 * @param {string} actor
 */
function inNumbers(app, actor) {
  const { positions, conduct, influence } = app.shown;
  /** @param {Ends} one */
  const touches = (one) => one.source === actor || one.target === actor;
  /**
   * @param {Tie[]} ties
   * @param {"source" | "target"} end
   */
  const others = (ties, end) => new Set(ties.map((one) => one[end])).size;
  const acts = conduct.ties.filter(touches);
  const told = groupedBy(
    [...acts].sort((a, b) => MOODS.indexOf(a.sign) - MOODS.indexOf(b.sign)),
    (one) => moodOf(app, one),
  );
  const moods = [...told].map(([mood, several]) => `${several.length} ${mood}`).join(", ");
  const held = influence.ties.filter((one) => one.source === actor);
  const borne = influence.ties.filter((one) => one.target === actor);
  const unmet = held.filter((one) => one.hollowBy.length > 0).length;
  const stands = positions.ties.filter((one) => one.source === actor);
  const bonds = bondsOf(app, actor);
  const claims = new Set(
    [...acts, ...held, ...borne, ...stands, ...bonds].flatMap((one) => one.claims),
  );
  const parts = present([
    acts.length && `${many(acts.length, "tie")} of conduct (${moods})`,
    held.length && `levers on ${many(others(held, "target"), "actor")}`,
    borne.length && `levers of ${many(others(borne, "source"), "actor")} on it`,
    unmet && `${many(unmet, "duty", "duties")} reported unmet`,
    stands.length && many(stands.length, "position"),
    bonds.length && many(bonds.length, "structural bond"),
  ]);
  if (!parts.length) return [h("p", {}, "Nothing in this selection."), elsewhere(app, touches)];
  const documents = app.documentsOf([...claims]).length;
  return h(
    "p",
    { class: "lead" },
    `${app.label(actor)}: ${parts.join("; ")}; `,
    `${many(claims.size, "claim")} of ${many(documents, "document")}.`,
  );
}

/**
 * The bonds of a thing, affirmed and declared.
 * @param {App} app
 * @param {string} id
 */
export const bondsOf = (app, id) =>
  [...app.shown.structure.ties, ...app.world.declared].filter(
    (one) => one.source === id || one.target === id,
  );

/**
 * @param {App} app
 * @param {string} actor
 * @param {string[]} members
 */
function actions(app, actor, members) {
  const { state } = app;
  const focused = state.focus.includes(actor);
  const houses = [...new Set((app.world.terms.get(actor) ?? []).map((term) => term.into))].filter(
    (house) => state.opened.includes(house),
  );
  /**
   * @param {string} text
   * @param {Partial<State>} changes
   * @param {Attributes} [more]
   */
  const act = (text, changes, more = {}) =>
    h(
      "button",
      { type: "button", class: "small-button", onclick: () => app.set(changes), ...more },
      text,
    );
  return h(
    "div",
    { class: "actions" },
    act(focused ? "End focus" : state.focus.length ? "Expand here" : "Focus", {
      focus: focused ? state.focus.filter((one) => one !== actor) : [...state.focus, actor],
      path: [],
    }),
    state.focus.length
      ? act(state.steps === "1" ? "Two steps" : "One step", {
          steps: state.steps === "1" ? "2" : "1",
        })
      : null,
    act("Hide", { hidden: [...state.hidden, actor], chosen: [] }),
    members.length
      ? act(`Open (${members.length} inside)`, { opened: [...state.opened, actor] })
      : null,
    state.opened.includes(actor)
      ? act("Close again", { opened: state.opened.filter((one) => one !== actor) })
      : null,
    houses.map((house) =>
      act(`Back inside ${app.label(house)}`, {
        opened: state.opened.filter((one) => one !== house),
        chosen: ["actor", house],
      }),
    ),
    pathChoice(app, actor),
  );
}

/**
 * @param {App} app
 * @param {string} actor
 */
function pathChoice(app, actor) {
  const others = app.actorsOf(app.shown[app.state.layer].edges).filter((one) => one !== actor);
  if (!hasPaths(app.state.layer) || !others.length) return null;
  return h(
    "label",
    { class: "paths" },
    "Paths to ",
    h(
      "select",
      {
        onchange: (event) => app.set({ path: [actor, event.target.value], chosen: [], focus: [] }),
      },
      h("option", { value: "" }, "…"),
      others.map((one) => h("option", { value: one }, app.label(one))),
    ),
  );
}
