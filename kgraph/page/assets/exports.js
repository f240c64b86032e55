// Pictures to keep: SVG and PNG with legend, filter caption and data version; the layout as JSON.
import { download, s } from "./dom.js";
import { swatch } from "./marks.js";
import { textWidth } from "./places.js";
import { filterCaption } from "./words.js";

const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linejoin", "paint-order", "font-size", "font-weight", "font-family", "font-style", "text-anchor", "opacity", "visibility"];

// The drawn network as a file of its own: styles written in, legend and caption below.
export function picture(app) {
  const { width, height, inside, host, kind = null, alone = false } = drawing(app);
  // A picture of the library has its own legend and captions.
  if (alone) return styled(s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` }, inside), host);
  const lines = captionLines(app, width);
  const legend = app.state.view === "graph" ? legendRow(app) : [];
  const total = height + 30 + 24 + 16 * lines.length + 12;
  const outer = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: total, viewBox: `0 0 ${width} ${total}` },
    s("title", {}, app.view.title),
    s("desc", {}, lines.join(" ")),
    s("rect", { class: "sheet", x: 0, y: 0, width, height: total }),
    s("text", { class: "heading", x: 12, y: 20 }, app.view.title));
  const graph = s("svg", { x: 0, y: 26, width, height, class: kind }, inside);
  const foot = s("g", { transform: `translate(12 ${height + 34})` }, legend,
    lines.map((line, i) => s("text", { class: "caption", x: 0, y: 34 + 16 * i }, line)));
  outer.append(graph, foot);
  return styled(outer, host);
}

// What is drawn: the graph, or the picture of a measure.
function drawing(app) {
  if (app.state.view === "graph") {
    const [graph] = app.graphs;
    return { width: graph.width, height: graph.height, inside: graph.copied(), host: graph.host };
  }
  const svg = pictureShown();
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const inside = [...svg.cloneNode(true).childNodes];
  return { width: Math.max(width, 560), height, inside, host: svg.parentNode, kind: svg.getAttribute("class"), alone: svg.parentNode.classList.contains("picture") };
}

export const pictureShown = () => document.querySelector("#sheet .measures .scroll > svg");

function styled(outer, host) {
  outer.setAttribute("class", "exported");
  host.append(outer);
  try {
    for (const element of outer.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      if (element.closest("defs") && element.tagName !== "path") continue;
      for (const name of KEPT) {
        const value = style.getPropertyValue(name);
        if (value && value !== "none" && value !== "normal") element.setAttribute(name, value);
        else if (value === "none" && (name === "fill" || name === "stroke")) element.setAttribute(name, "none");
      }
      for (const name of ["class", "tabindex", "role", "onclick"]) if (element !== outer) element.removeAttribute(name);
      for (const name of Object.keys(element.dataset ?? {})) delete element.dataset[name];
    }
  } finally {
    outer.remove();
  }
  outer.removeAttribute("class");
  return new XMLSerializer().serializeToString(outer);
}

function legendRow(app) {
  let x = 0;
  return app.legend().map(([kind, text, type]) => {
    const sample = swatch(kind, type);
    sample.setAttribute("x", x);
    const group = s("g", {}, sample, s("text", { class: "caption", x: x + 34, y: 12 }, text));
    x += 34 + textWidth(text, 12) + 18;
    return group;
  });
}

function captionLines(app, width) {
  const words = `${app.layerName()}: ${app.summaryText()} Shown: ${filterCaption(app)}. ${app.view.base.sentence}. Edges show who said what, not what happened. kgraph ${app.view.kgraph}, data ${app.view.dataVersion}.`.split(" ");
  const lines = [""];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (textWidth(longer, 12) < width - 24) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

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
    places[name] = Object.fromEntries(actors.map((actor) => [actor, app.view.positions[name][actor]]));
  }
  for (const [name, actors] of Object.entries(app.state.pins)) places[name] = { ...places[name], ...actors };
  if (graph.places && graph.back) {
    const { picture: name } = graph.options;
    const round = (value) => Math.round(value * 10000) / 10000;
    places[name] = Object.fromEntries([...graph.places].map(([actor, place]) => [actor, graph.back(place).map(round)]));
  }
  return `${JSON.stringify({ format: "kgraph layout 1", data: app.view.dataVersion, places }, null, 1)}\n`;
}

export const saveLayout = (app) => download("kgraph-layout.json", "application/json", layoutText(app));
