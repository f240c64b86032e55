// The lines of a drawing: those of a pair side by side, each round what is not its own.
import { edgeKey, hasUnmet } from "./choice.js";
import { APART, halves, mix, strand } from "./curves.js";
import { frameRooms } from "./homes.js";
import { boxOf, nameBox } from "./places.js";
import { got, groupedBy } from "./plain.js";
import { Router } from "./routes.js";
import { namedOf } from "./strongest.js";
import { edgeClass } from "./words.js";

/** From a mark to the heads of its lines. */
const CLEARANCE = 2.5;
/** How wide a line without others beside it is to the pointer. */
const ALONE = 12;
/** In a crowd, where wide ones would hide each other. */
const NARROW = 3;
/** More pairs than this keep off marks and names, but not off each other. */
export const MANY = 160;
/** More ways than this are looked for after a first picture with straight lines, bit by bit. */
const FEW = 40;
/** The order of lines between two actors, from one side to the other. */
const ORDER = [
  "friendly",
  "lever",
  "bond",
  "claimed",
  "named",
  "contact",
  "attempt",
  "lapsed",
  "hostile",
];

/**
 * A line beside others: ``tie`` is what it tells by which claims, ``back`` tells the same the other
 * way round.
 * @typedef {{ key: string, edge: Edge, tie: string, back?: Strand }} Strand
 */

/**
 * What the same claims tell there and back, an alliance or talks, is one line with two ends.
 * @param {Strand[]} strands
 * @param {boolean} isCrowded then halves would lie on others for most of their length
 */
function thereAndBack(strands, isCrowded) {
  if (isCrowded) return strands;
  /** @type {Strand[]} */
  const found = [];
  for (const one of strands) {
    const there = found.find(
      ({ tie, edge, back }) => tie && !back && tie === one.tie && edge.source === one.edge.target,
    );
    if (there) there.back = one;
    else found.push({ ...one });
  }
  return found;
}

export class Lines {
  /** @param {import("./graph.js").GraphView} view */
  constructor(view) {
    this.view = view;
    this.router = /** @type {Router | null} */ (null);
    // How lines run at no zoom, by pair.
    this.spines = /** @type {Map<string, Point[]>} */ (new Map());
    // The lines of a pair, by what they are of: a step back to a day finds them again.
    this.drawn = /** @type {Map<string, Map<string, [string, Strands][]>>} */ (new Map());
    /** The pairs whose way is looked for later, the short first. */
    this.waiting = /** @type {{ pair: string, strands: Strand[] }[]} */ ([]);
    this.isFree = true;
    // What was drawn while a handle was dragged, and how it ran.
    this.held = { at: "", edges: /** @type {Map<string, Edge>} */ (new Map()) };
    this.ran = /** @type {Map<string, Strands>} */ (new Map());
  }

  /**
   * Look anew for the ways of those who moved, of all if nobody is named.
   * @param {Set<string>} [moved]
   */
  forget(moved) {
    this.router = null;
    this.waiting = [];
    this.drawn.clear();
    this.held = { at: "", edges: new Map() };
    for (const pair of this.spines.keys())
      if (!moved || pair.split("\0").some((id) => moved.has(id))) this.spines.delete(pair);
  }

  /**
   * How edges run while a handle is dragged: beside all that were there on other days, so that none
   * gives way to one that comes.
   * @param {Edge[]} edges
   * @param {Layer} layer
   * @param {number} k how far zoomed
   */
  hold(edges, layer, k) {
    const { held } = this;
    const at = `${layer} ${k}`;
    const fresh = edges.filter((edge) => !held.edges.has(edgeKey(edge)));
    if (fresh.length || at !== held.at) {
      for (const edge of fresh) held.edges.set(edgeKey(edge), edge);
      held.at = at;
      this.ran = this.run([...held.edges.values()], layer, k);
    }
    return this.ran;
  }

