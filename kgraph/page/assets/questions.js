// What a question finds in the whole record, in groups: names, pairs, what claims say, views.
// Every word of it must stand there, as folding.js compares; words that only ask do not count.
import { fold, spellings } from "./folding.js";
import { groupedBy } from "./plain.js";
import { LAYERS } from "./state.js";
import { TITLES } from "./words.js";

/**
 * @typedef {object} Hit
 * @property {string} group
 * @property {string} label
 * @property {string} note
 * @property {Partial<State>} to what of the state it changes
 * @property {string[]} about whom it brings into view
 * @property {string} text what is compared, folded
 * @property {number} weight what is told of more comes first
 */

/** Groups, in the order in which they are listed. */
export const GROUPS = ["Actors", "Pairs", "Claims", "Issues", "Events", "Views"];
/** @type {Record<string, string>} */
const GROUP_OF = { actor: "Actors", issue: "Issues", agreement: "Issues", event: "Events" };
const ASKING = new Set(
  (
    "who whom whose what which when where why how did does do is are was were has have had " +
    "the a an of on in by to and or with between vs for"
  ).split(" "),
);
const ENDINGS = /(?:ings?|ed|es|e|s|d)$/u;
/** Scripts that part no words. */
const UNPARTED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}]/u;

/** @param {string} text */
const parted = (text) => ` ${text.replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim()} `;

/** @param {string[]} texts */
const folded = (texts) =>
  [...new Set(texts.filter(Boolean).flatMap(spellings).map(parted))].join("|");

/**
 * The words of a question that tell something apart.
 * @param {string} question
 */
export function wordsIn(question) {
  const all = parted(fold(question)).split(" ").filter(Boolean);
  const telling = all.filter((word) => !ASKING.has(word));
  return telling.length ? telling : all;
}

/**
 * How well a word stands in a text: as a word of it, as the beginning of one, in another form,
 * else (0) not.
 * @param {string} text
 * @param {string} word
 */
function fit(text, word) {
  if (text.includes(` ${word} `)) return 4;
  if (text.includes(` ${word}`)) return 3;
  if (UNPARTED.test(word) && text.includes(word)) return 2;
  const stem = word.length > 4 ? word.replace(ENDINGS, "") : word;
  return stem.length > 3 && text.includes(` ${stem}`) ? 1 : 0;
}

/**
 * How well all words do.
 * @param {string} text
 * @param {string[]} words
 */
function fits(text, words) {
  let sum = 0;
  for (const word of words) {
    const one = fit(text, word);
    if (!one) return 0;
    sum += one;
  }
  return sum / words.length;
}

export class Questions {
  /** @param {Dossier} dossier */
  constructor(dossier) {
    this.dossier = dossier;
    const { claims } = dossier.view;
    /** @type {Map<string, number>} */
    this.named = new Map();
    for (const one of claims)
      for (const id of new Set([one.subject, one.object, one.claimant, ...one.affected]))
        this.named.set(id, (this.named.get(id) ?? 0) + 1);
    /** @type {Map<string, string[]>} */
    this.names = new Map(
      dossier.view.entities.map((it) => [it.id, [it.label, ...it.aliases, ...it.hidden]]),
    );
    this.hits = [...this.ofNames(), ...this.ofClaims(), ...this.ofViews()];
    this.ties = LAYERS.flatMap((layer) => this.ofTies(layer));
  }

  /** @returns {Hit[]} */
  ofNames() {
    const { dossier, named, names } = this;
    return dossier.view.entities
      .filter(({ kind }) => GROUP_OF[kind])
      .map(({ id, label, type, kind }) => ({
        group: GROUP_OF[kind],
        label,
        note: dossier.word(type),
        to: { chosen: [kind === "actor" ? "actor" : "target", id] },
        about: [id],
        text: folded(names.get(id) ?? []),
        weight: named.get(id) ?? 0,
      }));
  }

  /** @returns {Hit[]} */
  ofClaims() {
    return this.dossier.view.claims.map((claim) => ({
      group: "Claims",
      label: claim.gloss,
      note: [claim.saidBy, claim.id].join(" · "),
      to: { chosen: ["claim", claim.id] },
      about: [claim.subject, claim.object, ...claim.affected],
      text: folded([claim.gloss, claim.states, claim.saidBy, claim.id]),
      weight: claim.told,
    }));
  }

  /** @returns {Hit[]} */
  ofViews() {
    const { view } = this.dossier;
    /** @type {(label: string, note: string, to: Partial<State>, more?: string) => Hit} */
    const one = (label, note, to, more = "") => ({
      group: "Views",
      label,
      note,
      to: { ...to, chosen: [] },
      about: [],
      text: folded([label, more]),
      weight: 0,
    });
    return [
      ...(view.overview.length ? [one("Overview", "", { view: "overview" })] : []),
      ...LAYERS.flatMap((layer) =>
        ["graph", "matrix", "timeline", "table"].map((name) =>
          one(`${TITLES[layer]}: ${name}`, "", { layer, view: name }),
        ),
      ),
      ...view.measured.made.map(({ id, title, layers: [layer], about }) =>
        one(title, "measure", { layer, view: "measures", measure: id }, about),
      ),
    ];
  }

