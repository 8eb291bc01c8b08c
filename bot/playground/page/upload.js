// Files from this machine, shared in a channel.

import { busy, h } from "./dom.js";
import { icon } from "./icons.js";
import { act } from "./link.js";
import { toast } from "./toasts.js";

const MOST_BYTES = 1024 * 1024;

/** A button that asks for files and shares them. */
export function uploadButton(channel) {
  const chooser = h("input", { type: "file", multiple: true, hidden: true, onchange: () => busy(button, share) });
  const button = h("button", { type: "button", class: "icon", "aria-label": "Upload a file", title: "Upload a file", "data-focus": "upload", onclick: () => chooser.click() }, icon("clip"));
  const share = async () => {
    const chosen = [...chooser.files];
    chooser.value = "";
    if (chosen.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) return toast("The playground takes files of up to 1 MB.");
    const files = await Promise.all(chosen.map(async (file) => ({ name: file.name, content: await inBase64(file) })));
    if (files.length) await act({ do: "upload", channel, files });
  };
  return [button, chooser];
}

const inBase64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
  reader.addEventListener("error", () => reject(reader.error));
  reader.readAsDataURL(file);
});
