// What can be copied: SPARQL for claims, commands for what is shown.

/**
 * The claims behind what is shown, as a query that kgraph and its endpoint answer.
 * @param {string[]} claims
 */
export function sparql(claims) {
  const listed = [...new Set(claims)].sort().map((id) => `claim:${id}`);
  return [
    "SELECT ?claim ?says ?claimant ?factuality ?passage",
    "WHERE {",
    `  VALUES ?claim { ${listed.join(" ")} }`,
    "  ?claim kg:gloss ?says ; kg:claimant ?claimant ; kg:factuality ?factuality ;" +
      " kg:passage ?passage .",
    "}",
    "ORDER BY ?claim ?passage",
  ].join("\n");
}

/** @param {string} name */
export const quoted = (name) =>
  /^[\w:-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

/**
 * @param {App} app
 * @param {State} [state]
 */
function options(app, state = app.state) {
  const { view } = app;
  /** @type {string[]} */
  const list = [];
  if (state.asOf) list.push(`--as-of ${state.asOf}`);
  if (state.knownBy) list.push(`--known-by ${state.knownBy}`);
  if (state.voices.length >= view.voices.length) list.push("--voice all");
  else if (
    state.voices.join() !==
    view.voices
      .filter((voice) => voice.default)
      .map((voice) => voice.id)
      .join()
  ) {
    list.push(...state.voices.map((voice) => `--voice ${voice}`));
  }
  list.push(
    ...state.lens.map((entry) => `--lens ${entry}`),
    ...state.families.map((family) => `--family ${family}`),
  );
  if (state.minFactuality !== "possible") list.push(`--min-factuality ${state.minFactuality}`);
  if (!state.disputed) list.push("--without-disputed");
  if (state.rolled) list.push("--roll-up");
  return list;
}

// Of what is asked, with the options that give what is shown.
const GRADED = /^kgraph (influence|paths|persuaders|whatif|flip|picture|explain)/;

/**
 * @param {App} app
 * @param {string} base
 * @param {State} [state]
 */
export function asked(app, base, state = app.state) {
  const grades = GRADED.test(base)
    ? app.view.gradedBy.map((file) => `--levers ${quoted(file)}`)
    : [];
  return [base, ...options(app, state), ...grades].join(" ");
}

/**
 * @param {App} app
 * @param {string[]} names
 * @param {Layer | ""} [layer]
 */
export function command(app, names, layer = "") {
  return asked(
    app,
    ["kgraph explain", ...names.map(quoted), layer ? `--layer ${layer}` : ""]
      .filter(Boolean)
      .join(" "),
  );
}

/** @param {App} app */
export function tableCommand(app) {
  if (app.state.layer === "structure") return structureCommand(app);
  const base = {
    influence: app.state.attempts ? "kgraph influence" : "kgraph influence --role means",
    conduct: "kgraph stance --layer conduct",
    positions: "kgraph stance",
  }[app.state.layer];
  return asked(app, base);
}

/**
 * The structure of what is shown: of every voice and however sure, unless the command says else.
 * @param {App} app
 */
function structureCommand(app) {
  const { view, state } = app;
  const every = state.voices.length >= view.voices.length;
  const whose = every ? [] : state.voices.map((voice) => `--voice ${voice}`);
  const rest = options(app, { ...state, rolled: false, minFactuality: "possible" });
  return [
    "kgraph structure",
    ...rest.filter((one) => !one.startsWith("--voice")),
    ...whose,
    state.minFactuality ? `--min-factuality ${state.minFactuality}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