  /**
   * How the edges of a picture run: those of a pair side by side.
   * @param {Edge[]} edges
   * @param {Layer} layer
   * @param {number} k how far zoomed
   * @returns {Map<string, Strands>}
   */
  run(edges, layer, k) {
    /** @param {Edge} edge */
    const pairOf = (edge) => [edge.source, edge.target].sort().join("\0");
    const pairs = [...groupedBy(edges, pairOf)]
      .map(([pair, several]) => ({
        pair,
        strands: several
          .flatMap((edge) => {
            const key = edgeKey(edge);
            const kind = edgeClass(this.view.app, layer, edge);
            const order = ORDER.findIndex((one) => kind.startsWith(one));
            const rank = `${order < 0 ? 3 : order} ${edge.source}`;
            const { relation, claims } = namedOf(this.view.app.world, edge);
            const tie = edge.hollow ? "" : [kind, relation, ...claims].join(" ");
            const own = { key, edge, tie, rank: `${rank} ${key}` };
            // A duty unmet beside levers that hold has a line of its own.
            const unmet = { key: `${key} beside`, edge, tie: "", rank: `${order}z ${edge.source}` };
            return hasUnmet(edge) && !edge.hollow ? [own, unmet] : [own];
          })
          .sort((a, b) => (a.rank < b.rank ? -1 : 1)),
      }))
      .map(({ pair, strands }) => ({
        pair,
        strands: thereAndBack(strands, this.view.crowded),
      }));
    const missing = pairs.filter(({ pair }) => !this.spines.has(pair));
    const length = (/** @type {{ pair: string }} */ { pair }) => {
      const [a, b] = pair.split("\0").map((id) => got(this.view.places, id));
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    this.isFree = pairs.length <= MANY;
    // The short first: they have the least room to give way.
    this.waiting = missing.sort((a, b) => length(a) - length(b) || (a.pair < b.pair ? -1 : 1));
    if (this.isFree || missing.length <= FEW) this.find();
    /** @type {Map<string, Strands>} */
    const curves = new Map();
    for (const { pair, strands } of pairs) {
      const radii = pair.split("\0").map((id) => this.view.radius(id));
      const of = [k, ...radii, ...strands.map(({ key, back }) => key + (back?.key ?? ""))].join();
      const known = this.drawn.get(pair) ?? new Map();
      this.drawn.set(pair, known);
      const beside = known.get(of) ?? this.beside(pair, strands, k);
      if (this.spines.has(pair)) known.set(of, beside);
      for (const [key, curve] of beside) curves.set(key, curve);
    }
    return curves;
  }

  /**
   * The lines of a pair side by side.
   * @param {string} pair
   * @param {Strand[]} strands
   * @param {number} k how far zoomed
   */
  beside(pair, strands, k) {
    /** @type {Map<string, Strands>} */
    const curves = new Map();
    const known = this.spines.get(pair) ?? this.straight(pair);
    const spine = known.map(({ x, y, room }) => ({ x: x * k, y: y * k, room }));
    const [a, b] = pair.split("\0");
    const widest = (strands.length - 1) / 2;
    for (const [i, { key, edge, back }] of strands.entries()) {
      const there = edge.source === a;
      const way = there ? spine : [...spine].reverse();
      const place = (i - widest) * (there ? 1 : -1);
      const radii = /** @type {[number, number]} */ (
        [way[0], way[way.length - 1]].map((end, j) => this.clearance(end, there === !j ? a : b))
      );
      const wide = strands.length > 1 ? APART : ALONE;
      const reach = this.view.crowded ? NARROW : wide;
      const curve = strand(way, place, widest, radii);
      if (back) {
        const [to, from] = halves(curve);
        curves.set(key, { ...to, reach, beside: to, whole: curve });
        curves.set(back.key, { ...from, reach, beside: from, whole: curve, isBack: true });
      } else curves.set(key, { ...curve, reach, beside: curve });
    }
    for (const { edge } of strands.flatMap((one) => [one, one.back ?? []].flat())) {
      const key = edgeKey(edge);
      const beside = curves.get(`${key} beside`);
      if (beside) got(curves, key).beside = beside;
    }
    return [...curves];
  }

  /**
   * Look for the ways that wait.
   * @param {number} [most] milliseconds, after which others look for the rest
   * @returns whether none waits
   */
  find(most = Infinity) {
    const start = performance.now();
    let found = 0;
    for (const { pair, strands } of this.waiting) {
      if (performance.now() - start > most) break;
      this.spines.set(pair, this.spine(pair, strands.length, this.isFree));
      found += 1;
    }
    this.waiting = this.waiting.slice(found);
    // What is held beside straight lines is laid anew.
    if (found) this.held.at = "";
    return !this.waiting.length;
  }

  /**
   * The way of a pair that is not looked for yet.
   * @param {string} pair
   */
  straight(pair) {
    const [a, b] = pair.split("\0").map((id) => got(this.view.places, id));
    return [0, 0.2, 0.8, 1].map((share) => mix(a, b, share));
  }

  /**
   * The way between two marks at no zoom, in the order of the pair's name; a guest has its branch.
   * @param {string} pair
   * @param {number} lines
   * @param {boolean} isFree whether there is room to keep lines off each other
   */
  spine(pair, lines, isFree) {
    const [a, b] = pair.split("\0");
    const branch = this.branch(a, b) ?? this.branch(b, a)?.reverse();
    if (branch && this.view.part.layer === "structure") return branch;
    this.router ??= this.routing();
    return this.router.route(a, b, lines, isFree);
  }

  /**
   * From the line below a home to its guest.
   * @param {string} home
   * @param {string} guest
   */
  branch(home, guest) {
    const trunk = this.view.trunks.find((one) => one.home === home);
    const at = this.view.places.get(guest);
    if (!trunk || !at || this.view.app.view.homes[guest] !== home) return null;
    if (this.view.roots.get(home) !== this.view.roots.get(guest)) return null;
    return [
      { x: trunk.x, y: at.y },
      { x: at.x, y: at.y },
    ];
  }

  /**
   * How far from the end of a line it is drawn: a branch begins at no mark.
   * @param {Point} end
   * @param {string} id
   */
  clearance(end, id) {
    const { x, y } = this.view.spot(id);
    return Math.hypot(end.x - x, end.y - y) > 1 ? 0 : this.view.radius(id) + CLEARANCE;
  }

  routing() {
    const ids = [...this.view.places.keys()].filter((id) => this.view.rooms.has(id));
    const marks = new Map(
      ids.map((id) => [id, { ...got(this.view.places, id), r: this.view.radius(id, 6) }]),
    );
    const named = ids.filter((id) => !this.view.nameless.has(id));
    const names = named.map((id) => {
      const room = got(this.view.rooms, id);
      return /** @type {const} */ ([
        id,
        nameBox(got(this.view.places, id), room, this.view.radius(id)),
      ]);
    });
    const framed = frameRooms(this.view.frames);
    const boxes = [...framed.rooms].map(
      ([key, room]) => /** @type {const} */ ([key, boxOf(got(framed.points, key), room)]),
    );
    const every = new Map([...names, ...boxes]);
    const router = new Router(this.view.width, this.view.height, marks, every);
    for (const trunk of this.view.trunks)
      for (const guest of ids) {
        const branch = this.branch(trunk.home, guest);
        if (branch) router.keepOff(branch, trunk.top);
      }
    return router;
  }
}
