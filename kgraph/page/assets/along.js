// Marks of a picture that open their claims: one stop for Tab, arrow keys from mark to mark.
import { pressed } from "./dom.js";
import { nearestBy } from "./keys.js";

export const marksIn = (box) =>
  [...box.querySelectorAll("[data-claims]")].filter((mark) => mark.dataset.claims);

// What makes an element such a mark.
export const opens = (act, says) => ({
  role: "button",
  "aria-label": says,
  tabindex: -1,
  onclick: act,
  onkeydown: along(act),
});

export function withStop(svg) {
  marksIn(svg)[0]?.setAttribute("tabindex", "0");
  return svg;
}

// The one stop for Tab in a drawing moves to a mark.
export function stopAt(svg, mark) {
  for (const old of svg.querySelectorAll('[tabindex="0"]')) old.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
}

const along = (act) => (event) => {
  const svg = event.currentTarget.closest("svg");
  const next = nearestBy(event, marksIn(svg));
  if (!next) return pressed(act)(event);
  stopAt(svg, next);
  return next.focus();
};
