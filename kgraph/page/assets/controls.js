// Filters that are the legend, the day, and search.
import { fold, h, many } from "./dom.js";
import { leftOut, voiceClass } from "./networks.js";

export function controls(app, host) {
  const { state, view } = app;
  const toggled = (list, value) => (list.includes(value) ? list.filter((one) => one !== value) : [...list, value]);
  const check = (name, value, label, more = {}) =>
    h("label", { class: `check ${more.class ?? ""}`, title: more.title ?? null },
      h("input", { type: "checkbox", checked: more.checked ?? state[name].includes(value), value,
        onchange: () => app.set({ [name]: toggled(state[name], value) }) }),
      h("span", {}, label), more.count === undefined ? null : h("span", { class: "count" }, more.count));
  // An empty list means all: ticking one narrows.
  const narrowing = (name, title, choices) => choices.length < 2 ? null :
    h("fieldset", {}, h("legend", {}, title), choices.map(([value, label, more]) => check(name, value, label, more)));
  const count = (test) => view.claims.filter(test).length;
  const families = state.view === "conduct"
    ? new Set(app.whole.conduct.ties.flatMap((one) => one.families))
    : new Set(app.whole.influence.ties.flatMap((one) => one.families));
  const types = [...new Set(app.actorsOf(app.whole).map((actor) => app.world.entities.get(actor).type))].sort();

  const groups = [
    day(app),
    h("fieldset", {}, h("legend", {}, "Whose word"),
      view.voices.filter((voice) => count((claim) => voiceClass(claim) === voice.id)).map((voice) =>
        check("voices", voice.id, voice.label, { title: voice.definition, count: count((claim) => voiceClass(claim) === voice.id) }))),
    h("fieldset", {}, h("legend", {}, "As told by (all if none is ticked)"),
      view.documents.map((document) =>
        check("lens", `document:${document.id}`, document.publisherLabel, { title: document.title, count: count((claim) => claim.document === document.id) }))),
    narrowing("families", "Family (all if none is ticked)", [...families].sort().map((family) => [family, app.word(family)])),
    state.view === "conduct"
      ? h("fieldset", {}, h("legend", {}, "Sign (both if none is ticked)"),
          check("sign", "1", "friendly", { class: "friendly" }), check("sign", "-1", "hostile", { class: "hostile" }))
      : null,
    narrowing("types", "Actors (all if none is ticked)", types.map((type) => [type, app.word(type), { class: `type-${type}` }])),
    h("fieldset", {}, h("legend", {}, "How sure"),
      h("label", {}, "at least ", h("select", { onchange: (event) => app.set({ minFactuality: event.target.value }) },
        ["possible", "probable", "certain"].map((value) => h("option", { value, selected: state.minFactuality === value }, value)))),
      check("disputed", "yes", "with disputed claims", { checked: state.disputed })),
  ];
  host.replaceChildren(...groups.filter(Boolean));
  const disputed = host.querySelector('input[value="yes"]');
  disputed.addEventListener("change", (event) => {
    event.stopImmediatePropagation();
    app.set({ disputed: event.target.checked });
  }, { capture: true });
}

function day(app) {
  const { state, view } = app;
  const stops = ["", ...view.breakpoints];
  const at = Math.max(0, stops.indexOf(state.asOf));
  const undated = app.view.claims.filter((claim) => !leftOut(app.world, claim, app.filters()) && !claim.when).length;
  const text = state.asOf
    ? `${state.asOf}: ${many(app.shown.claims.length, "claim")} in the record, ${undated} of them undated`
    : "the whole record";
  return h("fieldset", { class: "day" }, h("legend", {}, "As of"),
    h("input", { type: "range", min: 0, max: stops.length - 1, value: at, "aria-label": "As of day", "aria-valuetext": text, id: "day",
      oninput: (event) => app.set({ asOf: stops[Number(event.target.value)] }, "#day") }),
    h("output", { for: "day" }, text));
}

export function search(app, input, list) {
  const names = app.view.entities
    .filter((entity) => entity.kind === "actor" || entity.kind === "issue")
    .map((entity) => ({ entity, keys: [entity.label, ...entity.aliases].map(fold) }));
  let found = [];
  let at = 0;
  const pick = (entity) => {
    input.value = "";
    show([]);
    if (entity.kind === "actor") app.choose("actor", entity.id);
    else app.set({ view: "positions" });
  };
  const show = (matches) => {
    found = matches;
    list.hidden = !matches.length;
    input.setAttribute("aria-expanded", String(Boolean(matches.length)));
    list.replaceChildren(...matches.map((entity, i) =>
      h("li", { role: "option", id: `match-${i}`, "aria-selected": String(i === at), onpointerdown: (event) => { event.preventDefault(); pick(entity); } },
        entity.label, h("span", { class: "note" }, ` ${app.word(entity.type)}`))));
    if (matches.length) input.setAttribute("aria-activedescendant", `match-${at}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const look = () => {
    const wanted = fold(input.value.trim());
    at = 0;
    show(wanted ? names.filter((one) => one.keys.some((key) => key.includes(wanted))).slice(0, 8).map((one) => one.entity) : []);
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % (found.length || 1);
      show(found);
    } else if (event.key === "Enter" && found[at]) pick(found[at]);
    else if (event.key === "Escape") show([]);
  });
}
