// What is cheapest next.

export class Heap {
  constructor() {
    /** @type {number[]} */
    this.items = [];
    /** @type {number[]} */
    this.keys = [];
  }

  get size() {
    return this.items.length;
  }

  /**
   * @param {number} item
   * @param {number} key
   */
  push(item, key) {
    const { items, keys } = this;
    let at = items.length;
    items.push(item);
    keys.push(key);
    while (at) {
      const up = (at - 1) >> 1;
      if (keys[up] <= key) break;
      [items[at], keys[at]] = [items[up], keys[up]];
      at = up;
    }
    [items[at], keys[at]] = [item, key];
  }

  pop() {
    const { items, keys } = this;
    const top = items[0];
    const [item, key] = [/** @type {number} */ (items.pop()), /** @type {number} */ (keys.pop())];
    let at = 0;
    while (items.length) {
      let down = 2 * at + 1;
      if (down >= items.length) break;
      if (down + 1 < items.length && keys[down + 1] < keys[down]) down += 1;
      if (keys[down] >= key) break;
      [items[at], keys[at]] = [items[down], keys[down]];
      at = down;
    }
    if (items.length) [items[at], keys[at]] = [item, key];
    return top;
  }
}
