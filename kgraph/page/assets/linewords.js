// What is written on a line, and of what became of an alliance. As kgraph/wording.py.
import { got } from "./plain.js";
import { severalOf } from "./hedges.js";
import { namedOf, reportsOf, unmetOf } from "./strongest.js";
import { CHANGES, claimOf, ofReports, relationOf, toldOf } from "./words.js";

/**
 * What may be said of a duty that is reported unmet, the whole first: as in kgraph/wording.py.
 * @param {App} app
 * @param {Edge} edge
 */
export function unmetWords(app, edge) {
  const { noDay, notKept } = app.view.say;
  const duty = unmetOf(app.world, edge);
  const spans = reportsOf(app.world, duty).map(({ span }) => span ?? "");
  const given = [...new Set(spans)].filter(Boolean).sort();
  const on = given.length ? severalOf(given) : noDay;
  const short = `${notKept}, ${on}`;
  const word = relationOf(app, duty);
  const least = notKept.split(" ").at(-1) ?? "";
  return [ofReports(duty) ? `${word}, ${on}` : `${word}: ${short}`, short, notKept, least];
}

/**
 * The family of the strongest lever, as pressure if so, and how many others there are.
 * @param {App} app
 * @param {Edge} edge
 */
function leversWord(app, edge) {
  const one = namedOf(app.world, edge);
  const [family = ""] = one.families;
  const { against } = got(app.world.relations, one.relation);
  const word = against ? `${app.word(family)} ${app.view.say.pressure}` : app.word(family);
  const others = Object.keys(edge.families).filter((other) => other !== family);
  return severalOf([word || relationOf(app, one), ...others]);
}

/**
 * On the line: the strongest lever, or what a hostile or friendly edge is called by its strongest
 * tie; and of how many more there are.
 * @param {App} app
 * @param {Layer} layer
 * @param {Edge} edge
 * @param {Change | "" | undefined} change
 */
export function edgeWord(app, layer, edge, change) {
  const sign = change ? CHANGES[change] : "";
  let word = "";
  if (edge.layer === "influence") [word] = unmetWords(app, edge);
  else if (edge.overlay)
    word =
      (claimOf(app, edge.parts[0]).subject === edge.source ? "" : app.view.say.back) +
      app.relation(edge.parts[0].relation) +
      (edge.parts[0].holds === "lapsed" ? ` (${app.view.say.held.lapsed})` : "");
  else if (layer === "influence")
    word = edge.hollow ? unmetWords(app, edge)[0] : leversWord(app, edge);
  else if (layer === "structure" || edge.layer) {
    const several = [namedOf(app.world, edge), ...edge.parts];
    word = severalOf([...new Set(several.map((one) => relationOf(app, one)))]);
  } else if (layer === "conduct") {
    const one = namedOf(app.world, edge);
    word = app.relation(one.relation) + upon(app, one);
  }
  return [sign, word].filter(Boolean).join(": ");
}

/**
 * What a tie was done to, where all its claims name another than its end.
 * @param {App} app
 * @param {Tie} one
 */
function upon(app, one) {
  const objects = one.claims.map((id) => toldOf(app, id).object);
  const isOther = objects.every((it) => it && it !== one.source && it !== one.target);
  return isOther ? ` ${app.label(objects[0])}` : "";
}

/**
 * What is said to have happened between an alliance, or a territory, and those who stand in it.
 * @param {App} app
 * @param {string} space
 */
export const happenedTo = (app, space) =>
  app.part.edges
    .filter((edge) => edge.layer !== "structure" && [edge.source, edge.target].includes(space))
    .map((edge) => {
      const other = edge.source === space ? `← ${app.label(edge.target)}` : app.label(edge.source);
      const word = edgeWord(app, app.part.layer, edge, "");
      // A relation ends before its object, which is the name above.
      return `${other}: ${word}${edge.hollow || edge.source === space ? "" : " it"}`;
    })
    .join("; ");
