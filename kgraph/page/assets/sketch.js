// The lines of a crowded picture while a handle is dragged: painted, without heads, words or signs,
// and for nobody to choose.
import { h, s } from "./dom.js";

export class Sketch {
  constructor(svg) {
    [this.svg, this.element] = [svg, h("canvas", { class: "sketch", "aria-hidden": true })];
    svg.before(this.element);
    this.clear();
  }

  // A place or the theme may be another at the next drag.
  clear() {
    [this.pens, this.curves] = [new Map(), new Map()];
  }

  // lines: class, width and path of each.
  draw(lines, width, height, zoom) {
    const { element } = this;
    const sharp = window.devicePixelRatio;
    const size = { width: Math.round(width * sharp), height: Math.round(height * sharp) };
    if (element.width !== size.width || element.height !== size.height)
      Object.assign(element, size);
    const paint = element.getContext("2d");
    paint.resetTransform();
    paint.clearRect(0, 0, size.width, size.height);
    paint.setTransform(sharp, 0, 0, sharp, zoom.x * sharp, zoom.y * sharp);
    for (const line of lines) {
      for (const { dash, ...look } of this.pensOf(line)) {
        Object.assign(paint, look).setLineDash(dash);
        paint.stroke(this.curve(line.path));
      }
    }
  }

  curve(path) {
    if (!this.curves.has(path)) this.curves.set(path, new Path2D(path));
    return this.curves.get(path);
  }

  // The strokes that the style sheet gives to a line: one, or two where it is hollow.
  pensOf(line) {
    const key = `${line.class} ${line.width}`;
    if (!this.pens.has(key)) this.pens.set(key, this.styled(line));
    return this.pens.get(key);
  }

  styled(line) {
    const paths = [
      s("path", { class: "line", "stroke-width": line.width }),
      line.class.includes(" hollow") && s("path", { class: "inside" }),
    ].filter(Boolean);
    const group = s("g", { class: line.class }, paths);
    this.svg.append(group);
    const pens = paths.map((path) => {
      const { stroke, strokeWidth, strokeOpacity, strokeLinecap, strokeDasharray } =
        getComputedStyle(path);
      return {
        strokeStyle: stroke,
        lineWidth: parseFloat(strokeWidth),
        globalAlpha: strokeOpacity,
        lineCap: strokeLinecap,
        dash: strokeDasharray.split(",").map(parseFloat).filter(Boolean),
      };
    });
    group.remove();
    return pens;
  }
}
