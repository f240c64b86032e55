// The drawn network, or two of them side by side, with their legend.
import { signsOf } from "./camps.js";
import { chosenPart, degrees, endsOf } from "./choice.js";
import { h } from "./dom.js";
import { edgeOf } from "./edges.js";
import { filterOf, legendOf } from "./legend.js";
import { swatch } from "./marks.js";
import { nothing } from "./matrix.js";
import { networks } from "./networks.js";
import { areaOf } from "./places.js";
import { many } from "./plain.js";
import { graphView, isCanvas } from "./renderer.js";
import { nearest } from "./focus.js";
import { filtersOf } from "./scene.js";
import { firstState, isDrawn } from "./state.js";
import { unseenIn } from "./unseen.js";
import { filterCaption, spaced } from "./words.js";

/** Where a sentence may stand over the picture, the best first. */
const CORNERS = ["top left", "top right", "bottom left", "bottom right"];

export class Stage {
  /**
   * @param {App} app
   * @param {HTMLElement} host
   * @param {HTMLElement} legend
   */
  constructor(app, host, legend) {
    this.app = app;
    this.host = host;
    this.legend = legend;
    /** @type {Drawing[]} */
    this.graphs = [];
    /** @type {ReturnType<typeof legendOf>} */
    this.items = [];
    this.explained = "";
    this.onCanvas = false;
    /** How many neighbours of who is looked at have no room. */
    this.far = h("p", { class: "far note" });
    /** What is not drawn on a chosen day. */
    this.unseen = h("p", { class: "unseen note" });
    /** What stands over a picture of nothing. */
    this.blank = h("div", { class: "blank" });
    /** @type {Lasting | null} */
    this.timeless = null;
  }

  /** @param {string} kind */
  draw(kind) {
    const { state, scene } = this.app;
    const panes = this.panes();
    const { cast, signs, degree } = this.lasting(panes);
    const onCanvas = isCanvas(this.app.view, cast.length);
    if (this.graphs.length !== panes.length || this.onCanvas !== onCanvas)
      this.build(panes.length, onCanvas);
    this.explain(cast);
    if (!kind) this.makeRoom(cast);
    panes.forEach(({ part, edges }, i) => {
      const onWays = state.path.filter((id) => cast.includes(id));
      const ends = [...endsOf(edges), ...part.buds];
      const actors = state.path.length === 2 ? [...new Set([...onWays, ...ends])] : ends;
      const unseen = i ? "vanished" : "appeared";
      const changes = [...(scene.changes ?? [])].filter(([, change]) => change !== unseen);
      this.graphs[i].paint(
        { ...part, edges, actors },
        {
          picture: pictureOf(state),
          cast: [...new Set([...cast, ...actors])].sort(),
          signs,
          degree,
          sliding: Boolean(kind),
          changes: scene.changes && new Map(changes),
        },
      );
    });
    this.sayUnseen(kind);
    this.blank.replaceChildren(
      ...(panes.some(({ edges }) => edges.length) ? [] : [nothing(this.app)]),
    );
    if (state.beside) {
      const heads = this.host.querySelectorAll(".pane-head");
      heads[0].textContent = this.briefly(state);
      heads[1].textContent = this.briefly({ ...state, ...state.beside });
    }
  }

  get isSettled() {
    return this.graphs.every((graph) => graph.isSettled ?? true);
  }

  /** What is looked for after a first picture is found now. */
  finish() {
    for (const graph of this.graphs) graph.finish?.();
  }

  /** After a handle was dragged. */
  rested() {
    for (const graph of this.graphs) graph.rested?.();
    this.sayUnseen("");
  }

