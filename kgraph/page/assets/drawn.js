// The elements of a drawing, one for each actor, edge and word: kept from step to step, so that a
// change of day or filter touches only what differs.
import { s } from "./dom.js";
import { badge, mark } from "./marks.js";
import { MARK } from "./places.js";

export class Drawn {
  constructor(layer, make) {
    [this.layer, this.make, this.kept, this.shown] = [layer, make, new Map(), new Map()];
  }

  // The element of a key; whoever is drawn no more is taken out by close().
  open(key) {
    if (!this.kept.has(key)) this.kept.set(key, this.make(key));
    const element = this.kept.get(key);
    this.next ??= new Map();
    this.next.set(key, element);
    return element;
  }

  close() {
    const next = this.next ?? new Map();
    for (const [key, { group }] of this.shown) if (!next.has(key)) group.remove();
    const fresh = [...next].filter(([key]) => !this.shown.has(key)).map(([, { group }]) => group);
    this.layer.append(...fresh);
    [this.shown, this.next] = [next, null];
  }
}

const says = ({ group, title }, text) => {
  group.setAttribute("aria-label", text);
  title.textContent = text;
};

export function newEdge(key) {
  const [title, reach, line, inside] = [
    s("title"),
    s("path", { class: "reach" }),
    s("path", { class: "line" }),
    s("path", { class: "inside" }),
  ];
  const group = s(
    "g",
    { tabindex: -1, role: "button", "data-key": key, "data-edge": key },
    title,
    reach,
    line,
  );
  return { group, title, reach, line, inside };
}

// look: class, path, width, head (none of a hollow one), beside (the path of a hollow line next to
// it, or ""), claims, and what it says, which is asked for only where its claims changed.
export function drawEdge(drawn, look) {
  const { group, line, inside } = drawn;
  const was = drawn.look ?? {};
  drawn.look = look;
  if (was.claims !== look.claims) says(drawn, look.says());
  if (was.class !== look.class) group.setAttribute("class", look.class);
  if (was.path !== look.path)
    for (const path of [drawn.reach, line, inside]) path.setAttribute("d", look.path);
  if (was.width !== look.width) line.setAttribute("stroke-width", look.width);
  if ((was.beside ?? "") !== look.beside) {
    for (const old of group.querySelectorAll(".beside")) old.remove();
    if (look.beside) {
      group.append(
        ...["line beside", "inside beside"].map((name) =>
          s("path", {
            class: name,
            d: look.beside,
            "stroke-width": name.startsWith("line") ? 5 : null,
          }),
        ),
      );
    }
  }
  if (was.head === look.head) return;
  if (look.head) line.setAttribute("marker-end", look.head);
  else line.removeAttribute("marker-end");
  if (look.head) inside.remove();
  else group.append(inside);
}

export function newActor(key) {
  const [title, reach] = [s("title"), s("circle", { class: "reach", r: 15 })];
  const [shape, name] = [s("g"), s("g")];
  return {
    group: s(
      "g",
      { tabindex: -1, role: "button", "data-actor": key, "data-key": key },
      title,
      reach,
      shape,
      name,
    ),
    title,
    shape,
    name,
  };
}

// look: class, place, type, size, sign (of a group), inside (how many), lines (of the name), says.
export function drawActor(drawn, look) {
  const was = drawn.look ?? {};
  drawn.look = look;
  if (was.says !== look.says) says(drawn, look.says);
  if (was.class !== look.class) drawn.group.setAttribute("class", look.class);
  if (was.place !== look.place) drawn.group.setAttribute("transform", look.place);
  if (was.size !== look.size || was.sign !== look.sign || was.inside !== look.inside) {
    drawn.shape.replaceChildren(
      mark(look.type, look.size),
      look.sign ? s("text", { class: "sign", y: 4 }, look.sign) : "",
      look.inside
        ? s(
            "text",
            { class: "inside-count", x: look.size + 2, y: -look.size + 3 },
            `+${look.inside}`,
          )
        : "",
    );
  }
  if (was.lines?.join() !== look.lines.join())
    drawn.name.replaceChildren(
      ...look.lines.map((line, i) => s("text", { class: "name", y: MARK + 14 + 14 * i }, line)),
    );
}

export const newWord = () => ({ group: s("text", { class: "word" }) });

export function drawWord({ group }, { x, y, text }) {
  const [left, top] = [x.toFixed(1), (y + 4).toFixed(1)];
  if (group.textContent !== text) group.textContent = text;
  if (group.getAttribute("x") !== left) group.setAttribute("x", left);
  if (group.getAttribute("y") !== top) group.setAttribute("y", top);
}

export const newBadge = () => ({ group: badge(0, 0) });

export function drawBadge({ group }, { x, y }) {
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  if (group.getAttribute("transform") !== place) group.setAttribute("transform", place);
}
