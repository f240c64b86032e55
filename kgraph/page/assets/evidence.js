// The evidence: every claim behind what was chosen, whose word it is, where it stands, who disputes it.
import { h } from "./dom.js";
import { how } from "./tables.js";
import { voiceClass } from "./networks.js";

export function evidence(app, host) {
  const { chosen } = app.state;
  if (!chosen) {
    host.replaceChildren(
      h("h2", {}, "Evidence"),
      h("p", { class: "note" },
        "Choose an actor, a tie or a cell: here stand the claims behind it, who makes them, how sure, in which passage, and who disputes them."));
    return;
  }
  const [kind, a, b, sign] = chosen;
  const parts = { actor: () => ofActor(app, a), edge: () => ofPair(app, a, b, sign), cell: () => ofCell(app, a, b), claim: () => [h("h2", {}, a), card(app, a)] };
  host.replaceChildren(
    h("button", { type: "button", class: "close", "aria-label": "Close the evidence", onclick: () => app.choose(null) }, "×"),
    ...(parts[kind]?.() ?? [h("p", {}, "Nothing is known by this name.")]).flat(),
  );
}

function ofActor(app, actor) {
  const entity = app.world.entities.get(actor);
  if (!entity) return [h("p", {}, "This actor is in no claim.")];
  const { positions, conduct, influence } = app.shown;
  const touches = (one) => one.source === actor || one.target === actor;
  const aliases = entity.aliases.length ? h("p", { class: "note" }, `also ${entity.aliases.join(", ")}`) : null;
  return [
    h("h2", {}, entity.label),
    h("p", { class: "note" }, app.word(entity.type), entity.partOf ? `, part of ${app.label(entity.partOf)}` : ""),
    aliases,
    section(app, "Who can move it", "influence", influence.ties.filter((one) => one.target === actor)),
    section(app, "Whom it can move", "influence", influence.ties.filter((one) => one.source === actor)),
    section(app, "Attempts and outcomes", "influence", [...influence.attempts, ...influence.outcomes].filter(touches), false),
    section(app, "Conduct", "conduct", conduct.ties.filter(touches)),
    section(app, "Positions", "position", positions.ties.filter((one) => one.source === actor)),
    section(app, "Offices, memberships, affiliations", "influence", influence.structure.filter(touches), false),
    command(app, [app.label(actor)]),
  ];
}

function ofPair(app, a, b, sign) {
  const layer = app.state.view === "table" ? app.state.layer : app.state.view;
  const { conduct, influence } = app.shown;
  const on = (one) => one.source === a && one.target === b;
  const drawn = layer === "conduct" ? conduct.ties.filter((one) => on(one) && String(one.sign) === sign) : influence.ties.filter(on);
  const overlays = layer === "conduct" ? [] : [...influence.attempts, ...influence.outcomes].filter(on);
  return [
    h("h2", {}, `${app.label(a)} → ${app.label(b)}`),
    drawn.length ? null : h("p", { class: "note" }, "This tie is not in the present selection."),
    drawn.map((one) => tieBlock(app, layer, one)),
    overlays.length ? [h("h3", {}, "Used, and did it work?"), overlays.map((one) => tieBlock(app, layer, one, false))] : null,
    command(app, [app.label(a), app.label(b)], layer === "conduct" ? "conduct" : "influence"),
  ].flat();
}

function ofCell(app, holder, target) {
  const cell = app.shown.positions.cells.find((one) => one.holder === holder && one.target === target);
  return [
    h("h2", {}, app.label(holder)),
    h("p", { class: "lead" }, app.label(target)),
    cell ? h("p", {}, h("span", { class: `cell ${cell.state}` }, cell.state)) : h("p", { class: "note" }, "No evidence in this selection."),
    (cell?.parts ?? []).map((one) => tieBlock(app, "position", one)),
    command(app, [app.label(holder), target], "position"),
  ].flat();
}

function section(app, title, layer, ties, graded = true) {
  if (!ties.length) return null;
  return h("details", { open: ties.length < 5 }, h("summary", {}, `${title} (${ties.length})`),
    ties.map((one) => tieBlock(app, layer, one, graded)));
}

