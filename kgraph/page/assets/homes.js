// Structure as space: guests are listed at their home, members of an alliance and the people of a
// territory stand in a space with its name. Pure; offsets are in pixels.
import { MARK, roomOf, textWidth, wrapped } from "./places.js";
import { got } from "./plain.js";

const ROW = 15; // from one guest to the next
const LINE = 12; // height of a line of a guest's name
const INDENT = 17;
/** Between two rows, so that no rounding makes them meet. */
const HAIR = 0.1;
/** The largest radius of a guest's mark. */
export const GUEST = 5;
const LETTERS = [30, 30];
const NAMED = { x: 12, y: 18 }; // where the name of a frame begins
const PADDING = 9; // round everything, so that lines pass between
const HEAD = 26; // the name of a space
const BETWEEN = 34; // members of a space, for lines and their words

/**
 * @param {string} label
 * @param {number} radius
 * @param {number[]} letters
 * @returns {Room} of a mark with its name to the right
 */
function besideRoom(label, radius, letters) {
  const lines = wrapped(label, letters);
  const wide = Math.max(...lines.map((line) => textWidth(line, radius > GUEST ? 12 : 11)));
  const tall = Math.max(ROW, LINE * lines.length + 3) / 2;
  return { half: 0, left: radius + 2, right: radius + 8 + wide, up: tall, down: tall, lines };
}

/** @type {(frame: Frame) => Point} */
export const nameOfFrame = ({ left, top }) => ({ x: left + NAMED.x, y: top + NAMED.y });

/**
 * The names of frames as rooms round points, by keys that are nobody's.
 * @param {Frame[]} frames
 */
export function frameRooms(frames) {
  /** @type {{ points: Map<string, Point>, rooms: Map<string, Room> }} */
  const found = { points: new Map(), rooms: new Map() };
  for (const frame of frames.filter((one) => one.name)) {
    const { x, y } = nameOfFrame(frame);
    const half = textWidth(frame.name) / 2;
    found.points.set(`frame ${frame.id}`, { x: x + half, y: y - 4 });
    found.rooms.set(`frame ${frame.id}`, { half: half + 2, up: 9, down: 9 });
  }
  return found;
}

/** @type {(id: string) => Block} */
const empty = (id) => ({
  id,
  width: 0,
  height: 0,
  rooms: new Map(),
  at: new Map(),
  frames: [],
  trunks: [],
});

/**
 * A block set into another.
 * @param {Block} block
 * @param {Block} into
 * @param {number} x
 * @param {number} y
 */
function set(block, into, x, y) {
  for (const [id, room] of block.rooms) into.rooms.set(id, room);
  for (const [id, point] of block.at) into.at.set(id, { x: point.x + x, y: point.y + y });
  for (const one of block.frames)
    into.frames.push({
      ...one,
      left: one.left + x,
      right: one.right + x,
      top: one.top + y,
      bottom: one.bottom + y,
    });
  for (const one of block.trunks)
    into.trunks.push({ ...one, x: one.x + x, top: one.top + y, bottom: one.bottom + y });
}

/**
 * Blocks of those who stand together, one for each who is at home nowhere in the picture.
 * @param {string[]} cast
 * @param {Pick<View, "homes" | "spaces">} view
 * @param {(id: string) => string} label
 * @param {Set<string>} apart who was placed by hand
 * @param {number} width of the picture
 * @param {((space: string) => string) | null} happened what happened to a space, if that is told
 * @returns {Block[]}
 */
