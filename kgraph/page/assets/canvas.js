// Large networks: the same picture on the canvas of vis-network, which the page then carries.
// A canvas has no marks to tab to: each actor has a button that is not seen, and the canvas shows
// which one has the focus.
import { degrees, edgeKey, isDisputed } from "./choice.js";
import { h, s } from "./dom.js";
import { Drawn, NOTHING, PLAIN } from "./drawn.js";
import { Keys, KEYS_SAID } from "./keys.js";
import { shapeOf } from "./marks.js";
import { actorSays, edgeClass, edgeSays } from "./words.js";

const SCALE = 4000;

/** @typedef {{ nodes: string[], edges: string[] }} Hit what vis-network tells of a click */

export class CanvasView {
  /**
   * @param {HTMLElement} host
   * @param {App} app
   * @param {string} name
   */
  constructor(host, app, name) {
    this.app = app;
    this.host = host;
    /** @type {Part} */
    this.part = NOTHING;
    /** @type {PaintOptions} */
    this.options = PLAIN;
    this.fitted = "";
    /** @type {HTMLElement | null} */
    this.edge = null;
    this.box = h("div", { class: "canvas", "aria-hidden": "true" });
    this.marks = h("div", {
      class: "hidden",
      role: "group",
      onfocusin: (event) => this.show(event.target.dataset),
      "aria-label": `${name}. ${KEYS_SAID}`,
    });
    this.buttons = new Drawn(this.marks, (id) => ({
      group: h("button", { type: "button", tabindex: -1, "data-actor": id, "data-key": id }),
    }));
    this.keys = new Keys(app, this, this.marks);
    host.replaceChildren(this.box, this.marks);
    const { vis } = window;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(
      this.box,
      { nodes: this.nodes, edges: this.edges },
      {
        physics: false,
        layout: { improvedLayout: false },
        interaction: {
          hideEdgesOnDrag: true,
          hideEdgesOnZoom: true,
          tooltipDelay: 200,
          keyboard: false,
        },
        nodes: {
          font: { size: 14, face: "system-ui" },
          scaling: { label: { enabled: true, drawThreshold: 6 } },
        },
        edges: { smooth: false, hoverWidth: 0 },
      },
    );
    // vis-network makes a stop for Tab of its own.
    for (const frame of this.box.querySelectorAll("[tabindex]")) frame.removeAttribute("tabindex");
    this.network.on("click", (/** @type {Hit} */ { nodes, edges }) =>
      this.clicked(nodes[0], edges[0]),
    );
    this.network.on("doubleClick", (/** @type {Hit} */ { nodes }) => {
      if (nodes[0]) app.open(nodes[0], true);
    });
  }

  /**
   * @param {Part} part
   * @param {PaintOptions} options
   */
  paint(part, options) {
    [this.part, this.options] = [part, options];
    const style = getComputedStyle(document.documentElement);
    /** @param {string} name */
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const { app } = this;
    const ink = colour("ink");
    /** @type {Record<string, string>} */
    const fills = {
      circle: colour("state"),
      diamond: colour("person"),
      square: colour("org"),
      tag: colour("other"),
    };
    /** @type {Record<string, string>} */
    const shapes = { circle: "dot", diamond: "diamond", square: "square", tag: "triangle" };
    this.update(
      this.nodes,
      part.actors.map((id) => {
        const type = app.world.entities.get(id)?.type ?? "";
        return {
          id,
          label: app.label(id),
          ...this.spot(id),
          shape: shapes[shapeOf(type)],
          size: 11,
          color: {
            background: fills[shapeOf(type)],
            border: app.isChosen("actor", id) ? colour("accent") : ink,
          },
          font: { color: ink },
        };
      }),
    );
    /** @type {Record<string, string>} */
    const lines = {
      friendly: "friendly",
      hostile: "hostile",
      contact: "soft",
      lever: "lever",
      attempt: "lever",
    };
    this.update(
      this.edges,
      part.edges.map((edge) => {
        const kind = edgeClass(part.layer, edge);
        const disputed = edge.parts.some(isDisputed);
        return {
          id: edgeKey(edge),
          from: edge.source,
          to: edge.target,
          width: 1 + 4 * edge.weight,
          label: disputed ? "≠" : undefined,
          dashes: kind === "hostile" || edge.hollow,
          color: colour(lines[kind]),
          arrows: {
            to: {
              enabled: kind !== "contact",
              type: kind === "hostile" ? "bar" : "arrow",
              scaleFactor: 0.6,
            },
          },
          title: edgeSays(app, part.layer, edge),
          font: { color: ink, strokeColor: colour("paper") },
        };
      }),
    );
    const picture = JSON.stringify([options.picture, options.cast]);
    if (picture !== this.fitted) this.network.fit({ animation: false });
    this.fitted = picture;
    this.name();
  }

