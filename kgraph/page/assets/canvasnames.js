// Names on a canvas: as many as there is room for at this zoom, the best connected first.
import { Bins } from "./bins.js";
import { shortened, textWidth } from "./places.js";

const SIZE = 12; // pixels on the screen, at any zoom
const BELOW = 12; // from the middle of a mark to its name, where it is drawn at its full size
const WIDEST = 170;
const MOST = 160;

/**
 * @param {CanvasRenderingContext2D} paint in the units of the canvas
 * @param {string[]} ids those first whose names are wanted most
 * @param {(id: string) => string} label
 * @param {{ at: (id: string) => Point, scale: number, middle: Point, width: number,
 *   height: number, ink: string, paper: string }} seen
 * @returns {string[]} whose names are drawn
 */
export function drawNames(paint, ids, label, seen) {
  const { at, scale, middle, width, height, ink, paper } = seen;
  const taken = new Bins();
  /** @type {string[]} */
  const named = [];
  paint.save();
  paint.font = `${SIZE / scale}px system-ui, "Segoe UI", "DejaVu Sans", sans-serif`;
  Object.assign(paint, { textAlign: "center", lineJoin: "round", lineWidth: 3 / scale });
  Object.assign(paint, { fillStyle: ink, strokeStyle: paper });
  for (const id of ids) {
    if (named.length >= MOST) break;
    const point = at(id);
    const x = (point.x - middle.x) * scale + width / 2;
    const y = (point.y - middle.y) * scale + height / 2 + 6 + BELOW * Math.min(1, scale);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const text = shortened(label(id), WIDEST, SIZE);
    const half = textWidth(text, SIZE) / 2 + 3;
    const box = { left: x - half, right: x + half, top: y - 2, bottom: y + SIZE + 2 };
    if (taken.meets(box)) continue;
    taken.add(box, id);
    named.push(id);
    const down = (y - height / 2 + SIZE - 2) / scale + middle.y;
    paint.strokeText(text, point.x, down);
    paint.fillText(text, point.x, down);
  }
  paint.restore();
  return named;
}
