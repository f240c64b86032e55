// Marks of a picture that open their claims: one stop for Tab, arrow keys from mark to mark.
import { pressed } from "./dom.js";
import { nearestTo } from "./keys.js";

export const marksIn = (box) => [...box.querySelectorAll("[data-claims]")].filter((mark) => mark.dataset.claims);

// What makes an element such a mark.
export const opens = (act, says) => ({ role: "button", "aria-label": says, tabindex: -1, onclick: act, onkeydown: along(act) });

export function withStop(svg) {
  marksIn(svg)[0]?.setAttribute("tabindex", "0");
  return svg;
}

function along(act) {
  const turns = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  return (event) => {
    if (!turns[event.key]) return pressed(act)(event);
    event.preventDefault();
    const here = event.currentTarget;
    const middle = (mark) => { const box = mark.getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + box.height / 2 }; };
    const others = marksIn(here.closest("svg")).filter((mark) => mark !== here);
    const next = nearestTo(middle(here), others, turns[event.key], middle);
    if (!next) return undefined;
    here.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    return next.focus();
  };
}
