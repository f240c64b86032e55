// What is shown: one state for all views, kept in the URL so that a view can be shared.

const LISTS = ["voices", "lens", "families", "sign", "types"];

export function startState(view) {
  return { ...view.state, view: view.state.layer, chosen: null, ...fromHash() };
}

function fromHash() {
  const found = {};
  let parts;
  try {
    parts = new URLSearchParams(location.hash.slice(1));
  } catch {
    return found;
  }
  for (const [name, value] of parts) {
    if (LISTS.includes(name)) found[name] = value ? value.split(" ") : [];
    else if (name === "disputed") found.disputed = value !== "no";
    else if (name === "chosen") found.chosen = value.split(" ");
    else if (["view", "asOf", "knownBy", "minFactuality"].includes(name)) found[name] = value;
  }
  return found;
}

export function toHash(state, view) {
  const parts = new URLSearchParams();
  for (const name of LISTS) {
    if (state[name].join(" ") !== view.state[name].join(" ")) parts.set(name, state[name].join(" "));
  }
  if (!state.disputed) parts.set("disputed", "no");
  for (const name of ["asOf", "knownBy"]) if (state[name]) parts.set(name, state[name]);
  if (state.minFactuality !== view.state.minFactuality) {
    parts.set("minFactuality", state.minFactuality);
  }
  if (state.view !== view.state.layer) parts.set("view", state.view);
  if (state.chosen) parts.set("chosen", state.chosen.join(" "));
  return parts.toString();
}

export function remember(state, view) {
  try {
    history.replaceState(null, "", `#${toHash(state, view)}`);
  } catch {
    // A sandboxed frame has no history to write to.
  }
}
