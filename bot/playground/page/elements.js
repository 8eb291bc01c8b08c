// Buttons, menus and fields: what can be pressed, chosen and typed into.

import { confirmed } from "./confirm.js";
import { busy, h } from "./dom.js";
import { act } from "./link.js";
import { text } from "./mrkdwn.js";
import { parts } from "./link.js";
import { unknown } from "./unknown.js";

const PAUSE_MILLISECONDS = 200;
const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text", datepicker: "date", timepicker: "time" };

/** What has been typed and not yet taken by the server, by place. */
const typed = new Map();
const timers = new Map();

const place = (surface, block, element) => `${surface.id}/${block.block_id}/${element.action_id}`;
const address = (surface, block, element) => ({ where: surface.where, block: block.block_id, action: element.action_id });
const held = (surface, block, element) => surface.values?.[block.block_id]?.[element.action_id] ?? {};

/** Sends what is being typed. The connection keeps the order, so the server knows it before the next thing happens. */
export function flush() {
  for (const send of [...timers.values()]) send();
}

addEventListener("pagehide", flush);

/** Brings what fields hold up to date, except where somebody is typing. */
export function sync(container, surface) {
  for (const node of container.querySelectorAll("[data-holds]")) node.sync?.(surface);
}

/** One element in its block. */
export function element(block, each, surface, field = {}) {
  const build = KINDS[each.type];
  return build ? build({ block, element: each, surface, field, focus: place(surface, block, each) }) : unknown("element", each);
}

const KINDS = {
  button,
  workflow_button: button,
  overflow,
  static_select: (given) => select(given, staticOptions(given.element)),
  users_select: (given) => select(given, people()),
  conversations_select: (given) => select(given, conversations(given.element.filter?.include)),
  channels_select: (given) => select(given, conversations(["public"])),
  multi_static_select: (given) => choices(given, "checkbox"),
  checkboxes: (given) => choices(given, "checkbox"),
  radio_buttons: (given) => choices(given, "radio"),
  plain_text_input: typing,
  email_text_input: typing,
  url_text_input: typing,
  number_input: typing,
  datepicker: picker,
  timepicker: picker,
};

function button({ block, element: each, surface, focus }) {
  const pressed = async (event) => {
    const { currentTarget } = event;
    if (each.confirm && !(await confirmed(each.confirm))) return;
    flush();
    await busy(currentTarget, () => act({ do: "click", ...address(surface, block, each) }));
  };
  if (each.url) return h("a", { class: `button ${each.style ?? ""}`, href: each.url, target: "_blank", rel: "noopener noreferrer", onclick: pressed }, text(each.text));
  return h("button", { type: "button", class: `button ${each.style ?? ""}`, "data-focus": focus, "aria-label": each.accessibility_label ?? null, onclick: pressed }, text(each.text));
}

async function choose(given, choice, control) {
  const { block, element: each, surface } = given;
  if (each.confirm && !(await confirmed(each.confirm))) {
    control.sync?.(surface);
    return;
  }
  flush();
  await busy(control, () => act({ do: "choose", ...address(surface, block, each), choice }));
}

function overflow(given) {
  const options = given.element.options.map((option) => ({ value: option.value, label: option.text.text }));
  const control = dropdown(given, [{ options }], "⋯");
  control.addEventListener("change", async () => {
    const { value } = control;
    control.value = "";
    await choose(given, value, control);
  });
  return h("span", { class: "select overflow" }, control);
}

const staticOptions = (each) => {
  const listed = (options) => options.map((option) => ({ value: option.value, label: option.text.text }));
  if (each.option_groups) return each.option_groups.map((group) => ({ label: group.label.text, options: listed(group.options) }));
  return [{ options: listed(each.options) }];
};

const people = () => [{ options: (parts.get("people") ?? []).filter((each) => !each.is_bot).map((each) => ({ value: each.id, label: each.real_name })) }];

function conversations(kinds = ["public", "private", "mpim", "im"]) {
  const offered = (parts.get("channels") ?? []).filter((each) => kinds.includes(each.kind) && !each.archived);
  return [{ options: offered.map((each) => ({ value: each.id, label: each.kind.endsWith("im") ? each.name : `# ${each.name}` })) }];
}

