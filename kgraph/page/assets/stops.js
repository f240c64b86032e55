// What can be reached by keyboard has a name by which it is found again when a view is made anew.
import { stopAt } from "./along.js";

const STOPS = "button, select, [tabindex]";

const nameOf = (element) =>
  `${element.tagName} ${element.getAttribute("aria-label") ?? (element.tagName === "SELECT" ? element.closest("label")?.firstChild.textContent : element.textContent)}`;

// Where the focus is in a part of the page: what finds it again, or null.
export function stopIn(host) {
  const stops = [...host.querySelectorAll(STOPS)];
  const at = stops.indexOf(document.activeElement);
  return at < 0 ? null : { at, name: nameOf(stops[at]) };
}

export function goBack(host, stop) {
  if (!stop) return;
  const stops = [...host.querySelectorAll(STOPS)];
  const same = stops.filter((one) => nameOf(one) === stop.name);
  const found = same.includes(stops[stop.at]) ? stops[stop.at] : same[0];
  if (!found) return;
  const svg = found.closest("svg");
  if (svg) stopAt(svg, found);
  found.focus({ preventScroll: true });
}

// Fill a part of the page anew: focus and scrolled places stay.
export function refilled(host, content) {
  const stop = stopIn(host);
  const scrolled = [...host.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
  host.replaceChildren(content);
  [...host.querySelectorAll(".scroll")].forEach((box, i) => {
    box.scrollLeft = scrolled[i] ?? 0;
  });
  goBack(host, stop);
}
