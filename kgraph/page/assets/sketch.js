// The lines of a crowded picture while a handle is dragged: painted, without heads, words or signs,
// and for nobody to choose.
import { pathOf } from "./curves.js";
import { h, s } from "./dom.js";

/**
 * @typedef {Pick<Stroke, "class" | "width" | "path" | "curve">} Line
 *
 * @typedef {object} Pen
 * @property {string} strokeStyle
 * @property {number} lineWidth
 * @property {number} globalAlpha
 * @property {CanvasLineCap} lineCap
 * @property {number[]} dash
 */

/** How far from its way a line is painted: each turn costs, and nobody follows a line meanwhile. */
const ROUGHLY = 1;
/** Pixels of all pictures that are kept while a handle is dragged to and fro, at most. */
const PIXELS = 16e6;
/** Curves that are kept from drag to drag, at most. */
const KEPT = 4000;

/**
 * Whether a line painted over another hides it.
 * @param {Line} was
 * @param {Line} [is]
 */
const isCovered = (was, is) =>
  is !== undefined &&
  Number(is.width) >= Number(was.width) &&
  // A line of one document is pale.
  [was.class, was.class.replace(" thin", "")].includes(is.class);

export class Sketch {
  /** @param {SVGSVGElement} svg */
  constructor(svg) {
    this.svg = svg;
    this.element = h("canvas", { class: "sketch", "aria-hidden": true });
    /** @type {Map<string, Pen[]>} */
    this.pens = new Map();
    /** @type {Map<string, Path2D>} */
    this.curves = new Map();
    // What is painted, and in which room.
    /** @type {Map<string, Line>} */
    this.painted = new Map();
    this.room = "";
    /** @type {Map<string, HTMLCanvasElement>} */
    this.pictures = new Map();
    svg.before(this.element);
  }

  // The theme may be another at the next drag, and all places.
  clear() {
    this.pens.clear();
    this.pictures.clear();
    if (this.curves.size > KEPT) this.curves.clear();
    this.room = "";
  }

  /**
   * Painting is what costs: while none has to go, only those are painted that are new or wider.
   * @param {Line[]} lines
   * @param {number} width
   * @param {number} height
   * @param {{ x: number, y: number, k: number }} zoom
   */
  draw(lines, width, height, zoom) {
    const { element } = this;
    const sharp = window.devicePixelRatio;
    const size = { width: Math.round(width * sharp), height: Math.round(height * sharp) };
    if (element.width !== size.width || element.height !== size.height)
      Object.assign(element, size);
    const paint = /** @type {CanvasRenderingContext2D} */ (element.getContext("2d"));
    const room = [size.width, size.height, zoom.x, zoom.y, zoom.k].join();
    const wanted = new Map(lines.map((line) => [line.path, line]));
    const stay = [...this.painted].every(([path, was]) => isCovered(was, wanted.get(path)));
    if (room === this.room && stay) {
      this.strokes(paint, lines);
      return;
    }
    this.room = room;
    this.painted = wanted;
    paint.resetTransform();
    paint.clearRect(0, 0, size.width, size.height);
    const look = [room, ...lines.map((line) => line.path + line.class + line.width)].join();
    const known = this.pictures.get(look);
    if (known) {
      paint.globalAlpha = 1;
      paint.drawImage(known, 0, 0);
    }
    paint.setTransform(sharp, 0, 0, sharp, zoom.x * sharp, zoom.y * sharp);
    if (known) return;
    this.painted = new Map();
    this.strokes(paint, lines);
    this.keep(look, size);
  }

  /**
   * @param {CanvasRenderingContext2D} paint
   * @param {Line[]} lines
   */
  strokes(paint, lines) {
    for (const line of lines) {
      const was = this.painted.get(line.path);
      if (was?.class === line.class && was.width === line.width) continue;
      this.painted.set(line.path, line);
      for (const { dash, ...look } of this.pensOf(line)) {
        Object.assign(paint, look).setLineDash(dash);
        paint.stroke(this.curve(line));
      }
    }
  }

  /**
   * Remember what is painted, for when the handle comes back; the oldest gives way.
   * @param {string} look
   * @param {{ width: number, height: number }} size
   */
  keep(look, size) {
    const most = Math.floor(PIXELS / (size.width * size.height));
    if (most < 1) return;
    if (this.pictures.size >= most) this.pictures.delete([...this.pictures.keys()][0]);
    const picture = h("canvas", { ...size });
    picture.getContext("2d")?.drawImage(this.element, 0, 0);
    this.pictures.set(look, picture);
  }

  /** @param {Line} line */
  curve({ path, curve: { points } }) {
    const curve = this.curves.get(path) ?? new Path2D(pathOf(points, ROUGHLY));
    this.curves.set(path, curve);
    return curve;
  }

  /**
   * The strokes that the style sheet gives to a line: one, or two where it is hollow.
   * @param {Line} line
   */
  pensOf(line) {
    const key = `${line.class} ${line.width}`;
    const pens = this.pens.get(key) ?? this.styled(line);
    this.pens.set(key, pens);
    return pens;
  }

  /**
   * @param {Line} line
   * @returns {Pen[]}
   */
  styled(line) {
    const paths = [s("path", { class: "line", "stroke-width": line.width })];
    if (line.class.includes(" hollow")) paths.push(s("path", { class: "inside" }));
    const group = s("g", { class: line.class }, paths);
    this.svg.append(group);
    const { opacity } = getComputedStyle(group);
    const pens = paths.map((path) => {
      const { stroke, strokeWidth, strokeOpacity, strokeLinecap, strokeDasharray } =
        getComputedStyle(path);
      return {
        strokeStyle: stroke,
        lineWidth: parseFloat(strokeWidth),
        globalAlpha: parseFloat(strokeOpacity) * parseFloat(opacity),
        lineCap: /** @type {CanvasLineCap} */ (strokeLinecap),
        dash: strokeDasharray.split(",").map(parseFloat).filter(Boolean),
      };
    });
    group.remove();
    return pens;
  }
}