  /**
   * What is not drawn since it gives no day, in the corner where least is drawn; it stays there
   * while a handle is dragged.
   * @param {string} kind
   */
  sayUnseen(kind) {
    const { unseen } = this;
    const { scene, state } = this.app;
    // It has no corner before a handle first rests.
    if (kind && !unseen.dataset.corner) return;
    const isSaid = !scene.other && isDrawn(state);
    unseen.replaceChildren(...(isSaid ? unseenIn(this.app, scene.part) : []));
    if (kind || !unseen.childElementCount) return;
    const drawn = [
      ...this.host.querySelectorAll(".drawing :is(.actor, .frame text, .word, .badge)"),
    ];
    const boxes = drawn.map((one) => one.getBoundingClientRect());
    const hidden = CORNERS.map((corner) => {
      unseen.dataset.corner = corner;
      const here = unseen.getBoundingClientRect();
      return boxes.filter(
        (box) =>
          box.left < here.right &&
          box.right > here.left &&
          box.top < here.bottom &&
          box.bottom > here.top,
      ).length;
    });
    unseen.dataset.corner = CORNERS[hidden.indexOf(Math.min(...hidden))];
  }

  /**
   * Bring actors into sight, or the states that they are drawn inside.
   * @param {string[]} ids
   */
  reveal(ids) {
    const { inside } = this.app.shown;
    const houses = Object.keys(inside).filter((house) => ids.some((id) => inside[house].has(id)));
    for (const graph of this.graphs) graph.reveal([...ids, ...houses]);
  }

  panes() {
    const { shown, part, other, beside } = this.app.scene;
    const panes = [{ part, edges: this.drawnOf(shown, part) }];
    if (other && beside) panes.push({ part: beside, edges: this.drawnOf(other, beside) });
    const { state, view } = this.app;
    const few = panes.map((pane) => nearest(view, state, pane.edges));
    this.far.textContent = few[0].left
      ? `${many(few[0].left, "neighbour")} left out of the picture, those with fewest ties here; ` +
        "the table has all."
      : "";
    return panes.map((pane, i) => ({ ...pane, edges: few[i].edges }));
  }

  /**
   * @param {number} count
   * @param {boolean} onCanvas
   */
  build(count, onCanvas) {
    this.onCanvas = onCanvas;
    const boxes = Array.from({ length: count }, () => h("div", { class: "drawing" }));
    const head = (/** @type {number} */ i) =>
      count > 1 ? h("h2", { class: "pane-head" }, i ? "after" : "before") : null;
    this.host.replaceChildren(
      ...boxes.map((box, i) => h("div", { class: "pane" }, head(i), box)),
      this.blank,
      this.far,
      this.unseen,
    );
    const name = `${this.app.layerName()}: network of actors`;
    this.graphs = boxes.map((box) => graphView(box, this.app, name, onCanvas));
  }

  /**
   * The legend of who is drawn on any day, so that the slider leaves it and the room above it as
   * they are.
   * @param {string[]} cast
   */
  explain(cast) {
    const { state, world } = this.app;
    const types = [...new Set(cast.map((id) => world.entities.get(id)?.type ?? ""))].sort();
    const experts = state.voices.includes("analysis");
    const { sign, only, types: kept } = state;
    const filters = [...sign, ...only, ...kept];
    const { onCanvas } = this;
    const inside = Object.keys(this.app.part.inside).length > 0;
    const seen = [state.layer, state.view, state.attempts, experts, onCanvas, inside];
    const wanted = [...seen, ...filters, ...types].join(" ");
    if (wanted === this.explained) return;
    this.explained = wanted;
    this.items = legendOf(this.app, types, onCanvas);
    this.legend.replaceChildren(
      ...this.items.map((item) => {
        const [kind, text, type] = item;
        const filter = filterOf(this.app, item);
        if (!filter) return h("span", { class: "item" }, swatch(kind, type), text);
        return h(
          "button",
          {
            type: "button",
            class: "item",
            title: kind === "hostile" ? "Show only what is hostile" : "Show only this",
            "aria-pressed": String(filter.isSet),
            onclick: () => this.app.set(filter.changes),
          },
          swatch(kind, type),
          text,
        );
      }),
    );
  }

