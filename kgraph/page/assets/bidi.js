// Names and texts in scripts that run from right to left, kept apart from the words around them:
// as `isolated` and `apart` of kgraph/text.py, which say why.

const RTL =
  String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc` +
  String.raw`\u{10800}-\u{10fff}\u{1e800}-\u{1efff}`;
const PARTS = String.raw`→←<>|;:"“”«»(){}=·\n\r\t\u2066-\u2069\[\]`;
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;
const HAS = new RegExp(`[${RTL}]`, "u");
const MARKED = new RegExp(String.raw`[${RTL}\u202a-\u202e\u2066-\u2069]`, "u");
const OTHER = new RegExp(String.raw`[→←<>|\u202a-\u202e\u2066-\u2069]| {2}|(?![${RTL}])\p{L}`, "u");
const RUN = new RegExp(
  String.raw`\u2068[^\u2066-\u2069]*\u2069|[\u202a-\u202e\u2066-\u2069]` +
    String.raw`|[${RTL}](?:(?:[${RTL}]|(?! {2})(?!\p{L})[^${PARTS}])*[${RTL}])?`,
  "gu",
);

/** @param {string} text */
export function isolated(text) {
  const bare = text.replace(TURNS, "");
  return HAS.test(bare) ? `\u2068${bare}\u2069` : bare;
}

/**
 * A text with its parts from right to left kept apart.
 * @param {string} text
 */
export const readable = (text) =>
  MARKED.test(text) ? text.split("\n").map(line).join("\n") : text;

/** @param {string} text */
function line(text) {
  if (OTHER.test(text)) return text.replace(RUN, isolated);
  const bare = text.trim();
  return text.replace(bare, () => isolated(bare));
}