  /**
   * @param {Layer} layer
   * @returns {Hit[]}
   */
  ofTies(layer) {
    const { dossier, names } = this;
    return dossier.whole[layer].ties.map((tie) => {
      const { label, unmetLabel, family } = dossier.world.relations.get(tie.relation) ?? {};
      const ends = [tie.source, tie.target];
      const said = ends.flatMap((id) => names.get(id) ?? [dossier.plainLabel(id)]);
      const [a, b] = [...ends].sort();
      return {
        group: `${a} ${b}`,
        label: `${dossier.label(tie.source)} → ${dossier.label(tie.target)}`,
        note: tie.hollowBy.length ? unmetLabel || label || "" : label || "",
        to: {
          layer,
          chosen: layer === "positions" ? ["cell", ...ends] : ["edge", ...ends, String(tie.sign)],
        },
        about: ends,
        text: folded([...said, label ?? "", unmetLabel ?? "", dossier.word(family ?? "")]),
        weight: tie.claims.length,
      };
    });
  }

  /**
   * What is found, by group, the best first.
   * @param {string} question
   * @returns {Map<string, Hit[]>}
   */
  ask(question) {
    const words = wordsIn(question);
    if (!words.length) return new Map();
    const found = best(this.hits, words, true);
    const groups = groupedBy(found, (hit) => hit.group);
    const runs = runsOf(words);
    /** @param {Hit} tie */
    const named = ({ about }) => about.filter((id) => this.isNamed(id, runs)).length;
    const ties = best(this.ties, words, false);
    // Those first whose two ends are named in full.
    const pairs = pairsOf([2, 1, 0].flatMap((n) => ties.filter((tie) => named(tie) === n)));
    if (pairs.length) groups.set("Pairs", pairs);
    // A name that has the words as they stand comes before the pairs that it is in.
    const whole = ` ${words.join(" ")}`;
    /** @param {string} name */
    const isNamed = (name) =>
      name !== "Pairs" && name !== "Claims" && groups.get(name)?.[0]?.text.includes(whole);
    const order = [...GROUPS.filter(isNamed), ...GROUPS.filter((name) => !isNamed(name))];
    return new Map(
      order.flatMap((name) => {
        const hits = groups.get(name);
        return hits ? [[name, hits]] : [];
      }),
    );
  }

  /**
   * Whether one of some runs of words is a name of it.
   * @param {string} id
   * @param {Set<string>} runs
   */
  isNamed(id, runs) {
    return folded(this.names.get(id) ?? [])
      .split("|")
      .some((name) => runs.has(name.trim()));
  }

  /**
   * The actors whom two parts of a question name, if there is nothing told between them.
   * @param {string} question
   * @returns {string[]}
   */
  strangers(question) {
    const words = wordsIn(question);
    const actors = this.hits.filter(({ group }) => group === "Actors");
    for (let cut = 1; cut < words.length; cut += 1) {
      const [[a], [b]] = [words.slice(0, cut), words.slice(cut)].map((part) =>
        best(actors, part, false),
      );
      if (a && b && a !== b) return [a.label, b.label];
    }
    return [];
  }
}

/**
 * All runs of words, each as one text.
 * @param {string[]} words
 */
const runsOf = (words) =>
  new Set(
    words.flatMap((_, from) =>
      words.slice(from).map((_word, n) => words.slice(from, from + n + 1).join(" ")),
    ),
  );

/**
 * The hits in which all words stand, the best first.
 * @param {Hit[]} hits
 * @param {string[]} words
 * @param {boolean} inside whether a name may have them inside a word
 */
function best(hits, words, inside) {
  const whole = words.join(" ");
  /** @param {Hit} hit */
  const score = (hit) => {
    const isName = hit.group !== "Claims";
    if (isName && hit.text.startsWith(` ${whole} `)) return 6;
    if (isName && hit.text.startsWith(` ${whole}`)) return 5;
    const found = fits(hit.text, words);
    return found || (inside && isName && hit.text.includes(whole) ? 0.5 : 0);
  };
  return hits
    .map((hit) => ({ hit, at: score(hit) }))
    .filter(({ at }) => at > 0)
    .sort((a, b) => b.at - a.at || b.hit.weight - a.hit.weight)
    .map(({ hit }) => hit);
}

/**
 * One hit for each pair: its best tie, and how many more were found.
 * @param {Hit[]} ties
 * @returns {Hit[]}
 */
const pairsOf = (ties) =>
  [...groupedBy(ties, (tie) => tie.group).values()].map(([first, ...others]) => ({
    ...first,
    group: "Pairs",
    note: first.note + (others.length ? ` and ${others.length} more` : ""),
  }));
