// Rows with a number as bars; the table beside it has the same as text.
import { h, s } from "./dom.js";

/** @typedef {import("./query.js").Term} Term */

const NUMBERS = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float)$/;
/** Bars that are drawn: more are read in the table. */
const DRAWN = 40;
/** Sizes in the units of the picture. */
const LINE = 24;
const NAMES = 260;
const LENGTH = 360;
const NUMBER = 80;
const LETTERS = 34;

/** @param {Term | undefined} value */
function numeric(value) {
  return Boolean(value?.datatype && NUMBERS.test(value.datatype) && isFinite(Number(value.value)));
}

/**
 * The last part of an IRI, and of any text no more than a line bears.
 * @param {string} text
 */
export function short(text) {
  const name = text.replace(/^https?:\/\/.*[/#](?=.)/, "");
  return name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
}

/**
 * Bars of the first column of numbers, or nothing where there is none or one row alone.
 * @param {string[]} names
 * @param {Record<string, Term>[]} rows
 */
export function bars(names, rows) {
  const column = names.find((name) => rows.every((row) => numeric(row[name])));
  const label = names.find((name) => name !== column);
  if (!column || !label || rows.length < 2) return "";
  const drawn = rows.slice(0, DRAWN);
  const values = drawn.map((row) => Number(row[column].value));
  const least = Math.min(0, ...values);
  const span = Math.max(0, ...values) - least || 1;
  /** @param {number} value */
  const at = (value) => NAMES + ((value - least) / span) * LENGTH;
  const width = NAMES + LENGTH + NUMBER;
  const height = drawn.length * LINE;
  const lines = drawn.map((row, index) => {
    const y = index * LINE;
    const [from, to] = [at(Math.min(0, values[index])), at(Math.max(0, values[index]))];
    const middle = y + LINE / 2;
    const left = { x: NAMES - 8, y: middle, "text-anchor": "end" };
    return s(
      "g",
      {},
      s("text", left, short(row[label]?.value ?? "")),
      s("rect", { x: from, y: y + 4, width: to - from, height: LINE - 8 }),
      s("text", { x: to + 6, y: middle }, row[column].value),
    );
  });
  const more = rows.length > DRAWN ? `, the first ${DRAWN} of ${rows.length}` : "";
  const said = `${column} by ${label}${more}`;
  const view = { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said };
  return h("details", {}, h("summary", {}, `As bars: ${said}`), s("svg", view, ...lines));
}
