// A second state beside the first: what it differs in is chosen here, what changed stands first.
import { edgeKey } from "./choice.js";
import { h, plainButton } from "./dom.js";
import { present } from "./plain.js";
import { changeText } from "./summary.js";
import { edgeWord } from "./linewords.js";
import { CHANGES, cellWord, spaced } from "./words.js";

/** @param {App} app */
export function comparison(app) {
  const { scene, state } = app;
  const isChosen = Object.keys(state.beside ?? {}).length > 0;
  return h(
    "div",
    {},
    choices(app),
    isChosen && scene.compared
      ? [
          h(
            "p",
            { class: "note", "aria-live": "polite" },
            changeText(app, scene.compared),
            " Pairs are counted, lines are listed.",
          ),
          changesOf(app),
        ]
      : h("p", { class: "note" }, "Choose in what the second picture differs from the first."),
  );
}

/** @param {App} app */
function choices(app) {
  const { state, view } = app;
  const beside = state.beside ?? {};
  /** @param {Beside} part */
  const change = (part) => app.set({ beside: { ...beside, ...part } });
  /**
   * @param {string} label
   * @param {string} key
   * @param {string} value
   * @param {string[][]} options
   * @param {(value: string) => void} act
   */
  const choice = (label, key, value, options, act) =>
    h(
      "label",
      { class: "line" },
      label,
      h(
        "select",
        { "data-key": key, onchange: (event) => act(event.target.value) },
        options.map(([id, text]) => h("option", { value: id, selected: id === value }, text)),
      ),
    );
  const days = [["", "whole record"], ...view.breakpoints.map((day) => [day, day])];
  const documents = [
    ["", "the same"],
    ...view.documents.map((one) => [`document:${one.id}`, one.publisherLabel]),
  ];
  const every = view.voices.map((one) => one.id);
  const voices = [
    ["", "the same"],
    [every.join(" "), "all voices"],
    ...every.map((id) => [id, `${spaced(id)} alone`]),
  ];
  const events = view.events.filter((one) => one.after);
  const about = events.find((one) => one.before === state.asOf && one.after === beside.asOf);
  return h(
    "div",
    { class: "choices" },
    events.length
      ? choice(
          "before and after ",
          "beside event",
          about?.id ?? "",
          [["", "…"], ...events.map((one) => [one.id, app.label(one.id)])],
          (picked) => {
            const event = events.find((one) => one.id === picked);
            if (event) app.set({ asOf: event.before, beside: { ...beside, asOf: event.after } });
          },
        )
      : null,
    choice("as of ", "beside day", beside.asOf ?? state.asOf, days, (asOf) => change({ asOf })),
    choice("as told by ", "beside lens", beside.lens?.[0] ?? "", documents, (lens) =>
      change({ lens: lens ? [lens] : state.lens }),
    ),
    choice("voices ", "beside voices", beside.voices?.join(" ") ?? "", voices, (picked) =>
      change({ voices: picked ? picked.split(" ") : state.voices }),
    ),
    plainButton("End the comparison", () => app.set({ beside: null })),
  );
}

/**
 * What is new, gone or changed, each to be opened.
 * @param {App} app
 */
function changesOf(app) {
  const { compared, changes } = app.scene;
  if (!compared || !changes) return null;
  const { layer } = app.state;
  /** @type {Map<string, [change: Change, button: Element]>} */
  const found = new Map();
  for (const { edges, cells } of compared) {
    for (const edge of layer === "positions" ? [] : edges) {
      const change = changes.get(edgeKey(edge));
      const ends = `${app.label(edge.source)} → ${app.label(edge.target)}`;
      const text = `${ends}: ${edgeWord(app, layer, edge, "")}`;
      const open = () => app.choose("edge", edge.source, edge.target, String(edge.sign));
      if (change) found.set(edgeKey(edge), [change, plainButton(text, open)]);
    }
    for (const cell of cells) {
      const change = changes.get(`${cell.holder} ${cell.target}`);
      const text = `${app.label(cell.holder)}: ${app.label(cell.target)}: ${cellWord(app, cell)}`;
      const open = () => app.choose("cell", cell.holder, cell.target);
      if (change) found.set(`${cell.holder} ${cell.target}`, [change, plainButton(text, open)]);
    }
  }
  const all = [...found.values()];
  const lists = /** @type {Change[]} */ (Object.keys(CHANGES)).map((change) => {
    const several = all.filter(([of]) => of === change).map(([, button]) => button);
    return several.length
      ? h(
          "li",
          {},
          h("strong", {}, `${CHANGES[change]}: `),
          several.map((one, i) => [i ? " · " : "", one]),
        )
      : null;
  });
  return h("ul", { class: "first" }, present(lists));
}
