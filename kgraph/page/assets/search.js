// The question bar: a combobox that finds names, pairs, claims, issues, events and views.
import { isolated } from "./bidi.js";
import { h, within } from "./dom.js";
import { many } from "./plain.js";
import { Questions, wordsIn } from "./questions.js";

/** How many of a group are listed before somebody asks for all of them, and then. */
const FEW = 4;
const MOST = 60;

/**
 * What can be picked: a hit, or what changes the list.
 * @typedef {{ hit?: import("./questions.js").Hit, act?: () => void }} Choice
 */

/**
 * @param {App} app
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {HTMLElement} said how much is found
 * @param {(hit: import("./questions.js").Hit) => void} open
 */
export function search(app, input, list, said, open) {
  /** @type {Questions | null} */
  let questions = null;
  /** @type {Choice[]} */
  let choices = [];
  /** @type {Set<string>} */
  let wide = new Set();
  let at = 0;

  const close = () => {
    input.value = "";
    show();
    input.blur();
  };
  /** @param {Choice} one */
  const pick = ({ hit, act }) => {
    if (act) act();
    else if (hit) {
      close();
      open(hit);
    }
  };
  /** @param {number} to */
  const move = (to) => {
    const options = within(list, '[role="option"]');
    at = options.length ? (to + options.length) % options.length : 0;
    options.forEach((one, i) => one.setAttribute("aria-selected", String(i === at)));
    if (options[at]) {
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  /**
   * @param {Choice} choice
   * @param {...Child} children
   */
  const option = (choice, ...children) => {
    choices.push(choice);
    return h(
      "div",
      {
        role: "option",
        id: `match-${choices.length - 1}`,
        "aria-selected": "false",
        onpointerdown: (event) => {
          event.preventDefault();
          pick(choice);
        },
      },
      children,
    );
  };
  /**
   * @param {string} name
   * @param {import("./questions.js").Hit[]} hits
   */
  const group = (name, hits) => {
    const listed = hits.slice(0, wide.has(name) ? MOST : FEW);
    const rest = Math.min(hits.length, MOST) - listed.length;
    return h(
      "div",
      { role: "group", "aria-label": `${name}: ${hits.length}` },
      listed.map((hit) =>
        option(
          { hit },
          isolated(hit.label),
          hit.note ? h("span", { class: "note" }, ` ${hit.note}`) : null,
        ),
      ),
      rest > 0
        ? option(
            { act: () => show(wide.add(name)) },
            h("em", {}, `${rest} more ${name.toLowerCase()}`),
          )
        : null,
    );
  };
  /** What is near where nothing is found: the words by themselves. */
  const apart = (/** @type {Questions} */ index) => {
    const words = wordsIn(input.value);
    const some = words
      .filter((word) => words.length > 1 && index.ask(word).size)
      .map((word) =>
        option(
          {
            act: () => {
              input.value = word;
              look();
            },
          },
          `${word} alone`,
        ),
      );
    return some.length ? [h("div", { role: "group", "aria-label": "Parts of it" }, some)] : [];
  };
  /** @param {Set<string>} [more] groups that list more */
  const show = (more = new Set()) => {
    wide = more;
    choices = [];
    const asked = input.value.trim() !== "";
    if (asked) questions ??= new Questions(app);
    const found = questions && asked ? questions.ask(input.value) : new Map();
    const groups = [...found].map(([name, hits]) => group(name, hits));
    const nothing = asked && questions && !groups.length ? apart(questions) : [];
    list.replaceChildren(...groups, ...nothing);
    const box = /** @type {HTMLElement} */ (list.parentElement);
    box.hidden = !asked;
    list.hidden = !choices.length;
    input.setAttribute("aria-expanded", String(choices.length > 0));
    said.textContent = asked && questions ? told(app, questions, input.value, found) : "";
    move(0);
  };
  const look = () => show();

  input.addEventListener("input", look);
  input.addEventListener("blur", () => {
    /** @type {HTMLElement} */ (list.parentElement).hidden = true;
    input.setAttribute("aria-expanded", "false");
  });
  input.addEventListener("focus", look);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && choices[at]) pick(choices[at]);
    else if (event.key === "Escape") close();
  });
}

/**
 * How much is found; where nothing is, what was searched.
 * @param {App} app
 * @param {Questions} questions
 * @param {string} asked
 * @param {Map<string, unknown[]>} found
 */
function told({ view }, questions, asked, found) {
  if (found.size) return [...found].map(([name, hits]) => `${name} ${hits.length}`).join(" · ");
  const [a, b] = questions.strangers(asked);
  if (a && b)
    return `Nothing is told between ${isolated(a)} and ${isolated(b)} in these documents.`;
  const searched = `${many(view.entities.length, "name")} and ${many(view.claims.length, "claim")}`;
  return `Nothing found in ${searched}, of all voices and days.`;
}
