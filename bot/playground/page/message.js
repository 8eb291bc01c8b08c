// One message: who, when, what, and what can be done with it.

import { showBlocks } from "./blocks.js";
import { inFull, time } from "./dates.js";
import { h } from "./dom.js";
import { sync } from "./elements.js";
import { emoji } from "./emoji.js";
import { appSign, icon } from "./icons.js";
import { act, parts } from "./link.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { colour, initials, person } from "./names.js";

/** All messages on the screen, oldest first. */
export function messages() {
  return [...parts].filter(([name]) => name.startsWith("message/")).map(([, message]) => message).sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** A square with initials. */
export const picture = ({ id, real_name: name, is_bot: isBot }) =>
  h("span", { class: `picture ${isBot ? "app" : `colour-${colour(id)}`}`, "aria-hidden": "true" }, isBot && id !== "USLACKBOT" ? appSign() : initials(name));

/** What of a message decides how it looks; what fields hold is left to `syncMessages`. */
export const signature = ({ values: _, ...message }, replies) => JSON.stringify([message, replies]);

/** Brings what fields in messages hold up to date. */
export function syncMessages(container) {
  for (const node of container.querySelectorAll(".message")) {
    const message = parts.get(`message/${node.dataset.ts}`);
    if (message) sync(node, surface(message));
  }
}

const surface = (message) => ({ id: `${message.channel}/${message.ts}`, where: on(message), values: message.values });
const on = (message) => ({ channel: message.channel, ts: message.ts });

/** The message; `openThread` is called with its timestamp. */
export function drawn(message, replies, openThread) {
  const author = person(message.user);
  const at = Number(message.ts);
  const body = h("div", { class: "message-body" });
  if (message.blocks.length) {
    const blocks = h("div", { class: "blocks" });
    showBlocks(blocks, message.blocks, surface(message));
    body.append(blocks);
  } else {
    body.append(h("div", { class: "text" }, mrkdwn(message.text)));
  }
  for (const attachment of message.attachments) body.append(h("div", { class: "attachment" }, mrkdwn(attachment.text ?? attachment.fallback ?? "")));
  for (const file of message.files) body.append(h("div", { class: "file" }, file.title));
  const reactions = Object.entries(message.reactions);
  if (reactions.length) body.append(h("div", { class: "reactions" }, reactions.map(([name, count]) => h("span", {}, `${emoji(name) ?? `:${name}:`} ${count}`))));
  if (replies.length && !message.thread_ts) {
    const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    body.append(h("button", { type: "button", class: "replies", "data-focus": `replies/${message.ts}`, onclick: () => openThread(message.ts) }, words));
  }
  return h("article", { class: message.only_you ? "message only-you" : "message", "data-ts": message.ts, "data-place": `message/${message.ts}`, "aria-label": `${author.real_name}, ${time(at)}` },
    picture(author),
    h("div", { class: "message-main" },
      message.only_you ? h("div", { class: "eye" }, icon("eye"), "Only visible to you") : null,
      h("div", { class: "byline" },
        h("strong", {}, author.real_name),
        author.is_bot ? h("span", { class: "badge" }, "APP") : null,
        h("time", { title: inFull(at) }, time(at)),
        message.edited ? h("span", { class: "edited" }, "(edited)") : null),
      body),
    h("div", { class: "message-tools" }, tools(message, openThread)));
}

function tools(message, openThread) {
  if (message.only_you) return h("button", { type: "button", class: "icon", "aria-label": "Dismiss this message", onclick: () => act({ do: "dismiss", on: on(message) }) }, icon("close"));
  const shortcuts = (parts.get("app")?.shortcuts ?? []).filter((each) => each.type === "message");
  return [
    h("button", { type: "button", class: "icon", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => openThread(message.thread_ts ?? message.ts) }, icon("thread")),
    menuButton({ class: "icon", "aria-label": "More actions", title: "More actions", "data-focus": `menu/${message.ts}` }, icon("more"), () =>
      shortcuts.map((each) => ({ label: each.name, hint: parts.get("app").name, choose: () => act({ do: "shortcut", callback_id: each.callback_id, on: on(message) }) }))),
  ];
}
