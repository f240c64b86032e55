// What can be shown of a layer beside its graph: a sheet by the name of its view.
import { actors } from "./actors.js";
import { bodies } from "./bodies.js";
import { matrix } from "./matrix.js";
import { measures } from "./measures.js";
import { tieTable } from "./tables.js";
import { timeline } from "./timeline.js";

/** @type {Record<string, (app: App) => Element>} */
export const SHEETS = {
  matrix: (app) => matrix(app, app.beside ?? app.part, app.changes, app.beside && app.part),
  timeline: (app) => timeline(app, app.part),
  table: (app) => tieTable(app, app.beside ?? app.part, app.changes),
  measures,
  actors,
  bodies,
};

export const VIEWS = ["overview", "graph", ...Object.keys(SHEETS)];
