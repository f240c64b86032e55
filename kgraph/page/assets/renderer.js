// Which renderer draws: the SVG one, or for large networks the canvas of vis-network.
import { CanvasView } from "./canvas.js";
import { GraphView } from "./graph.js";

/**
 * @param {HTMLElement} host
 * @param {App} app
 * @param {string} name
 * @returns {Drawing}
 */
export const graphView = (host, app, name) =>
  app.view.renderer === "vis" ? new CanvasView(host, app, name) : new GraphView(host, app, name);
