// The keyboard in a drawing: one stop for Tab, arrows from actor to actor, full stop and comma along
// the ties of one, Enter opens, Escape goes back. The same for either renderer.
import { pressed } from "./dom.js";
import { edgeKey } from "./choice.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEXT = { ".": 1, ",": -1, ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Keys {
  // view: part, spot(id), and the elements actorAt(id) and edgeAt(key), each with its id or key in
  // data-actor or data-edge.
  constructor(app, view, host) {
    [this.app, this.view, this.host] = [app, view, host];
    host.addEventListener("click", (event) => this.act(event.target, event.detail === 2));
    host.addEventListener("keydown", (event) => this.key(event));
  }

  act(target, twice) {
    const { actor, edge: key } = target.closest("[data-key]")?.dataset ?? {};
    if (actor) this.app.open(actor, twice);
    const edge = key && this.view.part.edges.find((one) => edgeKey(one) === key);
    if (edge) this.app.choose("edge", edge.source, edge.target, String(edge.sign));
  }

  // After drawing: Tab stops at what has the focus, else at what is chosen, else where it was.
  stay() {
    const focused = this.host.contains(document.activeElement) ? document.activeElement : null;
    const { actors } = this.view.part;
    const { chosen } = this.app.state;
    const kept = focused ?? (actors.includes(chosen[1]) && this.view.actorAt(chosen[1]));
    this.stopAt(
      kept ||
        (this.stop?.isConnected ? this.stop : actors.length ? this.view.actorAt(actors[0]) : null),
    );
  }

  stopAt(element) {
    if (element !== this.stop) this.stop?.setAttribute("tabindex", "-1");
    element?.setAttribute("tabindex", "0");
    this.stop = element;
  }

  focus(element) {
    if (!element) return;
    this.stopAt(element);
    element.focus();
  }

  key(event) {
    const { actor, edge } = event.target.dataset;
    if (actor) this.fromActor(event, actor);
    else if (edge) this.fromEdge(event, edge);
    if (actor || edge) pressed(() => this.act(event.target, false))(event);
  }

  // The edge so many further than another among those of an actor.
  edgeAfter(actor, key, step) {
    const around = this.view.part.edges
      .filter((one) => one.source === actor || one.target === actor)
      .map(edgeKey);
    return around.length
      ? this.view.edgeAt(around[(around.indexOf(key) + step + around.length) % around.length])
      : null;
  }

  fromActor(event, id) {
    if (event.key === ".") {
      this.from = id;
      this.focus(this.edgeAfter(id, "", 1));
    }
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    const spot = (other) => this.view.spot(other);
    const next = nearestTo(
      spot(id),
      this.view.part.actors.filter((other) => other !== id),
      ARROWS[event.key],
      spot,
    );
    if (next) this.focus(this.view.actorAt(next));
  }

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

// The nearest among others in the way of an arrow key, or null; what has no arrow is left alone.
export function nearestBy(event, others) {
  const way = ARROWS[event.key];
  if (!way) return null;
  event.preventDefault();
  const here = event.currentTarget;
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

// The nearest in a direction; what lies aside counts twice.
function nearestTo(here, others, way, spot) {
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
