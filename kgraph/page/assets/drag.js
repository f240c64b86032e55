// Dragging in a drawing: an actor to another place, or the whole picture; and zooming.
import { h } from "./dom.js";

/**
 * @typedef {object} Held
 * @property {string | undefined} actor
 * @property {Point} from where the pointer went down
 * @property {Point} zoom where the picture was
 * @property {Point} place where the actor was
 * @property {boolean} moving
 */

/** @param {import("./graph.js").GraphView} view */
export function draggable(view) {
  const { svg } = view;
  /** @type {Held | null} */
  let held = null;
  // The click that ends a drag chooses nothing.
  let swallow = false;
  svg.addEventListener(
    "click",
    (event) => {
      if (swallow) event.stopPropagation();
      swallow = false;
    },
    { capture: true },
  );
  svg.addEventListener("pointerdown", (event) => {
    swallow = false;
    const mark = /** @type {Element} */ (event.target).closest("[data-actor]");
    const actor = mark?.getAttribute("data-actor") ?? undefined;
    const place = view.places.get(actor ?? "") ?? { x: 0, y: 0 };
    held = { actor, from: view.point(event), zoom: view.zoom, place, moving: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    const to = view.point(event);
    const by = { x: to.x - held.from.x, y: to.y - held.from.y };
    if (Math.hypot(by.x, by.y) < 5 && !held.moving) return;
    held.moving = true;
    if (held.actor) {
      const { place } = held;
      const { k } = view.zoom;
      view.put(held.actor, { x: place.x + by.x / k, y: place.y + by.y / k });
    } else view.shift({ x: held.zoom.x + by.x, y: held.zoom.y + by.y });
  });
  const drop = () => {
    if (held?.moving && held.actor) view.pin(held.actor);
    swallow = Boolean(held?.moving);
    held = null;
  };
  svg.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      view.scale(event.deltaY < 0 ? 1.1 : 0.9, view.point(event));
    },
    { passive: false },
  );
  svg.addEventListener("pointerup", drop);
  svg.addEventListener("pointerleave", drop);
}

/** @param {{ scale: (by: number) => void, fit: () => void }} view */
export function zoomButtons(view) {
  /**
   * @param {string} label
   * @param {string} text
   * @param {Act} act
   */
  const round = (label, text, act) =>
    h(
      "button",
      { type: "button", class: "round", "aria-label": label, title: label, onclick: act },
      text,
    );
  return h(
    "div",
    { class: "zoom" },
    round("Zoom in", "+", () => view.scale(1.25)),
    round("Zoom out", "−", () => view.scale(0.8)),
    round("Fit", "⤢", () => view.fit()),
  );
}