function dropdown({ element: each, field, focus }, groups, placeholder) {
  const option = ({ value, label }) => h("option", { value }, label);
  return h("select", {
    id: field.id ?? null, "data-focus": focus, "aria-label": field.id ? null : placeholder,
    "aria-describedby": field.describedBy, "aria-invalid": field.invalid ? "true" : null, "aria-required": field.required ? "true" : null,
    autofocus: each.focus_on_load ?? null,
  },
    h("option", { value: "" }, placeholder),
    groups.map((group) => (group.label ? h("optgroup", { label: group.label }, group.options.map(option)) : group.options.map(option))));
}

function select(given, groups) {
  const { element: each, surface, block } = given;
  const control = dropdown(given, groups, each.placeholder?.text ?? "Choose");
  control.dataset.holds = "";
  control.sync = (now) => {
    const value = held(now, block, each);
    control.value = value.selected_option?.value ?? value.selected_conversation ?? value.selected_user ?? value.selected_channel ?? "";
    control.classList.toggle("empty", !control.value);
  };
  control.sync(surface);
  control.addEventListener("change", () => {
    control.classList.toggle("empty", !control.value);
    choose(given, control.value || null, control);
  });
  return h("span", { class: "select" }, control);
}

function choices(given, type) {
  const { block, element: each, surface, focus, field } = given;
  const options = staticOptions(each).flatMap((group) => group.options);
  const described = new Map((each.options ?? []).map((option) => [option.value, option]));
  const group = h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", "data-holds": "" },
    options.map((option, index) =>
      h("label", { class: "choice" },
        h("input", { type, name: focus, value: option.value, id: index === 0 ? field.id : null, "data-focus": `${focus}/${option.value}` }),
        h("span", {}, described.has(option.value) ? text(described.get(option.value).text) : option.label,
          described.get(option.value)?.description ? h("span", { class: "hint" }, text(described.get(option.value).description)) : null))));
  const inputs = () => [...group.querySelectorAll("input")];
  group.sync = (now) => {
    const value = held(now, block, each);
    const picked = new Set([value.selected_option, ...(value.selected_options ?? [])].filter(Boolean).map((option) => option.value));
    for (const box of inputs()) box.checked = picked.has(box.value);
  };
  group.sync(surface);
  group.addEventListener("change", (event) => {
    const all = inputs().filter((box) => box.checked).map((box) => box.value);
    choose(given, type === "radio" ? event.target.value : all, group);
  });
  return group;
}

function picker(given) {
  const { block, element: each, surface, focus, field } = given;
  const control = h("input", { type: INPUT_TYPES[each.type], id: field.id ?? null, "data-focus": focus, "data-holds": "", "aria-describedby": field.describedBy, "aria-label": field.id ? null : each.placeholder?.text ?? each.type });
  control.sync = (now) => {
    const value = held(now, block, each);
    control.value = value.selected_date ?? value.selected_time ?? "";
  };
  control.sync(surface);
  control.addEventListener("change", () => choose(given, control.value || null, control));
  return control;
}

function typing({ block, element: each, surface, focus, field }) {
  const shared = {
    id: field.id ?? null, class: "typing", "data-focus": focus, "data-holds": "", placeholder: each.placeholder?.text ?? null,
    "aria-describedby": field.describedBy, "aria-invalid": field.invalid ? "true" : null, "aria-required": field.required ? "true" : null,
    autofocus: each.focus_on_load ?? null, autocomplete: "off",
  };
  const control = each.multiline ? h("textarea", { ...shared, rows: 4 }) : h("input", { ...shared, type: INPUT_TYPES[each.type] ?? "text" });
  control.sync = (now) => {
    if (document.activeElement !== control && !typed.has(focus)) control.value = held(now, block, each).value ?? "";
  };
  control.value = typed.get(focus) ?? held(surface, block, each).value ?? "";
  const send = async (enter = false) => {
    timers.delete(focus);
    const words = control.value;
    await act({ do: "fill", ...address(surface, block, each), text: words, enter });
    if (typed.get(focus) === words) typed.delete(focus);
  };
  let timer = 0;
  control.addEventListener("input", () => {
    typed.set(focus, control.value);
    clearTimeout(timer);
    timers.set(focus, () => {
      clearTimeout(timer);
      return send();
    });
    timer = setTimeout(send, PAUSE_MILLISECONDS);
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || each.multiline || event.isComposing) return;
    event.preventDefault();
    clearTimeout(timer);
    send(true);
  });
  return control;
}
