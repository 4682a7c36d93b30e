// Files: a heading each, and everything else when it is opened.

/** The names of the scopes of an entry. */
function* scopesOf(entry) {
  for (const [first, last] of entry.scopes) {
    for (let n = first; n <= last; n += 1) yield data.scopes[n];
  }
}

function scopeLabel(entry) {
  const [first] = scopesOf(entry);
  return entry.count === 1 ? first : count(entry.count, "tenant");
}

const badge = (name, text) => h("span", { class: `badge ${name}` }, text);
const OUTCOMES = { carried: "carried", rewritten: "rewritten", "already-there": "already there", dropped: "dropped", conflict: "conflict" };
const isQuiet = (entry) => !entry.edits.length && !entry.findings.length && !entry.views.length;

/** The heading of a file; what is under it is made when it is opened. */
function entryElement(entry) {
  const button = h("button", { type: "button", class: "stop", id: `entry-${entry.number}`, "aria-expanded": "false", "aria-controls": `body-${entry.number}`, click: () => toggle(entry) },
    h("span", { class: "file" }, entry.file), " ", h("span", { class: "scope" }, scopeLabel(entry)));
  entry.button = button;
  entry.tally = h("p", { class: "tally" });
  entry.body = h("div", { class: "body", id: `body-${entry.number}`, hidden: true });
  entry.element = h("section", { class: `entry ${entry.status}${entry.viewed ? " viewed" : ""}`, "aria-labelledby": button.id },
    h("header", {}, h("h3", {}, button), entry.tally, viewedBox(entry)), entry.body);
  tellTally(entry);
  if (entry.open) open(entry);
  return entry.element;
}

function tellTally(entry) {
  const waiting = entry.edits.filter(isOpen).length;
  const found = (severity) => entry.findings.filter((f) => f.severity === severity).length;
  const outcomes = Object.keys(OUTCOMES).map((outcome) => [outcome, entry.edits.filter((e) => e.outcome === outcome).length]);
  entry.tally.replaceChildren(
    waiting ? badge("needs", `${waiting} need${waiting === 1 ? "s" : ""} you`) : "",
    found("error") ? badge("error", count(found("error"), "error")) : "",
    h("span", {}, [entry.what, ...outcomes.filter(([, n]) => n).map(([outcome, n]) => `${n} ${OUTCOMES[outcome]}`),
      found("warning") && count(found("warning"), "warning"), found("note") && count(found("note"), "note")].filter(Boolean).join(" · ")));
}

function toggle(entry) {
  if (entry.open) {
    entry.open = false;
    entry.body.hidden = true;
    entry.body.replaceChildren();
    entry.button.setAttribute("aria-expanded", "false");
  } else {
    open(entry);
  }
}

function open(entry) {
  entry.open = true;
  entry.button.setAttribute("aria-expanded", "true");
  const about = new Set(entry.edits.map((e) => e.n));
  const own = entry.findings.filter((f) => !about.has(f.edit) && findingShown(f));
  const edits = entry.edits.filter(editShown);
  entry.body.replaceChildren(...[
    facts(entry),
    edits.length ? h("h4", {}, count(edits.length, "edit"), edits.length < entry.edits.length ? ` of ${entry.edits.length}` : "") : "",
    edits.map((edit) => editElement(entry, edit)),
    own.length ? [h("h4", {}, "Findings"), own.map(findingElement)] : "",
    previewsOf(entry),
    entry.views.length ? differences(entry) : "",
  ].flat(Infinity));
  entry.body.hidden = false;
}

/** What the file is, where it was read and would be written. */
function facts(entry) {
  const row = (name, value) => value && h("div", {}, h("dt", {}, name), h("dd", {}, value));
  const more = entry.count > 1 ? ` (the first of ${format(entry.count)})` : "";
  return h("dl", { class: "facts" },
    row("base", entry.base?.replace(/^base:? /, "")),
    row("read from", entry.status !== "absent" && entry.path && entry.path + more),
    row("goes to", entry.edits.some((e) => e.outcome === "conflict" && isOpen(e)) ? "nothing is written before its conflict is decided" : entry.differs && entry.place && (entry.place === entry.path ? "the same place in the target" : entry.place + more)),
    row("edited", entry.edited && "The merged text was edited by hand: decisions do not change it any more."),
    row("scopes", entry.count > 1 && allScopes(entry)));
}

