// A few small drawings, so that no font has to have them.

import { svg } from "./dom.js";

const PATHS = {
  app: "M3 12.5V9M8 12.5V6M13 12.5V3",
  back: "M10 3 5 8l5 5",
  clip: "M13 7.5 7.8 12.7a3 3 0 0 1-4.3-4.3l5.6-5.5a2 2 0 0 1 2.9 2.8L6.6 11a1 1 0 0 1-1.5-1.4l4.7-4.7",
  close: "M4 4l8 8M12 4l-8 8",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  half: "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2zM8 2v12M8 5h4.8M8 8h6M8 11h4.8",
  hash: "M6 2 4.5 14M11.5 2 10 14M2.5 5.5h11.5M2 10.5h11.5",
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5M7 13V9.5h2V13",
  lock: "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  menu: "M2 4h12M2 8h12M2 12h12",
  more: "M8 3v.6M8 7.7v.6M8 12.4v.6",
  panel: "M2 3h12v10H2zM10 3v10M11.5 5.5h1M11.5 8h1",
  person: "M8 2.5a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM2.8 13.8c.4-3 2.4-4.4 5.2-4.4s4.8 1.4 5.2 4.4",
  plus: "M8 3v10M3 8h10",
  send: "M2.5 13.5 14 8 2.5 2.5 4 8zM4 8h5",
  thread: "M2.5 3h11v7.5H7L4 13v-2.5H2.5z",
  window: "M6 3H3v10h10v-3M8.5 3H13v4.5M13 3 7.5 8.5",
};

/** A drawing of 16 by 16 in the colour of the text. */
export const icon = (name) =>
  svg("svg", { viewBox: "0 0 16 16", class: `drawing drawing-${name}`, "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));

/** What stands for the app: the bars of its sign. */
export const appSign = () => svg("svg", { viewBox: "0 0 16 16", class: "app-sign", "aria-hidden": "true" }, svg("path", { d: "M4 11V5h2v6zm3 0V7h2v4zm3 0V3h2v8z" }));
