// Where words and signs stand on the lines of a drawing: on their own line, where no other is near,
// and over no name, mark or other word. Pure.
import { Bins } from "./bins.js";
import { boxOf, wordHalf } from "./places.js";
import { got } from "./plain.js";

/** Where on a line something may stand, the best first: from its middle outwards. */
const ALONG = Array.from({ length: 45 }, (_, i) => 0.5 + (i % 2 ? 0.01 : -0.01) * (i + (i % 2)));
/** How far from its line the word of a duty may stand that has no room on it. */
const BESIDE = 13;
/** From which distance on another line is not near: to a word, to a sign; and the least of all. */
const NEAR = 9;
export const NEAR_A_SIGN = 15;
const LEAST = 3;

/**
 * @typedef {object} Wanted
 * @property {string} pair whose line it is
 * @property {string} text
 * @property {Curve} curve
 * @property {boolean} [isDuty]
 * @property {boolean} [isSign]
 */

/**
 * Words and signs on lines, the most important first.
 * @template {Wanted} W
 * @param {W[]} wanted
 * @param {string[]} taken what has a room of its own: actors, and words that stand
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {{ width: number, height: number }} size
 * @param {import("./nearby.js").Nearby} nearby
 * @param {number} [most]
 * @param {boolean} [isAside] whether they stand beside their lines
 * @returns {(W & Point)[]}
 */
export function placed(
  wanted,
  taken,
  points,
  rooms,
  size,
  nearby,
  most = Infinity,
  isAside = false,
) {
  const full = new Bins();
  for (const id of taken) full.add(boxOf(got(points, id), got(rooms, id)), id);
  /** @type {(W & Point)[]} */
  const found = [];
  for (const one of wanted) {
    if (found.length >= most) break;
    const half = wordHalf(one.text, one.isDuty);
    // A word as long as its line would hide it.
    if (!isAside && one.curve.length < 14 + 1.1 * half) continue;
    /** @param {Point} point */
    const boxAt = ({ x, y }) => ({ left: x - half, right: x + half, top: y - 9, bottom: y + 8 });
    /** @param {Point} point */
    const isFree = (point) => {
      const box = boxAt(point);
      const inside =
        box.left > 0 && box.top > 0 && box.right < size.width && box.bottom < size.height;
      return inside && !full.meets(box);
    };
    const spot = clearest(one, isFree, nearby, isAside);
    if (!spot) continue;
    full.add(boxAt(spot), "");
    found.push({ ...one, ...spot });
  }
  return found;
}

/**
 * The first free spot where no other line is near, else the one where they are farthest.
 * @param {Wanted} one
 * @param {(point: Point) => boolean} isFree
 * @param {import("./nearby.js").Nearby} nearby
 * @param {boolean} isAside
 */
function clearest({ pair, curve, isSign }, isFree, nearby, isAside) {
  const enough = isSign ? NEAR_A_SIGN : NEAR;
  const spots = isAside ? asideOf(curve) : ALONG.map((t) => curve.at(t));
  const away = isAside ? BESIDE : 0;
  /** @type {Point | null} */
  let best = null;
  let most = isSign ? -1 : away + LEAST;
  for (const spot of spots) {
    if (!isFree(spot)) continue;
    const clear = nearby.from(spot, pair);
    if (clear >= away + enough) return spot;
    if (clear > most) [best, most] = [spot, clear];
  }
  return best;
}

/**
 * Spots on both sides of a line.
 * @param {Curve} curve
 */
function asideOf(curve) {
  return ALONG.flatMap((t) => {
    const [a, b] = [curve.at(Math.max(0, t - 0.02)), curve.at(Math.min(1, t + 0.02))];
    const { x, y } = curve.at(t);
    const long = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [dx, dy] = [(-(b.y - a.y) / long) * BESIDE, ((b.x - a.x) / long) * BESIDE];
    return [
      { x: x + dx, y: y + dy },
      { x: x - dx, y: y - dy },
    ];
  });
}
