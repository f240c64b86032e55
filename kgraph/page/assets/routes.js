// How lines run: from mark to mark, round the marks and names of others, and not on each other.
// The same for the same input.
import { APART, abreast, besides, bowed, lengthOf, near, rounded, wayAt } from "./curves.js";
import { Bins } from "./bins.js";
import { Grid } from "./cells.js";

const CLEAR = 3; // kept free of marks and names
const BOWS = [0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.5, -0.5];
/** Where nobody keeps off the lines of others. */
const FINE = [0, 0.05, -0.05, 0.1, -0.1, 0.16, -0.16, 0.24, -0.24, 0.34, -0.34];
/** What each cell costs that another line has, beside the length of a way. */
const SHARED = 10;
/** The room that is kept round an obstacle, at most. */
const REACH = 32;

/**
 * What is kept free of the own names: lines of a pair come together at their marks.
 * @param {number} margin of the names of others
 */
const beside = (margin) => Math.max(1, Math.min(margin - CLEAR, 8));

/**
 * @typedef {object} Obstacle
 * @property {string} id
 * @property {boolean} isMark
 * @property {Box} box
 * @property {number} [room] kept free, where it is not that of a name
 */

export class Router {
  /**
   * @param {number} width
   * @param {number} height
   * @param {Map<string, Point & { r: number }>} marks
   * @param {Map<string, Box>} names
   */
  constructor(width, height, marks, names) {
    this.marks = marks;
    this.grid = new Grid(width, height);
    /** How many obstacles lie on each cell, by the room that is kept round them. */
    this.covered = /** @type {Map<number, Uint8Array>} */ (new Map());
    /** @type {Obstacle[]} */
    this.obstacles = [];
    /** @type {Bins<Obstacle>} */
    this.bins = new Bins();
    /** @type {Map<string, Obstacle[]>} */
    this.own = new Map();
    for (const [id, { x, y, r }] of marks)
      this.set({ id, isMark: true, box: { left: x - r, right: x + r, top: y - r, bottom: y + r } });
    for (const [id, box] of names) this.set({ id, isMark: false, box });
  }

  /** @param {Obstacle} obstacle */
  set(obstacle) {
    this.obstacles.push(obstacle);
    const { left, right, top, bottom } = obstacle.box;
    this.covered.clear();
    this.own.set(obstacle.id, [...(this.own.get(obstacle.id) ?? []), obstacle]);
    this.bins.add(
      { left: left - REACH, right: right + REACH, top: top - REACH, bottom: bottom + REACH },
      obstacle,
    );
  }

  /**
   * Keep lines off the line from a home down to a guest, and from lying on the way there.
   * @param {Point[]} branch
   * @param {number} top where the line down begins
   */
  keepOff([start, end], top) {
    const box = { left: start.x + 2, right: end.x - 8, top: start.y - 1, bottom: start.y + 1 };
    this.set({ id: "", isMark: false, box, room: 3.5 });
    const down = bowed({ x: start.x, y: top }, start, 0);
    for (const point of down) this.grid.used[this.grid.cell(point)] = 3;
  }

  /**
   * A line from one mark to another, as points; remembered, so that later ones keep off it.
   * @param {string} from
   * @param {string} to
   * @param {number} lines how many run there side by side
   * @param {boolean} isFree whether there is room to keep lines off each other
   * @returns {Point[]}
   */
  route(from, to, lines, isFree) {
    const [start, end] = [this.marks.get(from), this.marks.get(to)];
    if (!start || !end || from === to) return [start ?? { x: 0, y: 0 }, end ?? { x: 0, y: 0 }];
    const margin = CLEAR + ((lines - 1) * APART) / 2;
    let best = /** @type {{ cost: number, points: Point[] } | null} */ (null);
    for (const bow of isFree ? BOWS : FINE) {
      const points = bowed(start, end, bow);
      const hits = this.hits(points, from, to, margin);
      const cost =
        lengthOf(points) * (1 + Math.abs(bow)) +
        SHARED * this.shared(points, lines, isFree) +
        1e4 * hits;
      if (!best || cost < best.cost) best = { cost, points };
    }
    const direct = Math.hypot(end.x - start.x, end.y - start.y);
    if (best && best.cost > (isFree ? 1.5 * direct + 40 : 1e4)) {
      for (const room of [margin, CLEAR, 1]) {
        const way = this.grid.search(start, end, this.walls(from, to, room), isFree);
        if (!way) continue;
        const points = rounded(way);
        const hits = this.hits(points, from, to, Math.min(room, 1));
        const cost =
          1.1 * lengthOf(points) + SHARED * this.shared(points, lines, isFree) + 1e4 * hits;
        if (cost < best.cost) best = { cost, points };
        if (!hits) break;
      }
    }
    const found = best?.points ?? [start, end];
    this.remember(found, lines);
    // Lines side by side come closer where there is less room than they take.
    if (lines < 2 || !this.hits(found, from, to, margin)) return found;
    return found.map((point) => ({ ...point, room: this.room(point, from, to, margin) }));
  }

