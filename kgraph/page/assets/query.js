// The server's page for questions: text in, a table out; all that comes is shown as text.
import { bars } from "./bars.js";
import { h, part } from "./dom.js";
import { editor } from "./editor.js";
import { net, triplesNet } from "./net.js";

/** Rows that the table shows; what is saved has all. */
const SHOWN = 1000;
const LISTS = ["relations", "actors", "issues", "events", "places", "agreements"];

/** @typedef {{type: string, value: string, datatype?: string, "xml:lang"?: string}} Term */
/** @typedef {{name: string, meaning: string, default: string}} Parameter */
/** @typedef {{name: string, question: string, path: string, text: string}} Told */
/** @typedef {Told & {parameters: Parameter[]}} Question */
/** @typedef {{url: string, options: RequestInit}} Asked */

const choice = part("question", HTMLSelectElement);
const field = editor(part("text", HTMLElement), "A query of your own, in SPARQL", typed);
const said = part("said", HTMLElement);
const answer = part("answer", HTMLElement);
const save = part("save", HTMLElement);
const fields = part("parameters", HTMLElement);

/** @type {Map<string, Question>} */
const shelf = new Map();
/** @type {Asked | null} */
let last = null;
/** What was asked last: an answer to an earlier one is not shown. */
let turn = 0;

/** @param {Response} response */
async function failure(response) {
  const body = await response.json().catch(() => null);
  return body?.error?.message ?? `The server answered with ${response.status}.`;
}

/** @param {Term | undefined} value */
function cell(value) {
  if (!value) return "";
  if (value.type !== "uri" || !/^https?:\/\//i.test(value.value)) return value.value;
  const query = new URLSearchParams({ query: `DESCRIBE <${value.value}>`, format: "ttl" });
  const address = `sparql?${query}`;
  return h("a", { href: address, rel: "noopener noreferrer nofollow" }, value.value);
}

/** @param {string[]} names @param {Record<string, Term>[]} rows */
function table(names, rows) {
  const head = h("tr", {}, ...names.map((name) => h("th", { scope: "col" }, name)));
  const lines = rows
    .slice(0, SHOWN)
    .map((row) => h("tr", {}, ...names.map((name) => h("td", {}, cell(row[name])))));
  return h("table", {}, h("thead", {}, head), h("tbody", {}, ...lines));
}

/**
 * What is shown of an answer.
 * @param {Response} response
 * @param {Asked} asked
 */
async function shown(response, asked) {
  const kind = response.headers.get("content-type") ?? "";
  if (!kind.includes("json")) {
    const turtle = await response.text();
    const lines = await fetch(asked.url, {
      ...asked.options,
      headers: { accept: "application/n-triples" },
    });
    const drawn = lines.ok ? triplesNet(await lines.text()) : "";
    return { note: "Triples, as Turtle.", made: [drawn, h("pre", {}, turtle)], rows: false };
  }
  const found = await response.json();
  if ("boolean" in found) return { note: found.boolean ? "Yes." : "No.", made: [], rows: false };
  const rows = found.results.bindings;
  const more = rows.length > SHOWN ? `; the first ${SHOWN} are shown, save them for all` : "";
  const note = `${rows.length} ${rows.length === 1 ? "row" : "rows"}${more}.`;
  const { vars } = found.head;
  const made = [bars(vars, rows), net(vars, rows), table(vars, rows)];
  return { note, made, rows: true };
}

/** @param {Asked} asked */
async function ask(asked) {
  turn += 1;
  const own = turn;
  said.textContent = "Asked; waiting for the answer.";
  answer.replaceChildren();
  answer.setAttribute("aria-busy", "true");
  save.hidden = true;
  const headers = { accept: "application/sparql-results+json, text/turtle;q=0.9" };
  try {
    const response = await fetch(asked.url, { ...asked.options, headers });
    const found = response.ok
      ? await shown(response, asked)
      : { note: await failure(response), made: [], rows: false };
    if (own !== turn) return;
    said.textContent = found.note;
    answer.append(...found.made);
    save.hidden = !found.rows;
    last = asked;
  } catch {
    if (own === turn) said.textContent = "The server does not answer; is it still running?";
  }
  if (own === turn) answer.setAttribute("aria-busy", "false");
}

/** @param {string} format */
async function saved(format) {
  if (!last) return;
  const media = format === "csv" ? "text/csv" : "application/sparql-results+json";
  const response = await fetch(last.url, { ...last.options, headers: { accept: media } });
  if (!response.ok) {
    said.textContent = await failure(response);
    return;
  }
  const url = URL.createObjectURL(await response.blob());
  h("a", { href: url, download: `answer.${format}` }).click();
  URL.revokeObjectURL(url);
}

function chosen() {
  const question = shelf.get(choice.value);
  if (!question) return;
  part("meaning", HTMLElement).textContent = question.question;
  fields.replaceChildren(
    ...question.parameters.map((one) => {
      const id = `p-${one.name}`;
      const named = { id, name: one.name, value: one.default, list: "terms" };
      const input = h("input", { ...named, required: !one.default, autocomplete: "off" });
      return h("div", {}, h("label", { for: id }, `${one.name}: ${one.meaning}`), input);
    }),
  );
}

function questioned() {
  const question = shelf.get(choice.value);
  if (!question) return;
  const values = [...fields.querySelectorAll("input")].map((one) => [one.name, one.value]);
  const query = new URLSearchParams(values.filter(([, value]) => value));
  void ask({ url: `${question.path.slice(1)}?${query}`, options: {} });
}

function typed() {
  void ask({
    url: "sparql",
    options: { method: "POST", body: new URLSearchParams({ query: field.text }) },
  });
}

/** @param {string} url */
async function listed(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(await failure(response));
  return response.json();
}

async function begin() {
  for (const one of (await listed("api/questions")).questions) shelf.set(one.name, one);
  choice.append(...[...shelf.keys()].map((name) => h("option", { value: name }, name)));
  chosen();
  const lists = await Promise.all(LISTS.map((name) => listed(`api/lists/${name}`)));
  const terms = lists
    .flatMap((one) => one.rows)
    .map(({ id, label }) => ({ id: id.includes(":") ? id : `kg:${id}`, label }));
  part("terms", HTMLDataListElement).append(
    ...terms.map(({ id, label }) => h("option", { value: id }, label)),
  );
  field.know(terms);
}

choice.addEventListener("change", chosen);
part("shelf", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  questioned();
});
part("own", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  typed();
});
part("take", HTMLButtonElement).addEventListener("click", () => {
  field.text = shelf.get(choice.value)?.text ?? "";
  field.focus();
});
save.addEventListener("click", (event) => {
  const format = event.target instanceof HTMLElement ? event.target.dataset.format : "";
  if (format) void saved(format);
});
begin()
  .catch((error) => (said.textContent = String(error.message)))
  .finally(() => (document.documentElement.dataset.ready = ""));
