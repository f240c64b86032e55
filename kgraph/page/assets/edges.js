// The one maker of an edge: all ties of one sign, or of one layer, between one ordered pair. Pure.

/**
 * @param {Tie[]} parts
 * @param {Partial<Edge>} [more] what is otherwise than its ties have it
 * @returns {Edge}
 */
export const edgeOf = (parts, more = {}) => ({
  source: parts[0].source,
  target: parts[0].target,
  sign: parts[0].sign,
  weight: Math.max(...parts.map((one) => one.weight)),
  ties: parts.length,
  hollow: false,
  families: {},
  low: 0,
  high: 0,
  parts,
  ...more,
});
