// The drawn network: actors as marks with names, ties as curves on one side of the line, so that
// there and back stay apart.
import { h, s, many } from "./dom.js";

const WIDTH = 1200;
const HEIGHT = 750;
const RADIUS = 11;

// Shape says what kind of actor; colour says the same by type, never a side.
const SHAPES = { State: "circle", DeFactoEntity: "circle", Person: "diamond" };

export class GraphView {
  constructor(host, app) {
    this.app = app;
    this.moved = new Map();
    this.zoom = { x: 0, y: 0, k: 1 };
    this.scene = s("g");
    this.svg = s(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Network of actors" },
      s("defs", {}, head("arrow", "M0,1 L9,5 L0,9 z"), head("bar", "M6,0 L9,0 L9,10 L6,10 z")),
      this.scene,
    );
    const button = (label, text, act) =>
      h("button", { type: "button", class: "round", "aria-label": label, title: label, onclick: act }, text);
    host.append(
      this.svg,
      h("div", { class: "zoom" },
        button("Zoom in", "+", () => this.scale(1.25)),
        button("Zoom out", "−", () => this.scale(0.8)),
        button("Fit", "⤢", () => this.fit())),
    );
    this.svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.scale(event.deltaY < 0 ? 1.1 : 0.9, this.point(event));
    }, { passive: false });
    this.drag();
  }

  fit() {
    this.zoom = { x: 0, y: 0, k: 1 };
    this.moved.clear();
    this.app.draw();
  }

  scale(by, at = { x: WIDTH / 2, y: HEIGHT / 2 }) {
    const k = Math.min(6, Math.max(0.4, this.zoom.k * by));
    const ratio = k / this.zoom.k;
    this.zoom = { k, x: at.x - (at.x - this.zoom.x) * ratio, y: at.y - (at.y - this.zoom.y) * ratio };
    this.place();
  }

  place() {
    const { x, y, k } = this.zoom;
    this.scene.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
  }

  point(event) {
    const matrix = this.svg.getScreenCTM().inverse();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    return { x: at.x, y: at.y };
  }

  drag() {
    let held = null;
    this.svg.addEventListener("pointerdown", (event) => {
      const actor = event.target.closest("[data-actor]")?.dataset.actor;
      held = { actor, from: this.point(event), zoom: { ...this.zoom }, at: this.spot(actor) };
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!held || !event.buttons) return;
      const to = this.point(event);
      const by = { x: to.x - held.from.x, y: to.y - held.from.y };
      if (Math.hypot(by.x, by.y) < 4 && !held.moving) return;
      held.moving = true;
      if (held.actor) {
        const k = this.zoom.k;
        this.moved.set(held.actor, { x: held.at.x + by.x / k, y: held.at.y + by.y / k });
        this.paint(this.layer, this.edges, this.actors);
      } else {
        this.zoom = { ...held.zoom, x: held.zoom.x + by.x, y: held.zoom.y + by.y };
        this.place();
      }
    });
    const drop = () => { held = null; };
    this.svg.addEventListener("pointerup", drop);
    this.svg.addEventListener("pointerleave", drop);
  }

  // The picture is framed round what is shown, so that few actors are drawn large.
  frame() {
    const spots = this.actors.map((actor) => this.spot(actor));
    if (!spots.length || this.moved.size) return;
    const [left, right] = [Math.min(...spots.map((p) => p.x)) - 125, Math.max(...spots.map((p) => p.x)) + 125];
    const [top, bottom] = [Math.min(...spots.map((p) => p.y)) - 40, Math.max(...spots.map((p) => p.y)) + 60];
    const width = Math.max(520, right - left);
    const height = Math.max(330, bottom - top);
    const box = [(left + right - width) / 2, (top + bottom - height) / 2, width, height];
    this.svg.setAttribute("viewBox", box.map((value) => value.toFixed(0)).join(" "));
  }

  spot(actor) {
    if (!actor) return null;
    if (this.moved.has(actor)) return this.moved.get(actor);
    const place = this.app.view.positions[this.layer]?.[actor] ?? [0.5, 0.5];
    return { x: 40 + place[0] * (WIDTH - 80), y: 30 + place[1] * (HEIGHT - 80) };
  }

  paint(layer, edges, actors) {
    this.layer = layer;
    this.edges = edges;
    this.actors = actors;
    const focus = this.svg.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.scene.replaceChildren(
      s("g", {}, edges.map((edge) => this.edge(edge))),
      s("g", {}, actors.map((actor) => this.actor(actor))),
    );
    this.frame();
    this.place();
    if (focus) this.scene.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  edge(edge) {
    const { app } = this;
    const from = this.spot(edge.source);
    const to = this.spot(edge.target);
    const curve = bend(from, to);
    const kind = this.layer === "conduct" ? (edge.sign > 0 ? "friendly" : "hostile") : "lever";
    const disputed = edge.parts.some((one) => one.disputedBy.length || one.denials.length);
    const width = edge.hollow ? 5 : 1.4 + 5 * edge.weight;
    const says = this.says(edge, disputed);
    const chosen = app.isChosen("edge", edge.source, edge.target, edge.sign);
    const act = () => app.choose("edge", edge.source, edge.target, String(edge.sign));
    const path = (name, more = {}) => s("path", { d: curve.path, class: name, ...more });
    return s(
      "g",
      {
        class: `edge ${kind}${edge.hollow ? " hollow" : ""}${chosen ? " chosen" : ""}`,
        tabindex: 0, role: "button", "aria-label": says,
        "data-key": `${edge.source} ${edge.target} ${edge.sign}`,
        onclick: act, onkeydown: pressed(act),
      },
      s("title", {}, says),
      path("reach"),
      path("line", {
        "stroke-width": width.toFixed(2),
        "marker-end": edge.hollow ? null : `url(#${kind === "hostile" ? "bar" : "arrow"})`,
      }),
      edge.hollow ? path("inside") : null,
      s("text", { class: "family", x: curve.middle.x, y: curve.middle.y - 5 }, this.word(edge)),
      disputed
        ? s("text", { class: "disputed", x: curve.middle.x, y: curve.middle.y + 12 }, "≠ disputed")
        : null,
    );
  }

  word(edge) {
    if (this.layer === "conduct") return "";
    if (edge.hollow) return "on paper, reported unmet";
    const families = Object.keys(edge.families).join(", ");
    // Beside what counts, a duty that does not: the pair is never drawn as if it were kept.
    return edge.parts.some((one) => one.hollowBy.length) ? `${families}; also on paper, unmet` : families;
  }

  says(edge, disputed) {
    const { app } = this;
    const relations = [...new Set(edge.parts.map((one) => app.relation(one.relation)))].join(", ");
    const claims = new Set(edge.parts.flatMap((one) => one.claims)).size;
    const hollow = edge.hollow ? "; duty on paper, reported unmet" : "";
    return (
      `${app.label(edge.source)} ${relations} ${app.label(edge.target)}: ` +
      `${many(claims, "claim")}${hollow}${disputed ? "; disputed" : ""}`
    );
  }

  actor(actor) {
    const { app } = this;
    const { x, y } = this.spot(actor);
    const entity = app.world.entities.get(actor);
    const degree = this.edges.filter((e) => e.source === actor || e.target === actor).length;
    const act = () => app.choose("actor", actor);
    const says = `${entity.label}, ${app.word(entity.type)}, ${many(degree, "edge")}`;
    const size = RADIUS * (0.75 + 0.09 * Math.min(degree, 6));
    return s(
      "g",
      {
        class: `actor type-${entity.type}${app.isChosen("actor", actor) ? " chosen" : ""}`,
        transform: `translate(${x} ${y})`, tabindex: 0, role: "button", "aria-label": says,
        "data-actor": actor, "data-key": actor,
        onclick: act, onkeydown: (event) => this.step(event, actor, act),
      },
      s("title", {}, says),
      s("circle", { class: "reach", r: 16 }),
      shape(SHAPES[entity.type] ?? "square", size),
      s("text", { y: size + 13 }, shortened(entity.label)),
    );
  }

  // Arrow keys go to the nearest actor in that direction.
  step(event, actor, act) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (!way) return pressed(act)(event);
    event.preventDefault();
    const here = this.spot(actor);
    let best = null;
    for (const other of this.actors) {
      const there = this.spot(other);
      const along = (there.x - here.x) * way[0] + (there.y - here.y) * way[1];
      const across = Math.abs((there.x - here.x) * way[1] + (there.y - here.y) * way[0]);
      const cost = along + 2 * across;
      if (other !== actor && along > 1 && (!best || cost < best.cost)) best = { other, cost };
    }
    if (best) this.scene.querySelector(`[data-actor="${CSS.escape(best.other)}"]`).focus();
    return undefined;
  }
}

