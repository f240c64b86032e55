// Which renderer draws: the SVG one, or for large networks the canvas of vis-network.
import { GraphView } from "./graph.js";
import { CanvasView } from "./canvas.js";

export const graphView = (host, app, name) =>
  app.view.renderer === "vis" ? new CanvasView(host, app, name) : new GraphView(host, app, name);
