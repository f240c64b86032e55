// The state of the page and what can be done to it; whoever draws is told of every change.
import { find, h } from "./dom.js";
import { Dossier } from "./dossier.js";
import { sceneOf } from "./scene.js";
import { stateAt, stateOf } from "./story.js";
import { placeFor } from "./whereabouts.js";
import { homeOf, isOverview, Steps, voiced } from "./state.js";
import { goBack, stopIn } from "./stops.js";
import { groupsOf, TITLES } from "./words.js";

/** Chosen things that are of one layer only. */
const OF_LAYER = ["edge", "cell", "row", "mark"];

export class App extends Dossier {
  /**
   * @param {View} view
   * @param {(kind: string) => void} drawn what draws; kind of change: "" or a dragged handle
   */
  constructor(view, drawn) {
    super(view);
    this.drawn = drawn;
    this.steps = new Steps();
    this.state =
      view.story?.told && location.hash.length < 2
        ? stateAt(view, 0)
        : stateOf(view, location.hash.slice(1));
    if (new URLSearchParams(location.search).has("embed")) this.state.embed = true;
    /** @type {Scene} */
    this.scene = sceneOf(this, this.state);
    /** @type {{ element: Element | null, stop: Stop | null } | null} */
    this.backTo = null;
    /** @type {number | undefined} */
    this.saying = undefined;
  }

  // --- what is shown

  get shown() {
    return this.scene.shown;
  }

  get part() {
    return this.scene.part;
  }

  get beside() {
    return this.scene.beside;
  }

  get changes() {
    return this.scene.changes;
  }

  layerName() {
    return isOverview(this.state) ? "Overview" : TITLES[this.state.layer];
  }

  /**
   * Whether these are the first parts of what is chosen.
   * @param {...(string | number)} parts
   */
  isChosen(...parts) {
    const { chosen } = this.state;
    return chosen.length > 0 && parts.every((part, i) => chosen[i] === String(part));
  }

  /** The grouping that colours, if one does. */
  grouping() {
    return this.view.groupings.find((one) => one.name === this.state.colour);
  }

  /** @param {string} name */
  groupSign(name) {
    const grouping = this.grouping();
    return String.fromCharCode(65 + ((grouping ? groupsOf(grouping).indexOf(name) : 0) % 26));
  }

  // --- acts

  /**
   * @param {Partial<State>} changes
   * @param {string} [kind] the same for all changes while a handle is dragged
   */
  set(changes, kind = "") {
    this.steps.keep(this.state, kind);
    const before = this.state.layer;
    const wasOverview = isOverview(this.state);
    if (isOverview({ view: changes.view ?? "" })) changes = { ...changes, layer: "conduct" };
    this.state = { ...this.state, ...changes };
    // Other layers, and ways from one actor to another, have views of their own.
    if (wasOverview && !changes.view && (changes.layer || changes.path?.length === 2))
      this.state.view = homeOf(this.state.layer);
    if (changes.layer && changes.layer !== before) {
      if (this.state.view === homeOf(before)) this.state.view = homeOf(changes.layer);
      if (OF_LAYER.includes(this.state.chosen[0])) this.state.chosen = changes.chosen ?? [];
      this.state.families = changes.families ?? [];
    }
    this.state = voiced(this.view, this.state, changes);
    this.look(kind);
  }

  /** @param {"undo" | "redo"} way */
  move(way) {
    this.state = this.steps[way](this.state);
    this.look();
  }

  /**
   * A step of the story.
   * @param {number} at from 0
   */
  tell(at) {
    this.steps.keep(this.state, "");
    this.state = stateAt(this.view, at);
    this.look();
  }

  /** What the address says. */
  follow() {
    this.state = stateOf(this.view, location.hash.slice(1));
    this.look();
  }

  /** @param {string} [kind] */
  look(kind = "") {
    this.scene = sceneOf(this, this.state);
    this.drawn(kind);
  }

  /** @param {...string} parts */
  choose(...parts) {
    const inside = document.activeElement;
    if (parts.length && !find("evidence").contains(inside)) {
      this.backTo = { element: inside, stop: stopIn(find("sheet")) };
    }
    this.set({ chosen: parts });
    find("evidence").scrollTop = 0;
  }

  /**
   * @param {string} id
   * @param {boolean} twice
   */
  open(id, twice) {
    const { opened, focus } = this.state;
    const isActor = id.startsWith("actor:");
    if (twice && this.shown.inside[id]) this.set({ opened: [...opened, id] });
    else if (twice && isActor) this.set({ focus: [...new Set([...focus, id])] });
    else this.choose(isActor ? "actor" : "target", id);
  }

  /**
   * To what a question found; the layer and view stay where they show it.
   * @param {import("./questions.js").Hit} hit
   */
  goTo({ to, about }) {
    this.set({ ...to, ...placeFor(this, to, about) });
  }

  /** Escape goes back a step: from the evidence, from paths, from a focus. */
  back() {
    const { chosen, path, focus } = this.state;
    if (chosen.length) {
      this.choose();
      this.focusBack();
    } else if (path.length) this.set({ path: [] });
    else if (focus.length) this.set({ focus: [] });
  }

  /** To what was chosen last, which may have been drawn anew since. */
  focusBack() {
    const { element, stop } = this.backTo ?? {};
    if (element instanceof HTMLElement || element instanceof SVGElement) {
      if (element.isConnected) return element.focus();
    }
    return goBack(find("sheet"), stop);
  }

  /** @param {string} text */
  async copy(text) {
    const said = find("said");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "copied";
    } catch {
      const field = h("textarea", { readonly: true, "aria-label": "Copy this text" }, text);
      said.replaceChildren(field);
      field.select();
    }
    clearTimeout(this.saying);
    this.saying = setTimeout(() => said.replaceChildren(), 6000);
  }
}
