// The page: one view model, one state, three layers in several views.
import { App } from "./app.js";
import { comparison } from "./compare.js";
import { find, outward, within } from "./dom.js";
import { evidence } from "./evidence.js";
import { layoutText, picture, pictureShown, saveLayout, savePng, saveSvg } from "./exports.js";
import { Filters } from "./filters.js";
import { networks } from "./networks.js";
import { search } from "./search.js";
import { Stage } from "./stage.js";
import { isDrawn, isOverview, remember } from "./state.js";
import { refilled } from "./stops.js";
import { alongSteps, stepOf, storyBar } from "./story.js";
import { stripMarks } from "./strip.js";
import { headline, Summary } from "./summary.js";
import { TimeStrip } from "./timestrip.js";
import { SHEETS } from "./views.js";
import { waysBetween } from "./ways.js";

class Page {
  /** @param {View} view */
  constructor(view) {
    this.app = new App(view, (kind) => this.draw(kind));
    this.stage = new Stage(this.app, find("graph"), find("legend"));
    this.filters = new Filters(this.app, find("filters"));
    this.summary = new Summary(find("shown"));
    this.time = new TimeStrip(this.app, find("time"));
    this.tabs = [...within(document, "[data-layer]"), ...within(document, "[data-view]")];
    find("overview").hidden = !view.overview.length;
    find("tell").hidden = !view.story;
    // Where no picture bears all of them, there is a list, and what leads between bodies.
    for (const tab of within(document, "[data-view='actors'], [data-view='bodies']"))
      tab.hidden = view.renderer !== "both";
    this.buttons = new Map(
      within(document, "[data-act]").map((button) => [button.dataset.act ?? "", button]),
    );
    /** @type {number | undefined} */
    this.resting = undefined;
    this.drawings = 0;
    this.said = 0;
    this.sheetWidth = 0;
    search(
      this.app,
      /** @type {HTMLInputElement} */ (find("search")),
      find("matches"),
      find("counts"),
      (hit) => this.goTo(hit),
    );
    this.listen();
    this.draw();
  }

  listen() {
    const { app, stage } = this;
    for (const tab of this.tabs) tab.addEventListener("click", () => app.set({ ...tab.dataset }));
    /** @type {Record<string, () => void>} */
    const acts = {
      skip: () => find("main").focus(),
      undo: () => app.move("undo"),
      redo: () => app.move("redo"),
      link: () => app.copy(location.href),
      svg: () => saveSvg(app, stage),
      png: () => savePng(app, stage),
      layout: () => saveLayout(app, stage),
      compare: () => app.set({ beside: app.state.beside ? null : {} }),
      print: () => window.print(),
      story: () => (stepOf(app) < 0 ? app.tell(0) : app.set({ story: "" })),
    };
    for (const [name, button] of this.buttons) button.addEventListener("click", acts[name]);
    document.addEventListener("keydown", (event) => this.key(event));
    if (window.matchMedia("(max-width: 1100px)").matches) find("filterbox").removeAttribute("open");
    this.below(window.matchMedia("(max-width: 700px)"));
    window.addEventListener("hashchange", () => app.follow());
    find("graph").addEventListener("settled", () => this.sayReady());
    window.addEventListener("beforeprint", () => stage.finish());
    new ResizeObserver(() => this.resized()).observe(find("sheet"));
  }

  /**
   * On a phone the base of evidence and the chips stand below the picture.
   * @param {MediaQueryList} narrow
   */
  below(narrow) {
    const [base] = within(document, "header .base");
    const { chips } = this.summary;
    const [heading, shown] = [find("search").closest(".find"), find("shown")];
    const put = () => {
      if (narrow.matches) find("legend").before(chips, base);
      else {
        heading?.before(base);
        shown.append(chips);
      }
    };
    narrow.addEventListener("change", put);
    if (narrow.matches) put();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { app } = this;
    if (isTyping(event.target)) return;
    const letter = event.key.toLowerCase();
    const withControl = event.ctrlKey || event.metaKey;
    if (withControl && letter === "z") {
      event.preventDefault();
      app.move(event.shiftKey ? "redo" : "undo");
    } else if (withControl && letter === "y") {
      event.preventDefault();
      app.move("redo");
    } else if (event.key === "/") {
      event.preventDefault();
      find("search").focus();
    } else if (event.key === "Escape") app.back();
    else alongSteps(app, event);
  }

  /**
   * What was found, brought into view and lit.
   * @param {import("./questions.js").Hit} hit
   */
  goTo(hit) {
    this.app.goTo(hit);
    if (isDrawn(this.app.state)) this.stage.reveal(hit.about);
    else find("sheet").querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} [kind] */
  draw(kind = "") {
    const { app } = this;
    this.drawFrame();
    this.say(kind);
    if (isDrawn(app.state)) this.stage.draw(kind);
    else this.drawSheet();
    for (const name of ["svg", "png"]) {
      this.enable(name, isDrawn(app.state) || Boolean(pictureShown()));
    }
    this.filters.draw();
    this.time.draw();
    this.rest(kind);
    this.sayReady();
  }

