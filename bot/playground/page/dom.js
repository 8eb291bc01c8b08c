// Elements without markup: text is always text, whoever wrote it.

/** An element with attributes, listeners (`onclick`) and children, which are nodes or words. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a drawing. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Shows these children, each `[key, signature, build]`, and builds only those that are new or different.
 *
 * The rest stays untouched, with its focus and with what is being typed.
 */
export function show(container, wanted) {
  const before = container.shown ?? new Map();
  const after = new Map();
  for (const [key, signature, build] of wanted) {
    const known = before.get(key);
    after.set(key, known?.signature === signature ? known : { signature, node: build() });
  }
  for (const [key, { node }] of before) if (after.get(key)?.node !== node) node.remove();
  let place = container.firstChild;
  for (const { node } of after.values()) {
    if (node === place) place = place.nextSibling;
    else container.insertBefore(node, place);
  }
  container.shown = after;
}

/**
 * Redraws; where that removed what had the focus, what stands in its place afterwards gets it.
 *
 * Where nothing does, the block it stood in gets it, or else the message, or else where the person writes: as a place
 * to go on from, not as a button, so that whoever presses Enter twice presses nothing that was not there the first time.
 */
export function keepingFocus(redraw) {
  const before = document.activeElement;
  const key = before?.dataset?.focus;
  const places = [];
  for (let each = before; each; each = each.parentElement) {
    if (each.dataset?.place) places.push(`[data-place="${CSS.escape(each.dataset.place)}"]`);
  }
  const selection = before?.selectionStart === undefined ? null : [before.selectionStart, before.selectionEnd];
  redraw();
  if (before === document.body || before?.isConnected) return;
  const same = key && named(key);
  const now = same || (document.activeElement === document.body ? [...places, "[data-focus=composer]"].map((each) => document.querySelector(each)).find(Boolean) : null);
  if (now?.dataset.place) now.tabIndex = -1;
  now?.focus({ preventScroll: now !== same });
  if (selection && selection[0] !== null && now?.setSelectionRange) now.setSelectionRange(...selection);
}

/** The control that has this name, however often it has been built since. */
export const named = (key) => document.querySelector(`[data-focus="${CSS.escape(key)}"]`);

/** Marks an element as working until the work is done. */
export async function busy(element, work) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    element.removeAttribute("aria-busy");
  }
}
