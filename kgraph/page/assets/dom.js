// Making elements: text is always text, never markup.
import { readable } from "./bidi.js";

const SVG = "http://www.w3.org/2000/svg";
/** Attributes that are read, and elements whose text is copied for other programs. */
const SAID = new Set(["aria-label", "title"]);
const COPIED = new Set(["code", "pre", "style", "textarea"]);

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function h(tag, attributes = {}, ...children) {
  return made(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function s(tag, attributes = {}, ...children) {
  return made(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * An element with more attributes, listeners and children.
 * @template {Element} E
 * @param {E} element
 * @param {Attributes} attributes
 * @param {Child[]} [children]
 */
export function made(element, attributes, children = []) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else {
      const text = value === true ? "" : String(value);
      element.setAttribute(name, SAID.has(name) ? readable(text) : text);
    }
  }
  const copied = COPIED.has(element.localName);
  for (const child of /** @type {Exclude<Child, Child[]>[]} */ (
    /** @type {any[]} */ (children).flat(Infinity)
  )) {
    if (child === null || child === undefined || child === "") continue;
    if (child instanceof Node) element.append(child);
    else {
      const text = String(child);
      element.append(document.createTextNode(copied ? text : readable(text)));
    }
  }
  return element;
}

/**
 * A part of the page that its template has.
 * @param {string} id
 */
export const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * The elements in a part of the page that a selector takes.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const within = (root, selector) => [...root.querySelectorAll(selector)].map(asHtml);

/**
 * SVG elements too: what is asked of either, focus and data, both have.
 * @param {Element} element
 */
const asHtml = (element) => /** @type {HTMLElement} */ (element);

/**
 * The class attribute of what is of these classes, and of those that hold.
 * @param {...(string | Record<string, unknown>)} names
 */
export const classes = (...names) =>
  names
    .flatMap((one) =>
      typeof one === "string" ? one : Object.keys(one).filter((name) => name && one[name]),
    )
    .join(" ");

/**
 * The part of a page with an id, which is there and of this kind.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no ${id}`);
  return found;
}

/**
 * @param {Child} text
 * @param {Act | null} act
 * @param {Attributes} [more]
 */
export const plainButton = (text, act, more = {}) =>
  h("button", { type: "button", class: "plain", onclick: act, ...more }, text);

/**
 * @param {Act} act
 * @returns {(event: KeyboardEvent) => void}
 */
export const pressed = (act) => (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  act();
};

/**
 * A link that leaves the page: only to the web, and without telling it where one comes from.
 * @param {string} address
 * @param {string} text
 */
export function outward(address, text) {
  if (!/^https?:\/\/[^\s"'<>]+$/i.test(address)) return h("span", {}, text);
  return h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string | Blob} content
 */
export function download(name, type, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
