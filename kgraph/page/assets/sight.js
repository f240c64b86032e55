// What is looked at in a drawing: brought into sight, and lit with its neighbours.
import { edgeKey } from "./choice.js";
import { near } from "./curves.js";
import { got } from "./plain.js";

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

/** How near a line has to be to be meant, in pixels. */
const MEANT = 7;

/**
 * In a crowd lines are narrow to the pointer: a click beside them opens the nearest.
 * @param {import("./graph.js").GraphView} view
 */
export function nearestOpens(view) {
  view.svg.addEventListener("click", (event) => {
    if (!view.crowded || /** @type {Element} */ (event.target).closest("[data-key]")) return;
    const { x, y } = view.point(event);
    const at = { x: x - view.zoom.x, y: y - view.zoom.y };
    let [found, least] = [/** @type {Edge | null} */ (null), MEANT];
    for (const edge of view.part.edges)
      for (const point of got(view.curves, edgeKey(edge)).points) {
        const far = near(point, at);
        if (far < least) [found, least] = [edge, far];
      }
    if (found) view.app.choose("edge", found.source, found.target, String(found.sign));
  });
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
  const found = new Set([key]);
  for (const edge of edges) {
    const { source, target } = edge;
    if (![source, target, edgeKey(edge)].includes(key)) continue;
    found.add(edgeKey(edge)).add(source).add(target);
  }
  return found;
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
  const beside = nearTo(view.part, key);
  for (const mark of view.svg.querySelectorAll("[data-key]"))
    mark.toggleAttribute("data-near", beside.has(mark.getAttribute("data-key") ?? ""));
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
