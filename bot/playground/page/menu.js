// A small menu that opens at a button.

import { h } from "./dom.js";

/** A button that opens a menu of `{ label, hint, choose }`. */
export function menuButton(attributes, label, entries) {
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes }, label);
  const place = h("span", { class: "menu-place" }, button);
  const close = (refocus) => {
    place.querySelector(".menu")?.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (refocus) button.focus();
  };
  const outside = (event) => {
    if (!place.contains(event.target)) close(false);
  };
  const open = () => {
    const menu = h("div", { class: "menu", role: "menu" }, entries().map(({ label: words, hint, choose }) =>
      h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => { close(true); choose(); } },
        h("span", {}, words), hint ? h("span", { class: "hint" }, hint) : null)));
    menu.addEventListener("keydown", (event) => move(event, [...menu.children], close));
    place.append(menu);
    const { bottom, height } = menu.getBoundingClientRect();
    menu.classList.toggle("above", bottom > innerHeight && button.getBoundingClientRect().top > height);
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    menu.firstElementChild?.focus();
  };
  button.addEventListener("click", () => (place.querySelector(".menu") ? close(true) : open()));
  return place;
}

function move(event, stops, close) {
  const at = stops.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    stops.at(to % stops.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
    close(event.key === "Escape");
  }
}
