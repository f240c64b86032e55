// Which renderer draws: the SVG one, or for large networks the canvas of vis-network.
import { CanvasView } from "./canvas.js";
import { GraphView } from "./graph.js";

/**
 * Whether so many actors are drawn on a canvas.
 * @param {View} view
 * @param {number} actors
 */
export const isCanvas = ({ renderer, bears }, actors) =>
  renderer === "vis" || (renderer === "both" && actors > bears);

/**
 * @param {HTMLElement} host
 * @param {App} app
 * @param {string} name
 * @param {boolean} onCanvas
 * @returns {Drawing}
 */
export const graphView = (host, app, name, onCanvas) =>
  onCanvas ? new CanvasView(host, app, name) : new GraphView(host, app, name);
