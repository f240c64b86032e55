// The drawn network: actors as marks with names, ties as lines with heads.
import { h, s } from "./dom.js";
import { edgeKey, hasUnmet, isDisputed, isThin } from "./choice.js";
import { heads } from "./marks.js";
import { bend, fitted, MARK, placedWords, ringed, roomOf, unreadable } from "./places.js";
import { Keys } from "./keys.js";
import { camped } from "./camps.js";
import { Sketch } from "./sketch.js";
import {
  drawActor,
  drawBadge,
  drawEdge,
  Drawn,
  drawWord,
  newActor,
  newBadge,
  newEdge,
  newWord,
} from "./drawn.js";
import { actorSays, colourOf, degrees, edgeClass, edgeSays, edgeWord, UNMET } from "./words.js";
import { pinned } from "./state.js";

const WORDS_MOST = 16;

export class GraphView {
  constructor(host, app, name) {
    this.app = app;
    this.host = host;
    this.zoom = { x: 0, y: 0, k: 1 };
    this.places = null;
    this.at = null;
    const made = { edges: newEdge, words: newWord, badges: newBadge, actors: newActor };
    this.drawn = Object.fromEntries(
      Object.entries(made).map(([name, make]) => [name, new Drawn(s("g", { class: name }), make)]),
    );
    this.scene = s(
      "g",
      {},
      Object.values(this.drawn).map(({ layer }) => layer),
    );
    this.svg = s(
      "svg",
      {
        role: "group",
        "aria-label": `${name}. Arrow keys go to the nearest actor, Enter opens it, full stop goes along its ties, Escape goes back.`,
      },
      heads(),
      this.scene,
    );
    const round = (label, text, act) =>
      h(
        "button",
        { type: "button", class: "round", "aria-label": label, title: label, onclick: act },
        text,
      );
    host.replaceChildren(
      this.svg,
      h(
        "div",
        { class: "zoom" },
        round("Zoom in", "+", () => this.scale(1.25)),
        round("Zoom out", "−", () => this.scale(0.8)),
        round("Fit", "⤢", () => this.fit()),
      ),
    );
    this.sketch = new Sketch(this.svg);
    this.svg.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.scale(event.deltaY < 0 ? 1.1 : 0.9, this.point(event));
      },
      { passive: false },
    );
    this.dragging();
    this.keys = new Keys(app, this, this.svg);
    new ResizeObserver(() => this.resized()).observe(host);
  }

  resized() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!this.part || !width || !height || (width === this.width && height === this.height)) return;
    this.fit();
  }

  // part: edges and actors to draw; options: picture, cast (who keeps a place), signs (between them), degree
  // (over all days), changes, sliding (whether a handle is dragged).
  paint(part, options) {
    [this.part, this.options] = [part, options];
    this.settle();
    this.redraw();
  }

  // Places change with the cast and the room, not with the day.
  settle() {
    const { picture, cast, signs } = this.options;
    const { app } = this;
    const pins = app.state.pins[picture] ?? {};
    if (!this.moved(pins)) return;
    [this.width, this.height] = [this.host.clientWidth || 900, this.host.clientHeight || 560];
    this.zoom = { x: 0, y: 0, k: 1 };
    this.replaced();
    this.rooms = new Map(cast.map((id) => [id, roomOf(app.label(id))]));
    const fixed = new Set([...Object.keys(pins), ...(app.view.pinned[picture] ?? [])]);
    const spots = new Map(cast.map((id) => [id, pins[id] ?? this.given(picture, id)]));
    const { points, back } = fitted(spots, this.rooms, this.width, this.height);
    // With more names than room, only the marks are parted; zooming in brings the names out.
    const wanted = [...this.rooms.values()].reduce(
      (sum, room) => sum + 2 * room.half * (room.up + room.down),
      0,
    );
    this.crowded = wanted > 0.62 * this.width * this.height;
    const small = { half: MARK - 2, up: MARK - 2, down: MARK - 2 };
    const rooms = this.crowded ? new Map(cast.map((id) => [id, small])) : new Map(this.rooms);
    // No name goes under the buttons in the corner.
    points.set("buttons", { x: this.width - 68, y: this.height - 26 });
    rooms.set("buttons", { half: 62, up: 22, down: 22 });
    this.places = camped(
      points,
      rooms,
      fixed.add("buttons"),
      this.width,
      this.height,
      this.crowded ? [] : signs,
    );
    // In a tall room the picture begins at the top, where one looks first.
    const tops = cast.map((id) => this.places.get(id).y - rooms.get(id).up);
    const lift = this.height > this.width ? Math.max(0, Math.min(...tops) - MARK) : 0;
    for (const id of cast) this.places.get(id).y -= lift;
    this.back = ({ x, y }) => back({ x, y: y + lift });
  }

  // Whether anything is other than when the places were found.
  moved(pins) {
    const { picture, cast, signs } = this.options;
    const same = this.signs === signs && this.at;
    const now = same
      ? [picture, cast.join(), this.at[2], JSON.stringify(pins)]
      : [picture, cast.join(), signs.join(), JSON.stringify(pins)];
    const moved = !this.at || now.some((part, i) => part !== this.at[i]);
    [this.at, this.signs] = [now, signs];
    return moved;
  }

  given(picture, id) {
    const { positions, terms } = this.app.view;
    if (positions[picture]?.[id]) return positions[picture][id];
    const house = terms.find((term) => term.actor === id && positions[picture]?.[term.into]);
    if (!house) return positions[picture.replace("-rolled", "")]?.[id] ?? [0.5, 0.5];
    const members = [
      ...new Set(terms.filter((term) => term.into === house.into).map((term) => term.actor)),
    ];
    return ringed(positions[picture][house.into], members.indexOf(id), members.length);
  }

  // Where an actor stands on the screen, and how an edge runs there, until somebody is moved.
  replaced() {
    [this.spots, this.curves] = [new Map(), new Map()];
  }

  spot(id) {
    if (!this.spots.has(id)) {
      const place = this.places.get(id) ?? { x: this.width / 2, y: this.height / 2 };
      this.spots.set(id, { x: place.x * this.zoom.k, y: place.y * this.zoom.k });
    }
    return this.spots.get(id);
  }

  spotsOf(ids) {
    return new Map(ids.map((id) => [id, this.spot(id)]));
  }

  curve(edge, key) {
    const [from, to] = [edge.source, edge.target].map((id) =>
      this.nameless.has(id) ? null : this.rooms.get(id),
    );
    const old = this.curves.get(key);
    if (old && old.from === from && old.to === to) return old.curve;
    const curve = bend(this.spot(edge.source), this.spot(edge.target), [from, to]);
    curve.beside = bend(this.spot(edge.source), this.spot(edge.target), [from, to], 1.8);
    this.curves.set(key, { from, to, curve });
    return curve;
  }

  redraw() {
    const { edges, actors } = this.part;
    const { cast, degree } = this.options;
    this.degree = degrees(edges);
    // In a crowded picture lines get heads, words and signs when the handle rests, and names stay.
    this.sketched = Boolean(this.crowded && this.options.sliding);
    this.nameless = this.sketched
      ? (this.heldNameless ??= this.unreadable(cast, degree))
      : this.unreadable(actors, this.degree);
    for (const id of actors) drawActor(this.drawn.actors.open(id), this.mark(id));
    this.drawn.actors.close();
    this.host.classList.toggle("sliding", this.sketched);
    if (this.sketched)
      this.sketch.draw(
        edges.map((edge) => this.stroke(edge)),
        this.width,
        this.height,
        this.zoom,
      );
    else {
      this.drawTies(edges, actors);
      this.sketch.clear();
      this.heldNameless = null;
    }
    this.move();
    this.keys.stay();
  }

  rested() {
    this.options.sliding = false;
    if (this.sketched) this.redraw();
  }

  // Whose names have no room; the better connected keep theirs.
  unreadable(ids, degree) {
    const rank = (id) => (this.app.isChosen("actor", id) ? 1e6 : (degree.get(id) ?? 0));
    return unreadable(ids, this.spotsOf(ids), this.rooms, rank);
  }

  drawTies(edges, actors) {
    const lines = edges.map((edge) => this.line(edge));
    for (const line of lines) drawEdge(this.drawn.edges.open(line.key), line);
    this.write(
      lines,
      actors.filter((id) => !this.nameless.has(id)),
      this.spotsOf(actors),
    );
    for (const name of ["edges", "words", "badges"]) this.drawn[name].close();
  }

  // What is seen of an edge from afar.
  stroke(edge) {
    const { app, part } = this;
    const key = edgeKey(edge);
    const kind = edgeClass(part.layer, edge);
    const change = this.options.changes?.get(key) ?? "";
    const chosen = app.isChosen("edge", edge.source, edge.target, edge.sign);
    // A position has no strength.
    const weight = part.layer === "positions" ? 0.25 : edge.weight;
    const thin = isThin(
      app.world,
      edge.parts.flatMap((one) => one.claims),
    )
      ? " thin"
      : "";
    const curve = this.curve(edge, key);
    return {
      key,
      kind,
      change,
      chosen,
      curve,
      path: curve.path,
      class: `edge ${kind}${thin}${edge.hollow ? " hollow" : ""}${edge.conditional ? " conditional" : ""}${chosen ? " chosen" : ""}${change ? ` ${change}` : ""}`,
      width: (edge.hollow ? 5 : (1.4 + 4.6 * weight) * (this.crowded ? 0.3 : 1)).toFixed(2),
    };
  }

  // How an edge is drawn.
  line(edge) {
    const stroke = this.stroke(edge);
    return {
      ...stroke,
      edge,
      // A duty unmet beside levers that hold has a line of its own.
      beside: hasUnmet(edge) && !edge.hollow ? stroke.curve.beside.path : "",
      head: edge.hollow ? null : `url(#head-${stroke.kind})`,
      claims: `${stroke.change}|${edge.parts.map((one) => [one.claims, one.denials, one.disputedBy, one.hollowBy].join(";")).join("|")}`,
      says: () =>
        edgeSays(this.app, this.part.layer, edge) + (stroke.change ? `; ${stroke.change}` : ""),
    };
  }

  // Words and signs on lines, wherever they cover nothing.
  write(lines, readable, points) {
    const { app } = this;
    const urgent = ({ edge, chosen, change }) =>
      (chosen ? 4 : 0) + (change ? 2 : 0) + (edge.hollow ? 1 : 0) + edge.weight;
    const unmet = lines
      .filter((line) => line.beside)
      .map((line) => ({
        key: `${line.key} beside`,
        curve: line.curve.beside,
        urgent: 1 + urgent(line),
        text: UNMET,
      }));
    const wanted = [...unmet, ...lines.map((line) => ({ ...line, urgent: urgent(line) }))]
      .sort((a, b) => b.urgent - a.urgent)
      .map((line) => ({
        ...line,
        text: line.text ?? edgeWord(app, this.part.layer, line.edge, line.change),
      }))
      .filter((line) => line.text)
      .slice(0, 4 * WORDS_MOST * Math.ceil(this.zoom.k));
    const signs = lines
      .filter(({ edge }) => edge.parts.some(isDisputed))
      .map((line) => ({ ...line, text: "≠" }));
    const [width, height] = [this.width * this.zoom.k, this.height * this.zoom.k];
    const most = Math.round(WORDS_MOST * this.zoom.k);
    const badges = placedWords(signs, readable, points, this.rooms, width, height, signs.length);
    const kept = new Set(badges.map((one) => one.key));
    for (const one of signs) if (!kept.has(one.key)) badges.push({ ...one, ...one.curve.at(0.5) });
    // Words go where the signs are not: a sign is a small room of its own.
    const rooms = new Map([
      ...this.rooms,
      ...badges.map((one, i) => [`sign ${i}`, { half: 9, up: 9, down: 9 }]),
    ]);
    const spots = new Map([...points, ...badges.map((one, i) => [`sign ${i}`, one])]);
    const others = [...readable, ...badges.map((one, i) => `sign ${i}`)];
    for (const one of placedWords(wanted, others, spots, rooms, width, height, most))
      drawWord(this.drawn.words.open(one.key), one);
    for (const one of badges) drawBadge(this.drawn.badges.open(one.key), one);
  }

  // How an actor is drawn.
  mark(id) {
    const { app } = this;
    const type = app.world.entities.get(id)?.type ?? "";
    const degree = this.degree.get(id) ?? 0;
    const inside = this.part.inside?.[id]?.size ?? 0;
    const { group, fill } = colourOf(app, id);
    const point = this.spot(id);
    const chosen = app.isChosen("actor", id) || app.isChosen("target", id) ? " chosen" : "";
    return {
      class: `actor type-${type}${fill}${chosen}${app.state.focus.includes(id) ? " focus" : ""}`,
      place: `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`,
      type,
      inside,
      size: this.crowded ? 6 : 7.5 + 0.9 * Math.min(degree, 6),
      sign: group && app.state.colour !== "type" ? app.groupSign(group) : "",
      lines: this.nameless.has(id) ? [] : this.rooms.get(id).lines,
      says: actorSays(app, id, degree, inside),
    };
  }

  copied() {
    return [...this.svg.cloneNode(true).childNodes];
  }

  // --- moving about

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

  point(event) {
    const box = this.svg.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  dragging() {
    let held = null;
    // The click that ends a drag chooses nothing.
    let swallow = false;
    this.svg.addEventListener(
      "click",
      (event) => {
        if (swallow) event.stopPropagation();
        swallow = false;
      },
      { capture: true },
    );
    this.svg.addEventListener("pointerdown", (event) => {
      swallow = false;
      const actor = event.target.closest("[data-actor]")?.dataset.actor;
      held = {
        actor,
        from: this.point(event),
        zoom: { ...this.zoom },
        place: actor && { ...this.places.get(actor) },
      };
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!held || !event.buttons) return;
      const to = this.point(event);
      const by = { x: to.x - held.from.x, y: to.y - held.from.y };
      if (Math.hypot(by.x, by.y) < 5 && !held.moving) return;
      held.moving = true;
      if (held.actor) {
        this.places.set(held.actor, {
          x: held.place.x + by.x / this.zoom.k,
          y: held.place.y + by.y / this.zoom.k,
        });
        this.replaced();
        this.redraw();
      } else {
        this.zoom = { ...held.zoom, x: held.zoom.x + by.x, y: held.zoom.y + by.y };
        this.move();
      }
    });
    const drop = () => {
      if (held?.moving && held.actor) this.pin(held.actor);
      swallow = Boolean(held?.moving);
      held = null;
    };
    this.svg.addEventListener("pointerup", drop);
    this.svg.addEventListener("pointerleave", drop);
  }

  // A dragged actor stays; the others keep their places too.
  pin(actor) {
    const { picture } = this.options;
    const spot = this.back(this.places.get(actor)).map((value) => Math.round(value * 1000) / 1000);
    const pins = pinned(this.app.state.pins, picture, actor, spot);
    this.moved(pins[picture]);
    this.app.set({ pins });
  }

  actorAt(id) {
    return this.drawn.actors.shown.get(id)?.group;
  }
  edgeAt(key) {
    return this.drawn.edges.shown.get(key)?.group;
  }
}
