// The page: who it belongs to, and drawing it again whenever something has changed.

import { showMain, showThread } from "./channel.js";
import { h, keepingFocus } from "./dom.js";
import { connect, parts } from "./link.js";
import { showModal } from "./modal.js";
import { showPanel, tick } from "./panel.js";
import { showSidebar, showTop } from "./sidebar.js";
import { toast } from "./toasts.js";

const FIRST_PERSON = "alice";
const NARROW = 1100;
const at = (id) => document.getElementById(id);
let noticesSeen = null;

const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
if (innerWidth < NARROW) document.body.classList.add("panel-away");

function redraw(names, logGrew) {
  if (logGrew && !names.length) {
    showPanel(at("panel"));
    return;
  }
  keepingFocus(() => {
    showTop(at("top"));
    showSidebar(at("sidebar"));
    showMain(at("main"));
    showThread(at("thread"));
    showPanel(at("panel"));
    showModal(at("modal"));
  });
  const notices = parts.get("notices") ?? [];
  for (const notice of notices.slice(noticesSeen ?? notices.length)) toast(notice);
  noticesSeen = notices.length;
}

function nobody({ nobody: name, people }) {
  document.body.replaceChildren(h("main", { class: "nobody" },
    h("h1", {}, `Nobody here is called ${name}`),
    h("p", {}, "You can be ", people.map((each, index) => [index ? ", " : "", h("a", { href: `/?as=${encodeURIComponent(each)}` }, each)]), ".")));
}

/** F6 goes from one part of the page to the next, as in Slack. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "F6") return;
  event.preventDefault();
  const regions = (parts.get("modal") ? ["modal", "panel"] : ["sidebar", "main", "thread", "panel"]).map(at).filter((each) => each.offsetParent || each.id === "modal");
  const current = regions.findIndex((each) => each.contains(document.activeElement));
  const next = regions[(current + (event.shiftKey ? regions.length - 1 : 1)) % regions.length];
  next.querySelector("textarea, input, select, button, [tabindex]")?.focus();
});

setInterval(tick, 1000);
connect(new URLSearchParams(location.search).get("as") ?? FIRST_PERSON, redraw, nobody);
