// How lines run: from mark to mark, round the marks and names of others, and not on each other.
// The same for the same input.
import { APART, bowed, lengthOf, mix, near, rounded } from "./curves.js";
import { Bins } from "./bins.js";
import { Heap } from "./heap.js";

const CELL = 4; // of the grid on which a way is looked for
const CLEAR = 3; // kept free of marks and names
const BOWS = [0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.5, -0.5];
/** Where nobody keeps off the lines of others. */
const FINE = [0, 0.05, -0.05, 0.1, -0.1, 0.16, -0.16, 0.24, -0.24, 0.34, -0.34];
/** What each cell costs that another line has, beside the length of a way. */
const SHARED = 10;
/** The room that is kept round an obstacle, at most. */
const REACH = 32;
const USED = 0.7; // times dearer is a cell that has a line

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
    this.columns = Math.ceil(width / CELL) + 1;
    this.rows = Math.ceil(height / CELL) + 1;
    const cells = this.columns * this.rows;
    this.used = new Uint8Array(cells);
    /** How many obstacles lie on each cell, by the room that is kept round them. */
    this.covered = /** @type {Map<number, Uint8Array>} */ (new Map());
    // Of the search that runs: what a cell costs, whence one came, and whether it is done; what
    // another search left is told by its number.
    this.look = { number: 0, of: new Int32Array(cells), cost: new Float64Array(cells) };
    this.came = new Int32Array(cells);
    this.closed = new Uint8Array(cells);
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
    for (const point of down) this.used[this.cell(point)] = 3;
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
        lengthOf(points) * (1 + Math.abs(bow)) + SHARED * this.shared(points) + 1e4 * hits;
      if (!best || cost < best.cost) best = { cost, points };
    }
    const direct = Math.hypot(end.x - start.x, end.y - start.y);
    if (best && best.cost > (isFree ? 1.5 * direct + 40 : 1e4)) {
      for (const room of [margin, CLEAR, 1]) {
        const way = this.search(from, to, room);
        if (!way) continue;
        const points = rounded(way);
        const hits = this.hits(points, from, to, Math.min(room, 1));
        const cost = 1.1 * lengthOf(points) + SHARED * this.shared(points) + 1e4 * hits;
        if (cost < best.cost) best = { cost, points };
        if (!hits) break;
      }
    }
    const found = best?.points ?? [start, end];
    this.remember(found, lines);
    return found;
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
    const wide = this.columns * CELL;
    const tall = this.rows * CELL;
    if (left < 3 || top < 3 || right > wide - CELL - 3 || bottom > tall - CELL - 3) count += 4;
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

  /** @param {Point} point */
  cell({ x, y }) {
    const column = Math.min(this.columns - 1, Math.max(0, Math.round(x / CELL)));
    const row = Math.min(this.rows - 1, Math.max(0, Math.round(y / CELL)));
    return row * this.columns + column;
  }

  /**
   * How many cells of a line have others already, those at its ends not counted.
   * @param {Point[]} points
   */
  shared(points) {
    const [start, end] = [points[0], points[points.length - 1]];
    let count = 0;
    let last = -1;
    for (const one of points) {
      const cell = this.cell(one);
      if (cell === last || near(one, start) < 14 || near(one, end) < 14) continue;
      last = cell;
      count += Math.min(this.used[cell], 2);
    }
    // A few cells are a crossing; many, a line on another.
    return count > 0.25 * points.length ? 12 * count : count;
  }

  /**
   * @param {Point[]} points
   * @param {number} lines
   */
  remember(points, lines) {
    const reach = ((lines - 1) * APART) / 2 + 4;
    const seen = new Set();
    for (const { x, y } of points)
      for (let dx = -reach; dx <= reach; dx += CELL)
        for (let dy = -reach; dy <= reach; dy += CELL)
          seen.add(this.cell({ x: x + dx, y: y + dy }));
    for (const cell of seen) if (this.used[cell] < 2) this.used[cell] += 1;
  }

  /**
   * How many obstacles lie on each cell for whoever keeps so far from them.
   * @param {number} margin
   */
  coveredBy(margin) {
    const known = this.covered.get(margin);
    if (known) return known;
    const counts = new Uint8Array(this.columns * this.rows);
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
  cover(counts, { box, room: given }, margin, by) {
    const { columns, rows } = this;
    const room = given ?? margin;
    const left = Math.max(0, Math.ceil((box.left - room) / CELL));
    const right = Math.min(columns - 1, Math.floor((box.right + room) / CELL));
    const top = Math.max(0, Math.ceil((box.top - room) / CELL));
    const bottom = Math.min(rows - 1, Math.floor((box.bottom + room) / CELL));
    for (let row = top; row <= bottom; row += 1)
      for (let at = row * columns + left; at <= row * columns + right; at += 1) counts[at] += by;
  }

  /**
   * Which cells nobody may pass who keeps so far from marks and names.
   * @param {string} from
   * @param {string} to
   * @param {number} margin
   */
  walls(from, to, margin) {
    const { columns, rows } = this;
    const walls = this.coveredBy(margin).slice();
    const own = [];
    for (const obstacle of [...(this.own.get(from) ?? []), ...(this.own.get(to) ?? [])]) {
      this.cover(walls, obstacle, margin, -1);
      if (obstacle.isMark) own.push(obstacle.box);
      else this.cover(walls, obstacle, Math.min(margin, beside(margin) + 1), 1);
    }
    // Out of the own marks there is always a way.
    for (const box of own) {
      const [x, y, r] = [
        (box.left + box.right) / 2,
        (box.top + box.bottom) / 2,
        box.right - box.left,
      ];
      const reach = r / 2 + 8;
      const [low, high] = [Math.max(0, y - reach), Math.min((rows - 1) * CELL, y + reach)];
      const [left, right] = [Math.max(0, x - reach), Math.min((columns - 1) * CELL, x + reach)];
      for (let row = Math.ceil(low / CELL); row * CELL <= high; row += 1) {
        for (let column = Math.ceil(left / CELL); column * CELL <= right; column += 1) {
          const spot = { x: column * CELL, y: row * CELL };
          const far = Math.hypot(spot.x - x, spot.y - y);
          if (far <= r / 2 + 1 || (far <= reach && this.isFree(spot, from, to)))
            walls[row * columns + column] = 0;
        }
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

  /**
   * The cheapest way over the grid (A*), pulled tight; null if there is none.
   * @param {string} from
   * @param {string} to
   * @param {number} margin
   * @returns {Point[] | null}
   */
  search(from, to, margin) {
    const { columns, rows, used } = this;
    const [source, target] = [this.marks.get(from), this.marks.get(to)];
    if (!source || !target) return null;
    const walls = this.walls(from, to, margin);
    const [first, goal] = [this.cell(source), this.cell(target)];
    const [goalX, goalY] = [goal % columns, Math.floor(goal / columns)];
    const { look, came, closed } = this;
    const { of, cost } = look;
    look.number += 1;
    const open = new Heap();
    [of[first], cost[first], closed[first], came[first]] = [look.number, 0, 0, -1];
    let isFound = false;
    open.push(first, 0);
    const price = (/** @type {number} */ cell) => 1 + USED * used[cell];
    while (open.size) {
      const cell = open.pop();
      if (cell === goal) {
        isFound = true;
        break;
      }
      if (closed[cell]) continue;
      closed[cell] = 1;
      const [x, y] = [cell % columns, Math.floor(cell / columns)];
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          const [nx, ny] = [x + dx, y + dy];
          if ((!dx && !dy) || nx < 1 || ny < 1 || nx >= columns - 1 || ny >= rows - 1) continue;
          const next = ny * columns + nx;
          const isNew = of[next] !== look.number;
          if (walls[next] || (!isNew && closed[next])) continue;
          const now = cost[cell] + (dx && dy ? Math.SQRT2 : 1) * price(next);
          if (!isNew && now >= cost[next]) continue;
          [of[next], closed[next]] = [look.number, 0];
          cost[next] = now;
          came[next] = cell;
          open.push(next, now + Math.hypot(nx - goalX, ny - goalY));
        }
      }
    }
    if (!isFound) return null;
    const cells = [goal];
    while (cells[0] !== first) cells.unshift(came[cells[0]]);
    const way = cells.map((cell) => ({
      x: (cell % columns) * CELL,
      y: Math.floor(cell / columns) * CELL,
    }));
    way[0] = { x: source.x, y: source.y };
    way[way.length - 1] = { x: target.x, y: target.y };
    return this.pulled(way, cells, walls);
  }

  /**
   * A way without the corners that it does not need.
   * @param {Point[]} way
   * @param {number[]} cells
   * @param {Uint8Array} walls
   */
  pulled(way, cells, walls) {
    const sums = [0];
    for (let i = 1; i < cells.length; i += 1)
      sums.push(sums[i - 1] + near(way[i], way[i - 1]) * (1 + USED * this.used[cells[i]]));
    const kept = [way[0]];
    let at = 0;
    while (at < way.length - 1) {
      let next = at + 1;
      for (let far = way.length - 1; far > at + 1; far -= 1) {
        const price = this.price(way[at], way[far], walls);
        if (price <= sums[far] - sums[at] + 1) {
          next = far;
          break;
        }
      }
      kept.push(way[next]);
      at = next;
    }
    return kept;
  }

  /**
   * What a straight line costs; endless through a wall.
   * @param {Point} a
   * @param {Point} b
   * @param {Uint8Array} walls
   */
  price(a, b, walls) {
    const length = near(a, b);
    const count = Math.ceil(length / 3);
    let sum = 0;
    for (let i = 1; i <= count; i += 1) {
      const cell = this.cell(mix(a, b, i / count));
      if (walls[cell]) return Infinity;
      sum += (length / count) * (1 + USED * this.used[cell]);
    }
    return sum;
  }
}
