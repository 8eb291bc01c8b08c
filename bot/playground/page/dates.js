// Moments in the zone of the person who looks, as Slack writes them.

import { me } from "./names.js";
import { parts } from "./link.js";

const DAY_SECONDS = 86400;

const formats = new Map();

function written(seconds, options) {
  const key = JSON.stringify([me()?.tz, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: me()?.tz, ...options }));
  return formats.get(key).format(seconds * 1000);
}

/** Unix seconds by the workspace's clock. */
export const now = () => Date.now() / 1000 + (parts.get("clock")?.moved ?? 0);

const year = (seconds) => written(seconds, { year: "numeric" });
const dayOf = (seconds) => written(seconds, { year: "numeric", month: "numeric", day: "numeric" });

export const time = (seconds) => written(seconds, { hour: "2-digit", minute: "2-digit" });
const short = (seconds) =>
  written(seconds, { day: "numeric", month: "short", ...(year(seconds) === year(now()) ? {} : { year: "numeric" }) });
const long = (seconds) => written(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

function pretty(seconds, otherwise) {
  if (dayOf(seconds) === dayOf(now())) return "today";
  if (dayOf(seconds) === dayOf(now() - DAY_SECONDS)) return "yesterday";
  if (dayOf(seconds) === dayOf(now() + DAY_SECONDS)) return "tomorrow";
  return otherwise(seconds);
}

const TOKENS = {
  date_num: (seconds) => written(seconds, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (seconds) => written(seconds, { day: "numeric", month: "long", year: "numeric" }),
  date_slash: (seconds) => written(seconds, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date_short: short,
  date_long: long,
  date_pretty: (seconds) => pretty(seconds, (at) => written(at, { day: "numeric", month: "long", year: "numeric" })),
  date_short_pretty: (seconds) => pretty(seconds, short),
  date_long_pretty: (seconds) => pretty(seconds, long),
  time,
  time_secs: (seconds) => written(seconds, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
};

/** What `<!date^…>` says: each `{token}` filled in. */
export const fromTemplate = (seconds, template) =>
  template.replace(/\{(\w+)\}/g, (whole, token) => (TOKENS[token] ? TOKENS[token](seconds) : whole));

/** The line between two days of a conversation. */
export function dayHeading(seconds) {
  const words = pretty(seconds, (at) => written(at, { weekday: "long", day: "numeric", month: "long", ...(year(at) === year(now()) ? {} : { year: "numeric" }) }));
  return words[0].toUpperCase() + words.slice(1);
}

/** Date and time in full. */
export const inFull = (seconds) => `${long(seconds)}, ${TOKENS.time_secs(seconds)}`;

/** Hours, minutes, seconds and thousandths, for the log. */
export const precise = (seconds) =>
  written(seconds, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
