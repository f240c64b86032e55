// Large networks: the same picture on the canvas of vis-network, which the page then carries.
// A canvas has no marks to tab to, so the drawing as a whole takes the arrow keys.
import { h, s } from "./dom.js";
import { edgeKey, isDisputed } from "./choice.js";
import { nearestTo } from "./graph.js";
import { shapeOf } from "./marks.js";
import { edgeClass, edgeSays } from "./words.js";

const SCALE = 4000;

export class CanvasView {
  constructor(host, app, name) {
    this.app = app;
    this.host = host;
    this.box = h("div", { class: "canvas", tabindex: 0, role: "application", "aria-label": `${name}. Arrow keys go to the nearest actor, Enter opens it.`,
      onkeydown: (event) => this.step(event) });
    this.said = h("p", { class: "hidden", "aria-live": "polite" });
    host.replaceChildren(this.box, this.said);
    const { vis } = window;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(this.box, { nodes: this.nodes, edges: this.edges }, {
      physics: false, layout: { improvedLayout: false }, interaction: { hideEdgesOnDrag: true, hideEdgesOnZoom: true, tooltipDelay: 200, keyboard: false },
      nodes: { font: { size: 14, face: "system-ui" }, scaling: { label: { enabled: true, drawThreshold: 6 } } },
      edges: { smooth: false, hoverWidth: 0 },
    });
    this.network.on("click", ({ nodes, edges }) => this.clicked(nodes[0], edges[0]));
    this.network.on("doubleClick", ({ nodes }) => { if (nodes[0]) app.open(nodes[0], true); });
  }

  paint(part, options) {
    [this.part, this.options] = [part, options];
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const { app } = this;
    const ink = colour("ink");
    const fills = { circle: colour("state"), diamond: colour("person"), square: colour("org"), tag: colour("other") };
    const shapes = { circle: "dot", diamond: "diamond", square: "square", tag: "triangle" };
    this.update(this.nodes, part.actors.map((id) => {
      const type = app.world.entities.get(id)?.type ?? "";
      const [x, y] = this.place(id);
      return { id, label: app.label(id), x: x * SCALE, y: y * SCALE * 0.625, shape: shapes[shapeOf(type)], size: 11,
        color: { background: fills[shapeOf(type)], border: app.isChosen("actor", id) ? colour("accent") : ink }, font: { color: ink } };
    }));
    const lines = { friendly: "friendly", hostile: "hostile", lever: "lever", attempt: "lever" };
    this.update(this.edges, part.edges.map((edge) => {
      const kind = edgeClass(part.layer, edge);
      const disputed = edge.parts.some(isDisputed);
      return { id: edgeKey(edge), from: edge.source, to: edge.target, width: 1 + 4 * edge.weight, label: disputed ? "≠" : undefined,
        dashes: kind === "hostile" || edge.hollow, color: colour(lines[kind]), arrows: { to: { enabled: true, type: kind === "hostile" ? "bar" : "arrow", scaleFactor: 0.6 } },
        title: edgeSays(app, part.layer, edge), font: { color: ink, strokeColor: colour("paper") } };
    }));
    const picture = JSON.stringify([options.picture, options.cast]);
    if (picture !== this.fitted) this.network.fit({ animation: false });
    this.fitted = picture;
  }

  get width() { return this.box.clientWidth; }
  get height() { return this.box.clientHeight; }

  copied() {
    const href = this.box.querySelector("canvas").toDataURL("image/png");
    return s("image", { href, width: this.width, height: this.height });
  }

  update(set, items) {
    const wanted = new Set(items.map((item) => item.id));
    set.remove(set.getIds().filter((id) => !wanted.has(id)));
    set.update(items);
  }

  place(id) {
    const { picture } = this.options;
    const { positions } = this.app.view;
    return this.app.state.pins[picture]?.[id] ?? positions[picture]?.[id] ?? positions[picture.replace("-rolled", "")]?.[id] ?? [0.5, 0.5];
  }

  clicked(actor, edge) {
    if (actor) this.app.open(actor, false);
    else if (edge) this.openEdge(edge);
  }

  openEdge(key) {
    const edge = this.part.edges.find((one) => edgeKey(one) === key);
    if (edge) this.app.choose("edge", edge.source, edge.target, String(edge.sign));
  }

  step(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const spot = (id) => { const [x, y] = this.place(id); return { x: x * SCALE, y: y * SCALE * 0.625 }; };
    if (event.key === "Enter" && this.at) { event.preventDefault(); this.app.open(this.at, false); return; }
    if (!ways[event.key]) return;
    event.preventDefault();
    const { actors } = this.part;
    this.at = actors.includes(this.at) ? nearestTo(spot(this.at), actors.filter((id) => id !== this.at), ways[event.key], spot) ?? this.at : actors[0];
    if (!this.at) return;
    this.network.selectNodes([this.at]);
    this.network.focus(this.at, { scale: Math.max(0.6, this.network.getScale()), animation: false });
    this.said.textContent = this.app.label(this.at);
  }
}
