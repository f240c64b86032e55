// The page: one view model, one state, three layers in four views.
import { fold, h, outward, sortedByText } from "./dom.js";
import { indexed, networks } from "./networks.js";
import { changesBetween, chosenPart, endsOf, routesBetween } from "./choice.js";
import { firstState, fromHash, homeOf, remember, Steps } from "./state.js";
import { degrees, filterCaption, groupsOf } from "./words.js";
import { swatch } from "./marks.js";
import { areaOf } from "./places.js";
import { signsOf } from "./camps.js";
import { matrix } from "./matrix.js";
import { tieTable } from "./tables.js";
import { timeline } from "./timeline.js";
import { measures } from "./measures.js";
import { stripMarks } from "./strip.js";
import { waysBetween } from "./ways.js";
import { evidence } from "./evidence.js";
import { Filters } from "./filters.js";
import { search } from "./search.js";
import { goBack, refilled, stopIn } from "./stops.js";
import { changeText, headline, shownText, tellings } from "./summary.js";
import { layoutText, picture, pictureShown, saveLayout, savePng, saveSvg } from "./exports.js";
import { graphView } from "./renderer.js";

const find = (id) => document.getElementById(id);

class App {
  constructor(view) {
    this.view = view;
    this.world = indexed(view);
    this.told = tellings(view);
    this.steps = new Steps();
    this.state = fromHash(location.hash.slice(1), view);
    const every = {
      ...this.filters(),
      asOf: "",
      knownBy: "",
      lens: [],
      families: [],
      disputed: true,
      minFactuality: "",
      rolled: false,
      voices: view.voices.map((voice) => voice.id),
    };
    this.whole = networks(view, every, this.world);
    this.graphs = [];
    this.filterBox = new Filters(this, find("filters"));
    search(this, find("search"), find("matches"));
    this.listen();
    this.draw();
  }

