// How near lines come to a point, so that what is written on one is not read of another. Pure.

/** The side of a cell, and as far as is looked, in pixels. */
const CELL = 24;
/** How far apart the points of a line are that are looked at. */
const STEP = 4;

/** @typedef {{ x: number, y: number, pair: string }} Dot */

/**
 * @param {number} column
 * @param {number} row
 */
const cellAt = (column, row) => column * 8192 + row;

export class Nearby {
  /** @param {{ pair: string, curve: Curve }[]} lines */
  constructor(lines) {
    /** @type {Map<number, Dot[]>} */
    this.cells = new Map();
    for (const { pair, curve } of lines) {
      const steps = Math.max(1, Math.ceil(curve.length / STEP));
      for (let i = 0; i <= steps; i += 1) {
        const { x, y } = curve.at(i / steps);
        const cell = cellAt(Math.floor(x / CELL), Math.floor(y / CELL));
        const known = this.cells.get(cell);
        if (known) known.push({ x, y, pair });
        else this.cells.set(cell, [{ x, y, pair }]);
      }
    }
  }

  /**
   * How far the nearest line of another pair is, at most a cell.
   * @param {Point} point
   * @param {string} own pair
   */
  from({ x, y }, own) {
    let least = CELL;
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    for (let i = column - 1; i <= column + 1; i += 1)
      for (let j = row - 1; j <= row + 1; j += 1)
        for (const dot of this.cells.get(cellAt(i, j)) ?? [])
          if (dot.pair !== own) least = Math.min(least, Math.hypot(dot.x - x, dot.y - y));
    return least;
  }
}
