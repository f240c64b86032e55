// The story of a dossier: states of the page, each with a sentence and its claims, above the
// picture. Whatever a reader changes stays, also when the story is left.
import { isolated } from "./bidi.js";
import { h, plainButton } from "./dom.js";
import { many } from "./plain.js";
import { fromHash, sameState, usualVoices } from "./state.js";
import { VIEWS } from "./views.js";

/**
 * The number of the step that is told, from 0; -1 if none is.
 * @param {Pick<App, "state" | "view">} app
 */
export function stepOf({ state, view }) {
  const at = Number(state.story) - 1;
  return view.story && Number.isInteger(at) && view.story.steps[at] ? at : -1;
}

/**
 * What the page shows at a step, whatever it was opened with.
 * @param {View} view
 * @param {number} at
 * @returns {State}
 */
export function stateAt(view, at) {
  const { first, steps } = /** @type {Story} */ (view.story);
  const state = fromHash(steps[at].state.replace(/^#/, ""), { ...view, state: first }, VIEWS);
  // A link has to say whose word is told where the page opens with that of others.
  const own = state.own || state.voices.join() !== usualVoices(view, state).join();
  return { ...state, own, story: String(at + 1) };
}

/**
 * What an address says: one that names a step and nothing else shows what the step shows.
 * @param {View} view
 * @param {string} address
 * @returns {State}
 */
export function stateOf(view, address) {
  const state = fromHash(address, view, VIEWS);
  const names = [...new URLSearchParams(address).keys()];
  const at = stepOf({ state, view });
  const isAlone = names.every((name) => name === "story" || name === "embed");
  return at >= 0 && isAlone ? { ...stateAt(view, at), embed: state.embed } : state;
}

/**
 * The step that is told, in words, with buttons to the others.
 * @param {App} app
 */
export function storyBar(app) {
  const { view, state } = app;
  const at = stepOf(app);
  const { title, steps } = /** @type {Story} */ (view.story);
  const { says, claims } = steps[at];
  /** @param {number} to */
  const go = (to) => app.tell(to);
  /**
   * @param {string} text
   * @param {string} name
   * @param {number} to
   */
  const turn = (text, name, to) =>
    h(
      "button",
      {
        type: "button",
        class: "small-button",
        "aria-label": name,
        disabled: !steps[to],
        onclick: () => go(to),
      },
      text,
    );
  return h(
    "div",
    { class: "story", role: "group", "aria-label": title },
    h(
      "div",
      { class: "steps" },
      turn("←", "Step before", at - 1),
      h(
        "ol",
        {},
        steps.map((one, i) =>
          h(
            "li",
            {},
            h(
              "button",
              {
                type: "button",
                class: i === at ? "small-button told-now" : "small-button",
                "aria-current": i === at ? "step" : null,
                onclick: () => go(i),
              },
              `${i + 1} `,
              h("span", {}, isolated(one.title)),
            ),
          ),
        ),
      ),
      turn("→", "Next step", at + 1),
      h(
        "button",
        {
          type: "button",
          class: "close",
          "aria-label": "Leave the story",
          onclick: () => app.set({ story: "" }),
        },
        "×",
      ),
    ),
    h(
      "p",
      { class: "says", "aria-live": "polite" },
      isolated(says),
      " ",
      h(
        "span",
        { class: "note" },
        `${many(claims.length, "claim")}: `,
        claims.map((id, i) => [
          i ? ", " : "",
          plainButton(id, () => app.choose("claim", id), {
            title: app.world.claims.get(id)?.gloss ?? null,
          }),
        ]),
        sameState(state, stateAt(view, at))
          ? null
          : [" · ", plainButton("Show this step again", () => go(at))],
      ),
    ),
  );
}

/**
 * Arrow keys go to the step before and the next, where nothing else takes them.
 * @param {App} app
 * @param {KeyboardEvent} event
 */
export function alongSteps(app, event) {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const at = stepOf(app);
  if (!way || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = /** @type {Element} */ (event.target);
  if (target !== document.body && !target.closest("#story, #main:focus")) return;
  if (!app.view.story?.steps[at + way]) return;
  event.preventDefault();
  app.tell(at + way);
}
