// Rows or triples as a graph of what leads to what; the table beside it has the same as text.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { short } from "./bars.js";
import { h, s } from "./dom.js";

/** @typedef {import("./query.js").Term} Term */
/** @typedef {{from: string, to: string, word: string}} Link */
/** @typedef {{id: string, degree: number, lean: number, x: number, y: number}} Node */

/** Nodes that are drawn, the best connected, and links that have their words beside them. */
const DRAWN = 120;
const WORDED = 40;
/** Sizes in the units of the picture. */
const SPACE = 150;
const RADIUS = 5;
const MARGIN = 90;

/** @param {Link[]} links */
function laid(links) {
  /** @type {Map<string, Node>} */
  const all = new Map();
  for (const end of links.flatMap(({ from, to }) => [from, to])) {
    const node = all.get(end) ?? { id: end, degree: 0, lean: 0, x: NaN, y: NaN };
    node.degree += 1;
    all.set(end, node);
  }
  const most = [...all.values()].sort((one, other) => other.degree - one.degree).slice(0, DRAWN);
  const nodes = new Map(most.map((node) => [node.id, node]));
  const drawn = links.filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  const ends = drawn.map(({ from, to }) => ({ source: from, target: to }));
  forceSimulation(most)
    .force(
      "link",
      forceLink(ends)
        .id((node) => /** @type {Node} */ (node).id)
        .distance(SPACE),
    )
    .force("apart", forceManyBody().strength(-4 * SPACE))
    .force("marks", forceCollide(SPACE / 3))
    .force("x", forceX().strength(0.06))
    .force("y", forceY().strength(0.1))
    .stop()
    .tick(300);
  for (const { from, to } of drawn) {
    const [start, end] = [nodes.get(from), nodes.get(to)];
    if (!start || !end) continue;
    start.lean += end.y - start.y;
    end.lean += start.y - end.y;
  }
  return { nodes, drawn, left: all.size - most.length };
}

/** @param {Link} link @param {Map<string, Node>} nodes @param {boolean} worded */
function line({ from, to, word }, nodes, worded) {
  const [start, end] = [nodes.get(from), nodes.get(to)];
  if (!start || !end || start === end) return "";
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const along = (RADIUS + 2) / length;
  const [dx, dy] = [(end.x - start.x) * along, (end.y - start.y) * along];
  // Beyond the middle: many lines begin at one mark, and few end there.
  const place = { x: start.x / 3 + (2 * end.x) / 3, y: start.y / 3 + (2 * end.y) / 3 };
  return s(
    "g",
    {},
    s("title", {}, `${short(from)} ${short(word)} ${short(to)}`),
    s("line", {
      ...{ x1: start.x + dx, y1: start.y + dy, x2: end.x - dx, y2: end.y - dy },
      "marker-end": "url(#head)",
    }),
    worded && word ? s("text", { ...place, class: "word" }, short(word)) : "",
  );
}

/** @param {Link[]} links */
function picture(links) {
  const { nodes, drawn, left } = laid(links);
  const places = [...nodes.values()];
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const [x, y] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN / 3];
  const [width, height] = [Math.max(...xs) + MARGIN - x, Math.max(...ys) + MARGIN / 3 - y];
  const head = s("path", { d: "M0 0 8 4 0 8z" });
  const size = { markerWidth: 8, markerHeight: 8, refX: 7, refY: 4, orient: "auto" };
  const marker = s("marker", { ...size, id: "head", markerUnits: "userSpaceOnUse" }, head);
  const said = `${places.length} nodes, ${drawn.length} lines`;
  const more = left ? `; ${left} less connected nodes are left out` : "";
  const view = { viewBox: `${x} ${y} ${width} ${height}`, width, height };
  const svg = s(
    "svg",
    { ...view, class: "net", role: "img", "aria-label": said },
    s("defs", {}, marker),
    drawn.map((link) => line(link, nodes, drawn.length <= WORDED)),
    places.map((node) =>
      s(
        "g",
        {},
        s("title", {}, node.id),
        s("circle", { cx: node.x, cy: node.y, r: RADIUS }),
        // On the side where fewer lines are.
        s("text", { x: node.x, y: node.y + (node.lean > 0 ? -2.4 : 2.8) * RADIUS }, short(node.id)),
      ),
    ),
  );
  return [h("p", {}, `${said}${more}.`), svg];
}

/**
 * What opens to a picture, which is made when it is first looked at.
 * @param {() => Link[]} links
 * @param {...HTMLElement} choices
 */
function opened(links, ...choices) {
  const place = h("div", {});
  const drawn = () => place.replaceChildren(...picture(links()));
  for (const one of choices) one.addEventListener("change", drawn);
  const details = h("details", {}, h("summary", {}, "As a graph"), ...choices, place);
  details.addEventListener("toggle", () => place.childElementCount || drawn());
  return details;
}

/**
 * Rows as a graph of two columns, which can be chosen, with the words of a third.
 * @param {string[]} names
 * @param {Record<string, Term>[]} rows
 */
export function net(names, rows) {
  if (names.length < 2 || !rows.length) return "";
  const iris = names.filter((name) => rows.some((row) => row[name]?.type === "uri"));
  const ends = iris.length > 1 ? iris : names;
  const [from, second, third] = ends;
  const given = third ? { from, word: second, to: third } : { from, word: "", to: second };
  /** @param {string} label @param {string} value @param {string[]} all */
  const choice = (label, value, all) => {
    const options = all.map((name) => h("option", { value: name, selected: name === value }, name));
    return h("label", {}, `${label} `, h("select", {}, ...options));
  };
  const choices = [
    choice("From", given.from, names),
    choice("to", given.to, names),
    choice("with the word of", given.word, ["", ...names]),
  ];
  return opened(
    () => {
      const [start, end, word] = choices.map((one) => one.querySelector("select")?.value ?? "");
      return rows
        .filter((row) => row[start] && row[end])
        .map((row) => ({
          ...{ from: row[start].value, to: row[end].value },
          word: row[word]?.value ?? "",
        }));
    },
    ...choices,
  );
}

const TRIPLE = /^(<[^>]*>|_:\S+) <([^>]*)> (<[^>]*>|_:\S+) \.$/gm;

/**
 * Triples, as N-Triples, as a graph; those with a text or a number in it are not drawn.
 * @param {string} triples
 */
export function triplesNet(triples) {
  const found = [...triples.matchAll(TRIPLE)];
  if (!found.length) return "";
  /** @param {string} term */
  const bare = (term) => term.replace(/^<|>$/g, "");
  return opened(() =>
    found.map(([, from, word, to]) => ({ from: bare(from), word, to: bare(to) })),
  );
}