  /**
   * How far a point of a line is from what is not its own.
   * @param {Point} point
   * @param {string} from
   * @param {string} to
   * @param {number} most that is asked for
   */
  room(point, from, to, most) {
    let least = most;
    for (const { it } of this.bins.at(point)) {
      if (it.isMark && (it.id === from || it.id === to)) continue;
      const { left, right, top, bottom } = it.box;
      const across = Math.max(left - point.x, point.x - right);
      const over = Math.max(top - point.y, point.y - bottom);
      least = Math.min(least, Math.max(across, over));
    }
    return Math.max(0, least);
  }

  /**
   * How many points of a line lie on what is not its own.
   * @param {Point[]} points
   * @param {string} from
   * @param {string} to
   * @param {number} margin
   */
  hits(points, from, to, margin) {
    const [start, end] = [points[0], points[points.length - 1]];
    const radii = [this.marks.get(from)?.r ?? 0, this.marks.get(to)?.r ?? 0];
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of points) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    let count = 0;
    const { x: wide, y: tall } = this.grid.end;
    if (left < 3 || top < 3 || right > wide - 3 || bottom > tall - 3) count += 4;
    for (const one of points) {
      // Within the own mark nothing is drawn.
      if (near(one, start) < radii[0] + 2 || near(one, end) < radii[1] + 2) continue;
      for (const { it } of this.bins.at(one)) {
        const isOwn = it.id === from || it.id === to;
        if (it.isMark && isOwn) continue;
        const room = Math.min(margin, it.room ?? (isOwn ? beside(margin) : margin), REACH);
        if (
          one.x > it.box.left - room &&
          one.x < it.box.right + room &&
          one.y > it.box.top - room &&
          one.y < it.box.bottom + room
        )
          count += 1;
      }
    }
    return count;
  }

  /**
   * How many cells of a line have others already, not at its ends; in a crowd, others that run so.
   * @param {Point[]} points
   * @param {number} lines that run there side by side: those outside have cells of their own
   * @param {boolean} isFree
   */
  shared(points, lines, isFree) {
    const { grid } = this;
    const [start, end] = [points[0], points[points.length - 1]];
    const half = ((lines - 1) * APART) / 2;
    let count = 0;
    let last = -1;
    for (const [i, one] of points.entries()) {
      const cell = grid.cell(one);
      if (cell === last || near(one, start) < 14 || near(one, end) < 14) continue;
      last = cell;
      if (isFree)
        count += Math.max(
          ...abreast(points, i, half).map((it) => Math.min(grid.used[grid.cell(it)], 2)),
        );
      else if (grid.ways[cell] & besides(wayAt(points, i))) count += 1;
    }
    // A few cells are a crossing; many, a line on another.
    return count > 0.25 * points.length ? 12 * count : count;
  }

  /**
   * @param {Point[]} points
   * @param {number} lines
   */
  remember(points, lines) {
    const { grid } = this;
    const reach = ((lines - 1) * APART) / 2 + 4;
    const seen = new Set();
    for (const [i, point] of points.entries()) {
      const way = 1 << wayAt(points, i);
      for (const cell of grid.round(point, reach)) {
        grid.ways[cell] |= way;
        seen.add(cell);
      }
    }
    for (const cell of seen) if (grid.used[cell] < 2) grid.used[cell] += 1;
  }

  /**
   * How many obstacles lie on each cell for whoever keeps so far from them.
   * @param {number} margin
   */
  coveredBy(margin) {
    const known = this.covered.get(margin);
    if (known) return known;
    const counts = new Uint8Array(this.grid.used.length);
    for (const obstacle of this.obstacles) this.cover(counts, obstacle, margin, 1);
    this.covered.set(margin, counts);
    return counts;
  }

  /**
   * Lay an obstacle on the cells, or take it off.
   * @param {Uint8Array} counts
   * @param {Obstacle} obstacle
   * @param {number} margin
   * @param {1 | -1} by
   */
  cover(counts, { box, room }, margin, by) {
    for (const cell of this.grid.within(box, room ?? margin)) counts[cell] += by;
  }

  /**
   * Which cells nobody may pass who keeps so far from marks and names.
   * @param {string} from
   * @param {string} to
   * @param {number} margin
   */
  walls(from, to, margin) {
    const walls = this.coveredBy(margin).slice();
    const own = [];
    for (const obstacle of [...(this.own.get(from) ?? []), ...(this.own.get(to) ?? [])]) {
      this.cover(walls, obstacle, margin, -1);
      if (obstacle.isMark) own.push(obstacle.box);
      else this.cover(walls, obstacle, Math.min(margin, beside(margin) + 1), 1);
    }
    // Out of the own marks there is always a way.
    for (const box of own) {
      const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
      const radius = (box.right - box.left) / 2;
      for (const cell of this.grid.within(box, 8)) {
        const spot = this.grid.spot(cell);
        const far = near(spot, middle);
        if (far <= radius + 1 || (far <= radius + 8 && this.isFree(spot, from, to)))
          walls[cell] = 0;
      }
    }
    return walls;
  }

  /**
   * Whether a point lies on nobody else.
   * @param {Point} point
   * @param {string} from
   * @param {string} to
   */
  isFree({ x, y }, from, to) {
    return this.bins
      .at({ x, y })
      .every(
        ({ it: { id, isMark, box } }) =>
          (isMark && (id === from || id === to)) ||
          x < box.left - 1 ||
          x > box.right + 1 ||
          y < box.top - 1 ||
          y > box.bottom + 1,
      );
  }
}
