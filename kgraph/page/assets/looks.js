// How what is drawn of a network looks: classes, widths, heads, names and what is said of it.
import { edgeKey, hasUnmet, isOfAnalysts, tellingOf } from "./choice.js";
import { classes } from "./dom.js";
import { headOf } from "./marks.js";
import { got } from "./plain.js";
import { isOverview } from "./state.js";
import { looksOf, unmetOf } from "./strongest.js";
import { happenedTo } from "./linewords.js";
import { actorSays, colourOf, edgeClass, edgeSays } from "./words.js";

/** @typedef {import("./graph.js").GraphView} GraphView */

/** How much thinner a line of hostile conduct is that is not done by force. */
export const THINNER = 0.3;

/**
 * On what the tooltip of an edge rests.
 * @param {Tie} one
 */
const behind = (one) => [one.claims, one.denials, one.disputedBy, one.hollowBy].join(";");

/**
 * Whether it is a space that says what happened to it.
 * @param {App} app
 * @param {string} id
 */
const isSpace = (app, id) => isOverview(app.state) && app.view.spaces.includes(id);

/**
 * As an edge was drawn last, from step to step.
 * @type {WeakMap<Edge, { stroke: Stroke, asked: boolean }>}
 */
const last = new WeakMap();

/**
 * What is seen of an edge from afar.
 * @param {GraphView} view
 * @param {Edge} edge
 * @returns {Stroke}
 */
export function strokeOf(view, edge) {
  const { app, part } = view;
  const key = edgeKey(edge);
  const change = view.options.changes?.get(key) ?? "";
  const chosen = app.isChosen("edge", edge.source, edge.target, edge.sign);
  const curve = got(view.curves, key);
  const asked = app.state.asOf !== "";
  const was = last.get(edge);
  const isSame = was?.stroke.curve === curve && was.asked === asked;
  if (was && isSame && was.stroke.change === change && was.stroke.chosen === chosen)
    return was.stroke;
  const kind = edgeClass(app, part.layer, edge);
  // A position has no strength.
  const weight = part.layer === "positions" ? 0.25 : edge.weight;
  const thinner = /cool|noforce/.test(kind) ? THINNER : 1;
  const { isThin, holds } = looksOf(app.world, part.layer, edge);
  /** @type {Stroke} */
  const stroke = {
    key,
    kind,
    change,
    chosen,
    curve,
    path: curve.path,
    class: classes("edge", kind, {
      thin: isThin,
      hollow: edge.hollow,
      ghost: asked && holds === "notStated",
      conditional: edge.conditional,
      chosen,
      [change]: change,
    }),
    width: (edge.hollow
      ? 6.5
      : (1.4 + 4.6 * weight * thinner) * (view.crowded && weight ? 0.3 : 1)
    ).toFixed(2),
  };
  last.set(edge, { stroke, asked });
  return stroke;
}

/**
 * How an edge is drawn.
 * @param {GraphView} view
 * @param {Edge} edge
 * @returns {EdgeLook}
 */
export function lineOf(view, edge) {
  const { app, part } = view;
  const stroke = strokeOf(view, edge);
  const hasBeside = hasUnmet(edge) && !edge.hollow;
  /** @param {Tie} one */
  const isOpen = (one) => isOfAnalysts(app.world, tellingOf(one));
  return {
    ...stroke,
    edge,
    // A duty unmet beside levers that hold has a line of its own.
    beside: hasBeside ? stroke.curve.beside.path : "",
    headBeside: hasBeside ? headOf("unmet", isOpen(unmetOf(app.world, edge))) : null,
    head: headOf(
      edge.hollow ? "unmet" : stroke.kind,
      looksOf(app.world, part.layer, edge).isOfAnalysts,
    ),
    claims: [stroke.change, ...edge.parts.map(behind)].join("|"),
    says: () => edgeSays(app, part.layer, edge) + (stroke.change ? `; ${stroke.change}` : ""),
  };
}

/**
 * How an actor is drawn.
 * @param {GraphView} view
 * @param {string} id
 * @returns {ActorLook}
 */
export function markOf(view, id) {
  const { app, part } = view;
  const type = app.world.entities.get(id)?.type ?? "";
  const degree = view.degree.get(id) ?? 0;
  const inside = part.inside?.[id]?.size ?? 0;
  const { group, fill } = colourOf(app, id);
  const point = view.spot(id);
  const lines = got(view.rooms, id).lines ?? [];
  const happened = isSpace(app, id) ? happenedTo(app, id) : "";
  const chosen = app.isChosen("actor", id) || app.isChosen("target", id) ? " chosen" : "";
  return {
    class: `actor type-${type}${fill}${chosen}${app.state.focus.includes(id) ? " focus" : ""}`,
    place: `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`,
    type,
    inside,
    size: view.radius(id),
    sign: group && app.state.colour !== "type" ? app.groupSign(group) : "",
    lines: view.nameless.has(id) ? [] : [...lines, ...(happened ? [happened] : [])],
    right: Boolean(view.rooms.get(id)?.right),
    says: actorSays(app, id, degree, inside),
  };
}
