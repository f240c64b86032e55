// Paths by their levers: every way from one actor to another with families, grades and marks. The
// same ways and numbers as measures/influence/paths.py in Python; a test compares both.
import { opens, withStop } from "./along.js";
import { isDisputed, tieTest } from "./choice.js";
import { h, s } from "./dom.js";
import { mark } from "./marks.js";
import { influenceEdges } from "./networks.js";
import { LONGEST, pathsBetween } from "./paths.js";
import { linesOf } from "./places.js";
import { got, many, sortedByText } from "./plain.js";

const [MOST, DRAWN] = [1000, 25];
const [STRIDE, LEAD, WORDS_LINE] = [210, 120, 13];

/**
 * The simple paths of at most three steps, the strongest first; hollow and lapsed steps carry
 * nothing. The search stops at a thousand, and what it returns says so.
 * @param {App} app
 * @param {string} from
 * @param {string} to
 */
export function waysBetween(app, from, to) {
  const passes = tieTest(app.world, "influence", app.state);
  const shown = app.shown.influence.edges.filter((edge) => edge.parts.some(passes));
  /** @type {(edges: Edge[]) => [string, Edge][]} */
  const keyed = (edges) => edges.map((edge) => [`${edge.source} ${edge.target}`, edge]);
  const present = new Map(keyed(shown));
  const lapsed = influenceEdges(app.world, lapsedTies(app).filter(passes));
  const either = [...new Map([...keyed(lapsed), ...present]).values()];
  const found = pathsBetween(
    sortedByText(either, (edge) => edge.target),
    from,
    to,
    MOST,
  );
  /** @param {Edge} edge */
  const holds = (edge) => present.has(`${edge.source} ${edge.target}`);
  /**
   * @param {Edge[]} steps
   * @param {"weight" | "low" | "high"} part
   */
  const product = (steps, part) =>
    steps.reduce((all, edge) => all * (holds(edge) ? edge[part] : 0), 1);
  const strengths = found.map((steps) => ({
    steps,
    actors: [from, ...steps.map((edge) => edge.target)],
    lapsed: steps.flatMap((edge, i) => (holds(edge) ? [] : [i])),
    product: product(steps, "weight"),
    low: product(steps, "low"),
    high: product(steps, "high"),
  }));
  strengths.sort(
    (a, b) =>
      b.product - a.product ||
      a.steps.length - b.steps.length ||
      (a.actors.join() < b.actors.join() ? -1 : 1),
  );
  return {
    ways: strengths,
    stopped: found.length >= MOST ? `stopped at ${MOST} paths; shorter ones come first` : "",
  };
}

/**
 * Levers that had all ended by the day.
 * @param {App} app
 */
export const lapsedTies = (app) =>
  app.shown.influence.lapsed.filter(
    (one) => got(app.world.relations, one.relation).role === "means",
  );

/**
 * The drawing: a line for each path, the thicker a step the stronger.
 * @param {App} app
 * @param {string} from
 * @param {string} to
 */
export function ways(app, from, to) {
  const { ways: found, stopped } = waysBetween(app, from, to);
  const name = `Paths from ${app.label(from)} to ${app.label(to)}`;
  if (!found.length)
    return [
      h(
        "p",
        { class: "note" },
        `No path of up to ${LONGEST} steps from ${app.label(from)} to ${app.label(to)} `,
        "in this selection.",
      ),
    ];
  const shown = found.slice(0, DRAWN);
  const longest = Math.max(...shown.map((way) => way.steps.length));
  const width = LEAD + 70 + STRIDE * longest + 90;
  let y = 8;
  const lines = shown.map((way) => {
    const said = way.steps.map((edge, i) => stepSays(app, edge, way.lapsed.includes(i)));
    const height = 52 + WORDS_LINE * Math.max(...said.map((words) => words.length));
    const middle = y + height - 30;
    const group = s(
      "g",
      {},
      s("line", { class: "rule", x1: 0, x2: width, y1: y, y2: y }),
      s(
        "text",
        { class: "strength", x: 0, y: middle + 4 },
        `${short(way.product)} [${short(way.low)}, ${short(way.high)}]`,
      ),
      way.steps.map((edge, i) =>
        step(app, edge, said[i], way.lapsed.includes(i), LEAD + 70 + STRIDE * i, middle),
      ),
      way.actors.map((id, i) => actorAt(app, id, LEAD + 70 + STRIDE * i, middle)),
    );
    y += height;
    return group;
  });
  return [
    h(
      "p",
      { class: "note explains" },
      `${many(found.length, "path")} of up to ${LONGEST} steps, the strongest first: ` +
        `strength [low, high] is the product of its steps. Double line: ${app.view.say.unmet}; ` +
        "dashed: lapsed; such a path carries nothing.",
    ),
    stopped ? h("p", { class: "note" }, `The search was ${stopped}.`) : null,
    found.length > DRAWN ? h("p", { class: "note" }, `The strongest ${DRAWN} are drawn.`) : null,
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": name },
      withStop(
        s(
          "svg",
          {
            class: "ways",
            width,
            height: y + 6,
            viewBox: `0 0 ${width} ${y + 6}`,
            role: "group",
            "aria-label": name,
          },
          lines,
        ),
      ),
    ),
  ];
}

