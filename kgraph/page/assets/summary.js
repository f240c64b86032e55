// The headline: what is shown, on what base of evidence, and what is left out.
import { chosenPart, hasUnmet, isDisputed, isThin } from "./choice.js";
import { h, plainButton } from "./dom.js";
import { networks } from "./networks.js";
import { filtersOf } from "./scene.js";
import { answerOn } from "./selection.js";
import { firstState, isOverview } from "./state.js";
import { ANSWERS } from "./ties.js";
import { got, many, present, toggledIn } from "./plain.js";
import { cellSide, spaced } from "./words.js";

/** @param {Part} part */
function claimsShown(part) {
  return new Set(part.ties.flatMap((one) => one.claims));
}

/**
 * @param {App} app
 * @param {Part} part
 */
export function shownText(app, part) {
  const claims = claimsShown(part);
  const documents = app.documentsOf([...claims]).length;
  const single = [...claims].filter((id) => got(app.world.claims, id).told === 1).length;
  const share = !claims.size
    ? ""
    : !single
      ? ", all found in another document too"
      : single === claims.size
        ? ", none found in another document"
        : `, ${Math.round((100 * single) / claims.size)} % found in no other document`;
  const of = `${claims.size} of ${many(app.view.claims.length, "claim")}`;
  const from = `from ${of} in ${many(documents, "document")}`;
  return `${endsText(part)}, ${many(part.ties.length, "tie")} ${from}${share}.`;
}

/**
 * What the claims that are shown say of the day; of the whole record, how many give none.
 * @param {App} app
 * @param {Part} part
 */
function daysText(app, part) {
  const { asOf } = app.state;
  const ids = new Set([...part.ties, ...part.gone].flatMap((one) => one.claims));
  const said = [...ids].map((id) => answerOn(app.world, got(app.world.claims, id), asOf));
  const told = ANSWERS.map((answer) => {
    const count = said.filter((one) => one === answer).length;
    return count ? `${count} ${app.view.say.hold[answer]}` : "";
  }).filter(Boolean);
  if (asOf) return ` On ${asOf}: ${told.join(", ") || "nothing"}.`;
  const none = said.filter((one) => one === "notStated").length;
  return none
    ? ` ${many(none, "claim")} of ${ids.size} ${none === 1 ? "gives" : "give"} no day.`
    : "";
}

/** @param {Part} part */
function endsText({ layer, cells, actors, edges }) {
  if (layer === "structure") return `${many(actors.length, "name")}, ${many(edges.length, "line")}`;
  if (layer !== "positions") {
    const drawn = edges.filter((edge) => !edge.overlay);
    return `${many(actors.length, "actor")}, ${many(drawn.length, "edge")}`;
  }
  const holders = many(new Set(cells.map((cell) => cell.holder)).size, "actor");
  const targets = many(new Set(cells.map((cell) => cell.target)).size, "issue");
  return `${holders} on ${targets}, ${many(cells.length, "cell")}`;
}

/**
 * Why claims are left out: in short, and of those that count why they make no tie here.
 * @param {App} app
 * @param {Part} part
 * @returns {[short: string, long: string]}
 */
function leftText(app, part) {
  const account = app.shown.account(part.layer);
  const shown = claimsShown(part).size;
  // The overview is of several layers: what counts and is not drawn is left for them.
  const others = (isOverview(app.state) ? app.shown.claims : account.shown).length - shown;
  const why = isOverview(app.state) ? app.shown.left : account.left;
  const left = Object.entries({ ...why, ...(others ? { "not drawn here": others } : {}) });
  const total = left.reduce((sum, [, n]) => sum + n, 0);
  if (!total) return ["", ""];
  /** @param {[string, number][]} several */
  const said = (several) => several.map(([name, n]) => `${n} ${spaced(name)}`).join(", ");
  const chosen = left.filter(([name]) => name in app.shown.left);
  const rest = left.filter(([name]) => !(name in app.shown.left));
  const none = rest.reduce((sum, [, n]) => sum + n, 0);
  const parts = [said(chosen), none ? `${none} in no tie here` : ""].filter(Boolean);
  return [`${many(total, "claim")} left out: ${parts.join(", ")}.`, said(rest)];
}

/**
 * @param {App} app
 * @param {Part} part
 */
export function headline(app, part) {
  const { state, view } = app;
  const inside = Object.values(part.inside ?? {}).reduce((sum, members) => sum + members.size, 0);
  const every = view.voices.map((voice) => voice.id);
  const [left, why] = leftText(app, part);
  const finding = sentence(app);
  const houses = many(inside, "leader or office", "leaders and offices");
  return present([
    finding,
    h(
      "p",
      { class: "what" },
      h("strong", {}, `${app.layerName()}: `),
      shownText(app, part),
      daysText(app, part),
      state.rolled && inside
        ? ` ${houses} drawn inside a state or body; a double click opens it.`
        : "",
    ),
    left
      ? h(
          "p",
          { class: "note" },
          h("span", { title: why ? `In no tie here: ${why}` : null }, left),
          " ",
          state.voices.length < every.length
            ? plainButton("Take all voices in", () => app.set({ voices: every }))
            : null,
        )
      : null,
    h("p", { class: "chips" }, expertSwitch(app, part), chips(app, part)),
  ]);
}

/**
 * A part of a running sentence that can be pressed; a button would not break its lines.
 * @param {string} text
 * @param {Act} act
 */
const inline = (text, act) =>
  h(
    "span",
    {
      role: "button",
      tabindex: 0,
      onclick: act,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        act();
      },
    },
    text,
  );

/**
 * What the record tells above all, over the picture that the page opens with: other filters may
 * tell something else. Each part opens its line.
 * @param {App} app
 */
