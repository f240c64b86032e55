// The headline: what is shown, on what base of evidence, and what is left out.
import { claimsShown } from "./choice.js";
import { chips } from "./chips.js";
import { h, plainButton } from "./dom.js";
import { filtersOf } from "./scene.js";
import { answerOn } from "./selection.js";
import { refilled } from "./stops.js";
import { firstState, isOverview, isPicture } from "./state.js";
import { ANSWERS } from "./ties.js";
import { got, many } from "./plain.js";
import { cellSide, spaced } from "./words.js";

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
  const told = [...part.ties, ...part.undated, ...part.gone];
  const ids = new Set(told.flatMap((one) => one.claims));
  const said = [...ids].map((id) => answerOn(app.world, got(app.world.claims, id), asOf));
  const counts = ANSWERS.map((answer) => {
    const count = said.filter((one) => one === answer).length;
    return count ? `${count} ${app.view.say.hold[answer]}` : "";
  }).filter(Boolean);
  if (asOf) return ` On ${asOf}: ${counts.join(", ") || "nothing"}.`;
  const none = said.filter((one) => one === "notStated").length;
  return none
    ? ` ${many(none, "claim")} of ${ids.size} ${none === 1 ? "gives" : "give"} no day.`
    : "";
}

/** @param {Part} part */
function endsText({ layer, cells, actors, buds, edges }) {
  if (layer === "structure") return `${many(actors.length, "name")}, ${many(edges.length, "line")}`;
  if (layer !== "positions") {
    const drawn = edges.filter((edge) => !edge.overlay);
    const lines = many(drawn.length, "edge");
    // Who stands at a home has no line of its own.
    if (!buds.length) return `${many(actors.length, "actor")}, ${lines}`;
    return `${many(actors.length + buds.length, "actor")} (${buds.length} at their home), ${lines}`;
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
  const told = h(
    "div",
    { class: "told", id: "told" },
    finding,
    " ",
    h(
      "p",
      { class: "what" },
      h("span", { class: "part" }, h("strong", {}, `${app.layerName()}: `), shownText(app, part)),
      h("span", { class: "part" }, daysText(app, part)),
      state.rolled && inside
        ? h(
            "span",
            { class: "part" },
            ` ${houses} drawn inside a state or body; a double click opens it.`,
          )
        : "",
    ),
    left
      ? h(
          "p",
          { class: "note" },
          h("span", { class: "part", title: why ? `In no tie here: ${why}` : null }, left),
          " ",
          state.voices.length < every.length
            ? h(
                "span",
                { class: "part" },
                plainButton("Take all voices in", () => app.set({ voices: every })),
              )
            : null,
        )
      : null,
  );
  return [told, chips(app, part)];
}

/** Two lines over the picture, more on demand: it opens over the picture and moves nothing. */
export class Summary {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.text = h("div", { "aria-live": "polite" });
    this.more = h("button", {
      type: "button",
      class: "plain more",
      "aria-controls": "told",
      onclick: () => this.open(!this.isOpen),
    });
    this.chips = h("div", { class: "chip-row" });
    host.replaceChildren(this.text, this.more, this.chips);
    this.open(false);
  }

  get isOpen() {
    return this.host.classList.contains("open");
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.host.classList.toggle("open", isOpen);
    this.more.setAttribute("aria-expanded", String(isOpen));
    this.more.textContent = isOpen ? "less" : "more";
    if (this.text.childElementCount) this.rest();
  }

  /** @param {Element[]} parts what is told, and the chips */
  draw([told, under]) {
    refilled(this.text, told);
    refilled(this.chips, under);
  }

  // What has no room is asked for when no handle is dragged: whole sentences wait for "more", and
  // none is cut; of chips those that begin a second row.
  rest() {
    const [told] = this.text.children;
    const [row] = this.chips.children;
    const parts = [...told.querySelectorAll(".part")];
    for (const part of parts) part.classList.remove("over");
    if (this.isOpen) return;
    const isCut = () => told.scrollHeight > told.clientHeight + 1;
    const wasCut = isCut();
    while (parts.length > 1 && isCut()) parts.pop()?.classList.add("over");
    const isHidden = wasCut || row.scrollHeight > row.clientHeight + 4;
    this.more.hidden = !isHidden;
  }
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
    view.finding.map(({ says, chosen }, i) =>
      h(
        "span",
        { class: "part" },
        i ? "; " : "",
        chosen.length ? inline(says, () => app.choose("edge", ...chosen)) : says,
      ),
    ),
    ".",
  );
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
  const alone = `${said}, by dated or ordered claims alone; `;
  if (isPicture(app.state) && !app.state.ghosts)
    return `${alone}what gives no day stands on neither.`;
  const undated = app.shown.claims.filter((id) => {
    const { from, until } = got(app.world.claims, id);
    return !from && !until;
  }).length;
  const stand = `${many(undated, "undated claim")} ${undated === 1 ? "stands" : "stand"}`;
  return `${alone}${stand} on both days.`;
}
