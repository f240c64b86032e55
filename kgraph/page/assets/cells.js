// The grid on which a way is looked for: what is walled, where lines run, and the cheapest way.
import { besides, mix, near, wayOf } from "./curves.js";
import { Heap } from "./heap.js";

const CELL = 4; // in pixels
const USED = 0.7; // times dearer is a cell that has a line
/** In a crowd: times as dear is a cell on which a line runs the same way, or another. */
const [ALONG, ACROSS] = [4, 1.3];
/** The eight steps from a cell. */
const STEPS = [-1, 0, 1].flatMap((dx) =>
  [-1, 0, 1]
    .filter((dy) => dx || dy)
    .map((dy) => ({ dx, dy, long: Math.hypot(dx, dy), beside: besides(wayOf(dx, dy)) })),
);

export class Grid {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.columns = Math.ceil(width / CELL) + 1;
    this.rows = Math.ceil(height / CELL) + 1;
    const cells = this.columns * this.rows;
    this.used = new Uint8Array(cells);
    // In which directions lines run there, a bit for each of eight.
    this.ways = new Uint8Array(cells);
    // Of the search that runs: what a cell costs, whence one came, and whether it is done; what
    // another search left is told by its number.
    this.look = { number: 0, of: new Int32Array(cells), cost: new Float64Array(cells) };
    this.came = new Int32Array(cells);
    this.closed = new Uint8Array(cells);
    this.end = this.spot(cells - 1);
  }

  /** @param {Point} point */
  cell({ x, y }) {
    const column = Math.min(this.columns - 1, Math.max(0, Math.round(x / CELL)));
    const row = Math.min(this.rows - 1, Math.max(0, Math.round(y / CELL)));
    return row * this.columns + column;
  }

  /** @param {number} cell */
  spot(cell) {
    return { x: (cell % this.columns) * CELL, y: Math.floor(cell / this.columns) * CELL };
  }

  /**
   * The cells in a box, no further than the grid.
   * @param {Box} box
   * @param {number} [room] round it
   */
  *within({ left, right, top, bottom }, room = 0) {
    const { columns, rows } = this;
    const first = Math.max(0, Math.ceil((left - room) / CELL));
    const last = Math.min(columns - 1, Math.floor((right + room) / CELL));
    const low = Math.min(rows - 1, Math.floor((bottom + room) / CELL));
    for (let row = Math.max(0, Math.ceil((top - room) / CELL)); row <= low; row += 1)
      for (let cell = row * columns + first; cell <= row * columns + last; cell += 1) yield cell;
  }

  /**
   * The cells that a line covers.
   * @param {Point} middle
   * @param {number} reach to each side
   */
  *round({ x, y }, reach) {
    for (let dx = -reach; dx <= reach; dx += CELL)
      for (let dy = -reach; dy <= reach; dy += CELL) yield this.cell({ x: x + dx, y: y + dy });
  }

  /**
   * What a step costs, against one where no line runs.
   * @param {number} cell
   * @param {number} beside the bits of its direction
   * @param {boolean} isFree whether there is room to keep lines off each other
   */
  dear(cell, beside, isFree) {
    if (isFree) return 1 + USED * this.used[cell];
    if (this.ways[cell] & beside) return ALONG;
    return this.used[cell] ? ACROSS : 1;
  }

  /**
   * The cheapest way (A*), pulled tight; null if there is none.
   * @param {Point} source
   * @param {Point} target
   * @param {Uint8Array} walls
   * @param {boolean} isFree whether there is room to keep lines off each other
   * @returns {Point[] | null}
   */
  search(source, target, walls, isFree) {
    const { columns, rows, look, came, closed } = this;
    const [first, goal] = [this.cell(source), this.cell(target)];
    const [goalX, goalY] = [goal % columns, Math.floor(goal / columns)];
    const { of, cost } = look;
    look.number += 1;
    const open = new Heap();
    [of[first], cost[first], closed[first], came[first]] = [look.number, 0, 0, -1];
    let isFound = false;
    open.push(first, 0);
    while (open.size) {
      const cell = open.pop();
      if (cell === goal) {
        isFound = true;
        break;
      }
      if (closed[cell]) continue;
      closed[cell] = 1;
      const [x, y] = [cell % columns, Math.floor(cell / columns)];
      for (const { dx, dy, long, beside } of STEPS) {
        const [nx, ny] = [x + dx, y + dy];
        if (nx < 1 || ny < 1 || nx >= columns - 1 || ny >= rows - 1) continue;
        const next = ny * columns + nx;
        const isNew = of[next] !== look.number;
        if (walls[next] || (!isNew && closed[next])) continue;
        const now = cost[cell] + long * this.dear(next, beside, isFree);
        if (!isNew && now >= cost[next]) continue;
        [of[next], closed[next]] = [look.number, 0];
        cost[next] = now;
        came[next] = cell;
        open.push(next, now + Math.hypot(nx - goalX, ny - goalY));
      }
    }
    if (!isFound) return null;
    const cells = [goal];
    while (cells[cells.length - 1] !== first) cells.push(came[cells[cells.length - 1]]);
    cells.reverse();
    const way = cells.map((cell) => this.spot(cell));
    way[0] = { x: source.x, y: source.y };
    way[way.length - 1] = { x: target.x, y: target.y };
    return this.pulled(way, walls, isFree);
  }

  /**
   * A way without the corners that it does not need.
   * @param {Point[]} way
   * @param {Uint8Array} walls
   * @param {boolean} isFree
   */
  pulled(way, walls, isFree) {
    const sums = [0];
    for (let i = 1; i < way.length; i += 1)
      sums.push(sums[i - 1] + this.price(way[i - 1], way[i], null, isFree));
    const kept = [way[0]];
    let at = 0;
    while (at < way.length - 1) {
      let next = at + 1;
      for (let far = way.length - 1; far > at + 1; far -= 1) {
        const price = this.price(way[at], way[far], walls, isFree);
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
   * @param {Uint8Array | null} walls
   * @param {boolean} isFree
   */
  price(a, b, walls, isFree) {
    const length = near(a, b);
    const count = Math.ceil(length / 3);
    const beside = besides(wayOf(b.x - a.x, b.y - a.y));
    let sum = 0;
    for (let i = 1; i <= count; i += 1) {
      const cell = this.cell(mix(a, b, i / count));
      if (walls?.[cell]) return Infinity;
      sum += (length / count) * this.dear(cell, beside, isFree);
    }
    return sum;
  }
}
