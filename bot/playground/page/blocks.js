// Block Kit, as Slack draws it.

import { chart, table } from "./charts.js";
import { h, show } from "./dom.js";
import { element, sync } from "./elements.js";
import { mrkdwn, text } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { unknown } from "./unknown.js";

/**
 * A surface is where blocks stand: `{ id, where, values, errors }`, with `where` as the server wants to hear it.
 *
 * Blocks that have not changed stay as they are on the screen; what their fields hold is brought up to date.
 */
export function showBlocks(container, blocks, surface) {
  show(container, blocks.map((block) => [
    block.block_id,
    JSON.stringify([block, surface.errors?.[block.block_id] ?? null]),
    () => draw(block, surface),
  ]));
  sync(container, surface);
}

function draw(block, surface) {
  const body = drawn(block, surface);
  body.classList.add("block", `block-${block.type}`);
  body.dataset.block = block.block_id;
  body.dataset.place = `${surface.id}/${block.block_id}`;
  return body;
}

function drawn(block, surface) {
  switch (block.type) {
    case "header":
      return h("h3", {}, text(block.text));
    case "section":
      return section(block, surface);
    case "context":
      return h("div", {}, block.elements.map((each) => (each.type === "image" ? image(each) : h("span", {}, text(each)))));
    case "divider":
      return h("hr");
    case "actions":
      return h("div", {}, block.elements.map((each) => element(block, each, surface)));
    case "input":
      return input(block, surface);
    case "rich_text":
      return richText(block);
    case "markdown":
      return h("div", {}, markdown(block.text));
    case "image":
      return h("figure", {}, block.title ? h("figcaption", {}, text(block.title)) : null, image(block));
    case "table":
    case "data_table":
      return table(block);
    case "data_visualization":
      return chart(block);
    default:
      return unknown("block", block);
  }
}

function section(block, surface) {
  const accessory = block.accessory;
  return h("div", {},
    h("div", { class: "section-body" },
      block.text ? h("div", { class: "section-text" }, text(block.text)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((each) => h("div", {}, text(each)))) : null),
    accessory ? h("div", { class: "accessory" }, accessory.type === "image" ? image(accessory) : element(block, accessory, surface)) : null);
}

/** No picture is fetched: the page works without a network, and tells nobody who reads it. */
const image = (each) => h("span", { class: "image", role: "img", "aria-label": each.alt_text }, each.alt_text);

function input(block, surface) {
  const error = surface.errors?.[block.block_id];
  const field = `${surface.id}/${block.block_id}`;
  const ids = [block.hint ? `${field}/hint` : null, error ? `${field}/error` : null].filter(Boolean).join(" ");
  const isGroup = ["radio_buttons", "checkboxes", "multi_static_select"].includes(block.element.type);
  const label = [...text(block.label), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const control = element(block, block.element, surface, { id: field, describedBy: ids || null, invalid: Boolean(error), required: !block.optional });
  const under = [
    block.hint ? h("div", { class: "hint", id: `${field}/hint` }, text(block.hint)) : null,
    error ? h("div", { class: "error", id: `${field}/error`, role: "alert" }, error) : null,
  ];
  return isGroup
    ? h("fieldset", { class: error ? "invalid" : null, "aria-describedby": ids || null }, h("legend", {}, label), control, under)
    : h("div", { class: error ? "invalid" : null }, h("label", { for: field }, label), control, under);
}

/** Enough of Markdown: headings, lists, quotations, emphasis, code and links. */
function markdown(source) {
  return source.split(/\n{2,}/).map((paragraph) => {
    const heading = /^(#{1,6}) (.*)/.exec(paragraph);
    if (heading) return h("h4", {}, mrkdwn(inSlacksMarkup(heading[2])));
    return h("p", {}, mrkdwn(inSlacksMarkup(paragraph)));
  });
}

const inSlacksMarkup = (line) =>
  line
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replace(/\*\*([^*\n]+)\*\*/g, "\u0001$1\u0001").replace(/(?<!\*)\*([^*\n]+)\*(?!\*)/g, "_$1_").replaceAll("\u0001", "*")
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^[-*] /gm, "• ");
