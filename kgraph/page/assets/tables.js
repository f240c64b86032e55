// The position matrix, and the table of ties: the reading for screen readers and paper.
import { h } from "./dom.js";

const GLYPHS = {
  supports: "+ for",
  opposes: "− against",
  neutral: "○ neither",
  conditional: "◐ if …",
  mixed: "◧ mixed",
};

export function matrix(app, cells) {
  if (!cells.length) return nothing();
  const by = (a, b) => app.label(a).localeCompare(app.label(b));
  const holders = [...new Set(cells.map((cell) => cell.holder))].sort(by);
  const targets = [...new Set(cells.map((cell) => cell.target))].sort(by);
  const at = new Map(cells.map((cell) => [`${cell.holder} ${cell.target}`, cell]));
  const filled = Math.round((100 * cells.length) / (holders.length * targets.length));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Positions" },
    h("p", { class: "note" },
      `${filled} % of the cells have evidence; a blank means no evidence in these documents. ` +
        (filled < 30 ? "Too thin for blocs or congruence." : "")),
    h("table", { class: "matrix" },
      h("caption", { class: "hidden" }, "Who stands where: actors by issues, events and agreements"),
      h("thead", {}, h("tr", {}, h("td"),
        holders.map((holder) => h("th", { scope: "col" }, actorButton(app, holder))))),
      h("tbody", {}, targets.map((target) => h("tr", {},
        h("th", { scope: "row" }, app.label(target)),
        holders.map((holder) => {
          const cell = at.get(`${holder} ${target}`);
          return h("td", {}, cell ? cellButton(app, cell) : null);
        }))))));
}

function cellButton(app, cell) {
  const disputed = cell.parts.some((one) => one.disputedBy.length);
  const says = `${app.label(cell.holder)}, ${app.label(cell.target)}: ${cell.state}`;
  return h("button", {
    type: "button",
    class: `cell ${cell.state}${app.isChosen("cell", cell.holder, cell.target) ? " chosen" : ""}`,
    title: says, "aria-label": says,
    onclick: () => app.choose("cell", cell.holder, cell.target),
  }, GLYPHS[cell.state], disputed ? " ≠" : "");
}

export function actorButton(app, actor) {
  return h("button", { type: "button", class: "plain", onclick: () => app.choose("actor", actor) },
    app.label(actor));
}

export function tieTable(app, layer, ties) {
  if (!ties.length) return nothing();
  const sorted = [...ties].sort((a, b) =>
    `${app.label(a.source)} ${app.label(a.target)}`.localeCompare(`${app.label(b.source)} ${app.label(b.target)}`));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Ties" },
    h("table", { class: "ties" },
      h("caption", {}, `Ties of the layer ${layer}`),
      h("thead", {}, h("tr", {},
        ["From", "Relation", "To", "How", "Claims", "Documents"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, sorted.map((one) => h("tr", {},
        h("td", {}, actorButton(app, one.source)),
        h("td", {}, app.relation(one.relation)),
        h("td", {}, one.target.startsWith("actor:") ? actorButton(app, one.target) : app.label(one.target)),
        h("td", {}, how(layer, one)),
        h("td", {}, h("button", { type: "button", class: "plain",
          onclick: () => app.choose(layer === "position" ? "cell" : "edge", one.source, one.target, String(one.sign)) },
          one.claims.join(", "))),
        h("td", {}, app.documentsOf(one.claims).join(", ")))))));
}

export function how(layer, one) {
  const disputed = one.disputedBy.length || one.denials.length ? "; disputed" : "";
  if (layer === "influence") {
    const grade = one.hollowBy.length ? "duty on paper, reported unmet" : `${one.grade} lever`;
    return `${one.families.join(", ")}: ${grade}${disputed}`;
  }
  if (layer === "conduct") return (one.sign > 0 ? "friendly" : "hostile") + disputed;
  const side = one.sign > 0 ? "for" : one.sign < 0 ? "against" : "neither for nor against";
  return side + (one.conditional ? ", on a condition" : "") + disputed;
}

const nothing = () => h("p", { class: "note" }, "Nothing in this selection. Take in more voices, or the whole record.");
