// Tables whose columns sort and whose rows can be narrowed by words. What was asked of a table
// stays while the page is open; what is saved as CSV keeps the order of the command line.
import { h, within } from "./dom.js";
import { fold } from "./folding.js";

/** @typedef {{ column: number, way: 1 | -1, words: string }} Asked */

/** @type {Map<string, Asked>} */
const KEPT = new Map();

/**
 * @param {HTMLElement} region a scrolled region with one table in it, known by its label
 */
export function sortable(region) {
  const name = region.getAttribute("aria-label") ?? "";
  const [body] = within(region, "tbody");
  const rows = /** @type {HTMLTableRowElement[]} */ (within(body, "tr"));
  const heads = within(region, "thead th");
  const asked = KEPT.get(name) ?? { column: -1, way: 1, words: "" };
  KEPT.set(name, asked);
  /** @param {HTMLTableRowElement} row */
  const cell = (row) => row.cells[asked.column]?.textContent ?? "";
  const draw = () => {
    const { column, way, words } = asked;
    const sorted =
      column < 0 ? rows : [...rows].sort((a, b) => way * COLLATOR.compare(cell(a), cell(b)));
    const wanted = fold(words).split(" ").filter(Boolean);
    for (const row of sorted) {
      const text = fold(row.textContent ?? "");
      row.hidden = !wanted.every((word) => text.includes(word));
    }
    body.append(...sorted);
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  };
  heads.forEach((head, i) => {
    head.replaceChildren(
      h(
        "button",
        {
          type: "button",
          class: "sort",
          onclick: () => {
            // A third click takes the order of the page again.
            const isLast = asked.column === i && asked.way < 0;
            asked.way = asked.column === i && asked.way > 0 ? -1 : 1;
            asked.column = isLast ? -1 : i;
            draw();
          },
        },
        ...head.childNodes,
      ),
    );
  });
  const input = h("input", {
    type: "search",
    value: asked.words,
    "aria-label": `Only rows of ${name} with these words`,
    placeholder: "only rows with …",
    oninput: () => {
      asked.words = /** @type {HTMLInputElement} */ (input).value;
      draw();
    },
  });
  draw();
  return h("div", {}, rows.length > 5 ? h("p", { class: "narrow" }, input) : null, region);
}

const COLLATOR = new Intl.Collator("en", { numeric: true });
