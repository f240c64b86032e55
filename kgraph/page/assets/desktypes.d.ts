// The types of what the server tells the coding desk, for its scripts' JSDoc.

interface DeskLine {
  passage: string;
  paragraph: number;
  sentence: number;
  text: string;
  claims: string[];
  status: string;
  reason: string;
}

interface DeskClaim {
  gloss: string;
  says: string;
  whose: string;
  status: string;
  tags: string[];
  coder: string[];
  memo: string;
  note: string;
  polarity: number;
}

interface DeskTotal {
  document: string;
  title: string;
  sentences: number;
  claims: number;
  no_claims: number;
  open: number;
}

interface DeskState {
  version: string;
  coder: string;
  document: string;
  publisher: string;
  documents: DeskTotal[];
  lines: DeskLine[];
  claims: Record<string, DeskClaim>;
  undo: { number: number; what: string; left: number } | null;
}

interface DeskNames {
  names: { id: string; label: string; kind: string; also: string[] }[];
  relations: { id: string; label: string; what: string; value: boolean }[];
  factuality: string[];
  mode: string[];
  modality: string[];
  classes: Record<string, string[]>;
}

interface DeskPreview {
  errors: string[];
  says: string;
  whose?: string;
  gloss?: string;
  layers: string[];
  same: { claim: string; gloss: string; whose: string; against: boolean; here: boolean }[];
}

interface DeskFollows {
  refused: string[];
  /** Why it is in no network unless one asks for it. */
  out: string;
  changes: { kind: string; what: string; before: string; after: string }[];
  more: number;
  against: string[];
}

interface DeskDone {
  said: string;
  undo: DeskState["undo"];
  claims: string[];
}

/** The fields of a claim as one types them. */
type DeskCells = Record<string, string>;

/** What the text and the form have done: each where all parts of the desk are known. */
interface DeskActs {
  begin: () => void;
  edit: (claim: string) => Promise<void>;
  accept: (claim: string) => Promise<void>;
  sendBack: (claim: string) => Promise<void>;
  retract: (claim: string) => Promise<void>;
  undone: () => Promise<void>;
  reviewed: () => void;
  mint: (field: string, name: string) => Promise<void>;
}

/** Something that two codings do not agree on, as `kgraph merge` lists it. */
interface BothRow {
  kind: string;
  field: string;
  a: string;
  b: string;
  says_a: string;
  says_b: string;
  decision: string;
  answers: string[];
}

interface BothLine {
  paragraph: number;
  sentence: number;
  text: string;
  pairs: { a: string; b: string }[];
}

interface BothMeasure {
  equal: number;
  pairs: number;
  alpha: string;
}

interface BothState {
  version: string;
  document: string;
  documents: { document: string; title: string; open: number }[];
  matched: string;
  agreement: { field: string; here: BothMeasure; all: BothMeasure }[];
  lines: BothLine[];
  claims: Record<string, DeskClaim>[];
  rows: BothRow[];
  open: number;
  elsewhere: number;
  into: string;
  decisions: string;
}
