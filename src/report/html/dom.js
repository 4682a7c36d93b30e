"use strict";

// Elements, and small words. What the plan says only ever becomes a text node or an attribute.

const byId = (id) => document.getElementById(id);

/** An element; attributes that are false or missing are left out, functions listen. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  const isThere = (child) => child !== undefined && child !== null && child !== false;
  element.append(...children.flat(Infinity).filter(isThere));
  return element;
}

const format = (n) => n.toLocaleString("en");
const count = (n, noun, nouns = `${noun}s`) => `${format(n)} ${n === 1 ? noun : nouns}`;

/** Tells what was done to whoever does not see it. */
function say(text) {
  byId("said").textContent = "";
  // An equal text again is only read out where it was gone in between.
  setTimeout(() => { byId("said").textContent = text; }, 30);
}

/** Copies a text, and says whether it did; a page from disk may not use the clipboard of some browsers. */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "away", "aria-hidden": "true" });
    const focused = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    if (!copied) {
      say("The browser does not let this page copy: download or select the text instead.");
      return false;
    }
  }
  say(`Copied: ${what}`);
  return true;
}
