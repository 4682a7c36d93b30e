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

/** How many columns blanks take. */
const columns = (blanks) => [...blanks].reduce((at, blank) => (blank === "\t" ? at + 4 - (at % 4) : at + 1), 0);

/** A line of code: texts, of which every second one changed. Where it wraps, it keeps its indent. */
function codeLine([first, ...rest], changedAs) {
  const [indent] = /^[ \t]*/.exec(first);
  // No line ends behind an indent: the character after it stays with it.
  const start = first.slice(indent.length, indent.length + 1);
  const texts = [first.slice(indent.length + 1), ...rest].map((text, n) => (n % 2 && text !== "" ? h(changedAs, {}, text) : text));
  const line = h("span", { class: "line" }, h("span", { class: "start" }, h("span", { class: "indent" }, indent), start), texts);
  line.style.setProperty("--in", columns(indent));
  return line;
}

/** Texts of several lines, of which every second one changed, line by line. */
function codeLines(texts) {
  const lines = [[""]];
  texts.forEach((text, n) => {
    text.split("\n").forEach((part, at) => {
      if (at > 0) lines.push([""]);
      const line = lines.at(-1);
      if ((line.length - 1) % 2 !== n % 2) line.push("");
      line[line.length - 1] += part;
    });
  });
  return lines.map((line) => codeLine(line, "mark"));
}

/** A text with commands or names between backticks. */
const withCommands = (text) => text.split("`").map((part, n) => (n % 2 ? h("code", {}, part) : part));

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
