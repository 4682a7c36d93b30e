// The page: the plan's data, the filters, the list of files, and the keys.

const data = JSON.parse(byId("data").textContent);
const narrow = matchMedia("screen and (max-width: 760px)");
/** So many files are listed at once; there are more behind a button. */
const PAGE = 200;
let shown = [];
let listed = 0;

data.entries.forEach((entry, n) => {
  entry.number = n;
  for (const list of ["edits", "findings", "views"]) entry[list] ??= [];
  entry.count = entry.scopes.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  for (const edit of entry.edits) {
    edit.decision ??= null;
    edit.planned = { value: edit.decision, comment: edit.comment ?? "", by: edit.decision === null ? undefined : edit.by ?? null };
    asPlanned(edit);
  }
});

/** What needs a person comes first, then what is customised. */
const rank = (entry) => (entry.edits.some((edit) => edit.question !== undefined) || hasErrors(entry) ? 0 : entry.edits.length ? 1 : 2);
const byNeed = [...data.entries].sort((a, b) => rank(a) - rank(b));

// Filters.

const chosen = { text: "", sequence: "", needs: false, outcomes: new Set(), severities: new Set(), inScope: () => true };
const isFaceted = () => chosen.outcomes.size + chosen.severities.size > 0;
const editShown = (edit) => (!isFaceted() || chosen.outcomes.has(edit.outcome)) && (!chosen.needs || isOpen(edit));
const findingShown = (finding) => (!isFaceted() || chosen.severities.has(finding.severity)) && (!chosen.needs || finding.severity === "error");

function entryShown(entry) {
  const all = !isFaceted() && !chosen.needs;
  return (chosen.sequence === "" || entry.file === chosen.sequence) && chosen.inScope(entry)
    && (all || entry.edits.some(editShown) || entry.findings.some(findingShown))
    && (chosen.text === "" || haystack(entry).includes(chosen.text));
}

/** Everything that a search looks at, made at the first search. */
function haystack(entry) {
  if (entry.haystack === undefined) {
    const edits = entry.edits.flatMap((e) => [e.kind, e.outcome, e.rule, e.summary, e.reason]);
    const findings = entry.findings.flatMap((f) => [f.rule, f.message, f.help]);
    const rows = entry.views.flatMap((view) => data.diffs[view.diff].map((row) => row.slice(1).join("")));
    const previews = JSON.stringify(data.previews[entry.previews] ?? "");
    entry.haystack = [entry.file, entry.what, entry.base, entry.path, ...edits, ...findings, ...rows, previews].join("\n").toLowerCase();
  }
  return entry.haystack;
}

/** Whether an entry is in the scope that is typed: that very one, or all that contain the text. */
function scopeFilter(text) {
  if (text === "") return () => true;
  const exact = data.scopes.includes(text);
  const before = [0];
  for (const scope of data.scopes) before.push(before.at(-1) + ((exact ? scope === text : scope.includes(text)) ? 1 : 0));
  return (entry) => entry.scopes.some(([first, last]) => before[last + 1] > before[first]);
}

function readFilters() {
  const ticked = (id) => new Set([...byId(id).querySelectorAll("input:checked")].map((box) => box.value));
  chosen.text = byId("search").value.trim().toLowerCase();
  chosen.inScope = scopeFilter(byId("scope").value.trim());
  chosen.sequence = byId("sequence").value;
  chosen.needs = byId("needs").checked;
  chosen.outcomes = ticked("outcomes");
  chosen.severities = ticked("severities");
  list();
}

// The list.

function list() {
  shown = byNeed.filter(entryShown);
  const told = shown.filter((entry) => !isQuiet(entry));
  const quiet = shown.filter(isQuiet);
  listFiles(told);
  listed = 0;
  byId("entries").replaceChildren();
  listMore(told);
  if (quiet.length) byId("entries").append(quietElement(quiet));
  const total = (entries) => entries.reduce((sum, entry) => sum + entry.count, 0);
  const [some, all] = [total(shown), total(data.entries)];
  byId("shown").textContent = some === all ? count(all, "file") : `${format(some)} of ${count(all, "file")}`;
  if (!shown.length) byId("entries").append(h("p", { class: "nothing" }, "No file is like that. ", h("button", { type: "button", click: clearFilters }, "Clear filters")));
}

function listMore(told) {
  const next = told.slice(listed, listed + PAGE).map(entryElement);
  listed += next.length;
  const more = byId("more");
  const rest = told.length - listed;
  const button = rest > 0 && h("button", { type: "button", id: "more", click: () => { listMore(told); } }, `Show ${format(Math.min(PAGE, rest))} more of ${format(rest)}`);
  if (more) more.replaceWith(...next, button || "");
  else byId("entries").append(...next, button || "");
}

