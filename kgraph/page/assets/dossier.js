// What the page was given, and what its parts are called: the same whatever is shown.
import { isolated } from "./bidi.js";
import { endsOf } from "./choice.js";
import { indexed, networks } from "./networks.js";
import { fold } from "./folding.js";
import { sortedByText } from "./plain.js";

export class Dossier {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.world = indexed(view);
    /** Of all claims, whatever the filters; the layers of it that somebody asks for. */
    this.whole = networks(view, everything(view), this.world);
  }

  /**
   * What a thing is called, to be read among other words.
   * @param {string} id
   */
  label(id) {
    return isolated(this.plainLabel(id));
  }

  /**
   * The same as it stands in the data, for other programs.
   * @param {string} id
   */
  plainLabel(id) {
    return this.world.entities.get(id)?.label ?? id;
  }

  /** @param {string} id */
  relation(id) {
    return this.world.relations.get(id)?.label ?? id;
  }

  /** @param {string} id */
  word(id) {
    return this.view.words[id]?.label ?? id;
  }

  /**
   * The publishers of the documents of claims.
   * @param {string[]} claims
   */
  documentsOf(claims) {
    const documents = new Set(claims.map((id) => this.world.claims.get(id)?.document ?? ""));
    return [...documents]
      .map((id) => this.world.documents.get(id)?.publisherLabel ?? id)
      .sort()
      .map(isolated);
  }

  /** @param {Ends[]} ties */
  actorsOf(ties) {
    return sortedByText(endsOf(ties), (id) => fold(this.label(id)));
  }
}

/**
 * @param {View} view
 * @returns {ClaimFilters}
 */
const everything = (view) => ({
  asOf: "",
  knownBy: "",
  voices: view.voices.map((voice) => voice.id),
  lens: [],
  families: [],
  disputed: true,
  minFactuality: "",
  rolled: false,
  opened: [],
});
