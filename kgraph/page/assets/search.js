// Finding by any name: a combobox that goes to an actor, an issue, an event or a claim.
import { h } from "./dom.js";
import { spellings } from "./folding.js";

/**
 * @typedef {object} Match
 * @property {string} id
 * @property {string} label
 * @property {string} note
 * @property {string} kind
 * @property {string[]} keys
 */

const FOUND = ["actor", "issue", "event", "agreement"];

/**
 * @param {App} app
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 */
export function search(app, input, list) {
  const names = [
    ...app.view.entities
      .filter((entity) => FOUND.includes(entity.kind))
      .map((entity) => ({
        id: entity.id,
        label: entity.label,
        note: app.word(entity.type),
        kind: entity.kind === "actor" ? "actor" : "target",
        keys: [entity.label, ...entity.aliases, ...entity.hidden].flatMap(spellings),
      })),
    ...app.view.claims.map((claim) => ({
      id: claim.id,
      label: claim.id,
      note: claim.gloss,
      kind: "claim",
      keys: spellings(claim.id),
    })),
  ];
  /** @type {Match[]} */
  let found = [];
  let at = 0;
  /** @param {Match} one */
  const pick = (one) => {
    input.value = "";
    show([]);
    input.blur();
    app.goTo(one.kind, one.id);
  };
  /** @param {Match[]} matches */
  const show = (matches) => {
    found = matches;
    list.hidden = !matches.length;
    input.setAttribute("aria-expanded", String(Boolean(matches.length)));
    list.replaceChildren(
      ...matches.map((one, i) =>
        h(
          "li",
          {
            role: "option",
            id: `match-${i}`,
            "aria-selected": String(i === at),
            onpointerdown: (event) => {
              event.preventDefault();
              pick(one);
            },
          },
          one.label,
          h("span", { class: "note" }, ` ${one.note}`),
        ),
      ),
    );
    if (matches.length) input.setAttribute("aria-activedescendant", `match-${at}`);
    else input.removeAttribute("aria-activedescendant");
  };
  // Names that begin so come first.
  const look = () => {
    const wanted = spellings(input.value);
    at = 0;
    /** @param {Match} one */
    const rank = (one) =>
      one.keys.some((key) => wanted.some((word) => key.startsWith(word)))
        ? 0
        : one.kind === "claim"
          ? 2
          : 1;
    show(
      wanted[0]
        ? names
            .filter((one) => one.keys.some((key) => wanted.some((word) => key.includes(word))))
            .sort((a, b) => rank(a) - rank(b))
            .slice(0, 8)
        : [],
    );
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % (found.length || 1);
      show(found);
    } else if (event.key === "Enter" && found[at]) pick(found[at]);
    else if (event.key === "Escape") {
      input.value = "";
      show([]);
      input.blur();
    }
  });
}
