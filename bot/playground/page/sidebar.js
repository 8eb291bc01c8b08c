// The channels at the side, and the people at the top.

import { h, show } from "./dom.js";
import { icon } from "./icons.js";
import { act, parts } from "./link.js";
import { picture } from "./message.js";
import { me } from "./names.js";
import { sign, titled } from "./channel.js";

const read = new Map();
let firstLook = true;

/** Channels, conversations, and the app. */
export function showSidebar(nav) {
  const channels = parts.get("channels") ?? [];
  const place = parts.get("place");
  const app = parts.get("app");
  if (!place || !app) return;
  if (firstLook) for (const each of channels) read.set(each.id, each.latest);
  firstLook = false;
  const here = channels.find((each) => each.id === place.channel);
  if (here) read.set(here.id, here.latest);
  const rooms = channels.filter((each) => !each.kind.endsWith("im"));
  const direct = channels.filter((each) => each.kind.endsWith("im"));
  show(nav, [
    ["rooms-title", "", () => h("h2", {}, "Channels")],
    ...rooms.map((each) => row(each, place)),
    ["apps-title", "", () => h("h2", {}, "Apps and people")],
    ...direct.map((each) => row(each, place)),
    homeRow(app, place),
  ]);
}

function row(each, place) {
  const isHere = each.id === place.channel;
  const unread = !isHere && Number(each.latest) > Number(read.get(each.id) ?? 0);
  const key = JSON.stringify([isHere, unread, each.name, each.archived]);
  return [each.id, key, () => link(`channel/${each.id}`, isHere, unread, { do: "look", channel: each.id }, sign(each), each.name, each.archived)];
}

function homeRow(app, place) {
  const isHere = !place.channel;
  return ["home", String(isHere), () => link("channel/home", isHere, false, { do: "look" }, "home", `${app.name} Home`, false)];
}

function link(focus, isHere, unread, gesture, drawing, name, archived) {
  return h("button", {
    type: "button", class: [unread && "unread", archived && "archived"].filter(Boolean).join(" ") || null, "aria-current": isHere ? "page" : null, "data-focus": focus, "aria-label": unread ? `${name}, unread` : null,
    onclick: () => { document.body.classList.remove("sidebar-open"); act(gesture); },
  }, icon(drawing), h("span", { class: "name" }, name));
}

/** The bar at the top: where this is, who one is, and light or dark. */
export function showTop(bar) {
  const people = (parts.get("people") ?? []).filter((each) => !each.is_bot);
  if (!me()) return;
  const here = (parts.get("channels") ?? []).find((each) => each.id === parts.get("place")?.channel);
  document.title = `${here ? titled(here) : parts.get("app").name} · ${me().name} · ${parts.get("team")}`;
  show(bar, [["bar", JSON.stringify([people, me().id, parts.get("team")]), () => h("div", { class: "bar" },
    h("button", { type: "button", class: "icon only-phone", "aria-label": "Channels", onclick: () => document.body.classList.toggle("sidebar-open") }, icon("menu")),
    h("strong", { class: "team" }, parts.get("team")),
    h("nav", { class: "people", "aria-label": "Who you are" }, people.map(personLink)),
    h("button", { type: "button", class: "icon", "aria-label": "Light or dark", title: "Light or dark", onclick: turnTheme }, icon("half")),
    h("button", { type: "button", class: "icon", "aria-label": "Behind the scenes", title: "Behind the scenes", onclick: () => document.body.classList.toggle("panel-away") }, icon("panel")))]]);
}

function personLink(each) {
  const isMe = each.id === me().id;
  const address = `/?as=${encodeURIComponent(each.name)}`;
  return h("span", { class: "person" },
    h("a", { href: address, "aria-current": isMe ? "true" : null, title: `Be ${each.real_name}` }, picture(each), h("span", { class: "name" }, each.real_name.split(" ")[0]), isMe ? h("span", { class: "for-readers" }, " (you)") : null),
    isMe ? null : h("a", { class: "aside", href: address, target: "_blank", "aria-label": `${each.real_name} in another window`, title: `${each.real_name} in another window` }, icon("window")));
}

function turnTheme() {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
  const theme = isDark ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}
