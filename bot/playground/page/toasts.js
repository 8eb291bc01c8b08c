// Short notices in the corner.

import { h } from "./dom.js";

const SHOWN_MILLISECONDS = 8000;

/** Tells the person something that belongs to no place on the screen. */
export function toast(text) {
  const notice = h("div", { class: "toast" }, text, h("button", { type: "button", "aria-label": "Dismiss", onclick: () => notice.remove() }, "×"));
  document.getElementById("toasts").append(notice);
  setTimeout(() => notice.remove(), SHOWN_MILLISECONDS);
}