/** The files that need no reading. */
function quietElement(entries) {
  const rows = entries.map((entry) => h("tr", {}, h("th", { scope: "row" }, entry.file), h("td", {}, scopeLabel(entry)), h("td", {}, entry.what), h("td", {}, entry.base ?? "")));
  return h("details", { class: "quiet" }, h("summary", { class: "stop" }, `${count(entries.reduce((sum, e) => sum + e.count, 0), "file")} with nothing to read: stock, already on 4.x, or not there`),
    h("div", { class: "table" }, h("table", {}, h("thead", {}, h("tr", {}, ["File", "Scope", "Status", "Base"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows))));
}

function clearFilters() {
  document.querySelector("#filters form").reset();
  readFilters();
}

const isSplit = () => !narrow.matches && !printing && document.querySelector("input[name=layout]:checked").value === "split";
const redraw = () => data.entries.filter((e) => e.open && e.views.length && e.body.isConnected).forEach((e) => e.redraw());

// Going about.

const stops = () => [...document.querySelectorAll("#entries .stop")].filter((stop) => stop.offsetParent !== null);

function visit(stop) {
  stop?.focus({ preventScroll: true });
  stop?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = stops();
  const at = all.indexOf(document.activeElement?.closest(".stop"));
  visit(at === -1 ? all.at(by > 0 ? 0 : -1) : all[at + by]);
}

/** The entry, and the edit, that the focus is in. */
function current() {
  const element = document.activeElement;
  const entry = data.entries.find((e) => e.element?.isConnected && e.element.contains(element));
  return [entry, entry?.edits.find((e) => e.element?.contains(element))];
}

function decideCurrent(value) {
  const [entry, edit] = current();
  if (edit) decide(entry, edit, value);
  else say("Go to an edit first: j and k.");
}

function openCurrent() {
  const [entry, edit] = current();
  if (edit) showInDiff(entry, edit);
  else if (entry) { toggle(entry); visit(entry.button); }
  else document.activeElement?.closest("details.quiet > summary")?.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: openCurrent,
  y: () => decideCurrent("accept"),
  n: () => decideCurrent(current()[1]?.outcome === "conflict" ? "target" : "reject"),
  c: () => decideCurrent("custom"),
  t: () => decideCurrent("target"),
  u: () => decideCurrent(null),
  v: () => { const [entry] = current(); if (entry) setViewed(entry, !entry.viewed); },
  "/": () => { showFilters(true); byId("search").focus(); },
  "?": () => byId("help").showModal(),
};

function pressed(event) {
  const { target } = event;
  if (event.key === "Escape" && target.matches("#filters input")) target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (target.matches("select, textarea, input:not([type=radio]):not([type=checkbox])")) return;
  const act = event.key === "Enter" && target.matches(".edit") ? openCurrent : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function showFilters(yes) {
  byId("filters").classList.toggle("shown", yes);
  byId("show-filters").setAttribute("aria-expanded", String(yes));
}

/** Opens the edit that the address names: `#super-tenant/fault/1`. */
function goToAddress() {
  const [scope, stem, n] = decodeURIComponent(location.hash.slice(1)).split("/");
  const entry = data.entries.find((e) => e.stem === stem && [...scopesOf(e)].includes(scope));
  if (!entry || isQuiet(entry)) return;
  if (!shown.includes(entry)) clearFilters();
  while (!entry.button?.isConnected) byId("more").click();
  if (!entry.open && (n !== undefined || !entry.viewed)) open(entry);
  visit(entry.edits.find((e) => e.n === n)?.element ?? entry.button);
}

// Printing: what matters is opened, and unified, since paper is narrow.

let printing = false;
let openedToPrint = [];

function beforePrint() {
  printing = true;
  openedToPrint = shown.filter((e) => !e.open && e.element?.isConnected && (e.edits.length || hasErrors(e))).slice(0, PAGE);
  openedToPrint.forEach(open);
  redraw();
}

function afterPrint() {
  printing = false;
  openedToPrint.forEach(toggle);
  redraw();
}

// The rest of the page.

const countOf = (outcome) => data.summary[outcome === "conflict" ? "conflicts" : outcome.replace("-", "_")];

/** The verdict, everything in numbers, and links to what needs a person. */
function summaryOf() {
  const { verdict, needs_a_person, counts, needs } = data.overview;
  byId("summary").append(h("p", { class: `verdict ${needs_a_person ? "bad" : "good"}` }, verdict),
    h("ul", { class: "counts" }, counts.map((line) => h("li", {}, line))));
  if (needs.length) byId("summary").append(h("h3", {}, "Needs you"), h("ul", { class: "waiting" }, needs.map(needElement)));
}

/** Something that needs a person, with the commands that settle it. */
function needElement(need) {
  const place = need.id ? h("a", { href: `#${need.id}` }, `${need.place}, edit ${need.edit}`) : h("b", {}, need.place);
  const answers = need.answers.map(([words, command]) => h("li", {}, `${words}: `, h("code", {}, command)));
  return h("li", {}, place, need.rule ? [" ", badge("error", "error"), " ", ruleName(need.rule)] : "", " ", withCommands(need.what),
    h("p", {}, withCommands(need.asked)), answers.length ? h("ul", { class: "answers" }, answers) : "");
}

/** What to do before the gateway is started, and which command comes next. */
function stepsOf() {
  const { steps, next } = data.overview;
  byId("steps").hidden = !steps.length && !next.length;
  byId("steps").append(h("ol", {}, steps.map((step) => h("li", {}, step.what,
    step.command ? h("p", {}, h("code", {}, step.command)) : "",
    step.items?.length ? h("ul", {}, step.items.map((item) => h("li", {}, item))) : "",
    step.lines ? h("div", { class: "toml" }, h("pre", { tabindex: "0" }, step.lines),
      h("button", { type: "button", class: "copy-lines", click: () => copy(step.lines, "the lines for deployment.toml") }, "Copy the lines")) : ""))),
    ...next.map((text) => h("p", { class: "next" }, h("b", {}, "Next: "), withCommands(text))));
}

/** How decisions get into the plan, or why nothing can be decided here. */
function decidingOf() {
  const { review, save } = data.overview;
  const hasEdits = data.entries.some((entry) => entry.edits.length);
  byId("deciding").hidden = !hasEdits;
  byId("bar").hidden = !canDecide();
  document.querySelectorAll(".if-saved").forEach((element) => { element.hidden = !canDecide(); });
  byId("if-unsaved").hidden = canDecide();
  document.querySelectorAll(".into-plan").forEach((element) => { element.textContent = `${review} --decisions decisions.json`; });
  byId("save").textContent = save ?? "";
}

function fillIn() {
  document.title = `faultgraft: ${data.custom}`;
  const side = (name, text) => h("div", {}, h("dt", {}, name), h("dd", {}, text));
  byId("sides").append(side("yours", data.custom), side("target", data.target));
  const box = (value, label, n) => h("label", {}, h("input", { type: "checkbox", value }), h("span", {}, label), h("span", { class: "count" }, format(n)));
  byId("outcomes").append(...Object.entries(OUTCOMES).map(([value, label]) => box(value, label, countOf(value))));
  byId("severities").append(...["error", "warning", "note"].map((value) => box(value, value, data.summary.findings[value])));
  byId("sequence").append(...[...new Set(data.entries.map((e) => e.file))].map((file) => h("option", {}, file)));
  byId("scopes").append(...data.scopes.slice(0, 50).map((scope) => h("option", { value: scope })));
  summaryOf();
  decidingOf();
  stepsOf();
  if (data.findings.length) {
    byId("installations").hidden = false;
    byId("installations").append(...data.findings.map(findingElement));
  }
}

function listen() {
  const form = document.querySelector("#filters form");
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(readFilters, data.entries.length > PAGE ? 150 : 0); });
  byId("clear").addEventListener("click", clearFilters);
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("layout").addEventListener("change", redraw);
  narrow.addEventListener("change", redraw);
  byId("show-filters").addEventListener("click", () => showFilters(!byId("filters").classList.contains("shown")));
  byId("show-help").addEventListener("click", () => byId("help").showModal());
  byId("download").addEventListener("click", download);
  byId("copy").addEventListener("click", async () => { saved = (await copy(exported(), "the decisions")) || saved; });
  byId("import").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", ({ target }) => { if (target.files[0]) importFile(target.files[0]).then(() => { target.value = ""; }); });
  byId("name").addEventListener("input", keep);
  byId("forget").addEventListener("click", forget);
  byId("put-back").addEventListener("click", putBack);
  addEventListener("storage", keptElsewhere);
  document.addEventListener("keydown", pressed);
  addEventListener("hashchange", goToAddress);
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  addEventListener("beforeunload", (event) => { if (!saved && !isKept) event.preventDefault(); });
}

fillIn();
listen();
takeUp();
tellKept();
byId("file-list").open = !narrow.matches;
// A few files are read from top to bottom.
const toRead = data.entries.filter((entry) => !isQuiet(entry));
if (toRead.length <= 3) toRead.forEach((entry) => { entry.open = !entry.viewed; });
list();
tellDecided();
goToAddress();
