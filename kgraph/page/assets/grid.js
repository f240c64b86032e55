// A matrix as a table: heads along both sides that stay, and cells.
import { h } from "./dom.js";

/**
 * @param {string} caption
 * @param {Child[]} columns
 * @param {[head: Child, cells: Child[]][]} rows
 */
export function grid(caption, columns, rows) {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      { class: "matrix" },
      h("caption", { class: "hidden" }, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", { "aria-hidden": true, class: "corner" }, caption),
          columns.map((head) => h("th", { scope: "col" }, h("div", {}, head))),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map(([head, cells]) => h("tr", {}, h("th", { scope: "row" }, head), cells)),
      ),
    ),
  );
}
