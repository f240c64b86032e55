// Lines as points close to each other: bent, with round corners, side by side, and cut at marks.

const ROUND = 7; // of a corner, at most
const STEP = 5; // between the points of a line
export const APART = 7; // from one line of a pair to the next
/** How far from its points a line is drawn, so that nobody sees it. */
const FINELY = 0.3;
const TAPER = 26; // over which lines of a pair come together at a mark

/** @type {(a: Point, b: Point) => number} */
export const near = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** @type {(a: Point, b: Point, t: number) => Point} */
export const mix = (a, b, t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

/** @param {Point[]} points */
export function lengthOf(points) {
  let sum = 0;
  for (let i = 1; i < points.length; i += 1) sum += near(points[i - 1], points[i]);
  return sum;
}

/**
 * The direction of a line at a point.
 * @param {Point[]} points
 * @param {number} i
 */
export function wayAt(points, i) {
  const [a, b] = [points[Math.max(0, i - 1)], points[Math.min(points.length - 1, i + 1)]];
  return wayOf(b.x - a.x, b.y - a.y);
}

/**
 * A direction, of eight: there and back are the same.
 * @param {number} dx
 * @param {number} dy
 */
export const wayOf = (dx, dy) => Math.round((8 * (Math.atan2(dy, dx) + Math.PI)) / Math.PI) % 8;

/**
 * A point of a line, and those so far to its sides.
 * @param {Point[]} points
 * @param {number} i
 * @param {number} half
 * @returns {Point[]}
 */
export function abreast(points, i, half) {
  const { x, y } = points[i];
  if (!half) return [{ x, y }];
  const [a, b] = [points[Math.max(0, i - 1)], points[Math.min(points.length - 1, i + 1)]];
  const by = half / (near(a, b) || 1);
  const [dx, dy] = [(b.y - a.y) * by, (a.x - b.x) * by];
  return [
    { x, y },
    { x: x + dx, y: y + dy },
    { x: x - dx, y: y - dy },
  ];
}

/**
 * The bits of a direction and of those next to it.
 * @param {number} way
 */
export const besides = (way) => (1 << way) | (1 << ((way + 1) % 8)) | (1 << ((way + 7) % 8));

/**
 * A line bent to one side by a share of its length.
 * @param {Point} start
 * @param {Point} end
 * @param {number} bow
 * @returns {Point[]}
 */
export function bowed(start, end, bow) {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const control = {
    x: (start.x + end.x) / 2 - dy * bow * 1.6,
    y: (start.y + end.y) / 2 + dx * bow * 1.6,
  };
  return curved(start, control, end);
}

/**
 * @param {Point} a
 * @param {Point} control
 * @param {Point} b
 */
function curved(a, control, b) {
  const count = Math.max(2, Math.ceil((near(a, control) + near(control, b)) / STEP));
  return Array.from({ length: count + 1 }, (_, i) =>
    mix(mix(a, control, i / count), mix(control, b, i / count), i / count),
  );
}

/**
 * A way with round corners, as points close to each other.
 * @param {Point[]} way
 */
export function rounded(way) {
  const points = [way[0]];
  /** @param {Point} to */
  const straight = (to) => {
    const from = points[points.length - 1];
    const count = Math.max(1, Math.ceil(near(from, to) / STEP));
    for (let i = 1; i <= count; i += 1) points.push(mix(from, to, i / count));
  };
  for (let i = 1; i < way.length - 1; i += 1) {
    const [before, corner, after] = [way[i - 1], way[i], way[i + 1]];
    const [into, out] = [near(before, corner), near(corner, after)];
    const cut = Math.min(ROUND, into / 2, out / 2);
    const [a, b] = [mix(corner, before, cut / (into || 1)), mix(corner, after, cut / (out || 1))];
    straight(a);
    points.push(...curved(a, corner, b).slice(1));
  }
  straight(way[way.length - 1]);
  return points;
}

/**
 * A line beside another, coming to it at the marks, from the edge of one mark to that of the other.
 * @param {Point[]} spine
 * @param {number} place among those of the pair, 0 in the middle
 * @param {number} widest place of the pair
 * @param {[number, number]} radii that it keeps from the middles of the marks
 * @returns {Curve}
 */
export function strand(spine, place, widest, radii) {
  const whole = lengthOf(spine);
  const shares = squeezed(spine, widest * APART);
  let gone = 0;
  const beside = spine.map((point, i) => {
    if (i) gone += near(spine[i - 1], point);
    const [a, b] = [spine[Math.max(0, i - 1)], spine[Math.min(spine.length - 1, i + 1)]];
    const length = near(a, b) || 1;
    /** @type {(from: number, radius: number) => number} */
    const share = (from, radius) => {
      const least = radius ? Math.min(1, (0.7 * radius) / (widest * APART || 1)) : 1;
      return least + (1 - least) * Math.min(1, Math.max(0, from - radius) / TAPER);
    };
    const least = Math.min(shares[i], share(gone, radii[0]), share(whole - gone, radii[1]));
    const off = place * APART * least;
    return { x: point.x - ((b.y - a.y) / length) * off, y: point.y + ((b.x - a.x) / length) * off };
  });
  return curveOf(clipped(beside, spine[0], spine[spine.length - 1], radii));
}

/**
 * By which share lines keep their distance at each point, where it lacks room coming to it slowly.
 * @param {Point[]} spine
 * @param {number} wanted room to each side
 */
function squeezed(spine, wanted) {
  const shares = spine.map(({ room }) => Math.min(1, (room ?? wanted) / (wanted || 1)));
  if (!wanted || shares.every((share) => share === 1)) return shares.fill(1);
  /** @type {(i: number, j: number) => number} */
  const from = (i, j) => Math.min(shares[i], shares[j] + near(spine[i], spine[j]) / TAPER);
  for (let i = 1; i < spine.length; i += 1) shares[i] = from(i, i - 1);
  for (let i = spine.length - 2; i >= 0; i -= 1) shares[i] = from(i, i + 1);
  return shares;
}

/**
 * The part of a line outside two marks.
 * @param {Point[]} points
 * @param {Point} start
 * @param {Point} end
 * @param {[number, number]} radii
 */
function clipped(points, start, end, radii) {
  let [first, last] = [0, points.length - 1];
  while (first < last && near(points[first + 1], start) < radii[0]) first += 1;
  while (last > first + 1 && near(points[last - 1], end) < radii[1]) last -= 1;
  const kept = points.slice(first, last + 1);
  kept[0] = edge(kept[0], kept[1] ?? kept[0], start, radii[0]);
  const end2 = kept.length - 1;
  kept[end2] = edge(kept[end2], kept[end2 - 1] ?? kept[end2], end, radii[1]);
  return kept;
}

/**
 * Where a line leaves a mark.
 * @param {Point} inside
 * @param {Point} outside
 * @param {Point} middle
 * @param {number} radius
 */
function edge(inside, outside, middle, radius) {
  if (near(inside, middle) >= radius || near(outside, middle) <= radius) return inside;
  let [low, high] = [0, 1];
  for (let i = 0; i < 12; i += 1) {
    const half = (low + high) / 2;
    if (near(mix(inside, outside, half), middle) < radius) low = half;
    else high = half;
  }
  return mix(inside, outside, high);
}

/**
 * @param {Point[]} points
 * @returns {Curve}
 */
export function curveOf(points) {
  const sums = [0];
  for (let i = 1; i < points.length; i += 1)
    sums.push(sums[i - 1] + near(points[i - 1], points[i]));
  const length = sums[sums.length - 1];
  /** @param {number} t */
  const at = (t) => {
    const wanted = t * length;
    let i = 1;
    while (i < points.length - 1 && sums[i] < wanted) i += 1;
    const part = sums[i] - sums[i - 1];
    return mix(points[i - 1], points[i], part ? (wanted - sums[i - 1]) / part : 0);
  };
  return { at, length, points, path: pathOf(points, FINELY) };
}

/**
 * A line as the path of an element or a canvas.
 * @param {Point[]} points
 * @param {number} off how far it may be from the points, in pixels
 */
export function pathOf(points, off) {
  const steps = turns(points, off).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`);
  return `M${steps.join(" L")}`;
}

/**
 * A line as two: from its middle to its end, and from its middle to its start.
 * @param {Curve} curve
 */
export function halves({ points, length, at }) {
  const middle = at(0.5);
  let [gone, i] = [0, 1];
  while (i < points.length - 1 && gone + near(points[i - 1], points[i]) < length / 2) {
    gone += near(points[i - 1], points[i]);
    i += 1;
  }
  return [
    curveOf([middle, ...points.slice(i)]),
    curveOf([middle, ...points.slice(0, i).reverse()]),
  ];
}

/**
 * The points at which a line turns.
 * @param {Point[]} points
 * @param {number} least how far from a straight line it has to be
 */
function turns(points, least) {
  const kept = [points[0]];
  let from = 0;
  for (let i = 1; i < points.length - 1; i += 1) {
    const [a, b] = [points[from], points[i + 1]];
    const length = near(a, b) || 1;
    const off = (/** @type {Point} */ p) =>
      Math.abs((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / length;
    if (!points.slice(from + 1, i + 1).some((p) => off(p) > least)) continue;
    kept.push(points[i]);
    from = i;
  }
  return [...kept, points[points.length - 1]];
}
