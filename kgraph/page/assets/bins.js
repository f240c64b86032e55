// Boxes by where they lie, so that only those near a place are looked at.

const SIZE = 64;

/** @template T */
export class Bins {
  constructor() {
    /** @type {Map<number, { box: Box, it: T }[]>} */
    this.bins = new Map();
  }

  /**
   * @param {Box} box
   * @param {T} it
   */
  add(box, it) {
    const one = { box, it };
    for (const bin of binsOf(box)) {
      const known = this.bins.get(bin);
      if (known) known.push(one);
      else this.bins.set(bin, [one]);
    }
  }

  /**
   * Those whose bins a box meets, each once.
   * @param {Box} box
   */
  near(box) {
    /** @type {Set<{ box: Box, it: T }>} */
    const found = new Set();
    for (const bin of binsOf(box)) for (const one of this.bins.get(bin) ?? []) found.add(one);
    return found;
  }

  /**
   * Those whose bin a point lies in.
   * @param {Point} point
   */
  at({ x, y }) {
    return this.bins.get(binAt(Math.floor(x / SIZE), Math.floor(y / SIZE))) ?? [];
  }

  /**
   * Whether a box meets any; asked so often that no list of bins is made.
   * @param {Box} box
   */
  meets(box) {
    const [last, low] = [Math.floor(box.right / SIZE), Math.floor(box.bottom / SIZE)];
    for (let column = Math.floor(box.left / SIZE); column <= last; column += 1)
      for (let row = Math.floor(box.top / SIZE); row <= low; row += 1) {
        const bin = this.bins.get(binAt(column, row));
        if (bin?.some((one) => meet(one.box, box))) return true;
      }
    return false;
  }
}

/** @type {(column: number, row: number) => number} */
const binAt = (column, row) => column * 4096 + row;

/** @param {Box} box */
function* binsOf({ left, right, top, bottom }) {
  const [first, last] = [Math.floor(left / SIZE), Math.floor(right / SIZE)];
  const [high, low] = [Math.floor(top / SIZE), Math.floor(bottom / SIZE)];
  for (let column = first; column <= last; column += 1)
    for (let row = high; row <= low; row += 1) yield binAt(column, row);
}

/**
 * @param {Box} a
 * @param {Box} b
 */
export const meet = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
