// Where everybody stands in a drawing of a size: the places of the layout fitted into the room
// there is, names apart, guests at their home, friends near and foes far.
import { camped } from "./camps.js";
import { crowdRoom } from "./crowd.js";
import { isRound, ringsRound } from "./focus.js";
import { blocksOf } from "./homes.js";
import { areApart, fitted, MARK, ringed } from "./places.js";
import { got } from "./plain.js";
import { isOverview } from "./state.js";
import { happenedTo } from "./linewords.js";

/** The share of a picture that names may take before only the marks are parted. */
const CROWDED = 0.72;
/** How much smaller all may be drawn so that every name has room. */
const SCALES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.65];
/** From this width on, in pixels, a picture has room for larger letters. */
const WIDE = 1500;
const LARGER = 1.3;
const SMALL = { half: MARK - 2, up: MARK - 2, down: MARK - 2 };
/** The zoom buttons in the corner, under which no name goes. */
const CORNER = { half: 62, up: 22, down: 22 };

/**
 * @typedef {object} Seats
 * @property {Map<string, Room>} rooms of marks with their names
 * @property {Map<string, Point>} places
 * @property {boolean} crowded whether only marks are parted; zooming in brings the names out
 * @property {Frame[]} frames round those who stand together
 * @property {Trunk[]} trunks from a home down to its guests
 * @property {Map<string, string>} roots with whom everybody moves
 * @property {number} width
 * @property {number} height
 * @property {(point: Point) => Spot} back
 */

/**
 * In a room of a size; the picture may be larger, to be drawn smaller, where that gives everybody a
 * name.
 * @param {App} app
 * @param {PaintOptions} options
 * @param {number} width
 * @param {number} height
 * @returns {Seats}
 */
export function seated(app, options, width, height) {
  // In a wide room all is drawn larger.
  for (const scale of width > WIDE && height > WIDE / 2 ? [LARGER, ...SCALES] : SCALES) {
    const seats = seatedAt(app, options, width / scale, height / scale);
    if (!seats.crowded) return seats;
  }
  return seatedAt(app, options, width, height, true);
}

/**
 * @param {App} app
 * @param {PaintOptions} options
 * @param {number} width
 * @param {number} height
 * @param {boolean} [isCrowd] whether the marks are all that can be parted
 * @returns {Seats}
 */