  // For whoever waits: that there is a picture, and that nothing of it changes by itself any more.
  sayReady() {
    const { dataset } = document.documentElement;
    dataset.drawn = "true";
    if (!isDrawn(this.app.state) || this.stage.isSettled) dataset.ready = "true";
    else delete dataset.ready;
  }

  drawSheet() {
    const { app } = this;
    const sheet = find("sheet");
    this.sheetWidth = sheet.clientWidth;
    refilled(sheet, SHEETS[app.state.view](app));
  }

  // The timeline is as wide as its room.
  resized() {
    const isTimeline = this.app.state.view === "timeline";
    if (isTimeline && find("sheet").clientWidth !== this.sheetWidth) this.drawSheet();
  }

  /**
   * What is shown, in words: four times a second while a handle is dragged; nobody reads faster.
   * @param {string} kind
   */
  say(kind) {
    const now = performance.now();
    if (kind && now - this.said < 250) return;
    this.said = now;
    this.summary.draw(headline(this.app, this.app.scene.part));
  }

  drawFrame() {
    const { app } = this;
    const { state, scene } = app;
    for (const tab of this.tabs) {
      const { layer, view } = tab.dataset;
      if (tab.getAttribute("role") === "tab")
        tab.setAttribute(
          "aria-selected",
          String(layer ? layer === state.layer && !isOverview(state) : isOverview(state)),
        );
      else tab.setAttribute("aria-pressed", String(view === state.view));
    }
    const graph = isDrawn(state);
    find("graph").hidden = !graph;
    find("sheet").hidden = graph;
    find("legend").hidden = !graph;
    this.enable("layout", graph);
    this.enable("undo", app.steps.past.length > 0);
    this.enable("redo", app.steps.future.length > 0);
    // A measure is of one state; kgraph compare has two.
    this.enable("compare", state.view !== "measures");
    this.buttons.get("compare")?.setAttribute("aria-pressed", String(Boolean(state.beside)));
    document.body.classList.toggle("embedded", state.embed);
    document.body.classList.toggle("comparing", Boolean(state.beside));
    document.body.classList.toggle("reading", state.chosen.length > 0 || state.path.length > 0);
    const told = stepOf(app) >= 0;
    find("story").hidden = !told;
    find("tell").setAttribute("aria-pressed", String(told));
    if (told) refilled(find("story"), storyBar(app));
    find("change").hidden = !scene.compared || state.view === "measures";
    if (scene.compared) refilled(find("change"), comparison(app));
  }

  // From a picture in another page to the whole page, at the same state.
  linkOut() {
    const whole = new URL(location.href);
    const hash = new URLSearchParams(whole.hash.slice(1));
    hash.delete("embed");
    whole.searchParams.delete("embed");
    whole.hash = hash.toString();
    find("out").setAttribute("href", whole.href);
  }

  /**
   * @param {string} name
   * @param {boolean} enabled
   */
  enable(name, enabled) {
    this.buttons.get(name)?.toggleAttribute("disabled", !enabled);
  }

  /**
   * While a handle is dragged the evidence and the address wait for its rest: browsers allow few
   * changes of the address in a row, and nobody reads what changes with every step. It rests when
   * its last step has been seen a while: a slow machine does not rest between steps.
   * @param {string} kind
   */
  rest(kind) {
    this.goOn();
    const drawing = this.drawings;
    const act = () => {
      const { app } = this;
      if (kind && isDrawn(app.state)) this.stage.rested();
      if (kind) this.say("");
      this.summary.rest();
      evidence(app, find("evidence"));
      remember(app.state, app.view, kind);
      this.linkOut();
    };
    const wait = () => {
      if (drawing === this.drawings) this.resting = setTimeout(act, 150);
    };
    if (kind) seen(wait);
    else act();
  }

  /** Whoever waits for the handle to rest waits for the next time. */
  goOn() {
    clearTimeout(this.resting);
    this.drawings += 1;
  }
}

/**
 * When what is drawn now has been painted.
 * @param {() => void} act
 */
const seen = (act) => requestAnimationFrame(() => requestAnimationFrame(act));

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (target instanceof HTMLInputElement) return !["checkbox", "range"].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/**
 * The view model with the pictures of its measures: JSON, deflated, in base64 (render.py).
 * @returns {Promise<View>}
 */
async function given() {
  const packed = atob(find("view").textContent ?? "");
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(text).json();
}

/** @param {View} view */
function open(view) {
  const page = new Page(view);
  const { app, stage } = page;
  // For tests, and for whoever looks at the page with a browser's own tools.
  window.kgraph = {
    app,
    page,
    stage,
    view,
    outward,
    networks: (filters, of = view) => networks(of, filters),
    strip: (...about) => stripMarks(app, about),
    ways: (from, to) => waysBetween(app, from, to),
    picture: () => picture(app, stage),
    layout: () => layoutText(app, stage),
  };
}

given().then(open, (error) => {
  find("shown").textContent = "This page cannot be unpacked; it needs a browser of 2023 or later.";
  throw error;
});
