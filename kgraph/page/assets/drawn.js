// The elements of a drawing, one for each actor, edge and word: kept from step to step, so that a
// change of day or filter touches only what differs.
import { s } from "./dom.js";
import { badge, mark } from "./marks.js";
import { MARK } from "./places.js";

/**
 * What a drawing shows before it is painted.
 * @type {Part}
 */
export const NOTHING = {
  layer: "influence",
  edges: [],
  ties: [],
  cells: [],
  actors: [],
  inside: {},
  others: [],
  bonds: [],
  gone: [],
};

/** @type {PaintOptions} */
export const PLAIN = {
  picture: "",
  cast: [],
  signs: [],
  degree: new Map(),
  sliding: false,
  changes: null,
};

/**
 * @template {{ group: HTMLElement | SVGElement }} T
 */
export class Drawn {
  /**
   * @param {Element} layer
   * @param {(key: string) => T} make
   */
  constructor(layer, make) {
    this.layer = layer;
    this.make = make;
    /** @type {Map<string, T>} */
    this.kept = new Map();
    /** @type {Map<string, T>} */
    this.shown = new Map();
    /** @type {Map<string, T>} */
    this.next = new Map();
  }

  /**
   * The element of a key; whoever is drawn no more is taken out by close().
   * @param {string} key
   */
  open(key) {
    const element = this.kept.get(key) ?? this.make(key);
    this.kept.set(key, element);
    this.next.set(key, element);
    return element;
  }

  close() {
    const { next } = this;
    for (const [key, { group }] of this.shown) if (!next.has(key)) group.remove();
    const fresh = [...next].filter(([key]) => !this.shown.has(key)).map(([, { group }]) => group);
    this.layer.append(...fresh);
    this.shown = next;
    this.next = new Map();
  }
}

/**
 * @param {{ group: Element, title: Element }} it
 * @param {string} text
 */
const says = ({ group, title }, text) => {
  group.setAttribute("aria-label", text);
  title.textContent = text;
};

/**
 * @typedef {object} DrawnEdge
 * @property {SVGElement} group
 * @property {SVGElement} title
 * @property {SVGElement} reach
 * @property {SVGElement} line
 * @property {SVGElement} inside
 * @property {EdgeLook | null} look as it was drawn last
 */

/**
 * @param {string} key
 * @returns {DrawnEdge}
 */
export function newEdge(key) {
  const [title, reach, line, inside] = [
    s("title"),
    s("path", { class: "reach" }),
    s("path", { class: "line" }),
    s("path", { class: "inside" }),
  ];
  const group = s(
    "g",
    { tabindex: -1, role: "button", "data-key": key, "data-edge": key },
    title,
    reach,
    line,
  );
  return { group, title, reach, line, inside, look: null };
}

/**
 * @param {DrawnEdge} drawn
 * @param {EdgeLook} look
 */
export function drawEdge(drawn, look) {
  const { group, line, inside } = drawn;
  const was = drawn.look;
  drawn.look = look;
  if (was?.claims !== look.claims) says(drawn, look.says());
  if (was?.class !== look.class) group.setAttribute("class", look.class);
  if (was?.path !== look.path)
    for (const path of [drawn.reach, line, inside]) path.setAttribute("d", look.path);
  if (was?.width !== look.width) line.setAttribute("stroke-width", look.width);
  if ((was?.beside ?? "") !== look.beside) {
    for (const old of group.querySelectorAll(".beside")) old.remove();
    if (look.beside) {
      group.append(
        ...["line beside", "inside beside"].map((name) =>
          s("path", {
            class: name,
            d: look.beside,
            "stroke-width": name.startsWith("line") ? 5 : null,
          }),
        ),
      );
    }
  }
  if (was?.head === look.head) return;
  if (look.head) line.setAttribute("marker-end", look.head);
  else line.removeAttribute("marker-end");
  if (!look.class.includes(" hollow")) inside.remove();
  else group.append(inside);
}

/**
 * @typedef {object} DrawnActor
 * @property {SVGElement} group
 * @property {SVGElement} title
 * @property {SVGElement} shape
 * @property {SVGElement} name
 * @property {ActorLook | null} look as it was drawn last
 */

/**
 * @param {string} key
 * @returns {DrawnActor}
 */
export function newActor(key) {
  const [title, reach] = [s("title"), s("circle", { class: "reach", r: 15 })];
  const [shape, name] = [s("g"), s("g")];
  return {
    group: s(
      "g",
      { tabindex: -1, role: "button", "data-actor": key, "data-key": key },
      title,
      reach,
      shape,
      name,
    ),
    title,
    shape,
    name,
    look: null,
  };
}

/**
 * @param {DrawnActor} drawn
 * @param {ActorLook} look
 */
export function drawActor(drawn, look) {
  const was = drawn.look;
  drawn.look = look;
  if (was?.says !== look.says) says(drawn, look.says);
  if (was?.class !== look.class) drawn.group.setAttribute("class", look.class);
  if (was?.place !== look.place) drawn.group.setAttribute("transform", look.place);
  if (was?.size !== look.size || was?.sign !== look.sign || was?.inside !== look.inside) {
    drawn.shape.replaceChildren(
      mark(look.type, look.size),
      look.sign ? s("text", { class: "sign", y: 4 }, look.sign) : "",
      look.inside
        ? s(
            "text",
            { class: "inside-count", x: look.size + 2, y: -look.size + 3 },
            `+${look.inside}`,
          )
        : "",
    );
  }
  if (was?.lines.join() !== look.lines.join())
    drawn.name.replaceChildren(
      ...look.lines.map((line, i) => s("text", { class: "name", y: MARK + 14 + 14 * i }, line)),
    );
}

export const newWord = () => ({ group: s("text", { class: "word" }) });

/**
 * @param {{ group: Element }} drawn
 * @param {Point & { text: string }} word
 */
export function drawWord({ group }, { x, y, text }) {
  const [left, top] = [x.toFixed(1), (y + 4).toFixed(1)];
  if (group.textContent !== text) group.textContent = text;
  if (group.getAttribute("x") !== left) group.setAttribute("x", left);
  if (group.getAttribute("y") !== top) group.setAttribute("y", top);
}

export const newBadge = () => ({ group: badge(0, 0) });

/**
 * @param {{ group: Element }} drawn
 * @param {Point} point
 */
export function drawBadge({ group }, { x, y }) {
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  if (group.getAttribute("transform") !== place) group.setAttribute("transform", place);
}
