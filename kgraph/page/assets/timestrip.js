// Time under every picture: one axis with named events as flags and two handles, the day on which
// something holds (as of) and the day by which it was reported (known by). Rightmost is the whole
// record.
import { axisOf, daysGiven, spokenDay } from "./axis.js";
import { h, within } from "./dom.js";
import { flagOf, flagsWithRoom, FOOT, ROW } from "./flags.js";
import { legendOfDay } from "./legend.js";
import { swatch } from "./marks.js";
import { many } from "./plain.js";
import { isDrawn, isPicture } from "./state.js";
import { goBack, stopIn } from "./stops.js";
import { daysOf, rulerOf } from "./ruler.js";

/** @typedef {"asOf" | "knownBy"} Handle */

/** Room at the right for handles that take the whole record, and the beat of playing in ms. */
const [REST, BEAT] = [112, 700];

/** @type {Record<Handle, { label: string, whole: string, short: string }>} */
const HANDLES = {
  asOf: { label: "As of day", whole: "whole record", short: "" },
  knownBy: { label: "Known by day", whole: "all reports", short: "known by " },
};

export class TimeStrip {
  /**
   * @param {App} app
   * @param {HTMLElement} host
   */
  constructor(app, host) {
    this.app = app;
    this.host = host;
    const { view } = app;
    this.stops = [...view.breakpoints, ""];
    this.given = daysGiven(view);
    this.beats = new Set([
      "",
      ...view.events.flatMap((one) => [one.before, one.after]),
      ...view.claims.flatMap((one) => [one.from, one.until]),
    ]);
    // The event whose flag stands wherever there is room for one.
    this.picked = view.events[0]?.id ?? "";
    this.axis = axisOf(this.given, 0);
    this.size = { width: 0, height: 0 };
    // For what flags and axis were drawn last.
    this.drawn = "";
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.playing = undefined;
    const range = (/** @type {Handle} */ name) =>
      h("input", {
        type: "range",
        min: 0,
        max: this.stops.length - 1,
        step: 1,
        id: name,
        "aria-label": HANDLES[name].label,
        oninput: (event) => {
          this.stop();
          this.slide(name, Number(event.target.value));
        },
      });
    this.inputs = { asOf: range("asOf"), knownBy: range("knownBy") };
    this.dates = { asOf: h("span"), knownBy: h("span") };
    const handle = (/** @type {Handle} */ name) =>
      h("label", { class: `handle ${name}` }, this.inputs[name], this.dates[name]);
    this.handles = { asOf: handle("asOf"), knownBy: handle("knownBy") };
    this.play = h("button", {
      type: "button",
      class: "small-button play",
      onclick: () => this.go(),
    });
    this.told = h("output", { for: "asOf knownBy" });
    this.tray = h("button", {
      type: "button",
      class: "small-button tray",
      onclick: () => app.set({ ghosts: !app.state.ghosts }),
    });
    this.flags = h("div", { class: "flags" });
    this.picture = h("div", { class: "ruler" });
    this.key = h("div", { class: "day-key" });
    this.track = h(
      "div",
      { class: "track" },
      this.flags,
      this.key,
      this.picture,
      this.handles.asOf,
      this.handles.knownBy,
    );
    host.replaceChildren(
      h("div", { class: "time-tools" }, this.play, this.told, this.tray, this.events()),
      this.track,
    );
    host.hidden = !view.breakpoints.length;
    this.draggable();
    // Asked for when it changes alone: with every step of a handle it would have the page laid out.
    const measure = () => {
      this.size = { width: this.track.clientWidth, height: this.track.clientHeight };
    };
    measure();
    new ResizeObserver(() => {
      measure();
      this.draw();
    }).observe(this.track);
  }

  // All events by their days, for those whose flags have no room.
  events() {
    const { app } = this;
    if (!app.view.events.length) return null;
    const all = [...app.view.events].sort((a, b) => (a.first + a.last < b.first + b.last ? -1 : 1));
    return h(
      "label",
      { class: "line" },
      "Event ",
      h(
        "select",
        {
          id: "events",
          onchange: (event) => {
            this.picked = event.target.value;
            this.draw();
          },
        },
        all.map((one) =>
          h(
            "option",
            { value: one.id, selected: one.id === this.picked },
            `${app.label(one.id)} (${daysOf(one)})`,
          ),
        ),
      ),
    );
  }

  draw() {
    const { state } = this.app;
    const { width, height } = this.size;
    const wanted = [width, height, this.picked, state.knownBy].join(" ");
    if (wanted !== this.drawn) this.build(width, height);
    this.drawn = wanted;
    for (const name of /** @type {Handle[]} */ (["asOf", "knownBy"])) this.put(name);
    for (const one of within(this.flags, "[data-day]"))
      one.setAttribute("aria-pressed", String(one.dataset.day === state.asOf));
    const { last } = this.app.view.base;
    says(
      this.told,
      last && state.asOf > last
        ? `The last document is of ${spokenDay(last)}; what held later is extrapolated.`
        : "",
    );
    this.drawTray();
    this.drawPlay();
    const key = isDrawn(state) ? legendOfDay(this.app) : [];
    if (key.length !== this.key.childElementCount)
      this.key.replaceChildren(
        ...key.map(([kind, text]) => h("span", { class: "item" }, swatch(kind), text)),
      );
  }

