// Where messages and slash commands are typed.

import { busy, h } from "./dom.js";
import { icon } from "./icons.js";
import { act, parts } from "./link.js";
import { menuButton } from "./menu.js";
import { uploadButton } from "./upload.js";

const OWN_COMMANDS = [{ command: "/invite", description: "Add somebody, or the bot, to this channel", usage_hint: "@name" }];
let numbers = 0;

/** A composer for a channel, or for a thread in it; drafts are kept in the tab, so that nothing typed is lost. */
export function composer({ channel, name, thread = null }) {
  const draft = `draft/${channel}/${thread ?? ""}`;
  const list = `suggestions-${++numbers}`;
  const suggestions = h("div", { class: "suggestions", role: "listbox", id: list, "aria-label": "Commands", hidden: true });
  const label = thread ? "Reply" : `Message ${name}`;
  const field = h("textarea", {
    rows: 1, "aria-label": label, placeholder: thread ? "Reply…" : `Message ${name} or type /`, role: "combobox",
    "aria-autocomplete": "list", "aria-controls": list, "aria-expanded": "false", "data-focus": thread ? "reply" : "composer",
  });
  field.value = sessionStorage.getItem(draft) ?? "";
  const send = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  let chosen = 0;

  const matching = () => {
    if (thread || !/^\/\S*$/.test(field.value)) return [];
    return [...(parts.get("app")?.commands ?? []), ...OWN_COMMANDS].filter((each) => each.command.startsWith(field.value) && each.command !== field.value);
  };
  const suggest = () => {
    const found = matching();
    chosen = Math.min(chosen, Math.max(0, found.length - 1));
    suggestions.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    suggestions.replaceChildren(...found.map((each, index) =>
      h("div", { role: "option", id: `${list}-${index}`, "aria-selected": String(index === chosen), onpointerdown: (event) => { event.preventDefault(); take(each); } },
        h("strong", {}, each.command), " ", h("span", { class: "usage" }, each.usage_hint ?? ""), h("span", { class: "hint" }, each.description))));
    if (found.length) field.setAttribute("aria-activedescendant", `${list}-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const changed = () => {
    sessionStorage.setItem(draft, field.value);
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    send.disabled = !field.value.trim();
    suggest();
  };
  const take = ({ command }) => {
    field.value = `${command} `;
    changed();
  };
  const submit = async () => {
    const text = field.value.trim();
    if (!text) return;
    await busy(send, async () => {
      field.value = "";
      changed();
      if (await act({ do: "say", channel, text, thread })) return;
      field.value = text;
      changed();
    });
  };
  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    const found = matching();
    if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      suggest();
    } else if (found.length && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      take(found[chosen]);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  const shortcuts = () => (parts.get("app")?.shortcuts ?? []).filter((each) => each.type === "global").map((each) => ({
    label: each.name, hint: each.description, choose: () => act({ do: "shortcut", callback_id: each.callback_id }),
  }));
  queueMicrotask(changed);
  return h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); submit(); } },
    suggestions, field,
    h("div", { class: "composer-tools" },
      thread ? h("span") : h("span", {},
        menuButton({ class: "icon", "aria-label": "Shortcuts", title: "Shortcuts", "data-focus": "shortcuts" }, icon("plus"), shortcuts),
        uploadButton(channel)),
      send));
}
