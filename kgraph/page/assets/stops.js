// What can be reached by keyboard has a name by which it is found again when a view is made anew.
import { stopAt } from "./along.js";
import { within } from "./dom.js";

const STOPS = "button, select, [tabindex]";

/** @param {Element} element */
function nameOf(element) {
  const select = element.tagName === "SELECT";
  const text = select ? element.closest("label")?.firstChild?.textContent : element.textContent;
  return `${element.tagName} ${element.getAttribute("aria-label") ?? text}`;
}

/**
 * Where the focus is in a part of the page: what finds it again, or null.
 * @param {HTMLElement} host
 */
export function stopIn(host) {
  const stops = within(host, STOPS);
  const at = stops.findIndex((one) => one === document.activeElement);
  return at < 0 ? null : { at, name: nameOf(stops[at]) };
}

/**
 * @param {HTMLElement} host
 * @param {Stop | null | undefined} stop
 */
export function goBack(host, stop) {
  if (!stop) return;
  const stops = within(host, STOPS);
  const same = stops.filter((one) => nameOf(one) === stop.name);
  const found = same.includes(stops[stop.at]) ? stops[stop.at] : same[0];
  if (!found) return;
  const svg = found.closest("svg");
  if (svg) stopAt(svg, found);
  found.focus({ preventScroll: true });
}

/**
 * Fill a part of the page anew: focus and scrolled places stay.
 * @param {HTMLElement} host
 * @param {Element} content
 */
export function refilled(host, content) {
  const stop = stopIn(host);
  const scrolled = within(host, ".scroll").map((box) => box.scrollLeft);
  host.replaceChildren(content);
  within(host, ".scroll").forEach((box, i) => {
    box.scrollLeft = scrolled[i] ?? 0;
  });
  goBack(host, stop);
}