  drawTray() {
    const { state, part } = this.app;
    const count = part.undated.length;
    const ties = `${many(count, "tie")} ${count === 1 ? "gives" : "give"} no day`;
    // The timeline has its own, of what gives no day whether one is chosen or not.
    this.tray.hidden = !count || !isPicture(state) || state.view === "timeline";
    this.tray.setAttribute("aria-pressed", String(state.ghosts));
    says(this.tray, state.ghosts ? `${ties}: hide` : `${ties}: show as ghosts`);
  }

  drawPlay() {
    const isPlaying = this.playing !== undefined;
    const text = still() ? "Next change" : isPlaying ? "Pause" : "Play";
    if (this.play.textContent === text) return;
    this.play.textContent = text;
    this.play.setAttribute("aria-pressed", String(isPlaying));
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  build(width, height) {
    this.axis = axisOf(this.given, Math.max(0, width - REST));
    const rows = Math.max(1, Math.floor((height - FOOT) / ROW));
    const placed = flagsWithRoom(this.app, this.axis, this.picked, Math.max(0, width - REST), rows);
    const stop = stopIn(this.flags);
    this.flags.replaceChildren(
      ...placed.map((one) => flagOf(this.app, one, (day) => this.to(day))),
    );
    goBack(this.flags, stop);
    this.picture.replaceChildren(rulerOf(this.app.view, this.axis, width, height, placed));
  }

  /** @param {Day} day */
  to(day) {
    this.stop();
    this.app.set({ asOf: day });
  }

  /** @param {Handle} name */
  put(name) {
    const day = this.app.state[name];
    const { whole, short } = HANDLES[name];
    const at = this.at(day);
    const words = day ? spokenDay(day) : whole;
    const input = this.inputs[name];
    if (Number(input.value) !== at) input.value = String(at);
    input.setAttribute("aria-valuetext", day || whole);
    const { width } = this.axis;
    const x = day ? this.axis.x(day) : width + REST / 2;
    this.handles[name].style.left = `${x.toFixed(1)}px`;
    this.handles[name].classList.toggle("whole", !day);
    says(this.dates[name], day ? short + words : words);
  }

  /**
   * @param {Handle} name
   * @param {number} at
   */
  slide(name, at) {
    this.app.set({ [name]: this.stops[at] }, `slide ${name}`);
  }

  /** @param {string} day */
  at(day) {
    if (!day) return this.stops.length - 1;
    const later = this.stops.findIndex((stop) => stop && stop > day);
    return later < 0 ? this.stops.length - 2 : Math.max(0, later - 1);
  }

  // By pointer: a handle, or the axis, which moves the day.
  draggable() {
    /** @type {Handle | null} */
    let held = null;
    /** @param {PointerEvent} event */
    const to = (event) => {
      if (!held) return;
      const x = event.clientX - this.track.getBoundingClientRect().left;
      const at = this.nearest(x);
      if (this.stops[at] !== this.app.state[held]) this.slide(held, at);
    };
    this.track.addEventListener("pointerdown", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (event.button || target.closest(".flag")) return;
      this.stop();
      held = target.closest(".knownBy") ? "knownBy" : "asOf";
      this.track.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.inputs[held].focus({ preventScroll: true });
      if (!target.closest(".handle")) to(event);
    });
    this.track.addEventListener("pointermove", to);
    for (const name of ["pointerup", "pointercancel"])
      this.track.addEventListener(name, () => {
        held = null;
      });
  }

  /**
   * The stop nearest to a place; beyond the axis the whole record.
   * @param {number} x
   */
  nearest(x) {
    const { width } = this.axis;
    if (x > width + REST / 3) return this.stops.length - 1;
    const places = this.app.view.breakpoints.map((day) => Math.abs(this.axis.x(day) - x));
    return places.lastIndexOf(Math.min(...places));
  }

  // From day to day; who wants less motion goes a step with each press.
  go() {
    if (this.playing !== undefined) return this.stop();
    const { asOf } = this.app.state;
    if (!asOf) this.slide("asOf", 0);
    else if (still()) this.step();
    if (!still()) this.playing = setInterval(() => this.step(), BEAT);
    return this.drawPlay();
  }

  // To the next day of an event or of a claim; after the last one to the whole record.
  step() {
    const here = this.at(this.app.state.asOf);
    const next = this.stops.findIndex((stop, i) => i > here && this.beats.has(stop));
    if (next === this.stops.length - 1) this.stop();
    this.slide("asOf", next);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.drawPlay();
  }
}

/**
 * The same text again would have the page laid out.
 * @param {Element} element
 * @param {string} text
 */
function says(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Whether the reader asks for less motion. */
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