function allScopes(entry) {
  const list = h("p", {});
  const details = h("details", {}, h("summary", {}, `${count(entry.count, "tenant")} with the same, decided together`), list);
  details.addEventListener("toggle", () => {
    if (details.open) list.textContent = [...scopesOf(entry)].map((s) => s.replace(/^tenant:/, "")).join(", ");
  });
  return details;
}

function editElement(entry, edit) {
  const title = `edit-${entry.number}-${edit.n}`;
  edit.element = h("article", { class: edit.question === undefined ? "edit calm stop" : "edit stop", tabindex: "-1", "aria-labelledby": title, id: `${title}-box` },
    h("h5", { id: title }, h("span", { class: "n" }, edit.n), " ", h("span", { class: "kind" }, edit.kind), " ", edit.summary),
    h("p", { class: "became" }, badge(edit.outcome, OUTCOMES[edit.outcome]), " ",
      edit.confidence === "safe" ? "safe" : badge("review", "review"), ` \u00b7 ${edit.lines.replace("->", "\u2192")}`, edit.rule ? [" \u00b7 ", ruleName(edit.rule)] : ""),
    h("p", { class: "reason" }, withCommands(edit.reason)),
    edit.sides === undefined ? "" : sidesElement(data.sides[edit.sides]),
    entry.findings.filter((f) => f.edit === edit.n && findingShown(f)).map(findingElement),
    h("div", { class: "answer" }, h("div", { class: "decide" }), h("div", { class: "result" })), edit.follows?.answers ? followsElement(edit) : "");
  tellDecision(entry, edit);
  return edit.element;
}

/** A rule's code, with when it applies. */
function ruleName(code) {
  const when = data.rules[code];
  return when ? h("details", { class: "rule" }, h("summary", {}, code), h("span", {}, when)) : h("code", {}, code);
}

/** Base, the operator's version and the target's, with what differs from the base marked. */
function sidesElement(sides) {
  const names = { base: "base", custom: "your version", target: `${data.target_name}'s version` };
  return h("div", { class: "sides" }, Object.keys(names).map((side) =>
    h("figure", {}, h("figcaption", {}, names[side]),
      sides[side] ? h("pre", {}, codeLines(sides[side])) : h("p", { class: "none" }, "not there"))));
}

function findingElement(finding) {
  const place = [finding.path, finding.line && `line ${finding.line}${finding.column ? `, column ${finding.column}` : ""}`].filter(Boolean).join(", ");
  return h("div", { class: `finding ${finding.severity}` },
    h("p", {}, badge(finding.severity, finding.severity), " ", place ? h("span", { class: "place" }, `${place}: `) : "", withCommands(finding.message)),
    finding.help ? h("p", { class: "help" }, h("b", {}, "Help: "), withCommands(finding.help)) : "", ruleName(finding.rule));
}

/** The differences of an entry: which texts, and the table. */
function differences(entry) {
  const area = h("div", { class: "table" });
  entry.view ??= 0;
  const show = () => area.replaceChildren(diffTable(entry.views[entry.view], isSplit(), marksOf(entry), entry.file));
  const choice = (view, n) => h("label", {},
    h("input", { type: "radio", name: `view-${entry.number}`, checked: n === entry.view, change: () => { entry.view = n; show(); } }),
    h("span", {}, view.sides.join(" \u2192 ")));
  entry.showView = (n) => {
    if (n !== entry.view) entry.body.querySelectorAll(`input[name="view-${entry.number}"]`)[n].click();
  };
  entry.redraw = show;
  show();
  entry.asSaved = h("p", { class: "as-saved" }, "This is the merged file as the plan has it. What is decided on this page comes into it with ", h("code", {}, `${data.overview.review} --decisions decisions.json`));
  tellSaved(entry);
  return [h("fieldset", { class: "switch views" }, h("legend", {}, "Difference"), entry.views.map(choice)), entry.asSaved, area];
}