function tieBlock(app, layer, one, graded = true) {
  const documents = app.documentsOf(one.claims);
  const listed = [...new Set([...one.claims, ...one.denials, ...one.hollowBy])];
  return h("section", { class: "tie" },
    h("h3", {}, `${app.label(one.source)} ${app.relation(one.relation)} ${app.label(one.target)}`),
    h("p", { class: "note" },
      graded ? `${how(layer, one)}. ` : "",
      documents.length === 1 ? "One document." : `${documents.length} documents.`),
    listed.map((id) => card(app, id, part(one, id))));
}

function part(one, id) {
  if (one.hollowBy.includes(id)) return "reports the duty unmet";
  return one.claims.includes(id) ? "" : "denies it";
}

function card(app, id, role = "") {
  const claim = app.world.claims.get(id);
  if (!claim) return h("p", {}, `There is no claim ${id}.`);
  const document = app.world.documents.get(claim.document);
  const who = [app.label(claim.claimant)];
  if (claim.speaksFor.length) who.push(` (speaks for ${claim.speaksFor.map((it) => app.label(it)).join(", ")})`);
  if (claim.via.length) who.push(`, via ${claim.via.map((it) => app.label(it)).join(", ")}`);
  const places = claim.passages.map((p) => `paragraph ${p.paragraph}${p.sentence ? `, sentence ${p.sentence}` : ""} (${p.id})`);
  const sure = [claim.factuality, claim.modality === "actual" ? "" : claim.modality, voiceClass(claim).replaceAll("-", " ")].filter(Boolean);
  return h("article", { class: `claim${claim.polarity < 0 ? " denied" : ""}`, id: `claim-${id}` },
    h("p", { class: "gloss" }, claim.gloss, role ? h("em", {}, ` — ${role}`) : null),
    h("dl", {},
      row("said by", who.join("")), row("how sure", sure.join("; ")),
      claim.condition ? row("condition", claim.condition) : null,
      row("holds", claim.when || "undated"), row("reported by", claim.reported),
      row("document", `${document?.publisherLabel ?? ""}: ${document?.title ?? claim.document}`),
      row("passage", places.join("; ")),
      claim.corroboratedBy.length ? row("corroborated by", claim.corroboratedBy.join(", ")) : null,
      claim.note ? row("note", claim.note) : null),
    claim.disputedBy.map((dispute) => disputeLine(app, dispute)),
    h("p", { class: "small" }, h("code", {}, id), " ",
      h("button", { type: "button", class: "plain", onclick: () => app.copy(citation(app, claim, document, places)) }, "copy citation"),
      claim.file ? h("span", { title: "To dispute this claim, name its id and this place" }, ` · dispute this claim: ${claim.file}:${claim.line}`) : null));
}

function disputeLine(app, dispute) {
  const other = app.world.claims.get(dispute.claim);
  return h("p", { class: "dispute" }, `≠ disputed (${dispute.kind}) by ${app.label(other.claimant)}${dispute.party ? ", a party to it" : ""}: `,
    h("button", { type: "button", class: "plain", onclick: () => app.choose("claim", dispute.claim) }, other.gloss));
}

const row = (name, text) => [h("dt", {}, name), h("dd", {}, text)];

function citation(app, claim, document, places) {
  return `${claim.gloss} (${app.label(claim.claimant)}, in ${document?.publisherLabel}, “${document?.title}”, ${places.join("; ")}; kgraph claim ${claim.id}, data ${app.view.dataVersion})`;
}

function command(app, names, layer = "") {
  const quoted = names.map((name) => (/^[\w:-]+$/.test(name) ? name : `"${name.replaceAll('"', '\\"')}"`));
  const { state, view } = app;
  const options = [];
  if (layer) options.push(`--layer ${layer}`);
  if (state.asOf) options.push(`--as-of ${state.asOf}`);
  if (state.voices.join() !== view.state.voices.join()) options.push(...state.voices.map((voice) => `--voice ${voice}`));
  options.push(...state.lens.map((lens) => `--lens ${lens}`), ...state.families.map((family) => `--family ${family}`));
  if (state.minFactuality !== view.state.minFactuality) options.push(`--min-factuality ${state.minFactuality}`);
  if (!state.disputed) options.push("--without-disputed");
  const text = ["kgraph explain", ...quoted, ...options].join(" ");
  return h("p", { class: "small" }, h("code", {}, text), " ",
    h("button", { type: "button", class: "plain", onclick: () => app.copy(text) }, "copy"));
}
