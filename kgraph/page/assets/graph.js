// The drawn network: actors as marks with names, ties as lines with heads.
import { h, s, many, pressed } from "./dom.js";
import { edgeKey, isDisputed, isThin } from "./choice.js";
import { badge, heads, mark } from "./marks.js";
import { bend, fitted, MARK, parted, placedWords, ringed, roomOf, unreadable } from "./places.js";
import { colourOf, edgeClass, edgeSays, edgeWord } from "./words.js";
import { pinned } from "./state.js";

const WORDS_MOST = 16;

export class GraphView {
  constructor(host, app, name) {
    this.app = app;
    this.host = host;
    this.made = new Map();
    this.zoom = { x: 0, y: 0, k: 1 };
    this.places = null;
    this.at = "";
    this.layers = ["edges", "words", "actors"].map((part) => s("g", { class: part }));
    this.scene = s("g", {}, this.layers);
    this.svg = s("svg", { role: "group", "aria-label": `${name}. Arrow keys go to the nearest actor, Enter opens it, full stop goes along its ties, Escape goes back.` }, heads(), this.scene);
    const round = (label, text, act) =>
      h("button", { type: "button", class: "round", "aria-label": label, title: label, onclick: act }, text);
    host.replaceChildren(this.svg, h("div", { class: "zoom" },
      round("Zoom in", "+", () => this.scale(1.25)), round("Zoom out", "−", () => this.scale(0.8)), round("Fit", "⤢", () => this.fit())));
    this.svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.scale(event.deltaY < 0 ? 1.1 : 0.9, this.point(event));
    }, { passive: false });
    this.dragging();
    new ResizeObserver(() => this.resized()).observe(host);
  }

  resized() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (this.part && width && height && (width !== this.width || height !== this.height)) this.paint(this.part, this.options);
  }

  // part: edges and actors to draw; options: picture, cast (who keeps a place), changes, extra.
  paint(part, options) {
    [this.part, this.options] = [part, options];
    [this.width, this.height] = [this.host.clientWidth || 900, this.host.clientHeight || 560];
    this.settle();
    this.redraw();
  }

  // Places change with the cast and the room, not with the day.
  settle() {
    const { picture, cast } = this.options;
    const { app } = this;
    const pins = app.state.pins[picture] ?? {};
    const key = JSON.stringify([picture, cast, pins, this.width, this.height]);
    if (key === this.at) return;
    this.at = key;
    this.zoom = { x: 0, y: 0, k: 1 };
    this.rooms = new Map(cast.map((id) => [id, roomOf(app.label(id))]));
    const fixed = new Set([...Object.keys(pins), ...(app.view.pinned[picture] ?? [])]);
    const spots = new Map(cast.map((id) => [id, pins[id] ?? this.given(picture, id)]));
    const { points, back } = fitted(spots, this.rooms, this.width, this.height);
    this.back = back;
    // With more names than room, only the marks are parted; zooming in brings the names out.
    const wanted = [...this.rooms.values()].reduce((sum, room) => sum + 2 * room.half * (room.up + room.down), 0);
    this.crowded = wanted > 0.62 * this.width * this.height;
    const small = { half: MARK - 2, up: MARK - 2, down: MARK - 2 };
    const rooms = this.crowded ? new Map(cast.map((id) => [id, small])) : new Map(this.rooms);
    // No name goes under the buttons in the corner.
    points.set("buttons", { x: this.width - 68, y: this.height - 26 });
    rooms.set("buttons", { half: 62, up: 22, down: 22 });
    this.places = parted(points, rooms, fixed.add("buttons"), this.width, this.height);
  }

  given(picture, id) {
    const { positions, terms } = this.app.view;
    if (positions[picture]?.[id]) return positions[picture][id];
    const house = terms.find((term) => term.actor === id && positions[picture]?.[term.into]);
    if (!house) return positions[picture.replace("-rolled", "")]?.[id] ?? [0.5, 0.5];
    const members = [...new Set(terms.filter((term) => term.into === house.into).map((term) => term.actor))];
    return ringed(positions[picture][house.into], members.indexOf(id), members.length);
  }

  spot(id) {
    const place = this.places.get(id) ?? { x: this.width / 2, y: this.height / 2 };
    return { x: place.x * this.zoom.k, y: place.y * this.zoom.k };
  }

  redraw() {
    const { edges, actors } = this.part;
    const focused = this.svg.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const points = new Map(actors.map((id) => [id, this.spot(id)]));
    this.degree = new Map();
    for (const edge of edges) {
      for (const end of [edge.source, edge.target]) this.degree.set(end, (this.degree.get(end) ?? 0) + 1);
    }
    const rank = (id) => (this.app.isChosen("actor", id) ? 1e6 : this.degree.get(id) ?? 0);
    const dumb = unreadable(actors, points, this.rooms, rank);
    const curves = new Map(edges.map((edge) => [edgeKey(edge), bend(points.get(edge.source), points.get(edge.target), [edge.source, edge.target].map((id) => (dumb.has(id) ? null : this.rooms.get(id))))]));
    this.fill(this.layers[0], edges.map((edge) => this.edge(edge, curves.get(edgeKey(edge)))));
    this.fill(this.layers[2], actors.map((id) => this.actor(id, points.get(id), dumb.has(id))));
    this.layers[1].replaceChildren(...this.words(edges, actors.filter((id) => !dumb.has(id)), curves, points));
    this.move();
    this.tabStop(focused);
  }

  // Elements that stay are kept, so that a step of the slider touches only what changes.
  fill(group, elements) {
    const wanted = new Set(elements);
    for (const old of [...group.children]) if (!wanted.has(old)) old.remove();
    for (const element of elements) if (element.parentNode !== group) group.append(element);
  }

  reuse(key, signature, make) {
    const old = this.made.get(key);
    if (old?.signature === signature) return old.element;
    const element = make();
    this.made.set(key, { element, signature });
    return element;
  }

  edge(edge, curve) {
    const { app } = this;
    const key = edgeKey(edge);
    const kind = edgeClass(this.part.layer, edge);
    const change = this.options.changes?.get(key) ?? "";
    const thin = isThin(app.world, edge.parts.flatMap((one) => one.claims)) ? " thin" : "";
    const chosen = app.isChosen("edge", edge.source, edge.target, edge.sign) ? " chosen" : "";
    const name = `edge ${kind}${thin}${edge.hollow ? " hollow" : ""}${edge.conditional ? " conditional" : ""}${chosen}${change ? ` ${change}` : ""}`;
    const claims = edge.parts.map((one) => [one.claims, one.denials, one.disputedBy, one.hollowBy].join(";")).join("|");
    return this.reuse(`e ${key}`, `${name} ${curve.path} ${edge.weight} ${claims} ${this.crowded}`, () => {
      const says = edgeSays(app, this.part.layer, edge) + (change ? `; ${change}` : "");
      const act = () => app.choose("edge", edge.source, edge.target, String(edge.sign));
      const path = (part, more = {}) => s("path", { d: curve.path, class: part, ...more });
      // A position has no strength.
      const weight = this.part.layer === "positions" ? 0.25 : edge.weight;
      const width = edge.hollow ? 5 : (1.4 + 4.6 * weight) * (this.crowded ? 0.5 : 1);
      return s("g", { class: name, tabindex: -1, role: "button", "aria-label": says, "data-key": key, "data-edge": key, onclick: act,
        onkeydown: (event) => this.alongEdges(event, edge, act) },
        s("title", {}, says), path("reach"),
        path("line", { "stroke-width": width.toFixed(2), "marker-end": edge.hollow ? null : `url(#head-${kind})` }),
        edge.hollow ? path("inside") : null);
    });
  }

  words(edges, readable, curves, points) {
    const { app } = this;
    const { changes } = this.options;
    const told = (edge) => app.isChosen("edge", edge.source, edge.target, edge.sign);
    const urgent = (edge) => (told(edge) ? 4 : 0) + (changes?.has(edgeKey(edge)) ? 2 : 0) + (edge.hollow ? 1 : 0) + edge.weight;
    const wanted = edges
      .map((edge) => ({ edge, curve: curves.get(edgeKey(edge)), text: edgeWord(app, this.part.layer, edge, changes?.get(edgeKey(edge))) }))
      .filter((one) => one.text)
      .sort((a, b) => urgent(b.edge) - urgent(a.edge))
      .slice(0, 4 * WORDS_MOST * Math.ceil(this.zoom.k));
    const signs = edges.filter((edge) => edge.parts.some(isDisputed)).map((edge) => ({ edge, curve: curves.get(edgeKey(edge)), text: "≠" }));
    const [width, height] = [this.width * this.zoom.k, this.height * this.zoom.k];
    const most = Math.round(WORDS_MOST * this.zoom.k);
    const badges = placedWords(signs, readable, points, this.rooms, width, height, signs.length);
    const kept = new Set(badges.map((one) => one.edge));
    for (const one of signs) if (!kept.has(one.edge)) badges.push({ ...one, ...one.curve.at(0.5) });
    // Words go where the signs are not: a sign is a small room of its own.
    const rooms = new Map([...this.rooms, ...badges.map((one, i) => [`sign ${i}`, { half: 9, up: 9, down: 9 }])]);
    const spots = new Map([...points, ...badges.map((one, i) => [`sign ${i}`, one])]);
    const others = [...readable, ...badges.map((one, i) => `sign ${i}`)];
    const placed = placedWords(wanted, others, spots, rooms, width, height, most);
    return [
      ...placed.map((one) => s("text", { class: "word", x: one.x.toFixed(1), y: (one.y + 4).toFixed(1) }, one.text)),
      ...badges.map((one) => badge(one.x, one.y)),
    ];
  }

  actor(id, point, dumb) {
    const { app } = this;
    const entity = app.world.entities.get(id) ?? { label: id, type: "" };
    const degree = this.degree.get(id) ?? 0;
    const inside = this.part.inside?.[id]?.size ?? 0;
    const size = this.crowded ? 6 : 7.5 + 0.9 * Math.min(degree, 6);
    const { group, fill } = colourOf(app, id);
    const name = `actor type-${entity.type}${fill}${app.isChosen("actor", id) || app.isChosen("target", id) ? " chosen" : ""}${app.state.focus.includes(id) ? " focus" : ""}`;
    const element = this.reuse(`a ${id}`, `${name} ${group} ${degree} ${inside} ${dumb} ${this.crowded}`, () => {
      const says = [entity.label, app.word(entity.type), group, many(degree, "edge"), inside ? `${inside} inside` : ""].filter(Boolean).join(", ");
      const act = (event) => app.open(id, event?.detail === 2);
      const room = this.rooms.get(id);
      return s("g", { class: name, tabindex: -1, role: "button", "aria-label": says, "data-actor": id, "data-key": id, onclick: act,
        onkeydown: (event) => this.alongActors(event, id, act) },
        s("title", {}, says), s("circle", { class: "reach", r: 15 }), mark(entity.type, size),
        group && app.state.colour !== "type" ? s("text", { class: "sign", y: 4 }, app.groupSign(group)) : null,
        inside ? s("text", { class: "inside-count", x: size + 2, y: -size + 3 }, `+${inside}`) : null,
        dumb ? null : room.lines.map((line, i) => s("text", { class: "name", y: MARK + 14 + 14 * i }, line)));
    });
    const place = `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`;
    if (element.getAttribute("transform") !== place) element.setAttribute("transform", place);
    return element;
  }

  copied() {
    return [...this.svg.cloneNode(true).childNodes];
  }

  // --- moving about

  move() {
    this.scene.setAttribute("transform", `translate(${this.zoom.x.toFixed(1)} ${this.zoom.y.toFixed(1)})`);
  }

  fit() {
    this.at = "";
    this.paint(this.part, this.options);
  }

  scale(by, at = { x: this.width / 2, y: this.height / 2 }) {
    const k = Math.min(6, Math.max(0.5, this.zoom.k * by));
    const ratio = k / this.zoom.k;
    this.zoom = { k, x: at.x - (at.x - this.zoom.x) * ratio, y: at.y - (at.y - this.zoom.y) * ratio };
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
    this.svg.addEventListener("click", (event) => {
      if (swallow) event.stopPropagation();
      swallow = false;
    }, { capture: true });
    this.svg.addEventListener("pointerdown", (event) => {
      swallow = false;
      const actor = event.target.closest("[data-actor]")?.dataset.actor;
      held = { actor, from: this.point(event), zoom: { ...this.zoom }, place: actor && { ...this.places.get(actor) } };
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!held || !event.buttons) return;
      const to = this.point(event);
      const by = { x: to.x - held.from.x, y: to.y - held.from.y };
      if (Math.hypot(by.x, by.y) < 5 && !held.moving) return;
      held.moving = true;
      if (held.actor) {
        this.places.set(held.actor, { x: held.place.x + by.x / this.zoom.k, y: held.place.y + by.y / this.zoom.k });
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
    const { picture, cast } = this.options;
    const spot = this.back(this.places.get(actor)).map((value) => Math.round(value * 1000) / 1000);
    const pins = pinned(this.app.state.pins, picture, actor, spot);
    this.at = JSON.stringify([picture, cast, pins[picture], this.width, this.height]);
    this.app.set({ pins });
  }

  // --- keyboard: one stop for Tab, arrows from actor to actor

  tabStop(focused) {
    const found = focused && this.scene.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    if (found && found !== document.activeElement) found.focus({ preventScroll: true });
    const stop = found ?? this.layers[2].querySelector(".chosen") ?? this.layers[2].querySelector("[data-actor]");
    for (const old of this.scene.querySelectorAll('[tabindex="0"]')) old.setAttribute("tabindex", "-1");
    stop?.setAttribute("tabindex", "0");
  }

  focus(element) {
    if (!element) return;
    for (const old of this.scene.querySelectorAll('[tabindex="0"]')) old.setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
    element.focus();
  }

  alongActors(event, id, act) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === ".") {
      const edge = this.part.edges.find((one) => one.source === id || one.target === id);
      this.from = id;
      if (edge) this.focus(this.scene.querySelector(`[data-edge="${CSS.escape(edgeKey(edge))}"]`));
    }
    if (!ways[event.key]) return pressed(act)(event);
    event.preventDefault();
    const next = nearestTo(this.spot(id), this.part.actors.filter((other) => other !== id), ways[event.key], (other) => this.spot(other));
    if (next) this.focus(this.scene.querySelector(`[data-actor="${CSS.escape(next)}"]`));
    return undefined;
  }

  alongEdges(event, edge, act) {
    const here = this.from ?? edge.source;
    const around = this.part.edges.filter((one) => one.source === here || one.target === here);
    const step = { ".": 1, ",": -1, ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const at = around.findIndex((one) => edgeKey(one) === edgeKey(edge));
      const next = around[(at + step + around.length) % around.length];
      this.focus(this.scene.querySelector(`[data-edge="${CSS.escape(edgeKey(next))}"]`));
    } else if (event.key === "Escape" && !this.app.state.chosen.length) {
      event.stopPropagation();
      this.focus(this.scene.querySelector(`[data-actor="${CSS.escape(here)}"]`));
    } else pressed(act)(event);
  }
}

// The nearest in a direction; what lies aside counts twice.
export function nearestTo(here, others, way, spot) {
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
