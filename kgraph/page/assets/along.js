// Marks of a picture that open their claims: one stop for Tab, arrow keys from mark to mark.
import { pressed, within } from "./dom.js";
import { nearestBy } from "./keys.js";

/** @param {ParentNode} box */
export const marksIn = (box) => within(box, "[data-claims]").filter((mark) => mark.dataset.claims);

/**
 * What makes an element such a mark.
 * @param {Act} act
 * @param {string} says
 */
export const opens = (act, says) => ({
  role: "button",
  "aria-label": says,
  tabindex: -1,
  onclick: act,
  onkeydown: along(act),
});

/**
 * @template {Element} E
 * @param {E} svg
 */
export function withStop(svg) {
  marksIn(svg)[0]?.setAttribute("tabindex", "0");
  return svg;
}

/**
 * The one stop for Tab in a drawing moves to a mark.
 * @param {Element} svg
 * @param {Element} mark
 */
export function stopAt(svg, mark) {
  for (const old of svg.querySelectorAll('[tabindex="0"]')) old.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
}

/**
 * @param {Act} act
 * @returns {(event: KeyboardEvent) => void}
 */
const along = (act) => (event) => {
  const svg = /** @type {Element} */ (event.currentTarget).closest("svg");
  const next = svg && nearestBy(event, marksIn(svg));
  if (!next) return pressed(act)(event);
  stopAt(svg, next);
  return next.focus();
};
