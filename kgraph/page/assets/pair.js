// The evidence of a pair: the strand that was chosen, and all others between the two.
import { copies, tieBlock } from "./blocks.js";
import { command } from "./commands.js";
import { h, plainButton } from "./dom.js";
import { capital, got, many } from "./plain.js";
import { elsewhere } from "./whereabouts.js";
import { profile } from "./words.js";

/**
 * @typedef {object} StrandOf
 * @property {string} kind
 * @property {string} title
 * @property {Layer} layer
 * @property {Tie[]} ties
 */

/**
 * @param {App} app
 * @param {string} a
 * @param {string} b
 * @param {string} sign of the line, or what the overview calls it
 */
export function ofPair(app, a, b, sign) {
  const line = lineOf(app, a, b, sign);
  const strands = strandsOf(app, a, b).filter(
    ({ kind, ties }) => ties.length > 0 || kind === line.kind,
  );
  const shown = strands.map((one) => {
    const others = one.ties.filter((tie) => !line.ties.some((it) => isSame(it, tie)));
    if (one.kind !== line.kind) return others.length ? folded(app, one, others) : null;
    return [
      strands.length > 1 ? h("h3", { class: "strand" }, one.title) : null,
      line.told,
      others.length ? folded(app, one, others) : null,
    ];
  });
  return [
    h("h2", {}, `${app.label(a)} → ${app.label(b)}`),
    strands.some(({ kind }) => kind === line.kind) ? null : line.told,
    shown,
    copies(app, line.claims, command(app, [a, b], line.layer)),
  ];
}

/**
 * @param {App} app
 * @param {Tie} one
 */
const isCool = (app, one) => got(app.world.relations, one.relation).cool;

/**
 * @param {Tie} one
 * @param {Tie} other
 */
const isSame = (one, other) =>
  one.source === other.source && one.target === other.target && one.relation === other.relation;

/**
 * All that is told between two actors, in both directions, the most telling first.
 * @param {App} app
 * @param {string} a
 * @param {string} b
 * @returns {StrandOf[]}
 */
function strandsOf(app, a, b) {
  const { influence, conduct, structure } = app.shown;
  const { moods, cool, unmet } = app.view.say;
  /** @param {Ends} one */
  const between = (one) =>
    (one.source === a && one.target === b) || (one.source === b && one.target === a);
  // On a chosen day also what gives none and is not drawn.
  /** @param {LayerNetwork} one */
  const every = ({ ties, undated }) => [...ties, ...undated].filter(between);
  const levers = every(influence);
  const acts = every(conduct);
  /** @param {number} sign */
  const ofSign = (sign) => acts.filter((one) => one.sign === sign);
  /** @type {[kind: string, title: string, layer: Layer, ties: Tie[]][]} */
  const found = [
    ["unmet", unmet, "influence", levers.filter((one) => one.hollowBy.length > 0)],
    ["-1", ofSign(-1).every((one) => isCool(app, one)) ? cool : moods[-1], "conduct", ofSign(-1)],
    ["1", moods[1], "conduct", ofSign(1)],
    ["levers", "levers", "influence", levers.filter((one) => !one.hollowBy.length)],
    [
      "structure",
      "structure",
      "structure",
      [...every(structure), ...app.world.declared.filter(between)],
    ],
    ["0", moods[0], "conduct", ofSign(0)],
  ];
  return found.map(([kind, title, layer, ties]) => ({ kind, title: capital(title), layer, ties }));
}

/**
 * A strand that was not chosen.
 * @param {App} app
 * @param {StrandOf} strand
 * @param {Tie[]} ties
 */
function folded(app, { kind, title, layer }, ties) {
  const claims = new Set(ties.flatMap((one) => (kind === "unmet" ? one.hollowBy : one.claims)));
  const documents = app.documentsOf([...claims]).length;
  const basis = claims.size
    ? `${many(claims.size, "claim")}, ${many(documents, "document")}`
    : app.view.say.byNoClaim;
  return h(
    "details",
    { class: "strand" },
    h("summary", {}, `${title} (${basis})`),
    ties.map((one) => tieBlock(app, layer, one)),
  );
}

/**
 * What there is of one line of a drawing: its kind among the strands, ties and claims.
 * @param {App} app
 * @param {string} a
 * @param {string} b
 * @param {string} sign
 */
