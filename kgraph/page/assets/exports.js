// Pictures to keep: SVG and PNG with legend, filter caption and data version; the layout as JSON.
import { download, s } from "./dom.js";
import { swatch } from "./marks.js";
import { linesOf, textWidth } from "./places.js";
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

// What is drawn as a file of its own: styles written in, heading, legend and caption around it.
export function picture(app) {
  const {
    width,
    height,
    inside,
    host,
    heading,
    said = [],
    kind = null,
    alone = false,
  } = drawing(app);
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
  const legend = app.state.view === "graph" ? legendRows(app, width - 24) : [];
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

// What is drawn: the graph, or the picture of a measure.
function drawing(app) {
  if (app.state.view === "graph") {
    const [graph] = app.graphs;
    return {
      width: graph.width,
      height: graph.height,
      inside: graph.copied(),
      host: graph.host,
      heading: app.view.title,
    };
  }
  const svg = pictureShown();
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const inside = [...svg.cloneNode(true).childNodes];
  const heading = svg.getAttribute("aria-label");
  const said = [...document.querySelectorAll("#sheet .measures .explains")].map((one) =>
    [...one.childNodes].map((part) => part.textContent).join("  "),
  );
  return {
    width: Math.max(width, 560),
    height,
    inside,
    heading,
    said,
    host: svg.parentNode,
    kind: svg.getAttribute("class"),
    alone: svg.parentNode.classList.contains("picture"),
  };
}

export const pictureShown = () => document.querySelector("#sheet .measures .scroll > svg");

function styled(outer, host) {
  outer.setAttribute("class", "exported");
  host.append(outer);
  try {
    const elements = [...outer.querySelectorAll("*")].filter(
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

function legendRows(app, room) {
  const rows = [[]];
  let x = 0;
  for (const [kind, text, type] of app.legend.items) {
    const wide = 34 + textWidth(text, 12) + 18;
    if (x + wide > room && x) {
      rows.push([]);
      x = 0;
    }
    const sample = swatch(kind, type);
    sample.setAttribute("x", x);
    rows.at(-1).push(sample, s("text", { class: "caption", x: x + 34, y: 12 }, text));
    x += wide;
  }
  return rows;
}

const captionOf = (app) =>
  `${app.layerName()}: ${app.summaryText()} Shown: ${filterCaption(app)}. ${app.view.base.sentence}. Edges show who said what, not what happened. kgraph ${app.view.kgraph}, data ${app.view.dataVersion}.`;

export function saveSvg(app) {
  download("kgraph.svg", "image/svg+xml", picture(app));
}

export async function savePng(app) {
  const blob = new Blob([picture(app)], { type: "image/svg+xml" });
  const address = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    download("kgraph.png", "image/png", made);
  } finally {
    URL.revokeObjectURL(address);
  }
}

// Where everyone stands now, to be given back with kgraph explore --layout FILE.
export function layoutText(app) {
  const graph = app.graphs[0];
  const places = {};
  for (const [name, actors] of Object.entries(app.view.pinned)) {
    places[name] = Object.fromEntries(
      actors.map((actor) => [actor, app.view.positions[name][actor]]),
    );
  }
  for (const [name, actors] of Object.entries(app.state.pins))
    places[name] = { ...places[name], ...actors };
  if (graph.places && graph.back) {
    const { picture: name } = graph.options;
    const round = (value) => Math.round(value * 10000) / 10000;
    places[name] = Object.fromEntries(
      [...graph.places].map(([actor, place]) => [actor, graph.back(place).map(round)]),
    );
  }
  return `${JSON.stringify({ format: "kgraph layout 1", data: app.view.dataVersion, places }, null, 1)}\n`;
}

export const saveLayout = (app) =>
  download("kgraph-layout.json", "application/json", layoutText(app));
