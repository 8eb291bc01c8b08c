// Slack's markup, as nodes. Nothing of it ever becomes HTML.

import { fromTemplate } from "./dates.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { channel, me, person } from "./names.js";

const SAFE = /^(https?:|mailto:)/i;
const INLINE = [
  [/^```\n?([\s\S]+?)\n?```/, ([, code]) => h("pre", {}, entities(code))],
  [/^`([^`\n]+)`/, ([, code]) => h("code", {}, entities(code))],
  [/^<([^<>]+)>/, ([, reference]) => meaning(reference)],
  [/^\*(?=\S)([^*\n]*?\S)\*(?!\w)/, ([, text]) => h("strong", {}, inline(text))],
  [/^_(?=\S)([^_\n]*?\S)_(?!\w)/, ([, text]) => h("em", {}, inline(text))],
  [/^~(?=\S)([^~\n]*?\S)~(?!\w)/, ([, text]) => h("s", {}, inline(text))],
];

/** Text in which Slack's three entities are characters again. */
export const entities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Markup as nodes; lines that begin with `>` are a quotation. */
export function mrkdwn(source) {
  const nodes = [];
  let plain = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, inline(quoted.join("\n"))));
    if (plain.length) nodes.push(...inline(plain.join("\n")));
    plain = [];
    quoted = [];
  };
  let inCode = false;
  for (const line of source.split("\n")) {
    const isQuote = !inCode && /^(&gt;|>)/.test(line);
    if (isQuote ? plain.length : quoted.length) flush();
    if (isQuote) quoted.push(line.replace(/^(&gt;|>) ?/, ""));
    else plain.push(line);
    if ((line.split("```").length - 1) % 2) inCode = !inCode;
  }
  flush();
  return nodes;
}

function inline(text) {
  const nodes = [];
  let words = "";
  let rest = text;
  const say = () => {
    if (words) nodes.push(withEmoji(entities(words)));
    words = "";
  };
  while (rest) {
    const found = /[\w\d]$/.test(words) && "*_~".includes(rest[0]) ? null : firstMatch(rest);
    if (found) {
      say();
      nodes.push(found.node);
      rest = rest.slice(found.length);
    } else {
      const [character] = rest;
      words += character;
      rest = rest.slice(character.length);
    }
  }
  say();
  return nodes;
}

function firstMatch(text) {
  for (const [pattern, build] of INLINE) {
    const match = pattern.exec(text);
    if (match) return { node: build(match), length: match[0].length };
  }
  return null;
}

function meaning(reference) {
  const [target, label] = reference.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return conversation(target.slice(1));
  if (target.startsWith("!date^")) return moment(target, label);
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${label || target.slice(1).split("^")[0]}`);
  return link(entities(target), label === undefined ? undefined : inline(label));
}

/** A link, or plain words where the address is none that a browser should open. */
export function link(address, words = [address.replace(/^mailto:/, "")]) {
  if (!SAFE.test(address)) return h("span", {}, words);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** A person's name as a mention. */
export const mention = (id) => h("span", { class: id === me()?.id ? "mention you" : "mention" }, `@${person(id).name}`);

/** A channel's name; one that this person cannot see keeps it. */
export function conversation(id) {
  const found = channel(id);
  return h("span", { class: "mention" }, found ? `#${found.name}` : "a private conversation");
}

function moment(target, fallback) {
  const [, seconds, template, address] = target.split("^");
  const words = Number.isFinite(Number(seconds)) ? fromTemplate(Number(seconds), entities(template ?? "")) : fallback;
  const shown = h("time", { title: fallback ?? null }, words);
  return address ? link(entities(address), [shown]) : shown;
}

/** A text object: `plain_text` as it is, `mrkdwn` with its markup. */
export function text(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : withEmoji(object.text)];
}
