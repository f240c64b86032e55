// The drawn network: actors as marks with names, ties as lines with heads.
import { degrees, edgeKey } from "./choice.js";
import { s } from "./dom.js";
import { draggable, zoomButtons } from "./drag.js";
import { Keys, KEYS_SAID } from "./keys.js";
import { lettered } from "./lettering.js";
import { Lines, MANY } from "./lines.js";
import { namelessInCrowd, runThrough } from "./crowd.js";
import { frameRooms, moveHome } from "./homes.js";
import { lineOf, markOf, strokeOf } from "./looks.js";
import { heads } from "./marks.js";
import { MARK, nameBox, unreadable } from "./places.js";
import { got } from "./plain.js";
import { seated } from "./seats.js";
import { intoSight, lit, litByPointer, nearestOpens } from "./sight.js";
import { Sketch } from "./sketch.js";
import { pinned } from "./state.js";

import * as drawn from "./drawn.js";

/** Milliseconds in which ways are looked for before the page may do something else. */
const SLICE = 24;

export class GraphView {
  /**
   * @param {HTMLElement} host
   * @param {App} app
   * @param {string} name
   */
  constructor(host, app, name) {
    this.app = app;
    this.host = host;
    this.part = drawn.NOTHING;
    this.options = drawn.PLAIN;
    this.zoom = { x: 0, y: 0, k: 1 };
    // Of the room there is, and of what is drawn in it.
    this.size = "";
    this.width = 0;
    this.height = 0;
    // Where everybody stands at no zoom, what this was found for, and the way back to [0, 1].
    this.places = /** @type {Map<string, Point>} */ (new Map());
    this.at = /** @type {string[] | null} */ (null);
    this.signs = /** @type {Signed[]} */ ([]);
    /** @type {(point: Point) => Spot} */
    this.back = ({ x, y }) => [x, y];
    // What of it is seen at this zoom.
    this.rooms = /** @type {Map<string, Room>} */ (new Map());
    this.spots = /** @type {Map<string, Point>} */ (new Map());
    this.frames = /** @type {Frame[]} */ ([]);
    this.trunks = /** @type {Trunk[]} */ ([]);
    this.roots = /** @type {Map<string, string>} */ (new Map());
    this.curves = /** @type {Map<string, Strands>} */ (new Map());
    this.lines = new Lines(this);
    this.degree = /** @type {Map<string, number>} */ (new Map());
    this.nameless = /** @type {Set<string>} */ (new Set());
    this.heldNameless = /** @type {Set<string> | null} */ (null);
    this.crowded = false;
    this.sketched = false;
    this.isLooking = false;
    this.drawn = {
      frames: new drawn.Drawn(s("g", { class: "frames" }), drawn.newFrame),
      trunks: new drawn.Drawn(s("g", { class: "trunks" }), drawn.newTrunk),
      edges: new drawn.Drawn(s("g", { class: "edges" }), drawn.newEdge),
      words: new drawn.Drawn(s("g", { class: "words" }), drawn.newWord),
      badges: new drawn.Drawn(s("g", { class: "badges" }), drawn.newBadge),
      actors: new drawn.Drawn(s("g", { class: "actors" }), drawn.newActor),
    };
    const layers = Object.values(this.drawn).map((one) => one.layer);
    this.scene = s("g", {}, layers);
    this.svg = s(
      "svg",
      { role: "group", "aria-label": `${name}. ${KEYS_SAID}` },
      heads(),
      this.scene,
    );
    host.replaceChildren(this.svg, zoomButtons(this));
    this.sketch = new Sketch(this.svg);
    draggable(this);
    litByPointer(this);
    nearestOpens(this);
    this.keys = new Keys(app, this, this.svg);
    new ResizeObserver(() => this.resized()).observe(host);
  }