/**
 * Three significant digits, as the command line writes them.
 * @param {number} number
 */
const short = (number) => String(Number(number.toPrecision(3)));

/**
 * @param {App} app
 * @param {Edge} edge
 */
function unmet(app, edge) {
  const count = edge.parts.filter((one) => one.hollowBy.length).length;
  if (edge.hollow) return app.view.say.onPaper;
  return count ? `also ${count} ${app.view.say.alsoOnPaper}` : "";
}

/**
 * @param {App} app
 * @param {Edge} edge
 * @param {boolean} lapsed
 */
function stepSays(app, edge, lapsed) {
  return [
    ...Object.entries(edge.families).map(([family, grade]) => `${app.word(family)}: ${grade}`),
    unmet(app, edge),
    lapsed ? "lapsed" : "",
    edge.parts.some(isDisputed) ? "≠ disputed" : "",
  ].filter(Boolean);
}

/**
 * @param {App} app
 * @param {Edge} edge
 * @param {string[]} said
 * @param {boolean} lapsed
 * @param {number} left
 * @param {number} y
 */
function step(app, edge, said, lapsed, left, y) {
  const [from, to] = [left + 12, left + STRIDE - 13];
  const kind = lapsed ? "lapsed" : edge.hollow ? "hollow" : "live";
  const says = `${app.label(edge.source)} on ${app.label(edge.target)}: ${said.join("; ")}`;
  return s(
    "g",
    {
      class: `mark ${kind}`,
      "data-claims": [...new Set(edge.parts.flatMap((one) => one.claims))].sort().join(" "),
      ...opens(() => app.choose("edge", edge.source, edge.target, "1"), says),
    },
    s("title", {}, says),
    s("path", { class: "reach", d: `M${from},${y} H${to}` }),
    s("path", {
      class: "way",
      d: `M${from},${y} H${to - 8}`,
      "stroke-width": kind === "live" ? 1.4 + 5 * edge.weight : kind === "hollow" ? 5 : 1.4,
    }),
    kind === "hollow" ? s("path", { class: "inside", d: `M${from},${y} H${to - 8}` }) : null,
    s("path", { class: "tip", d: `M${to - 9},${y - 5} L${to},${y} L${to - 9},${y + 5} z` }),
    said.map((words, i) =>
      s(
        "text",
        { class: "said", x: (from + to) / 2, y: y - 9 - WORDS_LINE * (said.length - 1 - i) },
        words,
      ),
    ),
  );
}

/**
 * @param {App} app
 * @param {string} id
 * @param {number} x
 * @param {number} y
 */
function actorAt(app, id, x, y) {
  const entity = app.world.entities.get(id) ?? { label: id, type: "" };
  const shape = mark(entity.type, 8);
  const group = s(
    "g",
    { class: `actor type-${entity.type}`, transform: `translate(${x} ${y})` },
    shape,
  );
  const words = linesOf(entity.label, STRIDE - 50, 12);
  words
    .slice(0, 2)
    .forEach((text, i) =>
      group.append(
        s(
          "text",
          { class: "name", y: 21 + WORDS_LINE * i },
          text + (i === 1 && words.length > 2 ? " …" : ""),
        ),
      ),
    );
  return group;
}
