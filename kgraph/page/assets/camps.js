// Friends near and foes far in the room there is. The places come with that order; a narrow room,
// in which names push each other about, may break it, and here it is brought back. Pure.
import { parted } from "./places.js";

const ENOUGH = 0.97; // of all pairs of a hostile and a friendly line, the hostile one is longer
const ROUNDS = 200; // of each step, at most
const STEPS = [0.25, 0.7, 1.4]; // small ones keep the picture, great ones get out of a corner

// The sign of every pair of actors that has one; a pair with both has none.
export function signsOf(edges) {
  const signs = new Map();
  for (const { source, target, sign } of edges) {
    const key = [source, target].sort().join(" ");
    signs.set(key, signs.has(key) && signs.get(key) !== sign ? 0 : sign);
  }
  return [...signs]
    .filter(([, sign]) => sign)
    .map(([key, sign]) => [...key.split(" "), sign])
    .sort();
}

// As parted() gives them, and pulled together and apart until foes are farther than friends.
export function camped(points, rooms, fixed, width, height, signs) {
  const start = parted(points, rooms, fixed, width, height);
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

const length = (at, a, b) => Math.hypot(at.get(a).x - at.get(b).x, at.get(a).y - at.get(b).y);

// The share of pairs of a hostile and a friendly line in which the hostile one is longer.
function order(at, signs) {
  const lengths = (wanted) =>
    signs.filter(([, , sign]) => sign === wanted).map(([a, b]) => length(at, a, b));
  const [friends, foes] = [lengths(1), lengths(-1)];
  const right = foes.reduce((sum, foe) => sum + friends.filter((friend) => foe > friend).length, 0);
  return friends.length && foes.length ? right / (friends.length * foes.length) : 1;
}

// One step: between the shortest hostile and the longest friendly line lies what is out of order;
// friends farther apart than its middle come nearer, foes nearer go apart.
function pulled(at, signs, fixed, step) {
  const moved = new Map([...at].map(([id, point]) => [id, { ...point }]));
  const lengths = (wanted) =>
    signs.filter(([, , sign]) => sign === wanted).map(([a, b]) => length(at, a, b));
  const middle = (Math.min(...lengths(-1)) + Math.max(...lengths(1))) / 2;
  for (const [a, b, sign] of signs) {
    const now = length(at, a, b) || 1;
    if ((now - middle) * sign <= 0) continue;
    const by = (step * (now - middle)) / now / 2;
    const [dx, dy] = [(at.get(b).x - at.get(a).x) * by, (at.get(b).y - at.get(a).y) * by];
    for (const [id, way] of [
      [a, 1],
      [b, -1],
    ]) {
      if (fixed.has(id)) continue;
      moved.get(id).x += way * dx;
      moved.get(id).y += way * dy;
    }
  }
  return moved;
}
