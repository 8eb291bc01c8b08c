// The question before something that cannot be undone.

import { h } from "./dom.js";
import { text } from "./mrkdwn.js";

/** Asks; resolves with whether the person said yes. */
export function confirmed(dialogue) {
  return new Promise((resolve) => {
    const style = dialogue.style === "danger" ? "danger" : "primary";
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      h("form", { method: "dialog" },
        h("h2", { id: "confirm-title" }, text(dialogue.title)),
        h("div", { id: "confirm-text" }, text(dialogue.text)),
        h("div", { class: "buttons" },
          h("button", { value: "no", class: "button" }, text(dialogue.deny)),
          h("button", { value: "yes", class: `button ${style}` }, text(dialogue.confirm)))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
