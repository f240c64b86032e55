// The types of what the page is given and of what it makes of that, for the scripts' JSDoc.

// --- the view model, as kgraph/page/view.py makes it

type Layer = "structure" | "positions" | "conduct" | "influence";

/** A day as YYYY-MM-DD, or "" where none is said. */
type Day = string;

interface View {
  kgraph: string;
  dataVersion: string;
  title: string;
  gradedBy: string[];
  base: { sentence: string; documents: number; claims: number; first: Day; last: Day };
  voices: Voice[];
  words: Record<string, { label: string; definition: string }>;
  grades: Record<string, Grade>;
  factualities: { id: string; label: string; certainty: number; polarity: number }[];
  entities: Entity[];
  relations: Relation[];
  documents: SourceDocument[];
  claims: Claim[];
  /** Why claims lead nowhere. */
  reasons: string[];
  say: Sayings;
  /** Kinds of structure, in the order in which they are told. */
  kinds: string[];
  declared: Declared[];
  terms: Term[];
  positions: Record<string, Record<string, Spot>>;
  /** Who is at home where. */
  homes: Record<string, string>;
  /** Homes that are drawn round equals. */
  spaces: string[];
  pinned: Record<string, string[]>;
  groupings: Grouping[];
  measured: Measured;
  /** SVG by the name of its measure. */
  pictures: Record<string, string>;
  publishers: string[];
  /** The day of the last document. */
  end: Day;
  /** Days before its report for which an undated claim is taken. */
  reachBack: number;
  thresholds: Record<string, number>;
  /** Voices of the overview, experts among them; none if the dossier has no overview. */
  overview: string[];
  /** From which weight on conduct stands in the overview. */
  strong: number;
  /** A sentence on what the record tells above all; "chosen" has two ends and the sign of a line. */
  finding: { says: string; chosen: string[] }[];
  /** What draws: "both" is the canvas for more actors than a picture bears. */
  renderer: "svg" | "vis" | "both";
  bears: number;
  breakpoints: Day[];
  events: EventDays[];
  state: FirstState;
  story: Story | null;
}

/** States of the page, each with a sentence and its claims; "first" is what their addresses add to. */
interface Story {
  title: string;
  steps: { title: string; says: string; claims: string[]; state: string }[];
  first: FirstState;
  /** Whether the page opens with it. */
  told: boolean;
}

/** Words of kgraph/wording.py for what is grouped here. */
interface Sayings {
  unmet: string;
  onPaper: string;
  alsoOnPaper: string;
  notSo: string;
  reportsUnmet: string;
  denies: string;
  deniesAs: string;
  owed: string;
  nobody: string;
  back: string;
  sides: Record<string, CellState>;
  for: Record<string, string>;
  moods: Record<string, string>;
  held: Record<Answer, string>;
  hold: Record<Answer, string>;
  bond: string;
  byNoClaim: string;
  byAnalysts: string;
  claimed: string;
  notKept: string;
  noDay: string;
  pressure: string;
  byForce: string;
  noForce: string;
  cool: string;
  byOneParty: string;
}

/** What the dossier says of a thing when it names it, by no claim. */
interface Declared {
  kind: string;
  source: string;
  relation: string;
  target: string;
  /** That of the target. */
  label: string;
}

interface Voice {
  id: string;
  label: string;
  default: boolean;
  definition: string;
}

interface Grade {
  number: number;
  low: number;
  high: number;
}

interface Entity {
  id: string;
  label: string;
  type: string;
  kind: string;
  aliases: string[];
  hidden: string[];
  qid: string;
  partOf: string;
}

interface Relation {
  id: string;
  label: string;
  family: string;
  aspect: string;
  /** Of conduct: how friendly or hostile it is, from 0 to 1. */
  weight: number;
  role: string;
  lever: string;
  leverFamily: string;
  guarantee: boolean;
  promise: boolean;
  /**
   * Whether it is done by force, is but what somebody judges a bad relation to be, and whether it
   * works against whom it is on.
   */
  force: boolean;
  cool: boolean;
  against: boolean;
  /** Whether what it says of a person passes to no body. */
  personal: boolean;
  unmetLabel: string;
  definition: string;
  /** The kind of structure that it tells, or "". */
  structure: string;
}

interface SourceDocument {
  id: string;
  title: string;
  publisher: string;
  publisherLabel: string;
  /** Where it can be read, or "". */
  url: string;
}