  // The buttons of the marks, with their names.
  name() {
    const degree = degrees(this.part.edges);
    for (const id of this.part.actors) {
      const { group } = this.buttons.open(id);
      const says = actorSays(this.app, id, degree.get(id) ?? 0, this.part.inside?.[id]?.size ?? 0);
      if (group.textContent !== says) group.textContent = says;
    }
    this.buttons.close();
    this.keys.stay();
  }

  /** @param {string} id */
  actorAt(id) {
    return this.buttons.shown.get(id)?.group;
  }

  /**
   * One button at a time stands for an edge: there may be thousands.
   * @param {string} key
   */
  edgeAt(key) {
    const edge = this.part.edges.find((one) => edgeKey(one) === key);
    if (!edge) return null;
    const button = h(
      "button",
      { type: "button", tabindex: -1, "data-edge": key, "data-key": key },
      edgeSays(this.app, this.part.layer, edge),
    );
    this.marks.append(button);
    this.edge?.remove();
    this.edge = button;
    return button;
  }

  /**
   * What has the focus is selected on the canvas, and brought into sight.
   * @param {DOMStringMap} it
   */
  show({ actor, edge }) {
    if (edge) this.network.setSelection({ nodes: [], edges: [edge] }, { highlightEdges: false });
    if (!actor) return;
    this.network.setSelection({ nodes: [actor], edges: [] }, { highlightEdges: false });
    this.network.focus(actor, { scale: Math.max(0.6, this.network.getScale()), animation: false });
  }

  /** @param {string[]} ids */
  reveal(ids) {
    const first = ids.find((id) => this.part.actors.includes(id));
    if (first) this.show({ actor: first });
  }

  get width() {
    return this.box.clientWidth;
  }
  get height() {
    return this.box.clientHeight;
  }

  copied() {
    const href = this.box.querySelector("canvas")?.toDataURL("image/png");
    return s("image", { href, width: this.width, height: this.height });
  }

  /**
   * @param {any} set
   * @param {{ id: string }[]} items
   */
  update(set, items) {
    const wanted = new Set(items.map((item) => item.id));
    set.remove(set.getIds().filter((/** @type {string} */ id) => !wanted.has(id)));
    set.update(items);
  }

  /** @param {string} id */
  spot(id) {
    const [x, y] = this.place(id);
    return { x: x * SCALE, y: y * SCALE * 0.625 };
  }

  /** @param {string} id */
  place(id) {
    const { picture } = this.options;
    const { positions } = this.app.view;
    return (
      this.app.state.pins[picture]?.[id] ??
      positions[picture]?.[id] ??
      positions[picture.replace("-rolled", "")]?.[id] ?? [0.5, 0.5]
    );
  }

  /**
   * @param {string | undefined} actor
   * @param {string | undefined} edge
   */
  clicked(actor, edge) {
    if (actor) this.app.open(actor, false);
    else if (edge) this.openEdge(edge);
  }

  /** @param {string} key */
  openEdge(key) {
    const edge = this.part.edges.find((one) => edgeKey(one) === key);
    if (edge) this.app.choose("edge", edge.source, edge.target, String(edge.sign));
  }
}
