// Words and signs on the lines of a drawing, wherever they cover nothing.
import { isDisputed } from "./choice.js";
import { placedWords } from "./places.js";
import { edgeWord } from "./words.js";

/** Words in a picture that is not zoomed, at most. */
const MOST = 16;
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
      text: () => app.view.say.alsoOnPaper,
    }));
  const named = lines.map((line) => ({
    key: line.key,
    curve: line.curve,
    urgent: urgent(line),
    text: () => edgeWord(app, layer, line.edge, line.change),
  }));
  const wanted = [...unmet, ...named]
    .sort((a, b) => b.urgent - a.urgent)
    .map((one) => ({ ...one, text: one.text() }))
    .filter((one) => one.text)
    .slice(0, 4 * MOST * Math.ceil(k));
  const signs = lines
    .filter(({ edge }) => edge.parts.some(isDisputed))
    .map(({ key, curve }) => ({ key, curve, text: "≠" }));
  const badges = placedWords(signs, readable, points, rooms, width, height, signs.length);
  const kept = new Set(badges.map((one) => one.key));
  for (const one of signs) if (!kept.has(one.key)) badges.push({ ...one, ...one.curve.at(0.5) });
  // Words go where the signs are not: a sign is a small room of its own.
  const names = badges.map((_, i) => `sign ${i}`);
  const taken = new Map([...rooms, ...names.map(withRoom)]);
  const spots = new Map(points);
  for (const [i, one] of badges.entries()) spots.set(names[i], one);
  const most = Math.round(MOST * k);
  const words = placedWords(wanted, [...readable, ...names], spots, taken, width, height, most);
  return { words, badges };
}

/** @type {(name: string) => [string, Room]} */
const withRoom = (name) => [name, SIGN];

/** @param {Pick<EdgeLook, "edge" | "chosen" | "change">} line */
const urgent = ({ edge, chosen, change }) =>
  (chosen ? 4 : 0) + (change ? 2 : 0) + (edge.hollow ? 1 : 0) + edge.weight;
