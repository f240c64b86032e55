// The day: two handles over one histogram. Above, the day on which something holds (as of); below,
// the day by which it was reported (known by). Rightmost is the whole record.
import { h, s } from "./dom.js";
import { got, many } from "./plain.js";

export class Days {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.stops = [...app.view.breakpoints, ""];
    /**
     * @param {"asOf" | "knownBy"} name
     * @param {string} label
     */
    const range = (name, label) =>
      h("input", {
        type: "range",
        min: 0,
        max: this.stops.length - 1,
        step: 1,
        id: name,
        class: name,
        "aria-label": label,
        oninput: (event) =>
          app.set({ [name]: this.stops[Number(event.target.value)] }, `slide ${name}`),
      });
    this.asOf = range("asOf", "As of day");
    this.knownBy = range("knownBy", "Known by day");
    this.told = h("output", { for: "asOf knownBy" });
    this.reset = h(
      "button",
      { type: "button", class: "plain", onclick: () => app.set({ asOf: "", knownBy: "" }) },
      "Whole record",
    );
    this.element = h(
      "fieldset",
      { class: "days" },
      h("legend", {}, "Days"),
      h(
        "div",
        { class: "track" },
        h("span", { class: "hint" }, "holds on (as of)"),
        this.asOf,
        this.histogram(),
        this.knownBy,
        h("span", { class: "hint" }, "reported by (known by)"),
      ),
      this.told,
      this.reset,
    );
  }

  // Up: claims that begin to hold, or acts that are done, on that day. Down: claims reported.
  histogram() {
    const { view } = this.app;
    const days = view.breakpoints;
    /** @param {(claim: Claim) => Day} part */
    const count = (part) => {
      const found = new Array(this.stops.length).fill(0);
      for (const claim of view.claims) {
        const at = days.indexOf(part(claim));
        if (at >= 0) found[at] += 1;
      }
      return found;
    };
    const holds = count((claim) => claim.from || claim.until);
    const reported = count((claim) => claim.reported);
    /** @param {number} value */
    const tall = (value) => 19 * Math.sqrt(value / Math.max(1, ...holds, ...reported));
    const step = 100 / Math.max(1, this.stops.length - 1);
    /**
     * @param {string} name
     * @param {number[]} values
     * @param {(tallness: number) => number} y
     */
    const bars = (name, values, y) =>
      values.map((value, i) =>
        value
          ? s("rect", {
              class: name,
              x: (i * step - step * 0.35).toFixed(2),
              y: y(tall(value)).toFixed(2),
              width: (step * 0.7).toFixed(2),
              height: tall(value).toFixed(2),
            })
          : null,
      );
    return s(
      "svg",
      {
        class: "histogram",
        viewBox: "0 0 100 40",
        preserveAspectRatio: "none",
        "aria-hidden": true,
      },
      bars("holding", holds, (tallness) => 20 - tallness),
      bars("telling", reported, () => 20),
      s("path", { class: "base", d: "M0,20 H100" }),
    );
  }

  sync() {
    const { state, shown, view } = this.app;
    /**
     * @param {HTMLInputElement} input
     * @param {string} day
     * @param {string} words
     */
    const set = (input, day, words) => {
      const at = this.at(day);
      if (Number(input.value) !== at) input.value = String(at);
      input.setAttribute("aria-valuetext", words);
    };
    set(this.asOf, state.asOf, state.asOf || "whole record");
    set(this.knownBy, state.knownBy, state.knownBy || "all reports");
    this.reset.hidden = !state.asOf && !state.knownBy;
    const undated = shown.claims.filter((id) => !got(this.app.world.claims, id).when).length;
    const last = view.base.last;
    const parts = [
      state.asOf
        ? `As of ${state.asOf}: ${many(shown.claims.length, "claim")}, ${undated} of them undated.`
        : "As of: the whole record.",
    ];
    parts.push(state.knownBy ? ` Known by ${state.knownBy}.` : " Known by: all reports.");
    if (state.asOf > last && last)
      parts.push(` The last document is of ${last}; what held later is extrapolated.`);
    this.told.textContent = parts.join("");
  }

  /** @param {string} day */
  at(day) {
    if (!day) return this.stops.length - 1;
    const later = this.stops.findIndex((stop) => stop && stop > day);
    return later < 0 ? this.stops.length - 2 : Math.max(0, later - 1);
  }
}