function sentence(app) {
  const { view, state } = app;
  const first = firstState(view);
  const asOpened = [filtersOf(state), state.layer, state.view];
  if (JSON.stringify(asOpened) !== JSON.stringify([filtersOf(first), first.layer, first.view]))
    return null;
  return h(
    "h2",
    { class: "finding" },
    view.finding.map(({ says, chosen }, i) => [
      i ? "; " : "",
      chosen.length ? inline(says, () => app.choose("edge", ...chosen)) : says,
    ]),
    ".",
  );
}

/**
 * One click takes experts in or leaves them out, and says how much that is.
 * @param {App} app
 * @param {Part} part
 */
function expertSwitch(app, part) {
  const { state, view, world } = app;
  const isIn = state.voices.includes("analysis");
  const voices = isIn
    ? state.voices.filter((voice) => voice !== "analysis")
    : view.voices
        .map(({ id }) => id)
        .filter((id) => id === "analysis" || state.voices.includes(id));
  if (!voices.length || !view.voices.some(({ id }) => id === "analysis")) return null;
  const net = networks(view, { ...filtersOf(state), voices }, world);
  const other = chosenPart(world, net, part.layer, { ...state, voices });
  /** @param {Part} one */
  const size = (one) => (one.layer === "positions" ? one.cells : one.edges).length;
  const lines = Math.abs(size(other) - size(part));
  const claims = Math.abs(claimsShown(other).size - claimsShown(part).size);
  if (!claims) return null;
  const what = part.layer === "positions" ? many(lines, "cell") : many(lines, "line");
  const much = `${what} of ${many(claims, "claim")}`;
  return h(
    "button",
    { type: "button", class: "chip", onclick: () => app.set({ voices }) },
    isIn ? `Leave experts out (${much} less)` : `Take experts in (${much} more)`,
  );
}

/**
 * What to look at first, as switches: disputed, unmet, thin, changed.
 * @param {App} app
 * @param {Part} part
 */
function chips(app, part) {
  const { state } = app;
  const disputed = part.ties.filter(isDisputed).length;
  const thin = part.ties.filter((one) => isThin(app.world, one.claims)).length;
  const hollow = part.edges.filter(hasUnmet);
  /**
   * @param {string} name
   * @param {string} text
   */
  const only = (name, text) =>
    h(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": String(state.only.includes(name)),
        onclick: () => app.set({ only: toggledIn(state.only, name) }),
      },
      text,
    );
  const found = [];
  if (disputed || state.only.includes("disputed"))
    found.push(only("disputed", `≠ ${many(disputed, "disputed tie")}`));
  if (thin || state.only.includes("one-document"))
    found.push(only("one-document", `${many(thin, "tie")} on one document`));
  if (hollow.length || state.only.includes("hollow"))
    found.push(only("hollow", `${many(hollow.length, "duty", "duties")} ${app.view.say.onPaper}`));
  if (state.focus.length)
    found.push(
      h(
        "button",
        { type: "button", class: "chip", onclick: () => app.set({ focus: [] }) },
        `Focus: ${state.focus.map((one) => app.label(one)).join(", ")} ×`,
      ),
    );
  if (state.path.length === 2)
    found.push(
      h(
        "button",
        { type: "button", class: "chip", onclick: () => app.set({ path: [] }) },
        "Paths ×",
      ),
    );
  if (state.opened.length)
    found.push(
      h(
        "button",
        { type: "button", class: "chip", onclick: () => app.set({ opened: [] }) },
        `Opened: ${state.opened.map((one) => app.label(one)).join(", ")} ×`,
      ),
    );
  return found;
}

/**
 * How many pairs, or cells, differ: as kgraph compare counts them.
 * @param {App} app
 * @param {[Part, Part]} compared
 */
function changeCounts(app, compared) {
  const [was, is] = compared.map((part) => toldBy(app, part));
  const both = [...is.keys()].filter((key) => was.has(key));
  return {
    appeared: is.size - both.length,
    vanished: was.size - both.length,
    changed: both.filter((key) => was.get(key) !== is.get(key)).length,
  };
}

/**
 * @param {App} app
 * @param {Part} part
 * @returns {Map<string, string>}
 */
function toldBy(app, part) {
  if (part.layer === "positions")
    return new Map(
      part.cells.map((cell) => [`${cell.holder} ${cell.target}`, cellSide(app, cell)]),
    );
  /** @type {Map<string, string>} */
  const told = new Map();
  for (const edge of part.edges) {
    const key = `${edge.source} ${edge.target}`;
    const ties = edge.parts
      .map((one) =>
        part.layer === "conduct"
          ? `${one.sign} ${one.relation}`
          : part.layer === "structure" || one.hollowBy.length
            ? one.relation
            : "",
      )
      .sort();
    told.set(key, [told.get(key), JSON.stringify(edge.families), ...new Set(ties)].join(" "));
  }
  return told;
}

/**
 * @param {App} app
 * @param {[Part, Part]} compared
 */
export function changeText(app, compared) {
  const { appeared, vanished, changed } = changeCounts(app, compared);
  const said = `${appeared} appeared, ${vanished} vanished, ${changed} changed from left to right`;
  if (!app.state.asOf || !app.state.beside?.asOf) return `${said}.`;
  const undated = app.shown.claims.filter((id) => {
    const { from, until } = got(app.world.claims, id);
    return !from && !until;
  }).length;
  const stand = `${many(undated, "undated claim")} ${undated === 1 ? "stands" : "stand"}`;
  return `${said}, by dated or ordered claims alone; ${stand} on both days.`;
}
