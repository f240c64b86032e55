// The elements of a drawing, one for each actor, edge and word: kept from step to step, so that a
// change of day or filter touches only what differs.
import { s } from "./dom.js";
import { nameOfFrame } from "./homes.js";
import { badge, mark } from "./marks.js";
import { MARK } from "./places.js";
import { got } from "./plain.js";
import { isOverview } from "./state.js";

/**
 * With what the keys of signs end that are not for what is disputed.
 * @type {{ maybe: string, party: string }}
 */
export const SIGNED = { maybe: " maybe", party: " party" };

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
  buds: [],
  inside: {},
  others: [],
  bonds: [],
  undated: [],
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
  if (was?.curve.reach !== look.curve.reach)
    drawn.reach.setAttribute("stroke-width", `${look.curve.reach}`);
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
            "marker-end": name.startsWith("line") ? null : look.headBeside,
          }),
        ),
      );
    }
  }
  if (was?.head === look.head) return;
  const isHollow = look.class.includes(" hollow");
  // The head of a double line stands over its inside.
  for (const path of [line, inside]) path.removeAttribute("marker-end");
  if (look.head) (isHollow ? inside : line).setAttribute("marker-end", look.head);
  if (isHollow) group.append(inside);
  else inside.remove();
}

/**
 * @typedef {object} DrawnActor
 * @property {SVGElement} group
 * @property {SVGElement} title
 * @property {SVGElement} reach
 * @property {SVGElement} shape
 * @property {SVGElement} name
 * @property {string} set the name as it was set last
 * @property {ActorLook | null} look as it was drawn last
 */

/**
 * @param {string} key
 * @returns {DrawnActor}
 */
export function newActor(key) {
  const [title, reach] = [s("title"), s("circle", { class: "reach" })];
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
    reach,
    shape,
    name,
    set: "",
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
  if (was?.size !== look.size)
    drawn.reach.setAttribute("r", `${look.right && look.size < 6 ? look.size + 2 : 15}`);
  if (was?.size !== look.size || was?.sign !== look.sign || was?.inside !== look.inside) {
    drawn.shape.replaceChildren(
      mark(look.type, look.size),
      look.sign ? s("text", { class: "sign", y: 4 }, look.sign) : "",
      look.inside ? s("text", insideAt(look), `+${look.inside}`) : "",
    );
  }
  const set = `${look.lines.join()} ${look.right} ${look.size}`;
  if (drawn.set === set) return;
  drawn.set = set;
  // Marks in a crowd are small.
  const below = look.size > 6 ? MARK + 14 : MARK + 9;
  const first = look.right ? 4 - 6 * (look.lines.length - 1) : below;
  const kind = look.size < 6 ? "name aside guest" : "name aside";
  const named = look.right ? { class: kind, x: look.size + 6 } : { class: "name" };
  const step = look.right ? 12 : 14;
  drawn.name.replaceChildren(
    ...look.lines.map((line, i) => s("text", { ...named, y: first + step * i }, line)),
  );
}

/**
 * Where it stands how many are drawn inside: of a guest, whose name is in a list of names, on its
 * twig; else above the mark.
 * @param {ActorLook} look
 */
const insideAt = ({ right, size }) =>
  right && size < 6
    ? { class: "inside-count guest", x: -size - 2, y: 3.5 }
    : { class: "inside-count", x: size + 2, y: -size + 3 };

/** @returns {{ group: SVGElement }} */
export const newFrame = () => ({ group: s("g", { class: "frame", "aria-hidden": true }) });

/**
 * @param {{ group: SVGElement }} drawn
 * @param {Frame} frame
 * @param {boolean} isSpace
 */
function drawFrame({ group }, frame, isSpace) {
  const { left, top, right, bottom, name } = frame;
  const at = nameOfFrame(frame);
  const n = (/** @type {number} */ value) => value.toFixed(1);
  group.setAttribute("class", isSpace ? "frame space" : "frame");
  group.replaceChildren(
    s("rect", { x: n(left), y: n(top), width: n(right - left), height: n(bottom - top), rx: 12 }),
    ...(name ? [s("text", { x: n(at.x), y: n(at.y) }, name)] : []),
  );
}

/** @returns {{ group: SVGElement }} */
export const newTrunk = () => ({ group: s("path", { class: "trunk", "aria-hidden": true }) });

/** @param {string} key */
export const newWord = (key) => ({ group: s("text", { class: "word", "data-word": key }) });

/**
 * @param {{ group: Element }} drawn
 * @param {Point & { text: string, isDuty: boolean }} word
 */
export function drawWord({ group }, { x, y, text, isDuty }) {
  const [left, top] = [x.toFixed(1), (y + 4).toFixed(1)];
  if (group.textContent !== text) group.textContent = text;
  group.classList.toggle("duty", isDuty);
  if (group.getAttribute("x") !== left) group.setAttribute("x", left);
  if (group.getAttribute("y") !== top) group.setAttribute("y", top);
}

/** @param {string} key */
export function newBadge(key) {
  const sign = /** @type {const} */ (["maybe", "party"]).find((one) => key.endsWith(SIGNED[one]));
  const group = badge(0, 0, sign ?? "disputed");
  group.setAttribute("data-sign-of", sign ? key.slice(0, -SIGNED[sign].length) : key);
  return { group };
}

/**
 * @param {{ group: Element }} drawn
 * @param {Point} point
 */
export function drawBadge({ group }, { x, y }) {
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  if (group.getAttribute("transform") !== place) group.setAttribute("transform", place);
}

/**
 * What is drawn round those who stand together, of those who are there at this day; not where the
 * picture is zoomed, since names keep their size.
 * @param {import("./graph.js").GraphView} view
 * @param {string[]} actors
 */
export function drawHomes({ app, drawn, frames, trunks, zoom, places, roots }, actors) {
  const present = new Set(actors);
  const { spaces, homes } = app.view;
  const overview = isOverview(app.state);
  if (zoom.k === 1) {
    for (const one of frames)
      if (one.name || present.has(one.id))
        drawFrame(drawn.frames.open(one.id), one, spaces.includes(one.id));
    for (const one of trunks) {
      if (!present.has(one.home)) continue;
      const { group } = drawn.trunks.open(one.home);
      const [x, top, bottom] = [one.x, one.top, one.bottom].map((value) => value.toFixed(1));
      // In the overview what stands there has no line of its own.
      const twigs = actors
        .filter((id) => overview && homes[id] === one.home && roots.get(id) === roots.get(one.home))
        .map((id) => got(places, id))
        .map((at) => `M${x},${at.y.toFixed(1)} H${(at.x - 5).toFixed(1)}`);
      group.setAttribute("d", [`M${x},${top} V${bottom}`, ...twigs].join(" "));
    }
  }
  drawn.frames.close();
  drawn.trunks.close();
}
