// Names in a crowd, where most have no room: the best connected first, on nobody's mark or name.
import { Bins } from "./bins.js";
import { nameBox, shortened, textWidth } from "./places.js";
import { got } from "./plain.js";

/** The share of a picture that names may take where lines have to go round them. */
const SHARE = 0.07;
const WIDEST = 130; // pixels of a name, which is written whole where its actor is opened
const LINE = 14;
/** From the middle of a mark to the first line of its name. */
const BELOW = 10;

/**
 * The room of a mark in a crowd, with its name in one line below.
 * @param {string} label
 * @returns {Room}
 */
export function crowdRoom(label) {
  const line = shortened(label, WIDEST, 12);
  return { lines: [line], half: textWidth(line) / 2 + 3, up: BELOW, down: BELOW + 4 + LINE };
}

/**
 * Whose names are left out.
 * @param {string[]} ids
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {(id: string) => number} rank infinite of those that have a name wherever they stand
 * @param {number} radius of a mark
 * @param {number} width
 * @param {number} height
 */
export function namelessInCrowd(ids, points, rooms, rank, radius, width, height) {
  const marks = /** @type {Bins<string>} */ (new Bins());
  for (const id of ids) {
    const { x, y } = got(points, id);
    const box = { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
    marks.add(box, id);
  }
  const names = new Bins();
  // Under the buttons in the corner nothing can be read.
  names.add({ left: width - 130, right: width, top: height - 48, bottom: height }, "");
  let left = SHARE * width * height;
  const out = new Set(ids);
  for (const id of [...ids].sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1))) {
    const box = nameBox(got(points, id), got(rooms, id), radius);
    if (left < 0) break;
    const isInside = box.left >= 0 && box.right <= width && box.bottom <= height;
    const isFree = isInside && !names.meets(box) && !marks.meets(box);
    if (!isFree && rank(id) < Infinity) continue;
    left -= (box.right - box.left) * (box.bottom - box.top);
    names.add(box, id);
    out.delete(id);
  }
  return out;
}

/**
 * Whose names lines of others run through.
 * @param {Map<string, Box>} names
 * @param {Edge[]} edges
 * @param {(edge: Edge) => Curve} curve
 */
export function runThrough(names, edges, curve) {
  /** @type {Bins<string>} */
  const bins = new Bins();
  for (const [id, box] of names) bins.add(box, id);
  /** @type {Set<string>} */
  const found = new Set();
  for (const edge of edges) {
    for (const point of curve(edge).points)
      for (const { box, it } of bins.at(point)) {
        const isOwn = it === edge.source || it === edge.target;
        if (isOwn || point.x < box.left || point.x > box.right) continue;
        if (point.y > box.top && point.y < box.bottom) found.add(it);
      }
  }
  return found;
}
