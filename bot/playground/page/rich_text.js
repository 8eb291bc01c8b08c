// Rich text: sections, lists, quotations and code, in which nothing is parsed.

import { fromTemplate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { conversation, link, mention } from "./mrkdwn.js";
import { unknown } from "./unknown.js";

/** The whole block. */
export const richText = (block) => h("div", { class: "rich-text" }, block.elements.map(paragraph));

function paragraph(element) {
  const inside = () => element.elements.map(word);
  switch (element.type) {
    case "rich_text_section":
      return h("div", {}, inside());
    case "rich_text_quote":
      return h("blockquote", {}, inside());
    case "rich_text_preformatted":
      return h("pre", {}, inside());
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null },
        element.elements.map((each) => h("li", {}, paragraph(each))),
      );
    default:
      return unknown("rich text", element);
  }
}

function word(element) {
  return styled(plainWord(element), element.style ?? {});
}

function plainWord(element) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, [element.text ?? element.url]);
    case "user":
      return mention(element.user_id);
    case "channel":
      return conversation(element.channel_id);
    case "broadcast":
      return h("span", { class: "mention loud" }, `@${element.range}`);
    case "emoji":
      return emoji(element.name) ?? `:${element.name}:`;
    case "date":
      return h("time", {}, fromTemplate(element.timestamp, element.format));
    case "color":
      return h("code", {}, element.value);
    default:
      return unknown("rich text", element);
  }
}

function styled(node, style) {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };
  return Object.entries(tags).reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}
