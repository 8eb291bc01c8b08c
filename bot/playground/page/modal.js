// The modal on top, and the way back to those beneath it.

import { showBlocks } from "./blocks.js";
import { busy, h, named } from "./dom.js";
import { flush } from "./elements.js";
import { icon } from "./icons.js";
import { act, parts } from "./link.js";

const FIELDS = "input, select, textarea";
let opener = null;
let openView = null;
let openBlocks = [];
let isTurning = false;

/** Shows the topmost modal, or none. */
export function showModal(root) {
  const view = parts.get("modal");
  const workspace = document.getElementById("workspace");
  workspace.inert = Boolean(view);
  if (!view) {
    if (!openView) return;
    openView = null;
    root.replaceChildren();
    const again = opener?.isConnected ? opener : opener?.dataset.focus && named(opener.dataset.focus);
    (again || named("composer"))?.focus();
    return;
  }
  if (!openView) opener = document.activeElement;
  const isNew = openView !== view.id;
  if (isNew) {
    openView = view.id;
    openBlocks = [];
    root.replaceChildren(frame());
  }
  fill(root, view);
  turnTo(root, view, isNew);
}

function frame() {
  const dialog = h("div", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title", tabindex: "-1" },
    h("header", {}, h("span", { class: "back-place" }), h("h2", { id: "modal-title" }),
      h("button", { type: "button", class: "icon", "aria-label": "Close", "data-focus": "modal/x", onclick: (event) => leave(event, true) }, icon("close"))),
    h("div", { class: "trouble-place", role: "alert" }),
    h("form", { class: "modal-body", novalidate: true, onsubmit: submit }, h("div", { class: "blocks" }), h("button", { type: "submit", class: "for-readers", tabindex: "-1", "aria-hidden": "true" }, "Submit")),
    h("footer", { class: "buttons" }));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      leave(event, false);
    }
    if (event.key === "Tab") stayInside(dialog, event);
  });
  return h("div", { class: "backdrop" }, dialog);
}

/** Tab goes round inside the form; the panel beside it is reached by pointer or with F6. */
function stayInside(dialog, event) {
  const stops = [...dialog.querySelectorAll(`${FIELDS}, button, a[href]`)].filter((each) => each.tabIndex >= 0 && each.offsetParent);
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === dialog)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first?.focus();
  }
}

function fill(root, view) {
  const dialog = root.querySelector(".modal");
  dialog.querySelector("h2").textContent = view.title;
  const back = dialog.querySelector(".back-place");
  back.replaceChildren(...(view.depth > 1 ? [h("button", { type: "button", class: "icon", "aria-label": "Back to the form beneath", "data-focus": "modal/beneath", onclick: (event) => leave(event, false) }, icon("back"))] : []));
  dialog.querySelector(".trouble-place").textContent = view.trouble ?? "";
  showBlocks(dialog.querySelector(".blocks"), view.blocks, { id: view.id, where: { view: view.id }, values: view.values, errors: view.errors });
  const footer = dialog.querySelector("footer");
  const labels = JSON.stringify([view.close, view.submit]);
  if (footer.dataset.labels === labels) return;
  footer.dataset.labels = labels;
  footer.replaceChildren(
    ...(view.submit || view.close ? [h("button", { type: "button", class: "button", "data-focus": "modal/close", onclick: (event) => leave(event, false) }, view.close ?? "Cancel")] : []),
    ...(view.submit ? [h("button", { type: "button", class: "button primary", "data-focus": "modal/submit", onclick: submit }, view.submit)] : []));
}

/** Puts the focus where a person would look next: at a mistake, or at the top of a new page. */
function turnTo(root, view, isNew) {
  const dialog = root.querySelector(".modal");
  const wrong = dialog.querySelector(".invalid");
  const signature = JSON.stringify(view.errors);
  if (wrong && dialog.dataset.errors !== signature) wrong.querySelector(FIELDS)?.focus();
  dialog.dataset.errors = signature;
  const ids = view.blocks.map((block) => block.block_id);
  const isOther = JSON.stringify(ids) !== JSON.stringify(openBlocks);
  const samePage = !isTurning && ids.some((id) => openBlocks.includes(id) && dialog.querySelector(`[data-block="${CSS.escape(id)}"] :is(${FIELDS})`));
  const inside = dialog.contains(document.activeElement) && document.activeElement !== dialog;
  if (isOther || wrong) isTurning = false;
  if (isNew || (!samePage && !wrong && isOther)) {
    dialog.querySelector(".modal-body").scrollTop = 0;
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector(`.blocks :is(${FIELDS})`) ?? dialog).focus();
  } else if (!inside) {
    dialog.focus();
  }
  openBlocks = ids;
}

async function submit(event) {
  event.preventDefault();
  const button = document.querySelector("[data-focus='modal/submit']");
  if (!button) return;
  flush();
  isTurning = true;
  await busy(button, () => act({ do: "submit" }));
}

async function leave(event, everything) {
  flush();
  await busy(event.currentTarget, () => act({ do: "leave", everything }));
}