interface Claim {
  id: string;
  document: string;
  passages: string[];
  subject: string;
  relation: string;
  object: string;
  affected: string[];
  topic: string[];
  claimant: string;
  speaksFor: string[];
  /** The voice, with a party's word on itself and on others apart; "" for nobody's. */
  voice: string;
  polarity: number;
  certainty: number;
  /** How strongly it is put, from 1 to 3. */
  intensity: number;
  actual: boolean;
  modality: string;
  leads: Lead[];
  /** Of what may report a duty unmet: for which days it says so, in few letters. */
  span?: string;
  /** Why it leads nowhere, by layer (positions, conduct, influence, structure), in the view's reasons. */
  without: number[];
  when: string;
  from: Day;
  until: Day;
  surelyFrom: Day;
  surelyUntil: Day;
  /** Events after which it is put. */
  after: string[];
  reported: Day;
  condition: string;
  lever: string;
  leverFamily: string;
  /** How many documents make a claim of the same proposition. */
  told: number;
  disputedBy: Dispute[];
  corroboratedBy: string[];
  gloss: string;
  /** Sentences on the claim, as kgraph/wording.py says them. */
  states: string;
  saidBy: string;
  surely: string;
  holds: string;
  places: string;
  citation: string;
  note: string;
  status: string;
  file: string;
  line: number;
}

/** A dated event or agreement, as kgraph/page/events.py. */
interface EventDays {
  id: string;
  first: Day;
  /** "" where it goes on. */
  last: Day;
  /** It happened on some day between, or began on some day after the first. */
  vague: boolean;
  before: Day;
  after: Day;
  /** Those that date it. */
  claims: string[];
  /** How many claims name it. */
  named: number;
}

/** What a claim or tie says of a day. */
type Answer = "holds" | "mayHold" | "notStated" | "lapsed" | "doesNotHold";

/** What a lead is of, as in kgraph/claims/leads.py. */
type Kind = "position" | "conduct" | "means" | "attempt" | "outcome" | "structure" | "unmet";

/** Whom a claim leads to whom, and with which sign. */
type Lead = [kind: Kind, source: string, target: string, sign: number];

interface Dispute {
  claim: string;
  says: string;
}

/** Who may speak for, or is drawn inside, a state or body, and when. */
interface Term {
  actor: string;
  into: string;
  first: Day;
  last: Day;
}

/** A way to colour actors: the group of each. */
interface Grouping {
  name: string;
  groups: Record<string, string>;
}

interface Measured {
  whyNot: string;
  captions: string[];
  names: string[];
  blocs: string[][];
  /** The ranks in words, in the order of their rows. */
  ranked: string[];
  made: Measure[];
}

interface Measure {
  id: string;
  layers: Layer[];
  title: string;
  about: string;
  command: string;
  ofRow: string;
  rolls: boolean;
  byRow: boolean;
  heads: string[];
  rows: MeasureRow[];
  notes: string[];
  caption: number;
}

/** A row: its cells by number, its claims by their place in the view, those of an overlay by id. */
interface MeasureRow {
  [cell: number]: string;
  claims: number[];
  beyond: string[];
  names: number[];
  shares: [name: string, parts: [claim: number, share: number][]][];
}

// --- what is shown

/** The filters that look at claims. */
interface ClaimFilters {
  asOf: Day;
  knownBy: Day;
  voices: string[];
  lens: string[];
  families: string[];
  disputed: boolean;
  minFactuality: string;
  rolled: boolean;
  opened?: string[];
  /** Whether undated claims stand on every day, or only dated ones are taken. */
  dated?: "" | "others every day" | "only";
  /** Whether ties that say nothing of the day stand apart. */
  undated?: "" | "apart";
  /** Days on which a claim must be decided: what may hold on one of them is left out. */
  decided?: Day[];
}

/** All that a link to the page says. */
interface State extends ClaimFilters {
  layer: Layer;
  view: string;
  /** Whether its voices were chosen, or are those of the view. */
  own: boolean;
  opened: string[];
  /** Of structure: kinds of it. */
  kinds: string[];
  sign: string[];
  types: string[];
  only: string[];
  hidden: string[];
  focus: string[];
  steps: string;
  path: string[];
  about: string[];
  measure: string;
  /** Of the rows and columns of a matrix: "" for most evidence first. */
  order: string;
  /** The step of the story that is told, from 1, or "". */
  story: string;
  colour: string;
  attempts: boolean;
  /** Whether what gives no day is drawn on a chosen one. */
  ghosts: boolean;
  /** Whether only the picture is shown, as in a frame of another page. */
  embed: boolean;
  beside: Beside | null;
  pins: Record<string, Record<string, Spot>>;
  chosen: string[];
}

/** What the page shows first, as far as Python says it. */
type FirstState = ClaimFilters & Pick<State, "layer" | "sign" | "types"> & Partial<State>;

/** In what a second state differs from the first. */
type Beside = Partial<Pick<State, "asOf" | "knownBy" | "lens" | "voices">>;

type ListName =
  | "voices"
  | "lens"
  | "families"
  | "kinds"
  | "sign"
  | "types"
  | "only"
  | "opened"
  | "hidden"
  | "focus"
  | "path"
  | "about"
  | "chosen";
