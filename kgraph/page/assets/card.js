// A claim: what it says, whose word it is, how sure, where it stands, what disputes or
// corroborates it.
import { isolated } from "./bidi.js";
import { h, plainButton } from "./dom.js";

/**
 * @param {App} app
 * @param {string} id
 * @param {string} [role]
 */
export function card(app, id, role = "") {
  const claim = app.world.claims.get(id);
  if (!claim) return h("p", {}, `There is no claim ${id}.`);
  const document = app.world.documents.get(claim.document);
  const place = claim.file ? `${claim.file}:${claim.line}` : "";
  return h(
    "article",
    {
      class: `claim${claim.polarity < 0 ? " denied" : ""}`,
      id: `claim-${id}`,
      "aria-label": `Claim ${id}`,
    },
    h("p", { class: "gloss" }, isolated(claim.gloss), role ? h("em", {}, ` (${role})`) : null),
    h(
      "dl",
      {},
      row("states", claim.states),
      row("said by", claim.saidBy),
      row("how sure", claim.surely),
      row("holds", claim.holds),
      row("reported by", claim.reported || "no day stated"),
      row(
        "document",
        [document?.publisherLabel ?? "", document?.title ?? claim.document]
          .filter(Boolean)
          .map(isolated)
          .join(": "),
      ),
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
    claim.disputedBy.map((dispute) => disputeLine(app, dispute)),
    h(
      "p",
      { class: "small" },
      h("code", {}, id),
      " ",
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
  );
}

/**
 * @param {App} app
 * @param {Dispute} dispute
 */
function disputeLine(app, dispute) {
  const other = app.world.claims.get(dispute.claim);
  if (!other) return null;
  return h(
    "p",
    { class: "dispute" },
    `≠ ${dispute.says}: `,
    plainButton(isolated(other.gloss), () => app.choose("claim", dispute.claim)),
  );
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
