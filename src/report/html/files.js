// The list of files at the side, and which of them were viewed.

const hasErrors = (entry) => entry.findings.some((f) => f.severity === "error");

/** `needs you`, `decided`, or nothing. */
function standing(entry) {
  if (entry.edits.some(isOpen) || hasErrors(entry)) return badge("needs", "needs you");
  return entry.edits.some((edit) => edit.question !== undefined) ? badge("carried", "decided") : "";
}

/** Lists what is shown and worth reading. */
function listFiles(told) {
  byId("file-list").closest("nav").hidden = told.length < 2;
  const manyScopes = new Set(told.map(scopeLabel)).size > 1;
  const item = (entry) => {
    const href = `#${encodeURI(addressOf(entry))}`;
    const again = () => { if (location.hash === href) goToAddress(); };
    entry.item = h("li", {});
    entry.link = h("a", { href, click: again }, h("span", { class: "file" }, entry.file), manyScopes ? [" ", h("span", { class: "scope" }, scopeLabel(entry))] : "");
    tellFile(entry);
    return entry.item;
  };
  const rest = told.length - PAGE;
  byId("files").replaceChildren(...told.slice(0, PAGE).map(item),
    rest > 0 ? h("li", { class: "scope" }, `and ${format(rest)} more: filter them to see them here`) : "");
  tellViewed();
}

/** Shows how it stands with a file in the list. */
function tellFile(entry) {
  entry.item?.classList.toggle("viewed", entry.viewed === true);
  entry.item?.replaceChildren(entry.link, standing(entry), entry.viewed ? h("span", { class: "seen" }, "\u2713 viewed") : "");
}

function tellViewed() {
  const told = data.entries.filter((entry) => !isQuiet(entry));
  byId("file-count").textContent = `${format(told.filter((entry) => entry.viewed).length)} of ${format(told.length)} viewed`;
}

/** A box to tick in the heading of a file. */
function viewedBox(entry) {
  entry.box = h("input", { type: "checkbox", checked: entry.viewed, change: ({ target }) => setViewed(entry, target.checked) });
  return h("label", { class: "tick" }, entry.box, h("span", {}, "Viewed", h("span", { class: "away" }, `: ${entry.file}, ${scopeLabel(entry)}`)));
}

/** A file that was viewed is folded. */
function setViewed(entry, yes) {
  entry.viewed = yes;
  entry.box.checked = yes;
  entry.element.classList.toggle("viewed", yes);
  if (yes === Boolean(entry.open)) toggle(entry);
  tellFile(entry);
  tellViewed();
  keep();
  say(yes ? `${entry.file} is viewed` : `${entry.file} is not viewed`);
}
