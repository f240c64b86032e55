// Words and signs on the lines of a drawing, wherever they cover nothing.
import { SIGNED } from "./drawn.js";
import { Nearby } from "./nearby.js";
import { wordHalf } from "./places.js";
import { isOverview } from "./state.js";
import { edgeWord, unmetWords } from "./linewords.js";
import { placed } from "./spots.js";
import { looksOf, looksOfTies, unmetOf } from "./strongest.js";

/** Words in a picture that is not zoomed, at most. */
const MOST = 16;
/** In the overview each line has its word. */
const EVERY = 40;
const SIGN = { half: 9, up: 9, down: 9 };
/**
 * How much is said of a duty reported unmet, and whether beside its line, the best first.
 * @type {[length: number, isAside: boolean][]}
 */
const DUTIES = [
  [0, false],
  [1, false],
  [2, false],
  [1, true],
  [2, true],
  [3, false],
  [3, true],
];

/**
 * @typedef {{ key: string, pair: string, curve: Curve, text: string }} Lettered
 */

/**
 * @param {App} app
 * @param {Layer} layer
 * @param {EdgeLook[]} lines
 * @param {string[]} readable actors whose names are seen
 * @param {Map<string, Point>} points
 * @param {Map<string, Room>} rooms
 * @param {{ width: number, height: number, k: number }} size of the picture, and how far zoomed
 */
export function lettered(app, layer, lines, readable, points, rooms, size) {
  const { k } = size;
  const every = lines.flatMap((line) => strandsOf(app, layer, line));
  const nearby = new Nearby(every);
  const wanted = every
    .sort((a, b) => b.urgent - a.urgent)
    .map((one) => ({ ...one, texts: one.texts().filter(Boolean) }))
    .filter(({ texts }) => texts.length)
    .slice(0, 4 * MOST * Math.ceil(k))
    .map((one) => ({ ...one, text: one.texts[0] }));
  // The duties reported unmet first: no sign stands where their words are. Where there is no room
  // for the duty, there is for what became of it.
  const duties = wanted.filter((one) => one.isDuty);
  const withDuties = new Map(rooms);
  const spots = new Map(points);
  /** @type {string[]} */
  const said = [];
  /** @type {(typeof wanted[number] & Point)[]} */
  const first = [];
  // What has no room on its line stands beside it.
  for (const [length, isAside] of DUTIES) {
    const left = duties
      .filter(({ key, texts }) => texts[length] && !first.some((one) => one.key === key))
      .map((one) => ({ ...one, text: one.texts[length] }));
    const taken = [...readable, ...said];
    const found = placed(left, taken, spots, withDuties, size, nearby, left.length, isAside);
    for (const one of found) {
      const name = `duty ${first.length}`;
      first.push(one);
      said.push(name);
      withDuties.set(name, { half: wordHalf(one.text, true), up: 9, down: 8 });
      spots.set(name, one);
    }
  }
  const signs = every.flatMap(({ key, pair, curve, looks }) => {
    /**
     * @param {string} text
     * @param {string} [name]
     */
    const sign = (text, name = "") => ({ key: key + name, pair, curve, text, isSign: true });
    return [
      ...(looks.isDisputed ? [sign("≠")] : []),
      ...(looks.isOfOneParty ? [sign("“", SIGNED.party)] : []),
      ...(app.state.asOf && looks.holds === "mayHold" ? [sign("?", SIGNED.maybe)] : []),
    ];
  });
  const besides = [...readable, ...said];
  const badges = placed(signs, besides, spots, withDuties, size, nearby);
  const kept = new Set(badges.map((one) => one.key));
  // A sign without room stands over a name rather than over the word of a duty.
  for (const one of signs) {
    if (kept.has(one.key)) continue;
    const [spot] = placed([one], said, spots, withDuties, size, nearby);
    badges.push(spot ?? { ...one, ...one.curve.at(0.5) });
  }
  // Words go where the signs are not: a sign is a small room of its own.
  const names = badges.map((_, i) => `sign ${i}`);
  const taken = new Map([...withDuties, ...names.map(withRoom)]);
  for (const [i, one] of badges.entries()) spots.set(names[i], one);
  const most = Math.round((isOverview(app.state) ? EVERY : MOST) * k);
  const rest = wanted.filter((one) => !one.isDuty);
  const others = [...besides, ...names];
  const words = placed(rest, others, spots, taken, size, nearby, most - first.length);
  return { words: [...first, ...words], badges };
}

/** @type {(name: string) => [string, Room]} */
const withRoom = (name) => [name, SIGN];

/**
 * A line, and that of what is reported unmet beside it, with what may be written on each.
 * @param {App} app
 * @param {Layer} layer
 * @param {EdgeLook} line
 */
function strandsOf(app, layer, line) {
  const { key, edge, change } = line;
  const curve = line.curve.whole ?? line.curve;
  const pair = [edge.source, edge.target].sort().join(" ");
  const own = {
    key,
    pair,
    curve,
    urgent: urgent(line),
    isDuty: edge.hollow,
    looks: looksOf(app.world, layer, edge),
    texts: () => [
      edgeWord(app, layer, edge, change),
      ...(edge.hollow ? unmetWords(app, edge).slice(1) : []),
    ],
  };
  // What is told there and back is one line.
  const told = line.curve.isBack ? [] : [own];
  if (!line.beside) return told;
  const beside = {
    key: `${key} beside`,
    pair,
    curve: line.curve.beside,
    urgent: 1 + urgent(line),
    isDuty: true,
    looks: looksOfTies(app.world, [unmetOf(app.world, edge)]),
    texts: () => unmetWords(app, edge),
  };
  return [beside, ...told];
}

/** @param {Pick<EdgeLook, "edge" | "chosen" | "change">} line */
const urgent = ({ edge, chosen, change }) =>
  (chosen ? 4 : 0) + (change ? 2 : 0) + (edge.hollow ? 1 : 0) + edge.weight;
