// The keyboard in a drawing: one stop for Tab, arrows from actor to actor, full stop and comma
// along the ties of one, Enter opens, Escape goes back. The same for either renderer.
import { edgeKey } from "./choice.js";
import { pressed } from "./dom.js";

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, number>} */
const NEXT = { ".": 1, ",": -1, ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** What a drawing says of them. */
export const KEYS_SAID =
  "Arrow keys go to the nearest actor, Enter opens it, full stop goes along its ties, " +
  "Escape goes back.";

export class Keys {
  /**
   * @param {App} app
   * @param {Navigable} view
   * @param {HTMLElement | SVGElement} host
   */
  constructor(app, view, host) {
    this.app = app;
    this.view = view;
    this.host = host;
    // The one stop for Tab, and the actor along whose ties one goes.
    /** @type {Focusable | null} */
    this.stop = null;
    /** @type {string | null} */
    this.from = null;
    host.addEventListener("click", (/** @type {any} */ event) => {
      this.act(event.target, event.detail === 2);
    });
    host.addEventListener("keydown", (/** @type {any} */ event) => this.key(event));
  }

  /**
   * @param {Element} target
   * @param {boolean} twice
   */
  act(target, twice) {
    const { actor, edge: key } = dataOf(target.closest("[data-key]"));
    if (actor) this.app.open(actor, twice);
    const edge = key && this.view.part.edges.find((one) => edgeKey(one) === key);
    if (edge) this.app.choose("edge", edge.source, edge.target, String(edge.sign));
  }

  // After drawing: Tab stops at what has the focus, else at what is chosen, else where it was.
  stay() {
    const inside = this.host.contains(document.activeElement);
    const focused = /** @type {Focusable | null} */ (inside ? document.activeElement : null);
    const { actors } = this.view.part;
    const [, chosen] = this.app.state.chosen;
    const kept = focused ?? (actors.includes(chosen) ? this.view.actorAt(chosen) : null);
    const was = this.stop?.isConnected ? this.stop : null;
    this.stopAt(kept ?? was ?? (actors.length ? this.view.actorAt(actors[0]) : null));
  }

  /** @param {Focusable | null | undefined} element */
  stopAt(element) {
    if (element !== this.stop) this.stop?.setAttribute("tabindex", "-1");
    element?.setAttribute("tabindex", "0");
    this.stop = element ?? null;
  }

  /** @param {Focusable | null | undefined} element */
  focus(element) {
    if (!element) return;
    this.stopAt(element);
    element.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {Element} */ (event.target);
    const { actor, edge } = dataOf(target);
    if (actor) this.fromActor(event, actor);
    else if (edge) this.fromEdge(event, edge);
    if (actor || edge) pressed(() => this.act(target, false))(event);
  }

  /**
   * The edge so many further than another among those of an actor.
   * @param {string} actor
   * @param {string} key
   * @param {number} step
   */
  edgeAfter(actor, key, step) {
    const around = this.view.part.edges
      .filter((one) => one.source === actor || one.target === actor)
      .map(edgeKey);
    return around.length
      ? this.view.edgeAt(around[(around.indexOf(key) + step + around.length) % around.length])
      : null;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} id
   */
  fromActor(event, id) {
    if (event.key === ".") {
      this.from = id;
      this.focus(this.edgeAfter(id, "", 1));
    }
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    /** @param {string} other */
    const spot = (other) => this.view.spot(other);
    const next = nearestTo(
      spot(id),
      this.view.part.actors.filter((other) => other !== id),
      ARROWS[event.key],
      spot,
    );
    if (next) this.focus(this.view.actorAt(next));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} key
   */
  fromEdge(event, key) {
    const here = this.from ?? key.split(" ")[0];
    if (NEXT[event.key]) {
      event.preventDefault();
      this.focus(this.edgeAfter(here, key, NEXT[event.key]));
    } else if (event.key === "Escape" && !this.app.state.chosen.length) {
      event.stopPropagation();
      this.focus(this.view.actorAt(here));
    }
  }
}

/**
 * @param {Element | null} element
 * @returns {DOMStringMap}
 */
const dataOf = (element) => /** @type {HTMLElement | null} */ (element)?.dataset ?? {};

/**
 * The nearest among others in the way of an arrow key, or null; what has no arrow is left alone.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} others
 */
export function nearestBy(event, others) {
  const way = ARROWS[event.key];
  if (!way) return null;
  event.preventDefault();
  const here = /** @type {HTMLElement} */ (event.currentTarget);
  /** @param {HTMLElement} one */
  const middle = (one) => {
    const box = one.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  return nearestTo(
    middle(here),
    others.filter((one) => one !== here),
    way,
    middle,
  );
}

/**
 * The nearest in a direction; what lies aside counts twice.
 * @template T
 * @param {Point} here
 * @param {T[]} others
 * @param {[x: number, y: number]} way
 * @param {(one: T) => Point} spot
 */
function nearestTo(here, others, way, spot) {
  /** @type {{ other: T, cost: number } | null} */
  let best = null;
  for (const other of others) {
    const there = spot(other);
    const along = (there.x - here.x) * way[0] + (there.y - here.y) * way[1];
    const across = Math.abs((there.x - here.x) * way[1] + (there.y - here.y) * way[0]);
    const cost = along + 2 * across;
    if (along > 1 && (!best || cost < best.cost)) best = { other, cost };
  }
  return best?.other ?? null;
}
