// Where everybody stands in a drawing of a size: the places of the layout fitted into the room
// there is, names apart, friends near and foes far.
import { camped } from "./camps.js";
import { fitted, MARK, ringed, roomOf } from "./places.js";
import { got } from "./plain.js";

/** The share of a picture that names may take before only the marks are parted. */
const CROWDED = 0.72;
const SMALL = { half: MARK - 2, up: MARK - 2, down: MARK - 2 };
/** The zoom buttons in the corner, under which no name goes. */
const CORNER = { half: 62, up: 22, down: 22 };

/**
 * @typedef {object} Seats
 * @property {Map<string, Room>} rooms of marks with their names
 * @property {Map<string, Point>} places
 * @property {boolean} crowded whether only marks are parted; zooming in brings the names out
 * @property {(point: Point) => Spot} back
 */

/**
 * @param {App} app
 * @param {PaintOptions} options
 * @param {number} width
 * @param {number} height
 * @returns {Seats}
 */
export function seated(app, { picture, cast, signs }, width, height) {
  const pins = app.state.pins[picture] ?? {};
  const fixed = new Set([...Object.keys(pins), ...(app.view.pinned[picture] ?? []), "buttons"]);
  const rooms = new Map(cast.map((id) => [id, roomOf(app.label(id))]));
  const spots = new Map(cast.map((id) => [id, pins[id] ?? given(app.view, picture, id)]));
  const { points, back } = fitted(spots, rooms, width, height);
  const areas = [...rooms.values()].map(({ half, up, down }) => 2 * half * (up + down));
  const wanted = areas.reduce((sum, area) => sum + area, 0);
  const crowded = wanted > CROWDED * width * height;
  const taken = new Map(rooms);
  if (crowded) for (const id of cast) taken.set(id, SMALL);
  points.set("buttons", { x: width - 68, y: height - 26 });
  taken.set("buttons", CORNER);
  const places = camped(points, taken, fixed, width, height, crowded ? [] : signs);
  // In a tall room the picture begins at the top, where one looks first.
  const tops = cast.map((id) => got(places, id).y - got(taken, id).up);
  const lift = height > width ? Math.max(0, Math.min(...tops) - MARK) : 0;
  for (const id of cast) got(places, id).y -= lift;
  return { rooms, places, crowded, back: ({ x, y }) => back({ x, y: y + lift }) };
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
