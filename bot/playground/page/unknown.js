// What this page cannot draw, shown as such.

import { h } from "./dom.js";

/** A box that cannot be overlooked, with the JSON in it. */
export const unknown = (what, value) =>
  h(
    "div",
    { class: "unknown", role: "note" },
    h("strong", {}, `The playground cannot draw this ${what}: ${value?.type ?? "no type"}`),
    h("pre", {}, JSON.stringify(value, null, 1)),
  );
