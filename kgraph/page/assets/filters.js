// Filters that are the legend: built once for a layer, then kept in step with the state.
import { h, plainButton, within } from "./dom.js";
import { swatch } from "./marks.js";
import { fold } from "./folding.js";
import { got, present, sortedByText, toggledIn } from "./plain.js";
import { groupsOf, lensName } from "./words.js";

/** Types on which one has a position. */
const TARGETS = ["Issue", "Event", "Agreement"];

/** @type {(host: Element, selector: string) => HTMLInputElement[]} */
const inputs = (host, selector) => /** @type {HTMLInputElement[]} */ (within(host, selector));

export class Filters {
  /**
   * @param {App} app
   * @param {HTMLElement} host
   */
  constructor(app, host) {
    this.app = app;
    this.host = host;
    // For what it was built last.
    this.built = "";
    this.counts = {
      voice: counted(app.view.claims.map((claim) => claim.voice)),
      document: counted(app.view.claims.map((claim) => claim.document)),
      teller: counted(app.view.claims.flatMap((claim) => [claim.claimant, ...claim.speaksFor])),
    };
  }

  draw() {
    const { state } = this.app;
    const sides = state.lens.filter((entry) => entry.startsWith("claimant:")).join(" ");
    const wanted = [state.layer, sides, state.hidden.join(" "), state.colour].join("|");
    if (wanted !== this.built) this.build();
    this.built = wanted;
    for (const input of inputs(this.host, "input[data-list]")) {
      const list = /** @type {ListName} */ (input.dataset.list);
      input.checked = state[list].includes(input.value);
    }
    for (const input of inputs(this.host, "input[data-flag]")) {
      input.checked = state[/** @type {FlagName} */ (input.dataset.flag)];
    }
    for (const select of inputs(this.host, "select[data-word]")) {
      select.value = state[/** @type {WordName} */ (select.dataset.word)];
    }
  }

  build() {
    const { app } = this;
    const { view, state } = app;
    const inside = within(this.host, "[data-key]").find((one) => one === document.activeElement);
    const focused = inside?.dataset.key;
    const ends = app.actorsOf(app.whole[state.layer].ties);
    const types = [...new Set(ends.map((id) => app.world.entities.get(id)?.type ?? ""))]
      .filter((type) => type && !TARGETS.includes(type))
      .sort();
    const isBound = state.layer === "structure";
    const whole = isBound ? [...app.whole.structure.ties, ...app.world.declared] : [];
    const told = new Set(whole.map((one) => got(app.world.relations, one.relation).structure));
    const families =
      state.layer === "positions" || isBound
        ? []
        : [...new Set(app.whole[state.layer].ties.flatMap((one) => one.families))].sort();
    this.host.replaceChildren(
      ...present([
        h("p", { class: "note" }, "A list with nothing ticked takes all."),
        group(
          "Whose word",
          view.voices
            .filter((voice) => this.counts.voice.get(voice.id))
            .map((voice) =>
              this.check("voices", voice.id, voice.label, {
                title: voice.definition,
                count: this.counts.voice.get(voice.id),
              }),
            ),
        ),
        group(
          "As told by",
          view.documents.map((document) =>
            this.check("lens", `document:${document.id}`, document.publisherLabel, {
              title: document.title,
              count: this.counts.document.get(document.id) ?? 0,
            }),
          ),
        ),
        this.sides(),
        ["influence", "structure"].includes(state.layer)
          ? null
          : group("Sign", [
              this.check("sign", "1", state.layer === "conduct" ? "friendly" : "for", {
                sample: swatch("friendly"),
              }),
              this.check("sign", "-1", state.layer === "conduct" ? "hostile" : "against", {
                sample: swatch("hostile"),
              }),
              state.layer === "conduct"
                ? this.check("sign", "0", app.view.say.moods[0], { sample: swatch("contact") })
                : null,
            ]),
        isBound
          ? group(
              "Kind",
              view.kinds
                .filter((kind) => told.has(kind))
                .map((kind) => this.check("kinds", kind, kind)),
            )
          : null,
        families.length > 1
          ? group(
              "Family",
              families.map((family) =>
                this.check("families", family, app.word(family), {
                  title: view.words[family]?.definition,
                }),
              ),
            )
          : null,
        types.length > 1
          ? group(
              "Actors",
              types.map((type) =>
                this.check("types", type, app.word(type), { sample: swatch("type", type) }),
              ),
            )
          : null,
        group("How sure", [
          h(
            "label",
            { class: "line" },
            "at least ",
            h(
              "select",
              {
                "data-word": "minFactuality",
                "data-key": "sure",
                onchange: (event) => app.set({ minFactuality: event.target.value }),
              },
              ["possible", "probable", "certain"].map((value) => h("option", { value }, value)),
            ),
          ),
          this.flag("disputed", "with disputed claims"),
          this.check("only", "disputed", "disputed only", { sample: swatch("disputed") }),
          this.check("only", "one-document", "one document only", { sample: swatch("thin") }),
        ]),
        group("Picture", [
          state.layer === "structure"
            ? null
            : this.flag("rolled", "leaders and ministries inside their state"),
          state.layer === "influence"
            ? this.flag("attempts", "attempts and outcomes", swatch("attempt"))
            : null,
          this.colours(),
          state.hidden.length
            ? plainButton(`Show the ${state.hidden.length} hidden again`, () =>
                app.set({ hidden: [] }),
              )
            : null,
        ]),
      ]),
    );
    if (focused) within(this.host, `[data-key="${CSS.escape(focused)}"]`)[0]?.focus();
  }

