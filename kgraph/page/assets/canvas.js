// Large networks: the same picture on the canvas of vis-network, which the page then carries.
// A canvas has no marks to tab to: each actor has a button that is not seen, and the canvas shows
// which one has the focus.
import { drawNames } from "./canvasnames.js";
import { degrees, edgeKey } from "./choice.js";
import { h, s } from "./dom.js";
import { zoomButtons } from "./drag.js";
import { Drawn, NOTHING, PLAIN } from "./drawn.js";
import { Keys, KEYS_SAID } from "./keys.js";
import { shapeOf } from "./marks.js";
import { THINNER } from "./looks.js";
import { chosenKey, nearTo } from "./sight.js";
import { looksOf } from "./strongest.js";
import { actorSays, edgeClass, edgeSays } from "./words.js";

const SCALE = 4000;

/**
 * The dashes of a line, as the style sheet has them.
 * @param {string} kind
 */
const dashesOf = (kind) =>
  ({
    hostile: [9, 6],
    "hostile noforce": [2, 4],
    cool: [2, 4],
    lapsed: [13, 6],
    conditional: [2, 6],
  })[kind] ?? false;

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
    this.middle = "";
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
    /** Whose names are wanted most, and whose there are. */
    this.order = /** @type {string[]} */ ([]);
    this.named = /** @type {string[]} */ ([]);
    this.inks = { ink: "", paper: "" };
    host.replaceChildren(this.box, this.marks, zoomButtons(this));
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
          // Names are drawn below, by who is best connected.
          font: { size: 0 },
        },
        edges: { smooth: false, hoverWidth: 0 },
      },
    );
    // vis-network makes a stop for Tab of its own.
    for (const frame of this.box.querySelectorAll("[tabindex]")) frame.removeAttribute("tabindex");
    this.network.on("click", (/** @type {Hit} */ { nodes, edges }) =>
      this.clicked(nodes[0], edges[0]),
    );
    this.network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ paint) =>
      this.letter(paint),
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
    this.inks = { ink, paper: colour("paper") };
    const { near, key: chosen } = this.nearChosen();
    /** @param {string} key */
    const faded = (key) => near.size > 0 && !near.has(key);
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
          ...this.spot(id),
          opacity: faded(id) ? 0.2 : 1,
          shape: shapes[shapeOf(type)],
          size: id === chosen ? 15 : 9,
          borderWidth: id === chosen ? 4 : 1,
          color: {
            background: fills[shapeOf(type)],
            border: app.isChosen("actor", id) ? colour("accent") : ink,
          },
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
        const kinds = edgeClass(app, part.layer, edge);
        const [kind, unlessForced] = kinds.split(" ");
        const looks = looksOf(app.world, part.layer, edge);
        const key = edgeKey(edge);
        const pale = looks.isThin ? 0.58 : 1;
        const signs = [looks.isDisputed ? "≠" : "", looks.isOfOneParty ? "“" : ""];
        return {
          id: key,
          from: edge.source,
          to: edge.target,
          width: edge.hollow
            ? 6
            : 1 + 4 * edge.weight * (unlessForced || kind === "cool" ? THINNER : 1),
          label: signs.join("") || undefined,
          dashes: dashesOf(edge.conditional ? "conditional" : kinds),
          color: {
            color: colour(edge.hollow ? "unmet" : (lines[kind] ?? "soft")),
            opacity: faded(key) ? 0.06 : pale,
          },
          arrows: {
            to: {
              enabled: !["contact", "lapsed", "bond", "named"].includes(kind),
              type: ["hostile", "cool"].includes(kind) ? "bar" : "arrow",
              scaleFactor: 0.6,
            },
          },
          title: edgeSays(app, part.layer, edge),
          font: { color: ink, strokeColor: colour("paper") },
        };
      }),
    );
    const degree = degrees(part.edges);
    /** @param {string} id */
    const rank = (id) =>
      (id === chosen ? 2e6 : 0) + (near.has(id) ? 1e6 : 0) + (degree.get(id) ?? 0);
    this.order = part.actors
      .filter((id) => !faded(id))
      .sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1));
    const picture = JSON.stringify([options.picture, options.cast]);
    if (picture !== this.fitted) this.network.fit({ animation: false });
    this.fitted = picture;
    // Who is chosen anew comes to the middle.
    if (chosen !== this.middle && part.actors.includes(chosen)) this.bring(chosen);
    this.middle = chosen;
    this.name();
  }

  /** What is chosen, and what is lit with it. */
  nearChosen() {
    const key = chosenKey(this.app);
    const { actors, edges } = this.part;
    const isDrawn = actors.includes(key) || edges.some((edge) => edgeKey(edge) === key);
    return { key, near: isDrawn ? nearTo(this.part, key) : new Set() };
  }

  /** @param {CanvasRenderingContext2D} paint */
  letter(paint) {
    const { network } = this;
    // A duty reported unmet is a double line.
    Object.assign(paint, { strokeStyle: this.inks.paper, lineWidth: 2 });
    for (const edge of this.part.edges.filter((one) => one.hollow)) {
      const [from, to] = [this.spot(edge.source), this.spot(edge.target)];
      const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
      paint.beginPath();
      paint.moveTo(from.x + 10 * dx, from.y + 10 * dy);
      paint.lineTo(to.x - 24 * dx, to.y - 24 * dy);
      paint.stroke();
    }
    this.named = drawNames(paint, this.order, (id) => this.app.label(id), {
      at: (id) => this.spot(id),
      scale: network.getScale(),
      middle: network.getViewPosition(),
      width: this.width,
      height: this.height,
      ...this.inks,
    });
  }

  /** @param {string} id */
  bring(id) {
    this.network.focus(id, { scale: Math.max(0.6, this.network.getScale()), animation: false });
  }

  /** @param {number} by */
  scale(by) {
    const { network } = this;
    const position = network.getViewPosition();
    network.moveTo({ position, scale: by * network.getScale(), animation: false });
  }

  fit() {
    this.network.fit({ animation: false });
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
    this.bring(actor);
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