function seatedAt(app, { picture, cast, signs }, width, height, isCrowd = false) {
  const pins = app.state.pins[picture] ?? {};
  const fixed = new Set([...Object.keys(pins), ...(app.view.pinned[picture] ?? []), "buttons"]);
  const label = (/** @type {string} */ id) => app.label(id);
  const happened = isOverview(app.state) ? (/** @type {string} */ id) => happenedTo(app, id) : null;
  // Round one who is looked at everybody stands alone.
  const isRing = isRound(app.view, app.state);
  const homes = isRing ? { homes: {}, spaces: [] } : app.view;
  const blocks = isCrowd
    ? cast.map((id) => small(id, crowdRoom(label(id))))
    : blocksOf(cast, homes, label, fixed, width, happened);
  const wanted = blocks.reduce((sum, one) => sum + one.width * one.height, 0);
  let crowded = isCrowd || wanted > CROWDED * width * height;
  const taken = new Map(
    blocks.map(({ id, width: w, height: h }) => [id, { half: w / 2, up: h / 2, down: h / 2 }]),
  );
  // Who is dragged stretches nobody else's place: all is fitted as it stood before.
  const whole = isCrowd ? blocks : blocksOf(cast, homes, label, new Set(), width, happened);
  const rooms = new Map(whole.map(({ id, width: w }) => [id, { half: w / 2, up: 0, down: 0 }]));
  const known = (/** @type {string} */ id) => given(app.view, picture, id);
  const ids = whole.map(({ id }) => id);
  const rings = isRing ? ringsRound(ids, app.state.focus[0], known) : null;
  const own = (/** @type {string} */ id) => rings?.get(id) ?? known(id);
  const spots = new Map(whole.map(({ id }) => [id, own(id)]));
  const { to, back } = fitted(spots, rooms, width, height);
  /** @type {Map<string, Point>} */
  const points = new Map(blocks.map(({ id }) => [id, to(pins[id] ?? own(id))]));
  // Who was placed by hand stands there with the mark, not with the middle of all that is its own.
  for (const one of blocks) {
    const mark = one.at.get(one.id);
    if (!fixed.has(one.id) || !mark) continue;
    const point = got(points, one.id);
    points.set(one.id, {
      x: point.x + one.width / 2 - mark.x,
      y: point.y + one.height / 2 - mark.y,
    });
  }
  points.set("buttons", { x: width - 68, y: height - 26 });
  taken.set("buttons", CORNER);
  const roots = new Map(blocks.flatMap((one) => [...one.at.keys()].map((id) => [id, one.id])));
  const between = crowded || rings ? [] : lifted(signs, roots);
  const held = rings ? new Set([...fixed, ...app.state.focus]) : fixed;
  const middles =
    crowded && !isCrowd ? points : camped(points, taken, held, width, height, between);
  crowded ||= fixed.size === 1 && !areApart(middles, taken);
  // In a tall room the picture begins at the top, where one looks first.
  const tops = blocks.map(({ id }) => got(middles, id).y - got(taken, id).up);
  const lift = height > width ? Math.max(0, Math.min(...tops) - MARK) : 0;
  /** @type {Seats} */
  const seats = {
    rooms: new Map(),
    places: new Map(),
    crowded,
    width,
    height,
    frames: [],
    trunks: [],
    roots,
    back: ({ x, y }) => back({ x, y: y + lift }),
  };
  for (const one of blocks) {
    const middle = got(middles, one.id);
    const [x, y] = [middle.x - one.width / 2, middle.y - one.height / 2 - lift];
    for (const [id, room] of one.rooms) seats.rooms.set(id, room);
    for (const [id, at] of one.at) seats.places.set(id, { x: x + at.x, y: y + at.y });
    for (const it of one.frames)
      seats.frames.push({
        ...it,
        left: x + it.left,
        right: x + it.right,
        top: y + it.top,
        bottom: y + it.bottom,
      });
    for (const it of one.trunks)
      seats.trunks.push({ ...it, x: x + it.x, top: y + it.top, bottom: y + it.bottom });
  }
  return seats;
}

/**
 * One of a crowd: only the mark has room of its own.
 * @param {string} id
 * @param {Room} room
 * @returns {Block}
 */
const small = (id, room) => ({
  id,
  width: 2 * SMALL.half,
  height: SMALL.up + SMALL.down,
  rooms: new Map([[id, room]]),
  at: new Map([[id, { x: SMALL.half, y: SMALL.up }]]),
  frames: [],
  trunks: [],
});

/**
 * Signs between those who stand apart: foes part as wholes, not by their parts.
 * @param {Signed[]} signs
 * @param {Map<string, string>} roots
 * @returns {Signed[]}
 */
function lifted(signs, roots) {
  /** @type {Map<string, Signed>} */
  const found = new Map();
  for (const [one, other, sign] of signs) {
    const [a, b] = [roots.get(one) ?? one, roots.get(other) ?? other].sort();
    const known = found.get(`${a} ${b}`);
    if (a !== b) found.set(`${a} ${b}`, [a, b, known && known[2] !== sign ? 0 : sign]);
  }
  return [...found.values()].filter(([, , sign]) => sign);
}

/**
 * The place of an actor in the layout, or beside the other members of its state.
 * @param {View} view
 * @param {string} picture
 * @param {string} id
 * @returns {Spot}
 */
function given({ positions, terms }, picture, id) {
  const at = positions[picture] ?? {};
  if (at[id]) return at[id];
  const house = terms.find((term) => term.actor === id && at[term.into]);
  if (!house) return positions[picture.replace("-rolled", "")]?.[id] ?? [0.5, 0.5];
  const inside = terms.filter((term) => term.into === house.into);
  const members = [...new Set(inside.map((term) => term.actor))];
  return ringed(at[house.into], members.indexOf(id), members.length);
}
