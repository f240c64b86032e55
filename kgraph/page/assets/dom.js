// Making elements: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function s(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === "") continue;
    element.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
  return element;
}

export const plainButton = (text, act, more = {}) =>
  h("button", { type: "button", class: "plain", onclick: act, ...more }, text);

export const pressed = (act) => (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  act();
};

// A link that leaves the page: only to the web, and without telling it where one comes from.
export function outward(address, text) {
  if (!/^https?:\/\/[^\s"'<>]+$/i.test(address)) return h("span", {}, text);
  return h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
}

export function download(name, type, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ı/g, "i").replace(/ə/g, "e");

export const many = (count, one, several = `${one}s`) => `${count} ${count === 1 ? one : several}`;

export const toggledIn = (list, value) =>
  list.includes(value) ? list.filter((one) => one !== value) : [...list, value];

// The order of Python's sorted(): by code point.
export const sortedByText = (list, key) =>
  list
    .map((one) => [key(one), one])
    .sort(byText(([text]) => text))
    .map(([, one]) => one);

export const byText = (key) => (a, b) => {
  const [one, other] = [key(a), key(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};
