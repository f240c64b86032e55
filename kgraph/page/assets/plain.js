// Small things with lists, maps and texts.

/**
 * What a map has under a key that must be there.
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 */
export function got(map, key) {
  const value = map.get(key);
  if (value === undefined) throw new Error(`Nothing is known by ${key}.`);
  return value;
}

/**
 * What is there, without the gaps.
 * @template T
 * @param {(T | null | undefined | "" | false)[]} list
 * @returns {T[]}
 */
export const present = (list) => /** @type {T[]} */ (list.filter(Boolean));

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [several]
 */
export const many = (count, one, several = `${one}s`) => `${count} ${count === 1 ? one : several}`;

/**
 * @param {string[]} list
 * @param {string} value
 */
export const toggledIn = (list, value) =>
  list.includes(value) ? list.filter((one) => one !== value) : [...list, value];

/**
 * In the order of Python's sorted(): by code point.
 * @template T
 * @param {T[]} list
 * @param {(one: T) => string} key
 */
export const sortedByText = (list, key) =>
  list
    .map((one) => ({ text: key(one), one }))
    .sort(byText(({ text }) => text))
    .map(({ one }) => one);

/**
 * @template T
 * @param {(one: T) => string} key
 * @returns {(a: T, b: T) => number}
 */
const byText = (key) => (a, b) => {
  const [one, other] = [key(a), key(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};

/**
 * Members by what they have in common, in the order in which they come.
 * @template T
 * @param {Iterable<T>} list
 * @param {(one: T) => string} key
 */
export function groupedBy(list, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const one of list) {
    const at = key(one);
    const group = groups.get(at);
    if (group) group.push(one);
    else groups.set(at, [one]);
  }
  return groups;
}

/** @param {string} text */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
