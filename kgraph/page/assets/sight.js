// What is looked at in a drawing: brought into sight, and lit with its neighbours.
import { edgeKey } from "./choice.js";

/**
 * The first of some actors that is drawn, where the picture is zoomed or longer than the window.
 * @param {import("./graph.js").GraphView} view
 * @param {string[]} ids
 */
export function intoSight(view, ids) {
  const first = ids.find((id) => view.part.actors.includes(id));
  if (!first) return;
  const { width, height, zoom } = view;
  const { x, y } = view.spot(first);
  const seen = { x: x + zoom.x, y: y + zoom.y };
  if (seen.x < 0 || seen.y < 0 || seen.x > width || seen.y > height)
    view.shift({ x: width / 2 - x, y: height / 2 - y });
  view.actorAt(first)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/**
 * What is pointed at, has the focus or is chosen stands out with its neighbours; the rest fades.
 * @param {import("./graph.js").GraphView} view
 */
export function litByPointer(view) {
  const { svg } = view;
  const leave = () => lit(view);
  for (const [enter, exit] of [
    ["pointerover", "pointerout"],
    ["focusin", "focusout"],
  ]) {
    svg.addEventListener(enter, (event) => {
      const mark = /** @type {Element} */ (event.target).closest("[data-key]");
      if (mark) lit(view, mark.getAttribute("data-key") ?? "");
    });
    svg.addEventListener(exit, leave);
  }
}

/**
 * An actor or a line with what is next to it.
 * @param {Part} part
 * @param {string} key
 */
export function nearTo({ edges }, key) {
  const near = new Set([key]);
  for (const edge of edges) {
    const { source, target } = edge;
    if (![source, target, edgeKey(edge)].includes(key)) continue;
    near.add(edgeKey(edge)).add(source).add(target);
  }
  return near;
}

/**
 * Light an actor or a line; without one, what is chosen.
 * @param {import("./graph.js").GraphView} view
 * @param {string} [key]
 */
export function lit(view, key = chosenKey(view.app)) {
  const { edges, actors } = view.part;
  const isDrawn = edges.some((edge) => edgeKey(edge) === key) || actors.includes(key);
  view.svg.classList.toggle("lit", isDrawn);
  if (!isDrawn) return;
  const near = nearTo(view.part, key);
  for (const mark of view.svg.querySelectorAll("[data-key]"))
    mark.toggleAttribute("data-near", near.has(mark.getAttribute("data-key") ?? ""));
}

/**
 * The actor or line that is chosen, if one is.
 * @param {App} app
 */
export function chosenKey({ state }) {
  const [kind, ...ids] = state.chosen;
  if (kind === "edge") return ids.join(" ");
  return kind === "actor" || kind === "target" ? ids[0] : "";
}