/** The edits by the line of the right side that they stand on. */
function marksOf(entry) {
  const marks = new Map();
  const line = lineOn(entry.views[entry.view]);
  for (const edit of entry.edits.filter((e) => e[line] !== undefined)) {
    marks.set(edit[line], [...(marks.get(edit[line]) ?? []), { n: edit.n, go: () => visit(edit.element) }]);
  }
  return marks;
}

const lineOn = (view) => (view.sides[1] === "merged" ? "merged_line" : "custom_line");

/** Goes to the line of an edit in the difference. */
function showInDiff(entry, edit) {
  const has = (view) => edit[lineOn(view)] !== undefined;
  const view = has(entry.views[entry.view] ?? entry.views[0] ?? { sides: [] }) ? entry.view : entry.views.findIndex(has);
  if (view === -1 || !entry.views.length) return say("It stands on no line of a difference.");
  entry.showView(view);
  const line = edit[lineOn(entry.views[view])];
  const gaps = [...entry.body.querySelectorAll("tr.gap")];
  gaps.find((gap) => gap.dataset.from <= line && line < gap.dataset.to)?.querySelector("button").click();
  const row = entry.body.querySelector(`tr[data-line="${line}"]`);
  row?.scrollIntoView({ block: "center" });
  return row?.querySelector("button.mark")?.focus({ preventScroll: true });
}

/** What clients get for the same message, old beside new. */
function previewsOf(entry) {
  const previews = data.previews[entry.previews] ?? [];
  return previews.length ? [h("h4", {}, "What clients will see"), previews.map(previewElement)] : "";
}

function previewElement(preview) {
  const inputs = Object.entries(preview.inputs ?? {}).map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const rows = [["Status", (a) => a.status], ["Content type", (a) => a.content_type],
    ["Headers", (a) => Object.entries(a.headers ?? {}).filter(([name]) => name.toLowerCase() !== "content-type").map(([name, value]) => `${name}: ${value}`).join("\n")],
    ["Body", (a) => a.body], ["Not known", (a) => (a.unknown ?? []).join("\n")], ["Notes", (a) => (a.notes ?? []).join("\n")]];
  const text = (answer, of) => String(of(answer) ?? "");
  const cell = (side, of, other) => {
    const answer = preview[side];
    if (!answer) return h("td", { class: "none", "data-side": side }, "no answer");
    const differs = preview[other] && text(preview[other], of) !== text(answer, of);
    return h("td", { class: differs ? "differs" : "", "data-side": side }, text(answer, of) === "" ? "none" : h("pre", {}, text(answer, of)));
  };
  const isTold = ([, of]) => [preview.old, preview.new].some((answer) => answer && text(answer, of) !== "");
  return h("details", { class: "preview", open: preview.changes?.length > 0 },
    h("summary", {}, preview.when?.length ? preview.when.join("; ") : "always"),
    preview.also?.length ? h("p", {}, `Alike, but for the texts: ${preview.also.join("; ")}`) : "",
    preview.changes?.length ? h("ul", {}, preview.changes.map((change) => h("li", {}, change))) : h("p", {}, "Nothing changes for clients."),
    h("table", {}, h("caption", { class: "away" }, "What clients get, old beside new"), h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "old"), h("th", { scope: "col" }, "new"))),
      h("tbody", {}, rows.filter(isTold).map(([name, of]) =>
        h("tr", {}, h("th", { scope: "row" }, name), cell("old", of, "new"), cell("new", of, "old"))))),
    inputs.length ? h("p", { class: "inputs" }, `With ${inputs.join(", ")}`) : "");
}