function lineOf(app, a, b, sign) {
  const isUnmet = sign === "unmet";
  /** @type {Record<string, Layer>} */
  const ofOverview = { unmet: "influence", claimed: "structure" };
  const layer = ofOverview[sign] ?? app.state.layer;
  const { influence } = app.shown;
  /** @param {Ends} one */
  const on = (one) => one.source === a && one.target === b;
  const isSigned = layer === "conduct" || layer === "positions";
  /** @param {{ sign: number }} one */
  const isOfSign = (one) => !isSigned || String(one.sign) === sign;
  const all = app.shown[layer].ties.filter((one) => on(one) && isOfSign(one));
  const drawn = isUnmet ? all.filter((one) => one.hollowBy.length > 0) : all;
  const isApart = app.shown[layer].undated.some((one) => on(one) && isOfSign(one));
  const listed = layer === "structure" ? otherBonds(app, on, drawn) : [];
  const overlays =
    layer === "influence" && !isUnmet
      ? [...influence.attempts, ...influence.outcomes].filter(on)
      : [];
  const lapsed = isUnmet ? [] : app.shown[layer].lapsed.filter(on);
  const edge = app.shown[layer].edges.find((one) => on(one) && isOfSign(one));
  const told = [
    drawn.length || lapsed.length || listed.length || isApart
      ? null
      : [
          h("p", { class: "note" }, "This tie is not in the present selection."),
          elsewhere(app, on),
        ],
    isApart && !drawn.length
      ? h("p", { class: "note" }, `It gives no day, and is not drawn on ${app.state.asOf}.`)
      : null,
    edge && !isUnmet ? madeOf(app, layer, edge) : null,
    drawn.map((one) => tieBlock(app, layer, one)),
    listed,
    lapsed.length
      ? [
          h("h3", {}, `Lapsed by ${app.state.asOf || app.view.end}`),
          lapsed.map((one) => tieBlock(app, layer, one)),
        ]
      : null,
    overlays.length
      ? [
          h("h3", {}, "Used, and did it work?"),
          overlays.map((one) => tieBlock(app, layer, one, false)),
        ]
      : null,
  ];
  const claims = [...drawn, ...lapsed, ...overlays].flatMap((one) => [
    ...one.claims,
    ...one.denials,
    ...one.hollowBy,
  ]);
  const isHollow = layer === "influence" && drawn.every((one) => one.hollowBy.length > 0);
  /** @type {Record<Layer, string>} */
  const kinds = {
    influence: isHollow && drawn.length ? "unmet" : "levers",
    conduct: sign,
    structure: "structure",
    positions: "positions",
  };
  return { kind: kinds[layer], layer, ties: drawn, told, claims };
}

/**
 * What structure has of a pair beside what is affirmed: planned, denied, or declared by no claim;
 * and to what others say that it belongs.
 * @param {App} app
 * @param {(one: Ends) => boolean} on
 * @param {Tie[]} drawn
 */
function otherBonds(app, on, drawn) {
  const said = new Set(drawn.map((one) => one.relation));
  const bonds = app.shown.structure.bonds.filter(on);
  return [
    ...bonds
      .filter((one) => one.others.length)
      .map((one) =>
        h(
          "p",
          { class: "dispute" },
          "≠ others say that it belongs to ",
          one.others.map((id, i) => [
            i ? ", " : "",
            plainButton(app.label(id), () => app.choose("edge", one.source, id, "0")),
          ]),
        ),
      ),
    ...bonds
      .filter((one) => !said.has(one.relation) && one.stated !== "lapsed")
      .map((one) => [h("p", { class: "note" }, `${one.stated}:`), tieBlock(app, "structure", one)]),
    ...app.world.declared.filter(on).map((one) => tieBlock(app, "structure", one)),
  ];
}

/**
 * What the line's width rests on; one number only for those who ask, with its interval.
 * @param {App} app
 * @param {Layer} layer
 * @param {Edge} edge
 */
function madeOf(app, layer, edge) {
  if (layer === "positions" || layer === "structure") return null;
  if (layer === "conduct") {
    const strongest = edge.parts
      .filter((one) => one.weight === edge.weight)
      .map((one) => app.relation(one.relation));
    return h(
      "p",
      { class: "made" },
      `Drawn by its strongest tie: ${[...new Set(strongest)].join(", ")}. `,
      "Nothing is netted or summed.",
    );
  }
  if (edge.hollow)
    return h(
      "p",
      { class: "made" },
      `Every lever here is ${app.view.say.unmet}: drawn hollow, not counted.`,
    );
  const { low, weight, high, families } = edge;
  const rests = Object.entries(families).map(([family, grade]) => {
    const by = edge.parts.filter(
      (one) => one.grade === grade && one.families.includes(family) && !one.hollowBy.length,
    );
    return h(
      "li",
      {},
      `${app.word(family)}: ${grade}, by ${by.flatMap((one) => one.claims).join(", ")}`,
    );
  });
  return h(
    "details",
    { class: "made" },
    h("summary", {}, `Levers: ${profile(app, edge) || "none"}`),
    h("ul", {}, rests),
    h(
      "p",
      { class: "note" },
      "The strongest lever of each family counts. As one number, only to order by: ",
      `${weight.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)} `,
      "(grades by their stated table, families by noisy-or).",
    ),
  );
}
