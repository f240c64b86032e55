// Pictures to keep: SVG and PNG with legend, filter caption and data version; the layout as JSON.
import { download, s, within } from "./dom.js";
import { GraphView } from "./graph.js";
import { legendOfDay } from "./legend.js";
import { swatch } from "./marks.js";
import { linesOf, textWidth } from "./places.js";
import { isDrawn } from "./state.js";
import { shownText } from "./summary.js";
import { filterCaption } from "./words.js";

const KEPT = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "stroke-linejoin",
  "paint-order",
  "font-size",
  "font-weight",
  "font-family",
  "font-style",
  "text-anchor",
  "opacity",
  "visibility",
];

/**
 * What is drawn as a file of its own: styles written in, heading, legend and caption around it.
 * @param {App} app
 * @param {Stage} stage
 */
export function picture(app, stage) {
  const { width, height, inside, host, heading, said, kind, alone } = drawing(app, stage);
  /** @param {number} tall */
  const sized = (tall) => ({
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height: tall,
    viewBox: `0 0 ${width} ${tall}`,
  });
  // A picture of the library has its own heading, legend and captions.
  if (alone) return styled(s("svg", sized(height), inside), host);
  const above = linesOf(heading, (width - 24) / 1.12, 15);
  const lines = [...said, captionOf(app)].flatMap((text) => linesOf(text, width - 24, 12));
  const legend = isDrawn(app.state) ? legendRows(stage, width - 24) : [];
  const top = 6 + 20 * above.length;
  const outer = s(
    "svg",
    sized(top + height + 24 + 20 * legend.length + 16 * lines.length),
    s("title", {}, heading),
    s("desc", {}, lines.join(" ")),
    s("rect", { class: "sheet", x: 0, y: 0, width: "100%", height: "100%" }),
    above.map((line, i) => s("text", { class: "heading", x: 12, y: 20 + 20 * i }, line)),
    s("svg", { x: 0, y: top, width, height, class: kind }, inside),
    s(
      "g",
      { transform: `translate(12 ${top + height + 8})` },
      legend.map((row, i) => s("g", { transform: `translate(0 ${20 * i})` }, row)),
      lines.map((line, i) =>
        s("text", { class: "caption", x: 0, y: 14 + 20 * legend.length + 16 * i }, line),
      ),
    ),
  );
  return styled(outer, host);
}

/**
 * What is drawn: the graph, or the picture of a measure.
 * @param {App} app
 * @param {Stage} stage
 */
function drawing(app, stage) {
  if (isDrawn(app.state)) {
    const [graph] = stage.graphs;
    return {
      width: graph.width,
      height: graph.height,
      inside: graph.copied(),
      host: graph.host,
      heading: app.view.title,
      said: [],
      kind: null,
      alone: false,
    };
  }
  const svg = pictureShown();
  const host = svg?.parentElement;
  if (!svg || !host) throw new Error("There is no picture.");
  const [, , width, height] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const inside = [...svg.cloneNode(true).childNodes];
  const said = within(document, "#sheet .measures .explains").map((one) =>
    [...one.childNodes].map((part) => part.textContent).join("  "),
  );
  return {
    width: Math.max(width, 560),
    height,
    inside,
    heading: svg.getAttribute("aria-label") ?? "",
    said,
    host,
    kind: svg.getAttribute("class"),
    alone: host.classList.contains("picture"),
  };
}

/** @returns {SVGSVGElement | null} */
export const pictureShown = () => document.querySelector("#sheet .measures .scroll > svg");

/**
 * @param {SVGSVGElement} outer
 * @param {Element} host
 */
function styled(outer, host) {
  outer.setAttribute("class", "exported");
  host.append(outer);
  try {
    const elements = within(outer, "*").filter(
      (one) => !one.closest("defs") || one.tagName === "path",
    );
    for (const element of elements) {
      const style = getComputedStyle(element);
      for (const name of KEPT) {
        const value = style.getPropertyValue(name);
        if (value && value !== "none" && value !== "normal") element.setAttribute(name, value);
        else if (value === "none" && (name === "fill" || name === "stroke"))
          element.setAttribute(name, "none");
      }
    }
    // Only now: a style may hang on the class of what is around it.
    for (const element of elements) {
      for (const name of ["class", "tabindex", "role", "onclick"]) element.removeAttribute(name);
      for (const name of Object.keys(element.dataset))
        if (name !== "claims") delete element.dataset[name];
    }
  } finally {
    outer.remove();
  }
  outer.removeAttribute("class");
  return new XMLSerializer().serializeToString(outer);
}

/**
 * @param {Stage} stage
 * @param {number} room
 */
function legendRows(stage, room) {
  /** @type {Node[][]} */
  const rows = [[]];
  let x = 0;
  for (const [kind, text, type] of [...stage.items, ...legendOfDay(stage.app)]) {
    const wide = 34 + textWidth(text, 12) + 18;
    if (x + wide > room && x) {
      rows.push([]);
      x = 0;
    }
    const sample = swatch(kind, type);
    sample.setAttribute("x", String(x));
    rows[rows.length - 1].push(sample, s("text", { class: "caption", x: x + 34, y: 12 }, text));
    x += wide;
  }
  return rows;
}

/** @param {App} app */
const captionOf = (app) =>
  `${app.layerName()}: ${shownText(app, app.part)} Shown: ${filterCaption(app)}. ` +
  `${app.view.base.sentence}. Edges show who said what, not what happened. ` +
  `kgraph ${app.view.kgraph}, data ${app.view.dataVersion}.`;

/**
 * @param {App} app
 * @param {Stage} stage
 */
export function saveSvg(app, stage) {
  download("kgraph.svg", "image/svg+xml", picture(app, stage));
}

/**
 * @param {App} app
 * @param {Stage} stage
 */
export async function savePng(app, stage) {
  const blob = new Blob([picture(app, stage)], { type: "image/svg+xml" });
  const address = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    /** @type {Blob | null} */
    const made = await new Promise((resolve) => {
      canvas.toBlob(resolve, "image/png");
    });
    if (made) download("kgraph.png", "image/png", made);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * Where everyone stands now, to be given back with kgraph explore --layout FILE.
 * @param {App} app
 * @param {Stage} stage
 */
export function layoutText(app, stage) {
  const [graph] = stage.graphs;
  /** @type {Record<string, Record<string, number[]>>} */
  const places = {};
  for (const [name, actors] of Object.entries(app.view.pinned)) {
    places[name] = Object.fromEntries(
      actors.map((actor) => [actor, app.view.positions[name][actor]]),
    );
  }
  for (const [name, actors] of Object.entries(app.state.pins))
    places[name] = { ...places[name], ...actors };
  if (graph instanceof GraphView) {
    const { picture: name } = graph.options;
    /** @param {number} value */
    const round = (value) => Math.round(value * 10000) / 10000;
    places[name] = Object.fromEntries(
      [...graph.places].map(([actor, place]) => [actor, graph.back(place).map(round)]),
    );
  }
  const layout = { format: "kgraph layout 1", data: app.view.dataVersion, places };
  return `${JSON.stringify(layout, null, 1)}\n`;
}

/**
 * @param {App} app
 * @param {Stage} stage
 */
export const saveLayout = (app, stage) =>
  download("kgraph-layout.json", "application/json", layoutText(app, stage));
