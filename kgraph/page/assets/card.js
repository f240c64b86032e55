// A claim in two lines: what it says; whose word, when, how sure and where. The rest on opening;
// what disputes it stands face to face with it.
import { isolated } from "./bidi.js";
import { h, outward, plainButton } from "./dom.js";
import { present } from "./plain.js";

/**
 * @param {App} app
 * @param {string} id
 * @param {string} [role]
 */
export function card(app, id, role = "") {
  const claim = app.world.claims.get(id);
  if (!claim) return h("p", {}, `There is no claim ${id}.`);
  return h(
    "article",
    {
      class: `claim${claim.polarity < 0 ? " denied" : ""}`,
      id: `claim-${id}`,
      "aria-label": `Claim ${id}`,
    },
    faceToFace(app, claim, role),
    h("details", {}, h("summary", {}, "More"), more(app, claim)),
  );
}

/**
 * A claim in two lines.
 * @param {Claim} claim
 * @param {string} [role]
 */
const twoLines = (claim, role) => [
  h("p", { class: "gloss" }, isolated(claim.gloss), role ? h("em", {}, ` (${role})`) : null),
  h("p", { class: "meta" }, [claim.saidBy, when(claim), claim.surely, where(claim)].join(" · ")),
];

/** @param {Claim} claim */
const when = ({ holds, when: said, reported }) =>
  [said ? holds : "", reported ? `reported by ${reported}` : "no day stated"]
    .filter(Boolean)
    .join(", ");

/** @param {Claim} claim */
function where({ passages: [first, ...others], id }) {
  const passage = first + (others.length ? ` +${others.length}` : "");
  return present([first ? passage : "", id]).join(" · ");
}

/**
 * A claim beside those that dispute it.
 * @param {App} app
 * @param {Claim} claim
 * @param {string} role
 */
function faceToFace(app, claim, role) {
  const others = present(
    claim.disputedBy.map(({ claim: id, says }) => {
      const other = app.world.claims.get(id);
      return other ? { says, other } : null;
    }),
  );
  if (!others.length) return twoLines(claim, role);
  return h(
    "div",
    { class: "quarrel" },
    h("div", {}, twoLines(claim, role)),
    h(
      "div",
      {},
      others.map(({ says, other }) => [
        h(
          "p",
          { class: "gloss dispute" },
          `≠ ${says}: `,
          plainButton(isolated(other.gloss), () => app.choose("claim", other.id)),
        ),
        h("p", { class: "meta" }, [other.saidBy, when(other), other.surely].join(" · ")),
      ]),
    ),
  );
}

/**
 * @param {App} app
 * @param {Claim} claim
 */
function more(app, claim) {
  const document = app.world.documents.get(claim.document);
  const place = claim.file ? `${claim.file}:${claim.line}` : "";
  const title = [document?.publisherLabel ?? "", document?.title ?? claim.document]
    .filter(Boolean)
    .map(isolated)
    .join(": ");
  return [
    h(
      "dl",
      {},
      row("states", claim.states),
      row("said by", claim.saidBy),
      row("how sure", claim.surely),
      row("holds", claim.holds),
      row("reported by", claim.reported || "no day stated"),
      row("document", document?.url ? outward(document.url, title) : title),
      row("passage", claim.places),
      claim.status && claim.status !== "draft" ? row("status", claim.status) : null,
      claim.corroboratedBy.length
        ? row(
            "corroborated by",
            claim.corroboratedBy.map((other) => [toClaim(app, other), " "]),
          )
        : null,
      claim.note ? row("note", claim.note) : null,
    ),
    h(
      "p",
      { class: "small" },
      plainButton("copy citation", () => app.copy(claim.citation)),
      place
        ? h(
            "span",
            {},
            " · ",
            plainButton("dispute this claim", () => app.copy(disputeText(app, claim, place)), {
              title: `Copies the id and the place: ${place}`,
            }),
            h("span", { class: "place" }, ` ${place}`),
          )
        : null,
    ),
  ];
}

/**
 * @param {App} app
 * @param {Claim} claim
 * @param {string} place
 */
const disputeText = (app, claim, place) =>
  `I dispute kgraph claim ${claim.id} (${place}, data ${app.view.dataVersion}): ` +
  `“${isolated(claim.gloss)}” (${claim.places}). Reason: `;

/**
 * @param {App} app
 * @param {string} id
 */
const toClaim = (app, id) => plainButton(id, () => app.choose("claim", id));

/**
 * @param {string} name
 * @param {Child} text
 */
export const row = (name, text) => [h("dt", {}, name), h("dd", {}, text)];
