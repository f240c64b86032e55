// Friends near and foes far in the room there is. The places come with that order; a narrow room,
// in which names push each other about, may break it, and here it is brought back. Pure.
import { parted } from "./places.js";
import { got } from "./plain.js";

const ENOUGH = 0.97; // of all pairs of a hostile and a friendly line, the hostile one is longer
const ROUNDS = 200; // of each step, at most
const MANY = 100; // of more actors the places stay as they were parted: it would take seconds
const STEPS = [0.25, 0.7, 1.4]; // small ones keep the picture, great ones get out of a corner

/**
 * The sign of every pair of actors that has one; a pair with both has none.
 * @param {Edge[]} edges
 */
export function signsOf(edges) {
  /** @type {Map<string, Signed>} */
  const signs = new Map();
  for (const { source, target, sign } of edges) {
    // Contact draws nobody nearer.
    if (!sign) continue;
    const [a, b] = [source, target].sort();
    const known = signs.get(`${a} ${b}`);
    signs.set(`${a} ${b}`, [a, b, known && known[2] !== sign ? 0 : sign]);
  }
  return [...signs.values()].filter(([, , sign]) => sign).sort();
}

/**
 * As parted() gives them, and pulled together and apart until foes are farther than friends.
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {Set<string>} fixed
 * @param {number} width
 * @param {number} height
 * @param {Signed[]} signs
 */
export function camped(points, rooms, fixed, width, height, signs) {
  const start = parted(points, rooms, fixed, width, height);
  if (points.size > MANY) return start;
  let best = { at: start, order: order(start, signs) };
  for (const step of STEPS) {
    let at = start;
    for (let round = 0; round < ROUNDS && best.order < ENOUGH; round += 1) {
      at = parted(pulled(at, signs, fixed, step), rooms, fixed, width, height);
      const now = order(at, signs);
      if (now > best.order) best = { at, order: now };
    }
  }
  return best.at;
}

/**
 * @param {Map<string, Point>} at
 * @param {string} a
 * @param {string} b
 */
const length = (at, a, b) => Math.hypot(got(at, a).x - got(at, b).x, got(at, a).y - got(at, b).y);

/**
 * The share of pairs of a hostile and a friendly line in which the hostile one is longer.
 * @param {Map<string, Point>} at
 * @param {Signed[]} signs
 */
function order(at, signs) {
  /** @param {number} wanted */
  const lengths = (wanted) =>
    signs.filter(([, , sign]) => sign === wanted).map(([a, b]) => length(at, a, b));
  const [friends, foes] = [lengths(1), lengths(-1)];
  const right = foes.reduce((sum, foe) => sum + friends.filter((friend) => foe > friend).length, 0);
  return friends.length && foes.length ? right / (friends.length * foes.length) : 1;
}

/**
 * One step: between the shortest hostile and the longest friendly line lies what is out of order;
 * friends farther apart than its middle come nearer, foes nearer go apart.
 * @param {Map<string, Point>} at
 * @param {Signed[]} signs
 * @param {Set<string>} fixed
 * @param {number} step
 */
function pulled(at, signs, fixed, step) {
  const moved = new Map([...at].map(([id, point]) => [id, { ...point }]));
  /** @param {number} wanted */
  const lengths = (wanted) =>
    signs.filter(([, , sign]) => sign === wanted).map(([a, b]) => length(at, a, b));
  const middle = (Math.min(...lengths(-1)) + Math.max(...lengths(1))) / 2;
  for (const [a, b, sign] of signs) {
    const now = length(at, a, b) || 1;
    if ((now - middle) * sign <= 0) continue;
    const by = (step * (now - middle)) / now / 2;
    const [dx, dy] = [(got(at, b).x - got(at, a).x) * by, (got(at, b).y - got(at, a).y) * by];
    for (const [i, id] of [a, b].entries()) {
      if (fixed.has(id)) continue;
      const way = i ? -1 : 1;
      got(moved, id).x += way * dx;
      got(moved, id).y += way * dy;
    }
  }
  return moved;
}
