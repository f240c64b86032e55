// The headline: what is shown, on what base of evidence, and what is left out.
import { h, many, plainButton, toggledIn } from "./dom.js";
import { hasUnmet, isDisputed, isThin } from "./choice.js";
import { cellWord, spaced } from "./words.js";

// Claims of propositions that only one document tells, as in kgraph/evidence.py.
export function tellings(view) {
  const told = new Map();
  const of = (claim) =>
    JSON.stringify([
      claim.subject,
      claim.relation,
      claim.object,
      claim.value,
      claim.topic,
      claim.group,
    ]);
  for (const claim of view.claims)
    told.set(of(claim), (told.get(of(claim)) ?? new Set()).add(claim.document));
  return new Map(view.claims.map((claim) => [claim.id, told.get(of(claim)).size]));
}

export function claimsShown(part) {
  return new Set(part.ties.flatMap((one) => one.claims));
}

export function shownText(app, part) {
  const claims = claimsShown(part);
  const documents = app.documentsOf([...claims]).length;
  const single = [...claims].filter((id) => app.told.get(id) === 1).length;
  const share = !claims.size
    ? ""
    : !single
      ? ", all found in another document too"
      : single === claims.size
        ? ", none found in another document"
        : `, ${Math.round((100 * single) / claims.size)} % found in no other document`;
  const ends =
    part.layer === "positions"
      ? `${many(new Set(part.cells.map((cell) => cell.holder)).size, "actor")} on ${many(new Set(part.cells.map((cell) => cell.target)).size, "issue")}, ${many(part.cells.length, "cell")}`
      : `${many(part.actors.length, "actor")}, ${many(part.edges.filter((edge) => !edge.overlay).length, "edge")}`;
  return `${ends}, ${many(part.ties.length, "tie")} from ${claims.size} of ${many(app.view.claims.length, "claim")} in ${many(documents, "document")}${share}.`;
}

export function leftText(app) {
  const left = Object.entries(app.shown.left);
  const total = left.reduce((sum, [, n]) => sum + n, 0);
  if (!total) return "";
  return `${many(total, "claim")} left out: ${left.map(([name, n]) => `${n} ${spaced(name)}`).join(", ")}.`;
}

export function headline(app, part) {
  const { state, view } = app;
  const inside = Object.values(part.inside ?? {}).reduce((sum, members) => sum + members.size, 0);
  const every = view.voices.map((voice) => voice.id);
  const left = leftText(app);
  return [
    h(
      "p",
      { class: "what" },
      h("strong", {}, `${app.layerName()}: `),
      shownText(app, part),
      state.rolled && inside
        ? ` ${many(inside, "leader or office", "leaders and offices")} drawn inside a state or body; a double click opens it.`
        : "",
    ),
    left
      ? h(
          "p",
          { class: "note" },
          left,
          " ",
          state.voices.length < every.length
            ? plainButton("Take all voices in", () => app.set({ voices: every }))
            : null,
        )
      : null,
    h("p", { class: "chips" }, chips(app, part)),
  ];
}

// What to look at first, as switches: disputed, unmet, thin, changed.
function chips(app, part) {
  const { state } = app;
  const disputed = part.ties.filter(isDisputed).length;
  const thin = part.ties.filter((one) => isThin(app.world, one.claims)).length;
  const hollow = part.edges.filter(hasUnmet);
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
    found.push(only("hollow", `${many(hollow.length, "duty", "duties")} on paper, reported unmet`));
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

// How many pairs, or cells, differ: as kgraph compare counts them.
export function changeCounts(app, [first, second]) {
  const [was, is] = [first, second].map((part) => toldBy(app, part));
  const both = [...is.keys()].filter((key) => was.has(key));
  return {
    appeared: is.size - both.length,
    vanished: was.size - both.length,
    changed: both.filter((key) => was.get(key) !== is.get(key)).length,
  };
}

function toldBy(app, part) {
  if (part.layer === "positions")
    return new Map(part.cells.map((cell) => [`${cell.holder} ${cell.target}`, cellWord(cell)]));
  const told = new Map();
  for (const edge of part.edges) {
    const key = `${edge.source} ${edge.target}`;
    const ties = edge.parts
      .map((one) =>
        part.layer === "conduct"
          ? `${one.sign} ${one.relation}`
          : one.hollowBy.length
            ? one.relation
            : "",
      )
      .sort();
    told.set(key, [told.get(key), JSON.stringify(edge.families), ...new Set(ties)].join(" "));
  }
  return told;
}

export function changeText(app, compared) {
  const { appeared, vanished, changed } = changeCounts(app, compared);
  const said = `${appeared} appeared, ${vanished} vanished, ${changed} changed from left to right`;
  if (!app.state.asOf || !app.state.beside?.asOf) return `${said}.`;
  const undated = app.shown.claims.filter((id) => !app.world.claims.get(id).when).length;
  return `${said}, by dated claims alone; ${many(undated, "undated claim")} ${undated === 1 ? "stands" : "stand"} on both days.`;
}
