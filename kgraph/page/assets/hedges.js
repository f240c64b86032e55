// Which words claims use and how sure they are: a row says no more than they do.
import { got } from "./plain.js";

/**
 * The words of a cell, as the relations of its claims have them: the strongest first.
 * @param {App} app
 * @param {Cell} cell
 */
export function wordsOf(app, cell) {
  /** @type {Map<string, number[]>} */
  const best = new Map();
  for (const one of cell.parts)
    for (const id of one.claims) {
      const claim = got(app.world.claims, id);
      const force = [claim.intensity, claim.certainty, Math.abs(one.sign)];
      const known = best.get(one.relation);
      if (!known || inTurn(force, known) > 0) best.set(one.relation, force);
    }
  return [...best]
    .sort(([a, one], [b, other]) => inTurn(other, one) || (a < b ? -1 : 1))
    .map(([id]) => got(app.world.relations, id).label);
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
const inTurn = (one, other) => one.map((number, i) => number - other[i]).find(Boolean) ?? 0;

/**
 * That of the surest of some claims.
 * @param {App} app
 * @param {string[]} claims
 */
export function factualityOf(app, claims) {
  const told = claims.map((id) => got(app.world.claims, id));
  const surest = told.find((one) => told.every((other) => other.certainty <= one.certainty));
  const found = app.view.factualities.find(
    (one) => one.certainty === surest?.certainty && one.polarity === surest.polarity,
  );
  return found?.id ?? "";
}

/**
 * How sure something is, where that is less than certain that it is, or is not, so.
 * @param {App} app
 * @param {string[]} claims
 */
export function hedgeOf(app, claims) {
  const found = factualityOf(app, claims);
  return ["certain", "denied", ""].includes(found) ? [] : [found];
}

/**
 * The first of several words, and how many more there are.
 * @param {string[]} words
 */
export const severalOf = (words) =>
  words.length > 1 ? `${words[0]} and ${words.length - 1} more` : words.join();
