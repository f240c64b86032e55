// From places in [0, 1], computed beforehand, to pixels: the picture fills the room there is, and
// names are kept apart at their real size. Pure, and the same for the same input.
import { Bins } from "./bins.js";
import { got } from "./plain.js";

export const MARK = 13; // largest radius of a mark
const LINE = 14; // height of a line of text
const GAP = 5;
const STRETCH = [1.4, 2]; // of one axis against the other, at most: on a wide and on a tall screen
const LINE_LETTERS = [19, 24]; // in a line of a short and of a long name

let ruler = null;

const widths = new Map();

/**
 * @param {string} text
 * @param {number} [size]
 */
export function textWidth(text, size = 12) {
  const key = `${size} ${text}`;
  if (!widths.has(key)) widths.set(key, measure(text, size));
  return widths.get(key);
}

/**
 * A text that takes no more than so many pixels.
 * @param {string} text
 * @param {number} room
 * @param {number} size
 */
export function shortened(text, room, size) {
  if (textWidth(text, size) <= room) return text;
  const letters = [...text];
  let [fits, most] = [0, letters.length];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (textWidth(`${letters.slice(0, middle).join("")}…`, size) <= room) fits = middle;
    else most = middle - 1;
  }
  return `${letters.slice(0, fits).join("").trimEnd()}…`;
}

/**
 * A text in lines that fit a room.
 * @param {string} text
 * @param {number} room
 * @param {number} size
 */