  /**
   * @param {ListName} list
   * @param {string} value
   * @param {string} label
   * @param {{ title?: string, count?: number, sample?: Element }} [more]
   */
  check(list, value, label, more = {}) {
    return h(
      "label",
      { class: "check", title: more.title || null },
      h("input", {
        type: "checkbox",
        value,
        "data-list": list,
        "data-key": `${list} ${value}`,
        onchange: () => this.app.set({ [list]: toggledIn(this.app.state[list], value) }),
      }),
      more.sample,
      h("span", {}, label),
      more.count === undefined ? null : h("span", { class: "count" }, more.count),
    );
  }

  /**
   * @param {FlagName} name
   * @param {string} label
   * @param {Element | null} [sample]
   */
  flag(name, label, sample = null) {
    return h(
      "label",
      { class: "check" },
      h("input", {
        type: "checkbox",
        "data-flag": name,
        "data-key": name,
        onchange: (event) => this.app.set({ [name]: event.target.checked }),
      }),
      sample,
      h("span", {}, label),
    );
  }

  // A lens on one claimant, or on a side: everyone who speaks for it.
  sides() {
    const { app } = this;
    const chosen = app.state.lens.filter((entry) => entry.startsWith("claimant:"));
    const tellers = sortedByText([...this.counts.teller], ([id]) => fold(app.label(id))).sort(
      (a, b) => b[1] - a[1],
    );
    return group("Claimant or side", [
      ...chosen.map((entry) => this.check("lens", entry, lensName(app, entry))),
      h(
        "label",
        { class: "line" },
        h("span", { class: "hidden" }, "Add a claimant or side"),
        h(
          "select",
          {
            "data-key": "side",
            onchange: (event) => {
              if (event.target.value) app.set({ lens: [...app.state.lens, event.target.value] });
            },
          },
          h("option", { value: "" }, "add …"),
          tellers
            .filter(([id]) => !chosen.includes(`claimant:${id}`))
            .map(([id, count]) =>
              h("option", { value: `claimant:${id}` }, `${app.label(id)} (${count})`),
            ),
        ),
      ),
    ]);
  }

  colours() {
    const { app } = this;
    const { groupings } = app.view;
    const grouping = groupings.find((one) => one.name === app.state.colour);
    if (!groupings.length) return null;
    return [
      h(
        "label",
        { class: "line" },
        "colour by ",
        h(
          "select",
          {
            "data-word": "colour",
            "data-key": "colour",
            onchange: (event) => app.set({ colour: event.target.value }),
          },
          h("option", { value: "type" }, "type of actor"),
          groupings.map((one) => h("option", { value: one.name }, one.name)),
        ),
      ),
      grouping
        ? h(
            "p",
            { class: "note" },
            groupsOf(grouping).map((name, i) =>
              h(
                "span",
                { class: "group" },
                h("span", { class: `dot group-${i % 8}` }, app.groupSign(name)),
                name,
              ),
            ),
          )
        : null,
    ];
  }
}

/** @param {string[]} values */
function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * @param {string} title
 * @param {Child[]} children
 */
function group(title, children) {
  if (!children.flat().filter(Boolean).length) return null;
  return h("fieldset", {}, h("legend", {}, title), children);
}