  listen() {
    const all = (name) => [...document.querySelectorAll(`[data-${name}]`)];
    this.tabs = [...all("layer"), ...all("view")];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.set({ ...tab.dataset }));
    const acts = {
      skip: () => find("main").focus(),
      undo: () => this.move("undo"),
      redo: () => this.move("redo"),
      link: () => this.copy(location.href),
      svg: () => saveSvg(this),
      png: () => savePng(this),
      layout: () => saveLayout(this),
      compare: () => this.set({ beside: this.state.beside ? null : {} }),
      print: () => window.print(),
    };
    this.buttons = Object.fromEntries(all("act").map((button) => [button.dataset.act, button]));
    for (const [name, button] of Object.entries(this.buttons))
      button.addEventListener("click", acts[name]);
    document.addEventListener("keydown", (event) => this.key(event));
    if (window.matchMedia("(max-width: 1100px)").matches) find("filterbox").removeAttribute("open");
    window.addEventListener("hashchange", () => {
      this.state = fromHash(location.hash.slice(1), this.view);
      this.draw();
    });
  }

  key(event) {
    const typing =
      /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) &&
      event.target.type !== "checkbox" &&
      event.target.type !== "range";
    if (typing) return;
    const letter = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && letter === "z") {
      event.preventDefault();
      this.move(event.shiftKey ? "redo" : "undo");
    } else if ((event.ctrlKey || event.metaKey) && letter === "y") {
      event.preventDefault();
      this.move("redo");
    } else if (event.key === "/") {
      event.preventDefault();
      find("search").focus();
    } else if (event.key === "Escape") this.back();
  }

  // Escape goes back a step: from the evidence, from paths, from a focus.
  back() {
    const { chosen, path, focus } = this.state;
    if (chosen.length) {
      this.choose();
      this.focusBack();
    } else if (path.length) this.set({ path: [] });
    else if (focus.length) this.set({ focus: [] });
  }

  // To what was chosen last, which may have been drawn anew since.
  focusBack() {
    const { element, stop } = this.backTo ?? {};
    if (element?.isConnected) element.focus();
    else goBack(find("sheet"), stop);
  }

  filters() {
    const { asOf, knownBy, voices, lens, families, disputed, minFactuality, rolled, opened } =
      this.state;
    return { asOf, knownBy, voices, lens, families, disputed, minFactuality, rolled, opened };
  }

  label(id) {
    return this.world.entities.get(id)?.label ?? id;
  }
  relation(id) {
    return this.world.relations.get(id)?.label ?? id;
  }
  word(id) {
    return this.view.words[id]?.label ?? id;
  }
  layerName() {
    return { positions: "Positions", conduct: "Conduct", influence: "Influence" }[this.state.layer];
  }
  documentsOf(claims) {
    const documents = new Set(claims.map((id) => this.world.claims.get(id)?.document));
    return [...documents].map((id) => this.world.documents.get(id)?.publisherLabel ?? id).sort();
  }
  actorsOf(ties) {
    return sortedByText(endsOf(ties), (id) => fold(this.label(id)));
  }
  isChosen(...parts) {
    return (
      this.state.chosen.length > 0 &&
      parts.every((part, i) => this.state.chosen[i] === String(part))
    );
  }
  groupSign(name) {
    const grouping = this.view.groupings.find((one) => one.name === this.state.colour);
    return String.fromCharCode(65 + (groupsOf(grouping).indexOf(name) % 26));
  }

  choose(...parts) {
    const inside = document.activeElement;
    if (parts.length && !find("evidence").contains(inside))
      this.backTo = { element: inside, stop: stopIn(find("sheet")) };
    this.set({ chosen: parts });
    find("evidence").scrollTop = 0;
  }

  open(id, twice) {
    if (twice && this.shown.inside[id]) this.set({ opened: [...this.state.opened, id] });
    else if (twice && id.startsWith("actor:"))
      this.set({ focus: [...new Set([...this.state.focus, id])] });
    else this.choose(id.startsWith("actor:") ? "actor" : "target", id);
  }

  goTo(kind, id) {
    if (kind === "target") this.set({ layer: "positions", chosen: [kind, id] });
    else this.set({ chosen: [kind, id] });
  }

  set(changes, kind = "") {
    this.steps.keep(this.state, kind);
    const before = this.state.layer;
    this.state = { ...this.state, ...changes };
    if (changes.layer && changes.layer !== before) {
      if (this.state.view === homeOf(before)) this.state.view = homeOf(changes.layer);
      if (["edge", "cell", "row", "mark"].includes(this.state.chosen[0]))
        this.state.chosen = changes.chosen ?? [];
      this.state.families = changes.families ?? [];
    }
    this.draw(kind);
  }

  move(way) {
    this.state = this.steps[way](this.state);
    this.draw();
  }

  // --- drawing

  // While a handle is dragged the evidence and the address wait for its rest: browsers allow few
  // changes of the address in a row, and nobody reads what changes with every step.
  rest(kind) {
    clearTimeout(this.resting);
    const act = () => {
      if (kind && this.state.view === "graph") this.graphs.forEach((graph) => graph.rested?.());
      evidence(this, find("evidence"));
      remember(this.state, this.view);
    };
    if (kind) this.resting = setTimeout(act, 150);
    else act();
  }

  draw(kind = "") {
    const { state, view } = this;
    const { layer } = state;
    // Two days are compared by dated claims; the others stand on both.
    const inTime = Boolean(state.asOf && state.beside?.asOf);
    const filters = { ...this.filters(), dated: inTime ? "others every day" : "" };
    this.shown = networks(view, filters, this.world);
    this.shownClaims = new Set(this.shown.claims);
    const routed = state.path.length === 2 && layer !== "positions" && state.view !== "measures";
    this.routes = routed
      ? routesBetween(
          chosenPart(this.world, this.shown, layer, { ...state, focus: [] }).edges,
          ...state.path,
        )
      : null;
    this.part = chosenPart(this.world, this.shown, layer, state, this.routes);
    this.beside = null;
    this.changes = null;
    if (state.beside) {
      this.other = networks(view, { ...filters, ...state.beside }, this.world);
      this.beside = chosenPart(this.world, this.other, layer, state, null);
      const dated = (more) =>
        chosenPart(
          this.world,
          networks(view, { ...filters, ...more, dated: "only" }, this.world),
          layer,
          state,
          null,
        );
      this.compared = inTime ? [dated({}), dated(state.beside)] : [this.part, this.beside];
      this.changes = changesBetween(...this.compared);
    }
    this.drawFrame();
    if (state.view === "graph") this.drawGraph(kind);
    else refilled(find("sheet"), this.sheet());
    for (const name of ["svg", "png"])
      this.buttons[name].disabled = state.view !== "graph" && !pictureShown();
    this.filterBox.draw();
    this.rest(kind);
    document.documentElement.dataset.ready = "true";
  }

  drawFrame() {
    const { state } = this;
    for (const tab of this.tabs) {
      const { layer, view } = tab.dataset;
      tab.setAttribute(
        layer ? "aria-selected" : "aria-pressed",
        String(layer ? layer === state.layer : view === state.view),
      );
    }
    const graph = state.view === "graph";
    find("graph").hidden = !graph;
    find("sheet").hidden = graph;
    find("legend").hidden = !graph;
    const { layout, undo, redo, compare } = this.buttons;
    layout.disabled = !graph;
    undo.disabled = !this.steps.past.length;
    redo.disabled = !this.steps.future.length;
    compare.setAttribute("aria-pressed", String(Boolean(state.beside)));
    // A measure is of one state; kgraph compare has two.
    compare.disabled = state.view === "measures";
    document.body.classList.toggle("comparing", Boolean(state.beside));
    document.body.classList.toggle("reading", state.chosen.length > 0 || state.path.length > 0);
    find("shown").replaceChildren(...headline(this, this.part).filter(Boolean));
    find("change").hidden = !this.changes || state.view === "measures";
    if (this.changes) find("change").textContent = changeText(this, this.compared);
  }

  drawGraph(kind) {
    const { state, part } = this;
    const host = find("graph");
    const panes = this.beside ? [part, this.beside] : [part];
    if (this.graphs.length !== panes.length) {
      const boxes = panes.map(() => h("div", { class: "drawing" }));
      host.replaceChildren(
        ...boxes.map((box, i) =>
          h(
            "div",
            { class: "pane" },
            panes.length > 1 ? h("h2", { class: "pane-head" }, i ? "after" : "before") : null,
            box,
          ),
        ),
      );
      this.graphs = boxes.map((box) =>
        graphView(box, this, `${this.layerName()}: network of actors`),
      );
    }
    const name = `${state.layer}${state.rolled ? "-rolled" : ""}`;
    const { cast, signs, degree } = this.lasting(panes);
    this.drawLegend(cast);
    this.makeRoom(host, cast);
    panes.forEach((one, i) => {
      const edges = this.drawnOf(i ? this.other : this.shown, one);
      const actors =
        state.path.length === 2
          ? [...new Set([...state.path.filter((id) => cast.includes(id)), ...endsOf(edges)])]
          : endsOf(edges);
      this.graphs[i].paint(
        { ...one, edges, actors },
        {
          picture: name,
          cast: [...new Set([...cast, ...actors])].sort(),
          signs,
          degree,
          sliding: Boolean(kind),
          changes:
            this.changes &&
            new Map(
              [...this.changes].filter(([, change]) => change !== (i ? "vanished" : "appeared")),
            ),
        },
      );
    });
    if (this.beside) {
      const heads = host.querySelectorAll(".pane-head");
      heads[0].textContent = this.briefly(state);
      heads[1].textContent = this.briefly({ ...state, ...state.beside });
    }
  }

  // Of who is drawn on any day, so that the slider leaves the legend and the room above it as they are.
  drawLegend(cast) {
    const types = [...new Set(cast.map((id) => this.world.entities.get(id)?.type ?? ""))].sort();
    const key = [this.state.layer, this.state.attempts, ...types].join(" ");
    if (key === this.legend?.key) return;
    this.legend = { key, items: this.legendOf(types) };
    find("legend").replaceChildren(
      ...this.legend.items.map(([kind, text, type]) =>
        h("span", { class: "item" }, swatch(kind, type), text),
      ),
    );
  }

  // Where the page scrolls anyway, a narrow picture is as tall as its names need, and words on lines.
  makeRoom(host, cast) {
    const narrow = this.view.renderer === "svg" && window.matchMedia("(max-width: 1100px)").matches;
    const area = narrow ? cast.reduce((sum, id) => sum + areaOf(this.label(id)), 0) : 0;
    host.style.minHeight = area
      ? `${Math.round(Math.min(1600, Math.max(360, area / 0.25 / Math.max(300, host.clientWidth))))}px`
      : "";
  }

  briefly({ asOf, knownBy, lens }) {
    return [
      asOf ? `As of ${asOf}` : "Whole record",
      knownBy ? `known by ${knownBy}` : "",
      lens.length
        ? filterCaption(this, { ...firstState(this.view), lens })
            .split("; ")
            .find((one) => one.startsWith("as told"))
        : "",
    ]
      .filter(Boolean)
      .join(", ");
  }

  // Who stands in the picture on any day, and who is friend or foe there, so that the slider moves
  // nobody.
  lasting(panes) {
    const { asOf, knownBy, chosen, pins, ...rest } = this.state;
    const days = Boolean(asOf || knownBy) && !rest.beside;
    const key = JSON.stringify(rest);
    if (days && this.timeless?.key === key) return this.timeless;
    const edges = panes.flatMap((one, i) => this.drawnOf(i ? this.other : this.shown, one));
    if (asOf || knownBy) {
      const net = networks(this.view, { ...this.filters(), asOf: "", knownBy: "" }, this.world);
      edges.push(...this.drawnOf(net, chosenPart(this.world, net, rest.layer, this.state, null)));
    }
    const found = {
      key,
      cast: endsOf(edges),
      degree: degrees(edges),
      signs: rest.layer === "influence" ? [] : signsOf(edges),
    };
    if (days) this.timeless = found;
    return found;
  }

  // Edges with, if they are to be seen, the attempts and outcomes over them.
  drawnOf(net, part) {
    if (part.layer !== "influence" || !this.state.attempts) return part.edges;
    const actors = new Set(part.actors);
    const over = [...net.influence.attempts, ...net.influence.outcomes]
      .filter(
        (one) =>
          !hides(this.state, one) &&
          (!this.state.focus.length || (actors.has(one.source) && actors.has(one.target))),
      )
      .map((one) => ({
        source: one.source,
        target: one.target,
        sign: one.relation,
        weight: 0,
        hollow: false,
        families: {},
        overlay: true,
        parts: [one],
      }));
    return [...part.edges, ...over];
  }

  sheet() {
    const { state } = this;
    if (state.view === "matrix")
      return matrix(this, this.beside ?? this.part, this.changes, this.beside ? this.part : null);
    if (state.view === "timeline") return timeline(this, this.part);
    if (state.view === "measures") return measures(this);
    return tieTable(this, this.beside ?? this.part, this.changes);
  }

  legendOf(types) {
    const { layer, attempts } = this.state;
    const lines =
      layer === "influence"
        ? [
            ["lever", "lever: the thicker, the stronger"],
            ["hollow", "duty on paper, reported unmet"],
            ...(attempts ? [["attempt", "attempt or outcome"]] : []),
          ]
        : [
            ["friendly", layer === "conduct" ? "friendly" : "for"],
            ["hostile", layer === "conduct" ? "hostile" : "against"],
            ...(layer === "positions" ? [["conditional", "on a condition"]] : []),
          ];
    const kinds = KINDS.filter(([, ...of]) => of.some((one) => types.includes(one)));
    const other = types.find((one) => one && !KINDS.some((kind) => kind.includes(one)));
    return [
      ...lines,
      ["thin", "pale: one document"],
      ["disputed", "disputed"],
      ...kinds.map(([text, type]) => ["type", text, type]),
      ...(other ? [["type", "organisation, group", "Organisation"]] : []),
    ];
  }

  summaryText() {
    return shownText(this, this.part);
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      find("said").textContent = "copied";
    } catch {
      find("said").replaceChildren(
        h("textarea", { readonly: true, "aria-label": "Copy this text" }, text),
      );
      find("said").querySelector("textarea").select();
    }
    clearTimeout(this.saying);
    this.saying = setTimeout(() => find("said").replaceChildren(), 6000);
  }
}

// What marks look like, with the types that look so; every other type is an organisation or group.
const KINDS = [
  ["state", "State"],
  ["de facto state", "DeFactoEntity"],
  ["person", "Person"],
  ["force or mission", "ArmedForce", "Mission"],
  ["medium", "MediaOutlet", "ThinkTank"],
  ["people", "Population"],
  ["issue, event", "Issue", "Event", "Agreement"],
];

const hides = (state, one) =>
  state.hidden.includes(one.source) || state.hidden.includes(one.target);

// The view model with the pictures of its measures: JSON, deflated, in base64 (render.py).
async function given() {
  const bytes = Uint8Array.from(atob(find("view").textContent), (letter) => letter.charCodeAt(0));
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(text).json();
}

given().then((view) => {
  const app = new App(view);
  window.kgraph = {
    app,
    view,
    outward,
    strip: (...about) => stripMarks(app, about),
    ways: (from, to) => waysBetween(app, from, to),
    networks: (filters) => networks(view, filters),
    picture: () => picture(app),
    layout: () => layoutText(app),
  };
});
