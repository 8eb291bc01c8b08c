// Behind the scenes: time, trouble, and everything that passes between Slack and the bot.

import { inFull, precise, now } from "./dates.js";
import { busy, h, show } from "./dom.js";
import { icon } from "./icons.js";
import { act, ask, log, parts } from "./link.js";
import { channel, person } from "./names.js";
import { toast } from "./toasts.js";

const MOST_LINES = 300;
const HOUR = 3600;
const DAY = 24 * HOUR;
const SLOW_MILLISECONDS = 1000;
let faultsOnly = false;

/** The whole panel; the log grows as things happen. */
export function showPanel(panel) {
  if (!parts.get("clock")) return;
  show(panel, [["frame", "", frame]]);
  panel.querySelector(".clock time").textContent = inFull(now());
  showState(panel);
  showLog(panel.querySelector(".log"));
}

/** Lets the workspace's clock tick. */
export function tick() {
  const shown = document.querySelector("#panel .clock time");
  if (shown && parts.get("clock")) shown.textContent = inFull(now());
}

function frame() {
  return h("div", { class: "frame" },
    h("header", {}, h("h2", {}, "Behind the scenes"), h("button", { type: "button", class: "icon only-narrow", "aria-label": "Close", onclick: () => document.body.classList.toggle("panel-away") }, icon("close"))),
    h("section", { "aria-label": "State" }, h("ul", { class: "state" })),
    h("section", { "aria-label": "Time" }, h("p", { class: "clock" }, h("span", {}, "The workspace's time "), h("time")),
      h("div", { class: "controls" },
        control("+1 hour", () => forward(HOUR)), control("+1 day", () => forward(DAY)), control("+1 week", () => forward(7 * DAY)), control("Next Monday, 9:00", () => act({ do: "go_to" })),
        h("form", { onsubmit: goTo }, h("label", {}, h("span", { class: "for-readers" }, "Go to a day"), h("input", { type: "date", name: "day", required: true })), h("button", { class: "small", type: "submit" }, "Go to 9:00")))),
    h("section", { "aria-label": "Trouble" }, h("div", { class: "controls trouble" })),
    h("section", { class: "log-section", "aria-label": "Log" },
      h("div", { class: "log-head" }, h("h3", {}, "Log"),
        h("label", {}, h("input", { type: "checkbox", onchange: (event) => { faultsOnly = event.target.checked; showLog(document.querySelector("#panel .log")); } }), " faults only"),
        h("button", { type: "button", class: "small", onclick: copyAll }, "Copy as JSON")),
      h("ol", { class: "log", reversed: true })));
}

const control = (label, work, attributes = {}) => h("button", { type: "button", class: "small", "data-focus": `control/${label}`, onclick: (event) => busy(event.currentTarget, work), ...attributes }, label);

const forward = (seconds) => act({ do: "move_clock", seconds });

function goTo(event) {
  event.preventDefault();
  act({ do: "go_to", day: event.target.day.value });
}

function showState(panel) {
  const { bot, slack, charts, faults } = parts.get("state");
  const line = (good, words) => h("li", { class: good ? "good" : "bad" }, words);
  show(panel.querySelector(".state"), [
    ["bot", bot, () => line(bot === "running", bot === "running" ? "The bot is running" : `The bot: ${bot}`)],
    ["slack", slack, () => line(slack === "up", slack === "up" ? "Slack is up" : "Slack is down")],
    ["faults", String(faults), () => line(!faults, faults === 0 ? "No faults" : faults === 1 ? "1 fault" : `${faults} faults`)],
  ]);
  const trouble = (what) => () => act({ do: "trouble", what });
  const isDown = slack === "down";
  show(panel.querySelector(".trouble"), [
    ["down", slack, () => control(isDown ? "Bring Slack back" : "Take Slack down", trouble(isDown ? "up" : "down"), { "data-focus": "control/down" })],
    ["throttle", "", () => control("Throttle", trouble("throttle"), { title: "Refuse the next two posts with 429 and Retry-After" })],
    ["drop", "", () => control("Drop the socket", trouble("drop_socket"))],
    ["charts", String(charts), () => control(charts ? "Refuse charts" : "Take charts", trouble(charts ? "refuse_charts" : "take_charts"), { "data-focus": "control/charts", title: "Slack brought charts to one workspace after another; where it had not yet, it refused them as invalid_blocks" })],
    ["restart", "", () => control("Restart the bot", trouble("restart_bot"))],
  ]);
}

function showLog(list) {
  const lines = (faultsOnly ? log.filter((each) => each.error) : log).slice(-MOST_LINES).reverse();
  show(list, lines.map((each) => [String(each.number), "", () => row(each)]));
}

const SIGNS = { Sent: ["→", "to the bot"], ApiCall: ["←", "from the bot"], ResponseUrlUse: ["←", "from the bot"], FileDownload: ["←", "from the bot"], SocketChange: ["⇄", "connection"], Fault: ["!", "fault"], Notified: ["@", "mention"] };

function row(each) {
  const [sign, means] = SIGNS[each.kind];
  const isFault = each.kind === "Fault";
  const slow = each.milliseconds > SLOW_MILLISECONDS;
  const details = h("details", {},
    h("summary", {},
      h("time", { title: inFull(each.at) }, precise(each.at)),
      h("span", { class: "sign", title: means }, sign, h("span", { class: "for-readers" }, means)),
      h("span", { class: "what" }, each.what, each.mention ? ` mentions ${mentioned(each.mention)}` : null, each.error ? h("em", {}, ` ${each.error}`) : null),
      each.milliseconds === undefined ? null : h("span", { class: slow ? "took slow" : "took", title: "until it was acknowledged" }, `${each.milliseconds} ms`)));
  details.addEventListener("toggle", () => details.open && load(details, each.number));
  return h("li", { class: isFault || (each.kind === "Sent" && each.error) ? "fault" : each.error ? "refused" : null }, details);
}

function mentioned({ kind, target }) {
  if (kind === "user") return `@${person(target).name}`;
  if (kind === "channel") return `#${channel(target)?.name ?? target}`;
  return `@${target}`;
}

async function load(details, number) {
  if (details.querySelector("pre")) return;
  try {
    const json = JSON.stringify(await ask({ do: "entry", number }), null, 2);
    details.append(h("button", { type: "button", class: "small", onclick: () => copy(json) }, "Copy as JSON"), h("pre", { tabindex: "0" }, json));
  } catch (problem) {
    toast(problem.message);
  }
}

async function copyAll() {
  const shown = (faultsOnly ? log.filter((each) => each.error) : log).slice(-MOST_LINES);
  try {
    const entries = await Promise.all(shown.map(({ number }) => ask({ do: "entry", number })));
    await copy(JSON.stringify(entries, null, 2));
  } catch (problem) {
    toast(problem.message);
  }
}

async function copy(json) {
  try {
    await navigator.clipboard.writeText(json);
    toast("Copied.");
  } catch {
    toast("The browser did not allow copying; mark the text instead.");
  }
}