export const pressed = (act) => (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  act();
};

function head(id, d) {
  return s(
    "marker",
    { id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 12, markerHeight: 12,
      markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" },
    s("path", { d, fill: "context-stroke" }),
  );
}

function shape(kind, size) {
  if (kind === "circle") return s("circle", { class: "mark", r: size });
  if (kind === "diamond") {
    return s("path", { class: "mark", d: `M0,${-size} L${size},0 L0,${size} L${-size},0 z` });
  }
  const side = size * 0.9;
  return s("rect", { class: "mark", x: -side, y: -side, width: 2 * side, height: 2 * side, rx: 3 });
}

function bend(from, to) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const off = Math.min(36, length * 0.16);
  const control = { x: (from.x + to.x) / 2 - (dy / length) * off, y: (from.y + to.y) / 2 + (dx / length) * off };
  const start = towards(from, control, 13);
  const end = towards(to, control, 15);
  const middle = {
    x: (start.x + 2 * control.x + end.x) / 4,
    y: (start.y + 2 * control.y + end.y) / 4,
  };
  const n = (value) => value.toFixed(1);
  return {
    middle,
    path: `M${n(start.x)},${n(start.y)} Q${n(control.x)},${n(control.y)} ${n(end.x)},${n(end.y)}`,
  };
}

function towards(from, to, by) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}

const shortened = (label) => (label.length > 32 ? `${label.slice(0, 31)}…` : label);
