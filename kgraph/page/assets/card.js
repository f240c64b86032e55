// A claim: what it says, whose word it is, how sure, where it stands, what disputes or
// corroborates it.
import { h, plainButton } from "./dom.js";
import { citation, passagesOf, surely } from "./words.js";

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
    h("p", { class: "gloss" }, claim.gloss, role ? h("em", {}, ` (${role})`) : null),
    h(
      "dl",
      {},
      row("coded as", proposition(app, claim)),
      row("said by", sayer(app, claim)),
      row("how sure", surely(claim)),
      claim.condition ? row("condition", claim.condition) : null,
      row(
        "holds",
        claim.when || (claim.from || claim.until ? `${claim.from} to ${claim.until}` : "undated"),
      ),
      row("reported by", claim.reported || "no day stated"),
      row(
        "document",
        [document?.publisherLabel, document?.title ?? claim.document].filter(Boolean).join(": "),
      ),
      row("passage", passagesOf(claim).join("; ")),
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
      plainButton("copy citation", () => app.copy(citation(app, claim))),
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
 * What the claim says in the words of the vocabulary: a gloss may not repeat the term it is about.
 * @param {App} app
 * @param {Claim} claim
 */
function proposition(app, claim) {
  const value = claim.value === null ? "" : String(claim.value);
  const [affected, topic] = [claim.affected, claim.topic].map((several) =>
    several.map((id) => app.label(id)).join(", "),
  );
  return [
    app.label(claim.subject),
    app.relation(claim.relation),
    claim.object ? app.label(claim.object) : value,
    affected ? `affecting ${affected}` : "",
    topic ? `about ${topic}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/**
 * @param {App} app
 * @param {Claim} claim
 */
function sayer(app, claim) {
  const who = [app.label(claim.claimant)];
  if (claim.speaksFor.length)
    who.push(` (speaks for ${claim.speaksFor.map((it) => app.label(it)).join(", ")})`);
  if (claim.via.length) who.push(`, via ${claim.via.map((it) => app.label(it)).join(", ")}`);
  return who.join("");
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
    `≠ disputed (${dispute.kind}) by ${app.label(other.claimant)}`,
    `${dispute.party ? ", a party to it" : ""}: `,
    plainButton(other.gloss, () => app.choose("claim", dispute.claim)),
  );
}

/**
 * @param {App} app
 * @param {Claim} claim
 * @param {string} place
 */
const disputeText = (app, claim, place) =>
  `I dispute kgraph claim ${claim.id} (${place}, data ${app.view.dataVersion}): ` +
  `“${claim.gloss}” (${passagesOf(claim).join("; ")}). Reason: `;

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