type WordName =
  | "layer"
  | "view"
  | "asOf"
  | "knownBy"
  | "minFactuality"
  | "colour"
  | "steps"
  | "measure"
  | "order"
  | "story";
type FlagName = "disputed" | "rolled" | "attempts" | "ghosts" | "embed";

/** Change of an edge, tie or cell by its key. */
type Changes = Map<string, Change>;
type Change = "appeared" | "vanished" | "changed";

interface Scene {
  shown: Networks;
  part: Part;
  routes: Route[] | null;
  /** The networks and the part of a second state. */
  other: Networks | null;
  beside: Part | null;
  /** What changes are looked for between. */
  compared: [Part, Part] | null;
  changes: Changes | null;
}

// --- networks

/** Parts of the view by id, and what the rules of the networks need of it. */
interface World {
  relations: Map<string, Relation>;
  documents: Map<string, SourceDocument>;
  entities: Map<string, Entity>;
  claims: Map<string, Claim>;
  certainty: Map<string, number>;
  grades: Record<string, Grade>;
  number: (grade: string) => number;
  terms: Map<string, Term[]>;
  /** Whether claims name anybody who may be drawn inside another. */
  hasInsiders: boolean;
  everyVoice: Set<string>;
  reachBack: number;
  end: Day;
  reasons: string[];
  declared: Tie[];
  homes: Record<string, string>;
  spaces: string[];
  strong: number;
}

interface Ends {
  source: string;
  target: string;
}

interface Tie extends Ends {
  relation: string;
  sign: number;
  weight: number;
  families: string[];
  grade: string;
  claims: string[];
  denials: string[];
  disputedBy: string[];
  hollowBy: string[];
  conditional: boolean;
  from: Day;
  until: Day;
  /** What the surest of its claims says of the day. */
  holds: Answer;
  /** Of what is listed with the levers: what it is, and whether it came about. */
  role?: string;
  happened?: boolean | null;
}

interface Edge extends Ends {
  sign: number;
  weight: number;
  ties: number;
  hollow: boolean;
  /** Grade by family. */
  families: Record<string, string>;
  low: number;
  high: number;
  parts: Tie[];
  conditional?: boolean;
  overlay?: boolean;
  /** In the overview, of which layer it is if not of conduct. */
  layer?: Layer;
}

interface Cell {
  holder: string;
  target: string;
  state: CellState;
  claims: string[];
  parts: Tie[];
}
type CellState = "for" | "against" | "neither" | "conditional" | "mixed";

/** Claims that make one tie. */
interface Group extends Ends {
  sign: number;
  relation: Relation;
  claims: Claim[];
  conditional: boolean;
}

/** All that is said of one structural relation between two things. */
interface Bond extends Tie {
  kind: string;
  /** How it stands: stated, disputed, denied, planned ... */
  stated: string;
  /** To what others say that it belongs. */
  others: string[];
}

/** A layer of networks; ``cells`` are of positions, overlays of influence, bonds of structure. */
interface LayerNetwork extends Partial<Overlays> {
  ties: Tie[];
  /** Say nothing of the day, and are kept apart. */
  undated: Tie[];
  /** Had ended by the day: listed, and in no measure. */
  lapsed: Tie[];
  edges: Edge[];
  cells?: Cell[];
  bonds?: Bond[];
}

type Structure = LayerNetwork & { bonds: Bond[] };

/** Ties that are listed with the levers and never counted. */
interface Overlays {
  attempts: Tie[];
  outcomes: Tie[];
  failures: Tie[];
  structure: Tie[];
  /** Attempts and outcomes that say nothing of the day. */
  apart: Tie[];
}

interface Networks {
  /** Claims that count, why the others do not, who is inside whom, claims as they are told. */
  claims: string[];
  left: Record<string, number>;
  inside: Record<string, Set<string>>;
  told: Map<string, Claim>;
  /** All claims of the record: shown in a layer, or left out for a reason. */
  account: (layer: Layer) => Account;
  positions: LayerNetwork & { cells: Cell[] };
  conduct: LayerNetwork;
  influence: LayerNetwork & Overlays;
  structure: Structure;
}

/** As kgraph/networks/ledger.py. */
interface Account {
  shown: string[];
  left: Record<string, number>;
}

/** What of a layer is drawn and listed. */
interface Part {
  layer: Layer;
  edges: Edge[];
  ties: Tie[];
  cells: Cell[];
  actors: string[];
  /** Of the overview: who stands at a home without a line. */
  buds: string[];
  inside: Record<string, Set<string>>;
  others: Tie[];
  bonds: Bond[];
  /** Say nothing of the chosen day, whether they are drawn or not. */
  undated: Tie[];
  /** Had ended by the day. */
  gone: Tie[];
}