export function blocksOf(cast, { homes, spaces }, label, apart, width, happened) {
  const present = new Set(cast);
  /** @type {Map<string, string[]>} */
  const guests = new Map();
  const isSpace = (/** @type {string} */ id) => spaces.includes(id);
  /**
   * The nearest home that is drawn: one who is in the picture, or a space of several who are.
   * @param {string} id
   * @param {Set<string>} drawn
   */
  const homeOf = (id, drawn) => {
    if (apart.has(id)) return "";
    let home = homes[id] ?? "";
    while (home && !drawn.has(home)) home = homes[home] ?? "";
    return home;
  };
  const wide = new Set([...cast, ...spaces]);
  /** @param {string} space */
  const members = (space) => cast.filter((id) => id !== space && homeOf(id, wide) === space);
  const drawn = new Set([...cast, ...spaces.filter((id) => members(id).length > 1)]);
  for (const id of drawn) {
    const home = homeOf(id, drawn);
    guests.set(home, [...(guests.get(home) ?? []), id].sort());
  }
  /**
   * @param {Block} into
   * @param {string} id
   * @param {number} x
   * @param {number} y from where its row begins
   * @returns {number} where the next row begins
   */
  const row = (into, id, x, y) => {
    const room = besideRoom(label(id), GUEST, LETTERS);
    into.rooms.set(id, room);
    into.at.set(id, { x, y: y + room.up });
    into.width = Math.max(into.width, x + (room.right ?? 0));
    return below(into, id, x, y + room.up + room.down, y + room.up + GUEST);
  };
  /**
   * @param {Block} into
   * @param {string} id whose guests they are
   * @param {number} x
   * @param {number} y
   * @param {number} top where the line to them begins
   */
  const below = (into, id, x, y, top) => {
    const several = guests.get(id) ?? [];
    let next = y;
    for (const guest of several) next = row(into, guest, x + INDENT, next + HAIR);
    const last = several.at(-1);
    if (last) into.trunks.push({ home: id, x, top, bottom: got(into.at, last).y });
    return next;
  };
  /** @param {string} id */
  const block = (id) => {
    const made = empty(id);
    const several = guests.get(id) ?? [];
    if (isSpace(id)) return several.length ? space(made, several) : alone(made);
    if (!several.length) return alone(made);
    const room = besideRoom(label(id), MARK, [22, 24]);
    room.up = room.down = Math.max(room.up, MARK + 3);
    made.rooms.set(id, room);
    made.at.set(id, { x: PADDING + MARK, y: PADDING + room.up });
    made.width = PADDING + MARK + (room.right ?? 0);
    const top = PADDING + 2 * room.up;
    made.height = below(made, id, PADDING + MARK, top, top - room.up + MARK) + PADDING;
    made.width += PADDING;
    if (several.length > 1)
      made.frames.push({
        id,
        name: "",
        left: 2,
        top: 2,
        right: made.width - 2,
        bottom: made.height - 2,
      });
    return made;
  };
  /** @param {Block} made */
  const alone = (made) => {
    const room = roomOf(label(made.id));
    made.rooms.set(made.id, room);
    made.at.set(made.id, { x: PADDING + room.half, y: PADDING / 2 + room.up });
    made.width = 2 * (room.half + PADDING);
    made.height = room.up + room.down + PADDING;
    return made;
  };
  /**
   * @param {Block} made
   * @param {string[]} several
   */
  const space = (made, several) => {
    const inner = several.map(block);
    const pad = 2 * PADDING;
    const most = Math.max(0.62 * width, 220);
    const isMarked = present.has(made.id);
    let [x, y, tall] = [pad, pad + HEAD + (isMarked && happened ? LINE : 0), 0];
    for (const one of inner) {
      if (x > pad && x + one.width + pad > most) [x, y, tall] = [pad, y + tall + BETWEEN / 2, 0];
      set(one, made, x, y);
      x += one.width + BETWEEN;
      tall = Math.max(tall, one.height);
      made.width = Math.max(made.width, x - BETWEEN + pad);
      made.height = y + tall + pad;
    }
    if (isMarked) {
      const room = besideRoom(label(made.id), GUEST, [60, 60]);
      if (happened) {
        // The name has a line below it for what happened, on any day.
        room.right = Math.max(room.right ?? 0, GUEST + 8 + textWidth(happened(made.id), 11));
        room.up = room.down = room.up + LINE / 2;
      }
      made.rooms.set(made.id, room);
      made.at.set(made.id, { x: pad + GUEST, y: pad + room.up - 4 });
      made.width = Math.max(made.width, pad + GUEST + (room.right ?? 0) + pad);
    }
    made.frames.push({
      id: made.id,
      name: isMarked ? "" : label(made.id),
      left: PADDING,
      top: PADDING,
      right: made.width - PADDING,
      bottom: made.height - PADDING,
    });
    return made;
  };
  return (guests.get("") ?? []).map(block);
}

/**
 * Move an actor with all its guests, and what is drawn round them.
 * @param {import("./graph.js").GraphView} view
 * @param {string} actor
 * @param {Point} place
 * @returns {Set<string>} who has moved
 */
export function moveHome({ app, places, roots, trunks, frames }, actor, place) {
  const was = got(places, actor);
  const [dx, dy] = [place.x - was.x, place.y - was.y];
  const { homes } = app.view;
  /** @type {(id: string) => boolean} */
  const isGuest = (id) => {
    let home = roots.get(id) === roots.get(actor) ? homes[id] : "";
    while (home && home !== actor) home = homes[home];
    return home === actor;
  };
  const moved = new Set([actor, ...[...places.keys()].filter(isGuest)]);
  for (const id of moved) {
    const { x, y } = got(places, id);
    places.set(id, { x: x + dx, y: y + dy });
  }
  for (const one of trunks)
    if (moved.has(one.home))
      Object.assign(one, { x: one.x + dx, top: one.top + dy, bottom: one.bottom + dy });
  for (const one of frames)
    if (moved.has(one.id)) {
      const { left, right, top, bottom } = one;
      Object.assign(one, { left: left + dx, right: right + dx });
      Object.assign(one, { top: top + dy, bottom: bottom + dy });
    }
  return moved;
}
