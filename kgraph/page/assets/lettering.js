// Words and signs on the lines of a drawing, wherever they cover nothing.
import { isDisputed } from "./choice.js";
import { MAYBE } from "./drawn.js";
import { placedWords, textWidth } from "./places.js";
import { isOverview } from "./state.js";
import { edgeWord, surestOf } from "./words.js";

/** Words in a picture that is not zoomed, at most. */
const MOST = 16;
/** In the overview each line has its word. */
const EVERY = 40;
const SIGN = { half: 9, up: 9, down: 9 };

/**
 * @typedef {{ key: string, curve: Curve, text: string }} Lettered
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
export function lettered(app, layer, lines, readable, points, rooms, { width, height, k }) {
  const unmet = lines
    .filter((line) => line.beside)
    .map(({ key, curve, ...line }) => ({
      key: `${key} beside`,
      curve: curve.beside,
      urgent: 1 + urgent(line),
      isDuty: false,
      text: () => app.view.say.alsoOnPaper,
    }));
  const named = lines.map((line) => ({
    key: line.key,
    curve: line.curve,
    urgent: urgent(line),
    isDuty: line.edge.layer === "influence",
    text: () => edgeWord(app, layer, line.edge, line.change),
  }));
  const wanted = [...unmet, ...named]
    .sort((a, b) => b.urgent - a.urgent)
    .map((one) => ({ ...one, text: one.text() }))
    .filter((one) => one.text)
    .slice(0, 4 * MOST * Math.ceil(k));
  // The duties reported unmet first: no sign stands where their words are.
  const duties = wanted.filter((one) => one.isDuty);
  const whole = placedWords(duties, readable, points, rooms, width, height, duties.length);
  // Where there is no room for the duty, there is for what became of it.
  const short = duties
    .filter((one) => !whole.some(({ key }) => key === one.key))
    .map((one) => ({ ...one, text: app.view.say.notKept }));
  const first = [
    ...whole,
    ...placedWords(short, readable, points, rooms, width, height, duties.length),
  ];
  const signs = [
    ...lines
      .filter(({ edge }) => edge.parts.some(isDisputed))
      .map(({ key, curve }) => ({ key, curve, text: "≠" })),
    ...lines
      .filter(({ edge }) => app.state.asOf && surestOf(edge.parts) === "mayHold")
      .map(({ key, curve }) => ({ key: key + MAYBE, curve, text: "?" })),
  ];
  const said = first.map((_, i) => `duty ${i}`);
  const withDuties = new Map([...rooms, ...first.map((one, i) => wordRoom(said[i], one.text))]);
  const spots = new Map([
    ...points,
    ...first.map((one, i) => /** @type {[string, Point]} */ ([said[i], one])),
  ]);
  const besides = [...readable, ...said];
  const badges = placedWords(signs, besides, spots, withDuties, width, height, signs.length);
  const kept = new Set(badges.map((one) => one.key));
  // A sign without room stands over a name rather than over the word of a duty.
  for (const one of signs) {
    if (kept.has(one.key)) continue;
    const [spot] = placedWords([one], said, spots, withDuties, width, height, 1);
    badges.push(spot ?? { ...one, ...one.curve.at(0.5) });
  }
  // Words go where the signs are not: a sign is a small room of its own.
  const names = badges.map((_, i) => `sign ${i}`);
  const taken = new Map([...withDuties, ...names.map(withRoom)]);
  for (const [i, one] of badges.entries()) spots.set(names[i], one);
  const most = Math.round((isOverview(app.state) ? EVERY : MOST) * k);
  const rest = wanted.filter((one) => !one.isDuty);
  const others = [...besides, ...names];
  const words = placedWords(rest, others, spots, taken, width, height, most - first.length);
  return { words: [...first, ...words], badges };
}

/** @type {(name: string) => [string, Room]} */
const withRoom = (name) => [name, SIGN];

/** @type {(name: string, text: string) => [string, Room]} */
const wordRoom = (name, text) => [name, { half: textWidth(text, 11) / 2 + 4, up: 9, down: 8 }];

/** @param {Pick<EdgeLook, "edge" | "chosen" | "change">} line */
const urgent = ({ edge, chosen, change }) =>
  (chosen ? 4 : 0) + (change ? 2 : 0) + (edge.hollow ? 1 : 0) + edge.weight;