interface Route {
  edges: Edge[];
  sign: number;
}

// --- drawing

interface Point {
  x: number;
  y: number;
  /** Of a line: how far others beside it may stand from it, where that is less than they take. */
  room?: number;
}

/** A place in [0, 1] by [0, 1]. */
type Spot = [x: number, y: number];

/** How far a mark with its name reaches from its middle, in pixels. */
interface Room {
  half: number;
  /** Where the name stands to the right of the mark, how far it reaches to each side. */
  left?: number;
  right?: number;
  up: number;
  down: number;
  lines?: string[];
}

interface Curve {
  at: (t: number) => Point;
  length: number;
  points: Point[];
  path: string;
}

/** A line, and another that runs beside it. */
interface Strands extends Curve {
  beside: Curve;
  /** Of what is one tie there and back: the whole line, written on once, of which this is a half. */
  whole?: Curve;
  /** Whether it is the half that is not written on. */
  isBack?: boolean;
  /** How wide it is to the pointer. */
  reach: number;
}

/** What is drawn round those who stand together; the name is written if no mark there has it. */
interface Frame extends Box {
  id: string;
  name: string;
}

/** The line from a home down to its guests. */
interface Trunk {
  home: string;
  x: number;
  top: number;
  bottom: number;
}

/** Those who stand together, with their places from the upper left. */
interface Block {
  id: string;
  width: number;
  height: number;
  rooms: Map<string, Room>;
  at: Map<string, Point>;
  frames: Frame[];
  trunks: Trunk[];
}

/** What is seen of an edge from afar. */
interface Stroke {
  key: string;
  kind: string;
  change: Change | "";
  chosen: boolean;
  curve: Strands;
  path: string;
  class: string;
  width: string;
}

/** How an edge is drawn. */
interface EdgeLook extends Stroke {
  edge: Edge;
  /** The path of a hollow line next to it, or "". */
  beside: string;
  /** The marker at its end; a hollow one has none. */
  head: string | null;
  headBeside: string | null;
  claims: string;
  /** Asked for only where its claims have changed. */
  says: () => string;
}

/** How an actor is drawn; ``sign`` is of its group, ``inside`` how many are. */
interface ActorLook {
  class: string;
  place: string;
  type: string;
  size: number;
  sign: string;
  inside: number;
  lines: string[];
  /** Whether the name stands to the right of the mark. */
  right: boolean;
  says: string;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

type Signed = [a: string, b: string, sign: number];

/** Who stands in the picture on any day, with the signs between them. */
interface Lasting {
  key: string;
  cast: string[];
  degree: Map<string, number>;
  signs: Signed[];
}

interface PaintOptions extends Omit<Lasting, "key"> {
  /** The name of the picture among places and pins. */
  picture: string;
  /** Whether a handle is dragged. */
  sliding: boolean;
  changes: Changes | null;
}

/** Where the focus is: its place among the stops for Tab and its name. */
interface Stop {
  at: number;
  name: string;
}

type Child = Node | string | number | null | undefined | Child[];

/** Attributes by name, listeners by "on" and their event; null and false are left out. */
interface Attributes {
  [name: string]: unknown;
  [listener: `on${string}`]: ((event: any) => void) | null | undefined;
}

type Act = () => void;

type App = import("./app.js").App;
type Dossier = import("./dossier.js").Dossier;
type Stage = import("./stage.js").Stage;

/** A network as either renderer draws it. */
interface Drawing {
  host: HTMLElement;
  width: number;
  height: number;
  paint: (part: Part, options: PaintOptions) => void;
  copied: () => Node | Node[];
  rested?: () => void;
  /** Whether lines run as they are to run, and what has them do so now. */
  isSettled?: boolean;
  finish?: () => void;
  /** Bring actors into sight. */
  reveal: (ids: string[]) => void;
}

/** What the keyboard needs of a drawing; its marks have data-actor or data-edge, and data-key. */
interface Navigable {
  part: Part;
  spot: (id: string) => Point;
  actorAt: (id: string) => HTMLElement | SVGElement | null | undefined;
  edgeAt: (key: string) => HTMLElement | SVGElement | null | undefined;
}

type Focusable = HTMLElement | SVGElement;

interface Window {
  /** What pyvis ships, on pages of large networks. */
  vis: any;
  /** For tests, and for whoever looks at the page with a browser's own tools. */
  kgraph: {
    app: App;
    stage: Stage;
    view: View;
    networks: (filters: ClaimFilters, of?: View) => Networks;
    strip: (...about: string[]) => unknown;
    ways: (from: string, to: string) => unknown;
    picture: () => string;
    layout: () => string;
    outward: (address: string, text: string) => Element;
    page: unknown;
  };
}
