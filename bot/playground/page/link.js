// The one connection to the server: parts of the screen come in, what the person does goes out.

import { toast } from "./toasts.js";

/** What the server last said of each part of the screen. */
export const parts = new Map();
/** Lines of the log, oldest first. */
export const log = [];

const AGAIN_MILLISECONDS = 700;
const waiting = new Map();
let socket = null;
let numbers = 0;

/** Connects as a person, and calls `changed` with the names of parts whenever something is different. */
export function connect(name, changed, nobody) {
  socket = new WebSocket(`ws://${location.host}/window?as=${encodeURIComponent(name)}`);
  let strangers = false;
  socket.addEventListener("open", () => document.body.classList.remove("offline"));
  socket.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    if (news.nobody !== undefined) {
      strangers = true;
      nobody(news);
    } else if (news.answer) {
      settle(news.answer);
    } else {
      const names = [...Object.keys(news.parts ?? {}), ...(news.gone ?? [])];
      for (const [part, value] of Object.entries(news.parts ?? {})) parts.set(part, value);
      for (const part of news.gone ?? []) parts.delete(part);
      if (news.log) {
        if (news.log[0].number < (log.at(-1)?.number ?? -1)) log.length = 0;
        log.push(...news.log);
      }
      changed(names, Boolean(news.log));
    }
  });
  socket.addEventListener("close", () => {
    if (strangers) return;
    document.body.classList.add("offline");
    for (const { reject } of waiting.values()) reject(new Error("The playground has ended."));
    waiting.clear();
    parts.clear();
    log.length = 0;
    setTimeout(() => connect(name, changed, nobody), AGAIN_MILLISECONDS);
  });
}

function settle({ id, result, error }) {
  const { resolve, reject } = waiting.get(id) ?? {};
  waiting.delete(id);
  if (error) reject?.(new Error(error));
  else resolve?.(result);
}

/** Does something as this person; true once the app has answered, false where it could not be done, which is shown. */
export async function act(gesture) {
  try {
    await ask(gesture);
    return true;
  } catch (problem) {
    toast(problem.message);
    return false;
  }
}

/** Sends a gesture; resolves with the server's answer. */
export function ask(gesture) {
  return new Promise((resolve, reject) => {
    if (socket?.readyState !== WebSocket.OPEN) {
      reject(new Error("The playground has ended."));
      return;
    }
    const id = ++numbers;
    waiting.set(id, { resolve, reject });
    socket.send(JSON.stringify({ id, ...gesture }));
  });
}