  /**
   * Where the page scrolls anyway, a narrow picture is as tall as its names need, and words on
   * lines.
   * @param {string[]} cast
   */
  makeRoom(cast) {
    const narrow = !this.onCanvas && window.matchMedia("(max-width: 1100px)").matches;
    const buds = new Set(this.app.part.buds);
    const alone = cast.filter((id) => !buds.has(id));
    const area = narrow ? alone.reduce((sum, id) => sum + areaOf(this.app.label(id)), 0) : 0;
    const tall = area / 0.25 / Math.max(300, this.host.clientWidth);
    const height = Math.round(Math.min(1600, Math.max(360, tall)));
    this.host.style.minHeight = area ? `${height}px` : "";
  }

  /** @param {State} state */
  briefly({ asOf, knownBy, lens, voices }) {
    const caption = filterCaption(this.app, { ...firstState(this.app.view), lens });
    const told = caption.split("; ").find((one) => one.startsWith("as told"));
    return [
      asOf ? `As of ${asOf}` : "Whole record",
      knownBy ? `known by ${knownBy}` : "",
      lens.length ? told : "",
      this.app.state.beside?.voices ? `voices: ${voices.map(spaced).join(", ")}` : "",
    ]
      .filter(Boolean)
      .join(", ");
  }

  /**
   * Who stands in the picture on any day, and who is friend or foe there, so that the slider moves
   * nobody.
   * @param {{ edges: Edge[], part: Part }[]} panes
   * @returns {Lasting}
   */
  lasting(panes) {
    const { state, view, world } = this.app;
    const { asOf, knownBy, chosen, pins, ...rest } = state;
    const days = Boolean(asOf || knownBy) && !rest.beside;
    const key = JSON.stringify(rest);
    if (days && this.timeless?.key === key) return this.timeless;
    const edges = panes.flatMap((one) => one.edges);
    const buds = panes.flatMap((one) => one.part.buds);
    if (asOf || knownBy) {
      const net = networks(view, { ...filtersOf(state), asOf: "", knownBy: "" }, world);
      const part = chosenPart(world, net, rest.layer, state);
      edges.push(...nearest(view, state, this.drawnOf(net, part)).edges);
      buds.push(...part.buds);
    }
    const found = {
      key,
      cast: [...new Set([...endsOf(edges), ...buds])].sort(),
      degree: degrees(edges),
      signs: rest.layer === "influence" ? [] : signsOf(edges),
    };
    if (days) this.timeless = found;
    return found;
  }

  /**
   * Edges with, if they are to be seen, the attempts and outcomes over them.
   * @param {Networks} net
   * @param {Part} part
   */
  drawnOf(net, part) {
    const { attempts, focus, hidden } = this.app.state;
    const gone = part.gone.map(overlaid);
    if (part.layer !== "influence" || !attempts) return [...part.edges, ...gone];
    const actors = new Set(part.actors);
    const seen = (/** @type {Tie} */ one) =>
      ![one.source, one.target].some((end) => hidden.includes(end)) &&
      (!focus.length || (actors.has(one.source) && actors.has(one.target)));
    const over = [...net.influence.attempts, ...net.influence.outcomes].filter(seen);
    return [...part.edges, ...over.map(overlaid), ...gone];
  }
}

/**
 * The name of a picture among places: in structure nobody is inside another.
 * @param {State} state
 */
export const pictureOf = ({ layer, rolled }) =>
  layer !== "structure" && rolled ? `${layer}-rolled` : layer;

/**
 * A tie drawn over the others: an attempt, an outcome, or what had lapsed; among those of a pair
 * its relation tells it, not its sign.
 * @param {Tie} one
 * @returns {Edge}
 */
const overlaid = (one) =>
  edgeOf([one], {
    sign: /** @type {any} */ (`${one.relation}${one.holds === "lapsed" ? " lapsed" : ""}`),
    weight: 0,
    overlay: true,
  });
