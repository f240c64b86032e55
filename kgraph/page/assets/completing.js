// A field that completes what is typed: the first that fits is marked, Tab or Enter takes it.
import { classes, h } from "./dom.js";

/** @typedef {{text: string, says: string, also?: string[], what?: string}} Option */
/** @typedef {{options: () => Option[], fresh?: (typed: string) => void, taken: () => void}} Ways */

const SHOWN = 8;

/** @param {string} text */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/**
 * How well a text fits what is typed, 0 best; more than 3 not at all.
 * @param {string} typed
 * @param {string} text
 */
function fit(typed, text) {
  const known = plain(text);
  if (known === typed) return 0;
  if (known.startsWith(typed)) return 1;
  if (known.includes(` ${typed}`)) return 2;
  return known.includes(typed) ? 3 : 4;
}

/**
 * @param {string} typed
 * @param {Option[]} options
 */
export function fitting(typed, options) {
  const wanted = plain(typed);
  const ranked = options.map((one) => {
    const also = (one.also ?? []).map((name) => fit(wanted, name) + 0.5);
    return { one, rank: Math.min(fit(wanted, one.says), fit(wanted, one.text), ...also) };
  });
  return ranked
    .filter(({ rank }) => rank < 4)
    .sort((a, b) => a.rank - b.rank || a.one.says.length - b.one.says.length)
    .slice(0, SHOWN)
    .map(({ one }) => one);
}

/**
 * Make an input complete; returns the list to stand behind it.
 * @param {HTMLInputElement} input
 * @param {Ways} ways
 */
export function completing(input, ways) {
  const list = h("ul", { role: "listbox", id: `${input.id}-list`, class: "options", hidden: true });
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? input.id);
  /** @type {(() => void)[]} */
  let acts = [];
  let at = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    acts = [];
    at = -1;
  }

  /** @param {number} to */
  function mark(to) {
    at = (to + acts.length) % acts.length;
    [...list.children].forEach((one, n) => {
      one.setAttribute("aria-selected", String(n === at));
      one.className = classes({ marked: n === at });
    });
    input.setAttribute("aria-activedescendant", `${input.id}-${at}`);
  }

  function open() {
    const typed = input.value;
    const found = typed.trim() ? fitting(typed, ways.options()) : [];
    /** @type {{says: string, what?: string, act: () => void}[]} */
    const shown = found.map((one) => ({
      says: one.says,
      what: one.what,
      act: () => {
        input.value = one.text;
        ways.taken();
      },
    }));
    const { fresh } = ways;
    if (fresh && typed.trim() && !found.some((one) => plain(one.says) === plain(typed))) {
      shown.push({ says: `New name: ${typed.trim()}`, act: () => fresh(typed.trim()) });
    }
    if (!shown.length) {
      close();
      return;
    }
    acts = shown.map((one) => one.act);
    list.replaceChildren(
      ...shown.map((one, n) =>
        h(
          "li",
          {
            role: "option",
            id: `${input.id}-${n}`,
            dir: "auto",
            onmousedown: (/** @type {Event} */ event) => {
              event.preventDefault();
              take(n);
            },
          },
          one.says,
          one.what ? h("small", {}, ` ${one.what}`) : "",
        ),
      ),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(0);
  }

  /** @param {number} n */
  function take(n) {
    const act = acts[n];
    close();
    act?.();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
      take(at);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return list;
}
