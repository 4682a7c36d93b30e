// Decisions: what is ticked, and the file that `faultgraft review --decisions` takes.
//
// An edit that is alike in many scopes is ticked once. `now` is what holds in all of them; where an
// imported file says otherwise for some, `each` has the value of every scope.

const WORDS = { accept: "accept", reject: "reject", custom: "your version", target: "the target's version", edit: "by hand" };
let saved = true;

const fits = (edit, value) =>
  value === null || value === "reject" || (edit.outcome === "conflict" ? value === "custom" || value === "target" : value === "accept");
const isOpen = (edit) => edit.question !== undefined && (edit.each ? [...edit.each.values()].includes(null) : edit.now === null);

/** Sets a decision in all scopes of an entry; says why not where it does not fit. */
function decide(entry, edit, value) {
  if (entry.edited) return say("This file was edited by hand: decisions do not change it any more.");
  if (!fits(edit, value)) {
    return say(edit.outcome === "conflict" ? "This is a conflict: c takes your version, t the target's." : "This is not a conflict: y accepts it, n rejects it.");
  }
  [edit.now, edit.each, saved] = [value, undefined, false];
  changed(entry, edit);
  return say(`${edit.n}, ${value === null ? "undecided" : WORDS[value]}${entry.count > 1 ? ` in ${count(entry.count, "tenant")}` : ""}`);
}

/** Every id of an edit with what is decided there. */
function* decisionsOf(entry, edit) {
  for (const scope of scopesOf(entry)) {
    yield [`${scope}/${entry.stem}/${edit.n}`, edit.each ? edit.each.get(scope) : edit.now];
  }
}

function exported() {
  const decisions = {};
  for (const entry of data.entries.filter((e) => !e.edited)) {
    for (const edit of entry.edits) {
      for (const [id, value] of decisionsOf(entry, edit)) {
        // What the plan decided and was taken back here is null: undecided.
        if (value !== null || edit.decision !== null) decisions[id] = value;
      }
    }
  }
  return JSON.stringify({ schema: data.schema, plan: data.plan, decisions }, null, 1) + "\n";
}

function download() {
  const url = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
  const link = h("a", { href: url, download: "decisions.json" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  saved = true;
  say("decisions.json is in your downloads");
}

/** Takes a file of decisions, all of it or nothing. */
function imported(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not valid JSON (${error.message})`);
  }
  if (file?.schema !== data.schema || typeof file.decisions !== "object" || file.decisions === null) {
    throw new Error("it is not a file of decisions of this version");
  }
  if (file.plan !== data.plan) throw new Error("it is for another plan: other files, or other edits");
  const edits = new Map();
  for (const entry of data.entries) {
    for (const edit of entry.edits) {
      for (const scope of scopesOf(entry)) edits.set(`${scope}/${entry.stem}/${edit.n}`, [entry, edit, scope]);
    }
  }
  for (const [id, value] of Object.entries(file.decisions)) {
    const found = edits.get(id);
    if (!found) throw new Error(`the plan has no edit ${id}`);
    if (found[0].edited) throw new Error(`${found[0].file} was edited by hand, and decisions do not change it any more`);
    if (!fits(found[1], value)) throw new Error(`${id} cannot be decided as ${JSON.stringify(value)}`);
  }
  const touched = new Map();
  for (const [id, value] of Object.entries(file.decisions)) {
    const [entry, edit, scope] = edits.get(id);
    edit.each ??= new Map([...scopesOf(entry)].map((s) => [s, edit.now]));
    edit.each.set(scope, value);
    touched.set(edit, entry);
  }
  for (const [edit, entry] of touched) {
    const values = new Set(edit.each.values());
    if (values.size === 1) [edit.now, edit.each] = [[...values][0], undefined];
    changed(entry, edit);
  }
  say(`${count(Object.keys(file.decisions).length, "decision")} imported`);
}

async function importFile(file) {
  byId("problem").textContent = "";
  try {
    imported(await file.text());
  } catch (error) {
    byId("problem").textContent = `${file.name} is not taken: ${error.message}. Nothing was decided.`;
  }
}

/** `reject in 3, undecided in 12`, where scopes are decided in different ways. */
function mixed(edit) {
  const counts = new Map();
  for (const value of edit.each.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, n]) => `${value === null ? "undecided" : WORDS[value]} in ${format(n)}`).join(", ");
}

function tellDecided() {
  let [open, decided] = [0, 0];
  for (const entry of data.entries) {
    for (const edit of entry.edits) {
      if (edit.each) {
        for (const value of edit.each.values()) value === null ? (open += edit.question ? 1 : 0) : (decided += 1);
      } else if (edit.now !== null) decided += entry.count;
      else if (edit.question !== undefined) open += entry.count;
    }
  }
  byId("decided").textContent = `${format(decided)} decided, ${open === 0 ? "nothing waits" : `${format(open)} wait${open === 1 ? "s" : ""}`}`;
}
