// The one rule by which names are compared: as `fold` of kgraph/text.py, which says why.

const INVISIBLE =
  String.raw`\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5` +
  String.raw`\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff` +
  String.raw`\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}`;
const ACCENTS =
  String.raw`\u0300-\u036f\u0483-\u0489\u055b\u055c\u055e\u0591-\u05bd\u05bf\u05c1\u05c2` +
  String.raw`\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc` +
  String.raw`\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u08d3-\u08e1\u08e3-\u08ff\u093c` +
  String.raw`\u09bc\u0a3c\u0abc\u0b3c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f`;
const BLANKS = new RegExp(
  String.raw`[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+`,
  "gu",
);
const QUOTES = new RegExp(
  String.raw`[\x22'\x60\xab\xb4\xbb\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\u055a\u05f3\u05f4` +
    String.raw`\u07f4\u07f5\u2018-\u201f\u2032-\u2037\u2039\u203a\u275b-\u275e\u276e\u276f` +
    String.raw`\u2e42\u3008-\u300f\u301d-\u301f\ua78b\ua78c\uff02\uff07\uff40\uff62\uff63]+`,
  "gu",
);
const DASHES = new RegExp(
  String.raw`[\-\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2e17\u2e1a` +
    String.raw`\u2e3a\u2e3b\u2e40\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d]+`,
  "gu",
);
const DROPPED = [INVISIBLE, ACCENTS].map((of) => new RegExp(`[${of}]`, "gu"));

const LETTERS = new Map([
  ["\u0131", "i"],
  ["\u0259", "e"],
  ["\u0142", "l"],
  ["\u00f8", "o"],
  ["\u0111", "d"],
  ["\u03c2", "\u03c3"],
  ["\u0643", "\u06a9"],
  ["\u0649", "\u06cc"],
  ["\u064a", "\u06cc"],
]);
const ZEROS =
  "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66" +
  "\u0e50\u0ed0\u0f20\u1040\u17e0\u1810";
for (const zero of ZEROS)
  for (let n = 0; n < 10; n += 1)
    LETTERS.set(String.fromCharCode(zero.charCodeAt(0) + n), String(n));

/** @param {string} text */
const bare = (text) => DROPPED.reduce((left, dropped) => left.replace(dropped, ""), text);

/** @param {string} text */
export function fold(text) {
  const plain = bare(text.replace(QUOTES, "'").normalize("NFKD"));
  const small = bare(plain.toUpperCase().toLowerCase().normalize("NFKD"));
  return [...small]
    .map((one) => LETTERS.get(one) ?? one)
    .join("")
    .replace(DASHES, "-")
    .replace(QUOTES, "'")
    .replace(BLANKS, " ")
    .replace(/^ | $/g, "");
}

/**
 * The ways in which a name may be typed.
 * @param {string} name
 */
export const spellings = (name) => [fold(name), fold(name.replace(/\u200c/g, " "))];
