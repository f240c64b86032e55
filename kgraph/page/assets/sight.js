// What is looked at in a drawing: brought into sight, and lit with its neighbours.

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
