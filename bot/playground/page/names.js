// Who and what an id stands for.

import { parts } from "./link.js";

const COLOURS = 6;

export const me = () => parts.get("me");

/** The person with this id; Slack itself and strangers included. */
export function person(id) {
  if (id === "USLACKBOT") return { id, name: "Slackbot", real_name: "Slackbot", is_bot: true };
  return (parts.get("people") ?? []).find((each) => each.id === id) ?? { id, name: id, real_name: id };
}

/** The channel with this id, if this person can see it. */
export const channel = (id) => (parts.get("channels") ?? []).find((each) => each.id === id);

/** Which of a few colours stands for a person. */
export const colour = (id) => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS;

/** One or two letters for a picture. */
export const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
