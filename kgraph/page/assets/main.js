// The page: one view model, one state, four views of it.
import { h, many } from "./dom.js";
import { indexed, leftOut, networks, voiceClass } from "./networks.js";
import { remember, startState } from "./state.js";
import { GraphView } from "./graph.js";
import { matrix, tieTable } from "./tables.js";
import { evidence } from "./evidence.js";
import { controls, search } from "./controls.js";

const find = (id) => document.getElementById(id);
const view = JSON.parse(find("view").textContent);

class App {
  constructor() {
    this.view = view;
    this.world = indexed(view);
    this.state = startState(view);
    if (this.state.view === "influence" || this.state.view === "conduct") this.state.layer = this.state.view;
    const every = { ...this.filters(), asOf: "", knownBy: "", lens: [], families: [], disputed: true, minFactuality: "", voices: view.voices.map((voice) => voice.id) };
    this.whole = networks(view, every, this.world);
    this.graph = new GraphView(find("graph"), this);
    search(this, find("search"), find("matches"));
    for (const tab of document.querySelectorAll("[data-view]")) {
      tab.addEventListener("click", () => this.set({ view: tab.dataset.view }));
    }
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !typing) { event.preventDefault(); find("search").focus(); }
      if (event.key === "Escape" && !typing) this.choose(null);
    });
    if (window.matchMedia("(max-width: 1100px)").matches) find("filterbox").removeAttribute("open");
    window.addEventListener("hashchange", () => { this.state = startState(view); this.draw(); });
    this.draw();
  }

  filters() {
    const { asOf, knownBy, voices, lens, families, disputed, minFactuality } = this.state;
    return { asOf, knownBy, voices, lens, families, disputed, minFactuality };
  }

  label(id) { return this.world.entities.get(id)?.label ?? id; }
  relation(id) { return this.world.relations.get(id)?.label ?? id; }
  word(id) { return view.words[id]?.label ?? id; }
  documentsOf(claims) {
    const documents = new Set(claims.map((id) => this.world.claims.get(id)?.document));
    return [...documents].map((id) => this.world.documents.get(id)?.publisherLabel ?? id).sort();
  }
  actorsOf(shown) {
    const ties = [...shown.influence.ties, ...shown.conduct.ties];
    return [...new Set(ties.flatMap((one) => [one.source, one.target]))].sort();
  }
  isChosen(...parts) {
    const { chosen } = this.state;
    return Boolean(chosen) && parts.every((part, i) => chosen[i] === String(part));
  }

  choose(...parts) {
    this.state.chosen = parts[0] === null ? null : parts;
    this.draw();
    if (this.state.chosen) find("evidence").scrollTop = 0;
  }

  set(changes, focus) {
    Object.assign(this.state, changes);
    if (["influence", "conduct"].includes(this.state.view)) this.state.layer = this.state.view;
    this.draw();
    if (focus) document.querySelector(focus)?.focus();
  }

  draw() {
    const { state } = this;
    this.shown = networks(view, this.filters(), this.world);
    for (const tab of document.querySelectorAll("[data-view]")) {
      tab.setAttribute("aria-selected", String(tab.dataset.view === state.view));
    }
    const drawn = state.view === "influence" || state.view === "conduct";
    find("graph").hidden = !drawn;
    find("sheet").hidden = drawn;
    find("legend").hidden = !drawn;
    if (drawn) this.drawGraph(state.view);
    else if (state.view === "positions") find("sheet").replaceChildren(matrix(this, this.shown.positions.cells));
    else this.drawTables();
    controls(this, find("filters"));
    evidence(this, find("evidence"));
    document.body.classList.toggle("reading", Boolean(state.chosen));
    find("shown").replaceChildren(...this.summary());
    remember(state, view);
    document.documentElement.dataset.ready = "true";
  }

  drawGraph(layer) {
    const { types, sign } = this.state;
    const shows = (actor) => !types.length || types.includes(this.world.entities.get(actor)?.type);
    const edges = this.shown[layer].edges.filter((edge) =>
      shows(edge.source) && shows(edge.target) && (layer !== "conduct" || !sign.length || sign.includes(String(edge.sign))));
    const actors = [...new Set(edges.flatMap((edge) => [edge.source, edge.target]))].sort();
    this.drawn = { edges, actors };
    this.graph.paint(layer, edges, actors);
    const items = layer === "conduct"
      ? [["friendly", "friendly"], ["hostile", "hostile"]]
      : [["lever", "lever: the thicker, the stronger"], ["hollow", "duty on paper, reported unmet"]];
    find("legend").replaceChildren(
      ...items.map(([name, text]) => h("span", { class: `key ${name}` }, text)),
      h("span", { class: "key" }, "○ state or de facto entity  ◇ person  □ organisation, force, group"));
  }

  drawTables() {
    const { shown } = this;
    find("sheet").replaceChildren(
      tieTable(this, "influence", shown.influence.ties),
      tieTable(this, "conduct", shown.conduct.ties),
      tieTable(this, "position", shown.positions.ties));
  }

  summary() {
    const { state } = this;
    const parts = [];
    if (state.view === "positions") {
      const { cells } = this.shown.positions;
      parts.push(`${many(new Set(cells.map((cell) => cell.holder)).size, "actor")}, ${many(cells.length, "position")}`);
    } else if (state.view === "table") {
      parts.push(many(this.shown.influence.ties.length + this.shown.conduct.ties.length + this.shown.positions.ties.length, "tie"));
    } else {
      const { edges, actors } = this.drawn;
      const claims = new Set(edges.flatMap((edge) => edge.parts.flatMap((one) => one.claims)));
      parts.push(`${many(actors.length, "actor")}, ${many(edges.length, "edge")} from ${many(claims.size, "claim")}`);
    }
    const out = new Map();
    for (const claim of view.claims) {
      const why = leftOut(this.world, claim, this.filters());
      const name = why === "voice" ? voiceClass(claim) || "nobody's voice" : { day: "not on that day", lens: "other documents", later: "reported later" }[why] ?? why;
      if (why) out.set(name, (out.get(name) ?? 0) + 1);
    }
    const total = [...out.values()].reduce((sum, n) => sum + n, 0);
    if (total) {
      const listed = [...out].map(([name, n]) => `${n} ${name.replaceAll("-", " ")}`).join(", ");
      parts.push(` · ${many(total, "claim")} left out: ${listed}. `);
      const all = view.voices.map((voice) => voice.id);
      if (state.voices.length < all.length) {
        parts.push(h("button", { type: "button", class: "plain", onclick: () => this.set({ voices: all }) }, "Take all voices in"));
      }
    }
    return parts.map((part) => (part.nodeType ? part : document.createTextNode(part)));
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      find("said").textContent = "copied";
    } catch {
      find("said").textContent = text;
    }
  }
}

const app = new App();
window.kgraph = { app, view, networks: (filters) => networks(view, filters) };
