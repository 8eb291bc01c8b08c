// What stands in the middle: a channel with its composer, or the app's Home; and the thread beside it.

import { showBlocks } from "./blocks.js";
import { composer } from "./composer.js";
import { dayHeading } from "./dates.js";
import { h, show } from "./dom.js";
import { icon } from "./icons.js";
import { act, parts } from "./link.js";
import { drawn, messages, signature, syncMessages } from "./message.js";
import { channel } from "./names.js";

let threadOf = null;

/** What is called where it is shown: `#procurement`, or a person's name. */
export const titled = (each) => (each.kind.endsWith("im") ? each.name : `#${each.name}`);

/** The drawing that stands before it. */
export const sign = (each) => (each.kind.endsWith("im") ? (each.with_bot ? "app" : "person") : each.kind === "private" ? "lock" : "hash");

/** The middle of the page. */
export function showMain(main) {
  const place = parts.get("place");
  if (!place) return;
  const here = channel(place.channel);
  const key = JSON.stringify([place.channel, here && [titled(here), here.archived, here.members], Boolean(parts.get("home"))]);
  show(main, [["place", key, () => (here ? conversation(here) : home())]]);
  if (here) showMessages(main);
  else if (parts.get("home")) showHome(main);
}

function conversation(here) {
  const isDirect = here.kind === "im";
  return h("div", { class: "conversation" },
    h("header", {},
      h("h1", {}, icon(sign(here)), here.name),
      isDirect && here.with_bot ? tabs("Messages") : null,
      isDirect ? null : h("span", { class: "hint" }, `${here.members} members${here.with_bot ? "" : " · the bot is not in it"}`)),
    h("div", { class: "messages", role: "log", "aria-label": "Messages", tabindex: "0" }),
    here.archived ? h("p", { class: "archived" }, "This channel is archived; nobody can write here.") : composer({ channel: here.id, name: titled(here) }));
}

function home() {
  const app = parts.get("app");
  return h("div", { class: "conversation" },
    h("header", {}, h("h1", {}, app.name), tabs("Home")),
    h("div", { class: "home", tabindex: "0" }, parts.get("home") ? h("div", { class: "blocks" }) : h("div", { class: "nothing" },
      h("p", {}, h("strong", {}, "This app has nothing on its Home yet.")),
      h("p", {}, "Type ", h("code", {}, app.commands[0]?.command ?? "a command"), " in a channel to begin."))));
}

function tabs(current) {
  const direct = (parts.get("channels") ?? []).find((each) => each.kind === "im" && each.with_bot);
  const tab = (name, gesture) => h("button", { type: "button", "aria-current": name === current ? "page" : null, "data-focus": `tab/${name}`, onclick: () => act(gesture) }, name);
  return h("span", { class: "tabs" }, tab("Home", { do: "look" }), direct ? tab("Messages", { do: "look", channel: direct.id }) : null);
}

function showHome(main) {
  const view = parts.get("home");
  showBlocks(main.querySelector(".blocks"), view.blocks, { id: view.id, where: { view: view.id }, values: view.values, errors: view.errors });
}

function showMessages(main) {
  const list = main.querySelector(".messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80 || !list.shown;
  const all = messages();
  const replies = Map.groupBy ? Map.groupBy(all.filter((each) => each.thread_ts), (each) => each.thread_ts) : grouped(all);
  const wanted = [];
  let day = null;
  for (const message of all) {
    if (message.thread_ts && !message.broadcast && !message.only_you) continue;
    const heading = dayHeading(Number(message.ts));
    if (heading !== day) wanted.push([`day/${heading}`, heading, () => h("h2", { class: "day" }, h("span", {}, heading))]);
    day = heading;
    const under = replies.get(message.ts) ?? [];
    wanted.push([message.ts, signature(message, under.length), () => drawn(message, under, openThread)]);
  }
  show(list, wanted);
  syncMessages(list);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function grouped(all) {
  const groups = new Map();
  for (const each of all) if (each.thread_ts) groups.set(each.thread_ts, [...(groups.get(each.thread_ts) ?? []), each]);
  return groups;
}

/** Opens the thread that begins with this message. */
function openThread(ts) {
  threadOf = ts;
  showThread(document.getElementById("thread"));
  document.querySelector("[data-focus=reply]")?.focus();
}

/** The thread beside the channel, if one is open. */
export function showThread(pane) {
  const all = messages().filter((each) => each.ts === threadOf || each.thread_ts === threadOf);
  const place = parts.get("place")?.channel;
  const open = all.some((each) => each.ts === threadOf);
  pane.hidden = !open;
  if (!open) {
    threadOf = null;
    return;
  }
  show(pane, [[threadOf, place, () => frame(place)]]);
  const list = pane.querySelector(".messages");
  show(list, all.map((message) => [message.ts, signature(message, 0), () => drawn(message, [], openThread)]));
  syncMessages(list);
  list.scrollTop = list.scrollHeight;
}

function frame(place) {
  const here = channel(place);
  const close = () => {
    const ts = threadOf;
    threadOf = null;
    showThread(document.getElementById("thread"));
    document.querySelector(`[data-focus="replies/${ts}"], [data-focus=composer]`)?.focus();
  };
  return h("div", { class: "conversation" },
    h("header", {}, h("h2", {}, "Thread"), h("span", { class: "hint" }, titled(here)), h("button", { type: "button", class: "icon", "aria-label": "Close the thread", onclick: close }, icon("close"))),
    h("div", { class: "messages", role: "log", "aria-label": "Replies", tabindex: "0" }),
    composer({ channel: here.id, name: titled(here), thread: threadOf }));
}