  resized() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!this.at || !width || !height || this.size === `${width} ${height}`) return;
    this.fit();
  }

  /**
   * @param {Part} part
   * @param {PaintOptions} options
   */
  paint(part, options) {
    [this.part, this.options] = [part, options];
    this.settle();
    this.redraw();
  }

  // Places change with the cast and the room, not with the day.
  settle() {
    const { picture } = this.options;
    const { app } = this;
    const pins = app.state.pins[picture] ?? {};
    if (!this.moved(pins)) return;
    const size = [this.host.clientWidth || 900, this.host.clientHeight || 560];
    this.size = size.join(" ");
    this.zoom = { x: 0, y: 0, k: 1 };
    this.replaced();
    this.lines.forget();
    Object.assign(this, seated(app, this.options, size[0], size[1]));
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
  }

  /**
   * Whether anything is other than when the places were found.
   * @param {Record<string, Spot>} pins
   */
  moved(pins) {
    const { picture, cast, signs } = this.options;
    const was = this.at;
    const between = this.signs === signs && was ? was[2] : signs.join();
    const now = [picture, cast.join(), between, JSON.stringify(pins)];
    const moved = !was || now.some((part, i) => part !== was[i]);
    [this.at, this.signs] = [now, signs];
    return moved;
  }

  // Where an actor stands on the screen, and how an edge runs there, until somebody is moved.
  replaced() {
    this.spots = new Map();
    this.curves = new Map();
  }

  /** @param {string} id */
  spot(id) {
    const known = this.spots.get(id);
    if (known) return known;
    const place = this.places.get(id) ?? { x: this.width / 2, y: this.height / 2 };
    const spot = { x: place.x * this.zoom.k, y: place.y * this.zoom.k };
    this.spots.set(id, spot);
    return spot;
  }

  /** @param {Edge[]} edges */
  run(edges) {
    const { lines, sketched } = this;
    this.curves = lines[sketched ? "hold" : "run"](edges, this.part.layer, this.zoom.k);
  }

  /**
   * The radius of a mark.
   * @param {string} id
   * @param {number} [degree]
   */
  radius(id, degree = this.degree.get(id) ?? 0) {
    if (this.crowded) return 6;
    const isGuest = this.rooms.get(id)?.left;
    if (isGuest) return isGuest - 2 < MARK ? isGuest - 2 : 11;
    return 7.5 + 0.9 * Math.min(degree, 6);
  }

  /** @param {Edge} edge */
  stroke(edge) {
    return strokeOf(this, edge);
  }

  redraw() {
    const { edges, actors } = this.part;
    const { cast, degree } = this.options;
    // Of many lines heads, words and signs come when the handle rests; names and sizes stay.
    const lasting = [...degree.values()].reduce((sum, one) => sum + one, 0) / 2;
    const isMuch = this.crowded || lasting > MANY;
    this.sketched = Boolean(isMuch && this.options.sliding);
    this.degree = this.sketched ? degree : degrees(edges);
    this.nameless = this.sketched
      ? (this.heldNameless ??= this.unreadable(cast, degree))
      : this.unreadable(actors, this.degree);
    this.run(edges);
    this.sketched ||= !this.isSettled;
    if (this.crowded && !this.sketched) for (const id of this.runThrough()) this.nameless.add(id);
    for (const id of actors) drawn.drawActor(this.drawn.actors.open(id), markOf(this, id));
    this.drawn.actors.close();
    drawn.drawHomes(this, actors);
    this.host.classList.toggle("sliding", this.sketched);
    if (this.sketched) {
      const strokes = edges.map((edge) => this.stroke(edge));
      this.sketch.draw(strokes, this.width, this.height, this.zoom);
    } else {
      this.drawTies(edges, actors);
      this.sketch.clear();
      this.heldNameless = null;
    }
    this.move();
    this.keys.stay();
    lit(this);
    if (!this.isSettled && !this.isLooking) this.look();
  }

  get isSettled() {
    return !this.lines.waiting.length;
  }

  /** Look for the ways of straight lines when the picture has been seen, bit by bit. */
  look() {
    this.isLooking = true;
    const slice = () => {
      if (!this.host.isConnected || !this.isLooking) return;
      if (this.lines.find(SLICE)) this.finish();
      else setTimeout(slice);
    };
    if (document.hidden) setTimeout(slice);
    else requestAnimationFrame(() => setTimeout(slice));
  }

  /** All lines as they are to be, now: for whoever prints or saves, and after the last slice. */
  finish() {
    if (!this.isLooking) return;
    this.isLooking = false;
    this.lines.find();
    this.redraw();
    this.host.dispatchEvent(new Event("settled", { bubbles: true }));
  }

  rested() {
    this.options.sliding = false;
    if (this.sketched) this.redraw();
  }

  /**
   * Whose names have no room; the better connected keep theirs.
   * @param {string[]} ids
   * @param {Map<string, number>} degree
   */
  unreadable(ids, degree) {
    /** @param {string} id */
    const rank = (id) => (this.app.isChosen("actor", id) ? Infinity : (degree.get(id) ?? 0));
    const spots = new Map(ids.map((id) => [id, this.spot(id)]));
    if (!this.crowded) return unreadable(ids, spots, this.rooms, rank);
    const [right, bottom] = [this.width * this.zoom.k, this.height * this.zoom.k];
    return namelessInCrowd(ids, spots, this.rooms, rank, this.radius(""), right, bottom);
  }

  // In a crowd lines keep off the names that are there at no zoom, as far as there is a way.
  runThrough() {
    const { actors, edges } = this.part;
    const shown = actors.filter((id) => !this.nameless.has(id) && !this.app.isChosen("actor", id));
    const box = (/** @type {string} */ id) =>
      nameBox(this.spot(id), got(this.rooms, id), this.radius(id));
    const names = new Map(shown.map((id) => [id, box(id)]));
    return runThrough(names, edges, (edge) => got(this.curves, edgeKey(edge)));
  }

  /**
   * @param {Edge[]} edges
   * @param {string[]} actors
   */
  drawTies(edges, actors) {
    const lines = edges.map((edge) => lineOf(this, edge));
    // The short above the long, of which there is more to point at.
    lines.sort((a, b) => b.curve.length - a.curve.length);
    for (const line of lines) drawn.drawEdge(this.drawn.edges.open(line.key), line);
    const readable = actors.filter((id) => !this.nameless.has(id));
    const { k } = this.zoom;
    const size = { width: this.width * k, height: this.height * k, k };
    const { layer } = this.part;
    // The names of frames are seen where nothing is zoomed.
    const framed = frameRooms(k === 1 ? this.frames : []);
    const named = [...readable, ...framed.rooms.keys()];
    const points = new Map(actors.map((id) => [id, this.spot(id)]));
    for (const [key, at] of framed.points) points.set(key, at);
    const rooms = new Map([...this.rooms, ...framed.rooms]);
    const { words, badges } = lettered(this.app, layer, lines, named, points, rooms, size);
    for (const one of words) drawn.drawWord(this.drawn.words.open(one.key), one);
    for (const one of badges) drawn.drawBadge(this.drawn.badges.open(one.key), one);
    this.drawn.edges.close();
    this.drawn.words.close();
    this.drawn.badges.close();
  }

  copied() {
    this.finish();
    return [...this.svg.cloneNode(true).childNodes];
  }

  move() {
    this.scene.setAttribute(
      "transform",
      `translate(${this.zoom.x.toFixed(1)} ${this.zoom.y.toFixed(1)})`,
    );
  }

  fit() {
    this.at = null;
    this.paint(this.part, this.options);
  }

  /**
   * @param {number} by
   * @param {Point} [at]
   */
  scale(by, at = { x: this.width / 2, y: this.height / 2 }) {
    const k = Math.min(6, Math.max(0.5, this.zoom.k * by));
    const ratio = k / this.zoom.k;
    this.replaced();
    this.zoom = {
      k,
      x: at.x - (at.x - this.zoom.x) * ratio,
      y: at.y - (at.y - this.zoom.y) * ratio,
    };
    this.redraw();
  }

  /** @param {MouseEvent} event */
  point(event) {
    const box = this.svg.getBoundingClientRect();
    const scale = this.width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  /**
   * To where an actor is dragged.
   * @param {string} actor
   * @param {Point} place
   */
  put(actor, place) {
    const moved = moveHome(this, actor, place);
    this.lines.forget(moved);
    this.replaced();
    this.redraw();
  }

  /**
   * To where the picture is dragged.
   * @param {Point} to
   */
  shift({ x, y }) {
    this.zoom = { ...this.zoom, x, y };
    this.move();
  }

  /**
   * A dragged actor stays; the others keep their places too.
   * @param {string} actor
   */
  pin(actor) {
    const { picture } = this.options;
    const [x, y] = this.back(got(this.places, actor));
    const round = (/** @type {number} */ value) => Math.round(value * 1000) / 1000;
    const pins = pinned(this.app.state.pins, picture, actor, [round(x), round(y)]);
    this.moved(pins[picture]);
    this.app.set({ pins });
  }

  /** @param {string[]} ids */
  reveal = (ids) => intoSight(this, ids);
  /** @param {string} id */
  actorAt = (id) => this.drawn.actors.shown.get(id)?.group;
  /** @param {string} key */
  edgeAt = (key) => this.drawn.edges.shown.get(key)?.group;
}
