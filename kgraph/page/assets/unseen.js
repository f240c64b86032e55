// What a picture of a day leaves out since it gives no day: said where one looks, lest what is not
// drawn be read as what is not there.
import { h, plainButton } from "./dom.js";
import { groupedBy, many } from "./plain.js";
import { relationOf } from "./words.js";

/** Relations that are named; the tray has all. */
const MOST = 2;

/**
 * A sentence with the way to see them, or nothing where all is drawn.
 * @param {App} app
 * @param {Part} part
 */
export function unseenIn(app, { undated }) {
  const { asOf, ghosts } = app.state;
  if (!asOf || ghosts || !undated.length) return [];
  const by = [...groupedBy(undated, (one) => relationOf(app, one))].sort(
    ([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1),
  );
  const named = by.slice(0, MOST).map(([word, ties]) => `${word} (${ties.length})`);
  const rest = by.slice(MOST).reduce((sum, [, ties]) => sum + ties.length, 0);
  const said = [...named, ...(rest ? [`${rest} more`] : [])].join(", ");
  const [give, are] = undated.length === 1 ? ["gives", "is"] : ["give", "are"];
  return [
    h("span", {}, `${many(undated.length, "tie")} ${give} no day and ${are} not drawn: ${said}.`),
    " ",
    plainButton("Show as ghosts", () => app.set({ ghosts: true })),
  ];
}
