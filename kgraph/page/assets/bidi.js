// Names and texts in scripts that run from right to left, kept apart from the words around them:
// as `isolated` and `readable` of kgraph/text.py, which say why.

const RTL =
  String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc` +
  String.raw`\u{10800}-\u{10fff}\u{1e800}-\u{1efff}`;
const PARTS = String.raw`→←<>|;:"“”«»(){}=·\n\r\t\u2066-\u2069\[\]`;
const HAS = new RegExp(`[${RTL}]`, "u");
const OTHER = new RegExp(String.raw`[→←<>|\u2066-\u2069]|(?![${RTL}])\p{L}`, "u");
const RUN = new RegExp(
  String.raw`\u2068[^\u2066-\u2069]*\u2069|[${RTL}](?:(?:[${RTL}]|(?!\p{L})[^${PARTS}])*[${RTL}])?`,
  "gu",
);

/** @param {string} text */
export const isolated = (text) =>
  HAS.test(text) && !text.startsWith("\u2068") ? `\u2068${text}\u2069` : text;

/**
 * A text with its parts from right to left kept apart.
 * @param {string} text
 */
export function readable(text) {
  if (!HAS.test(text)) return text;
  return OTHER.test(text) ? text.replace(RUN, isolated) : isolated(text);
}