export function linesOf(text, room, size) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (!lines.at(-1) || textWidth(longer, size) < room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {string} text
 * @param {number} size
 */
function measure(text, size) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${size}px system-ui, "Segoe UI", "DejaVu Sans", sans-serif`;
  return ruler.measureText(text).width;
}

/**
 * A name in at most three lines.
 * @param {string} label
 * @param {number[]} letters in a line of a short and of a long name
 */
export function wrapped(label, letters = LINE_LETTERS) {
  const most = letters[label.length > 38 ? 1 : 0];
  const lines = [""];
  for (const word of label.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= most || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length > 3) lines.splice(2, lines.length, `${lines[2]} …`);
  return lines.map((line) => (line.length > most + 7 ? `${line.slice(0, most + 6)}…` : line));
}

// Room of a mark with its name below: how far it reaches from the middle of the mark.
const measured = new Map();

/** @param {string} label */
export function roomOf(label) {
  if (!measured.has(label)) measured.set(label, measuredRoom(label));
  return measured.get(label);
}

/** @param {string} label */
function measuredRoom(label) {
  const lines = wrapped(label);
  const wide = Math.max(2 * MARK, ...lines.map((line) => textWidth(line))) + GAP;
  return { lines, half: wide / 2, up: MARK + 3, down: MARK + 4 + LINE * lines.length };
}

/** @param {string} label */
export function areaOf(label) {
  const room = roomOf(label);
  return 2 * room.half * (room.up + room.down);
}

/**
 * Stretch places into width by height; a picture that is wide by nature is turned on a tall screen.
 * @param {Map<string, Spot>} spots
 * @param {Map<string, Room>} rooms
 * @param {number} width
 * @param {number} height
 * @returns {{ points: Map<string, Point>, to: (spot: Spot) => Point,
 *   back: (point: Point) => Spot }}
 */
export function fitted(spots, rooms, width, height) {
  const ids = [...spots.keys()];
  const turn = height > 1.15 * width;
  const flat = ids.map((id) => (turn ? [got(spots, id)[1], got(spots, id)[0]] : got(spots, id)));
  const wide = Math.max(0, ...ids.map((id) => got(rooms, id).half));
  const [left, top] = [Math.min(wide, width / 6) + 6, MARK + 8];
  const [right, bottom] = [width - left, height - 56];
  // No larger than so many actors need; where one side is short, the other may be longer.
  const most = 190 * Math.sqrt(ids.length);
  const longest = [width, height].map((_, part) =>
    Math.max(most, most ** 2 / [height, width][part]),
  );
  // The layout's own shape is 16 to 10; it is stretched, but little: nearness means something.
  const shape = turn ? [0.625, 1] : [1, 0.625];
  /** @param {number} part */
  const range = (part) => {
    const values = flat.map((spot) => spot[part]);
    return [Math.min(...values), Math.max(...values)];
  };
  const sides = [
    [left, right],
    [top, bottom],
  ];
  const ranges = [range(0), range(1)];
  const scales = [0, 1].map((part) => {
    const span = (ranges[part][1] - ranges[part][0]) * shape[part];
    return span > 1e-6 ? Math.min(sides[part][1] - sides[part][0], longest[part]) / span : Infinity;
  });
  const least = Math.min(...scales);
  /** @param {number} part */
  const axis = (part) => {
    const [low, high] = ranges[part];
    const scale = Number.isFinite(scales[part])
      ? Math.min(scales[part], STRETCH[turn ? 1 : 0] * least) * shape[part]
      : 0;
    const start = (sides[part][0] + sides[part][1] - (high - low) * scale) / 2;
    return {
      to: (/** @type {number} */ v) => start + (v - low) * scale,
      back: (/** @type {number} */ v) => (scale ? low + (v - start) / scale : low),
    };
  };
  const [x, y] = [axis(0), axis(1)];
  const points = new Map(ids.map((id, i) => [id, { x: x.to(flat[i][0]), y: y.to(flat[i][1]) }]));
  /** @type {(spot: Spot) => Point} */
  const to = (spot) => ({ x: x.to(spot[turn ? 1 : 0]), y: y.to(spot[turn ? 0 : 1]) });
  /** @type {(point: Point) => Spot} */
  const back = (point) =>
    turn ? [y.back(point.y), x.back(point.x)] : [x.back(point.x), y.back(point.y)];
  return { points, to, back };
}

/**
 * Push marks with their names apart; those that were dragged stay where they are.
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {Set<string>} fixed
 * @param {number} width
 * @param {number} height
 */
export function parted(points, rooms, fixed, width, height) {
  const ids = [...points.keys()];
  // Every pair is looked at in every round: as plain numbers.
  const [x, y] = [ids.map((id) => got(points, id).x), ids.map((id) => got(points, id).y)].map(
    (list) => Float64Array.from(list),
  );
  const room = ids.map((id) => got(rooms, id));
  const [half, up, down] = /** @type {const} */ (["half", "up", "down"]).map((side) =>
    Float64Array.from(room, (one) => one[side]),
  );
  const held = ids.map((id) => fixed.has(id));
  const rounds = Math.max(60, Math.min(500, Math.round(700000 / (ids.length ** 2 + 1))));
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (let i = 0; i < ids.length; i += 1) {
      for (let j = i + 1; j < ids.length; j += 1) {
        const across = half[i] + half[j] + GAP - Math.abs(x[i] - x[j]);
        if (across <= 0) continue;
        const above = y[i] <= y[j];
        const over = above ? down[i] + up[j] - (y[j] - y[i]) : down[j] + up[i] - (y[i] - y[j]);
        if (over <= 0 || (held[i] && held[j])) continue;
        moved = true;
        const share = held[i] ? 0 : held[j] ? 1 : 0.5;
        if (over < across) {
          const step = (above ? -1 : 1) * (over + 0.5);
          y[i] += step * share;
          y[j] -= step * (1 - share);
        } else {
          const step = (x[i] <= x[j] ? -1 : 1) * (across + 0.5);
          x[i] += step * share;
          x[j] -= step * (1 - share);
        }
      }
    }
    for (let i = 0; i < ids.length; i += 1) {
      if (held[i]) continue;
      const [left, top] = [half[i] + 2, up[i]];
      x[i] = Math.min(Math.max(x[i], left), Math.max(left, width - left));
      y[i] = Math.min(Math.max(y[i], top), Math.max(top, height - down[i]));
    }
    if (!moved) break;
  }
  const at = new Map(ids.map((id, i) => [id, { x: x[i], y: y[i] }]));
  return settled(at, rooms, fixed, width, height);
}

/**
 * What pushing could not part goes to the nearest free spot, if there is one.
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {Set<string>} fixed
 * @param {number} width
 * @param {number} height
 */
function settled(points, rooms, fixed, width, height) {
  /**
   * The large first: a small one still finds a gap.
   * @param {string} id
   */
  const size = (id) =>
    fixed.has(id) ? Infinity : got(rooms, id).half * (got(rooms, id).up + got(rooms, id).down);
  const ids = [...points.keys()].sort((a, b) => (size(a) === size(b) ? 0 : size(b) - size(a)));
  const taken = new Bins();
  for (const id of ids) {
    const room = got(rooms, id);
    const start = got(points, id);
    /** @param {Point} point */
    const fits = (point) => {
      const box = boxOf(point, room);
      return (
        box.left >= 0 &&
        box.right <= width &&
        box.top >= 0 &&
        box.bottom <= height &&
        !taken.meets(box)
      );
    };
    let found = start;
    if (!fixed.has(id) && !fits(start)) {
      for (let ring = 1; ring <= 48; ring += 1) {
        const around = Array.from({ length: 24 }, (_, i) => {
          const turn = (2 * Math.PI * i) / 24;
          return {
            x: start.x + ring * 12 * Math.cos(turn),
            y: start.y + ring * 8 * Math.sin(turn),
          };
        });
        const free = around.find(fits);
        if (free) {
          found = free;
          break;
        }
      }
    }
    points.set(id, found);
    taken.add(boxOf(found, room), id);
  }
  return points;
}

/**
 * @param {Point} point
 * @param {Room} room
 */
export const boxOf = (point, room) => ({
  left: point.x - (room.left ?? room.half),
  right: point.x + (room.right ?? room.half),
  top: point.y - room.up,
  bottom: point.y + room.down,
});

/**
 * Whether nobody stands on another.
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 */
export function areApart(points, rooms) {
  const taken = new Bins();
  for (const [id, point] of points) {
    const box = boxOf(point, got(rooms, id));
    if (taken.meets(box)) return false;
    taken.add(box, id);
  }
  return true;
}

/**
 * Whose name is left out because it would cover a more connected one; the mark stays.
 * @param {string[]} ids
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {(id: string) => number} rank
 */
export function unreadable(ids, points, rooms, rank) {
  const taken = new Bins();
  /** @type {Set<string>} */
  const out = new Set();
  for (const id of [...ids].sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1))) {
    const box = boxOf(got(points, id), got(rooms, id));
    if (taken.meets(box)) out.add(id);
    else taken.add(box, id);
  }
  return out;
}

/**
 * Where the name of an actor is written: below its mark, or to the right of it.
 * @param {Point} point
 * @param {Room} room
 * @param {number} radius of the mark
 * @returns {Box}
 */
export function nameBox({ x, y }, room, radius) {
  if (room.right)
    return { left: x + radius + 3, right: x + room.right, top: y - room.up, bottom: y + room.down };
  return {
    left: x - room.half + GAP / 2,
    right: x + room.half - GAP / 2,
    top: y + Math.min(room.up - 1, MARK + 2),
    bottom: y + room.down,
  };
}

/**
 * Half the room of a word on a line; that of a duty is bold.
 * @param {string} text
 * @param {boolean} [isBold]
 */
export const wordHalf = (text, isBold = false) =>
  ((isBold ? 1.12 : 1) * textWidth(text, 11)) / 2 + 4;

/**
 * Members of an opened state that have no place of their own stand in a ring around it.
 * @param {Spot} middle
 * @param {number} index
 * @param {number} count
 * @returns {Spot}
 */
export function ringed(middle, index, count) {
  const turn = (2 * Math.PI * index) / Math.max(count, 3) - Math.PI / 2;
  return [middle[0] + 0.08 * Math.cos(turn), middle[1] + 0.11 * Math.sin(turn)];
}
