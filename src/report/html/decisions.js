// Decisions: what is ticked, why and by whom, and the file that `faultgraft review --decisions` takes.
//
// An edit that is alike in many scopes is ticked once. `now`, `comment` and `by` are what holds in
// all of them; where an imported file says otherwise for some, `each` has that of every scope. `by`
// is undefined where it was decided here: whoever is named on the page decided it then.

const WORDS = { accept: "accept", reject: "reject", custom: "your version", target: "the target's version", edit: "by hand" };
let saved = true;

/** Only a saved plan can take decisions. */
const canDecide = () => data.overview.review !== undefined;
const fits = (edit, value) =>
  value === null || value === "reject" || (edit.outcome === "conflict" ? value === "custom" || value === "target" : value === "accept");
const isOpen = (edit) => edit.question !== undefined && (edit.each ? [...edit.each.values()].some(({ value }) => value === null) : edit.now === null);
const stateOf = (edit) => ({ value: edit.now, comment: edit.comment, by: edit.by });
const isSame = (a, b) => a.value === b.value && (a.value === null || (a.comment === b.comment && a.by === b.by));
const isAsPlanned = (edit) => !edit.each && isSame(stateOf(edit), edit.planned);

/** Makes the state of an edit that of the plan. */
function asPlanned(edit) {
  [edit.now, edit.comment, edit.by, edit.each] = [edit.planned.value, edit.planned.comment, edit.planned.by, undefined];
}

/** Sets a decision in all scopes of an entry; says why not where it does not fit. */
function decide(entry, edit, value) {
  if (!canDecide()) return say("Nothing can be decided here: the plan is not saved.");
  if (entry.edited) return say("This file was edited by hand: decisions do not change it any more.");
  if (!fits(edit, value)) {
    return say(edit.outcome === "conflict" ? "This is a conflict: c takes your version, t the target's." : "This is not a conflict: y accepts it, n rejects it.");
  }
  const all = [edit, ...togetherWith(entry, edit)];
  for (const one of all) {
    [one.now, one.each] = [one === edit ? value : likewise(one, value), undefined];
    one.by = one.now === one.planned.value && one.comment === one.planned.comment ? one.planned.by : undefined;
  }
  touched();
  all.forEach((one) => changed(entry, one));
  return say(`${edit.n}, ${value === null ? "undecided" : WORDS[value]}${entry.count > 1 ? ` in ${count(entry.count, "tenant")}` : ""}`);
}

/** The edits that are decided with another: apart, one would lose or double what the other is about. */
const togetherWith = (entry, edit) => entry.edits.filter((other) => edit.together?.includes(Number(other.n)));

/** What a decision on one edit means for another that is decided with it. */
function likewise(other, value) {
  if (value === null) return null;
  const keeps = value === "accept" || value === "custom";
  return other.outcome === "conflict" ? (keeps ? "custom" : "target") : keeps ? "accept" : "reject";
}

/** Sets why an edit is so decided. */
function comment(edit, text) {
  [edit.comment, edit.by] = [text, undefined];
  touched();
}

/** Something was decided here. */
function touched() {
  saved = false;
  when = new Date().toISOString();
  keep();
}

/** Every id of an edit with what is decided there. */
function* decisionsOf(entry, edit) {
  for (const scope of scopesOf(entry)) {
    yield [`${scope}/${entry.stem}/${edit.n}`, edit.each ? edit.each.get(scope) : stateOf(edit)];
  }
}

/** Who decided, and why; undefined where neither is said. */
function remarkOf({ comment, by }) {
  const [why, who] = [comment.trim(), (by === undefined ? byId("name").value : by ?? "").trim()];
  if (why === "" && who === "") return undefined;
  return { ...(why !== "" && { comment: why }), ...(who !== "" && { by: who }) };
}

function exported() {
  const [decisions, remarks] = [{}, {}];
  for (const entry of data.entries.filter((e) => !e.edited)) {
    for (const edit of entry.edits) {
      for (const [id, state] of decisionsOf(entry, edit)) {
        // What the plan decided and was taken back here is null: undecided.
        if (state.value === null && edit.decision === null) continue;
        decisions[id] = state.value;
        const remark = state.value !== null && remarkOf(state);
        if (remark) remarks[id] = remark;
      }
    }
  }
  const said = Object.keys(remarks).length > 0 && { remarks };
  return JSON.stringify({ schema: data.schema, plan: data.plan, decisions, ...said }, null, 1) + "\n";
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
  const changedBy = new Map();
  for (const [id, value] of Object.entries(file.decisions)) {
    const [entry, edit, scope] = edits.get(id);
    const { comment, by } = file.remarks?.[id] ?? {};
    edit.each ??= new Map([...scopesOf(entry)].map((s) => [s, stateOf(edit)]));
    edit.each.set(scope, { value, comment: String(comment ?? ""), by: typeof by === "string" ? by : null });
    changedBy.set(edit, entry);
  }
  for (const [edit, entry] of changedBy) {
    together(edit);
    changed(entry, edit);
  }
  touched();
  say(`${count(Object.keys(file.decisions).length, "decision")} imported`);
}

/** What is the same in every scope is the state of the edit. */
function together(edit) {
  const [first, ...rest] = edit.each.values();
  if (rest.every((state) => isSame(first, state))) [edit.now, edit.comment, edit.by, edit.each] = [first.value, first.comment, first.by, undefined];
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
  for (const { value } of edit.each.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, n]) => `${value === null ? "undecided" : WORDS[value]} in ${format(n)}`).join(", ");
}

function tellDecided() {
  let [open, decided] = [0, 0];
  for (const entry of data.entries) {
    for (const edit of entry.edits) {
      if (edit.each) {
        for (const { value } of edit.each.values()) value === null ? (open += edit.question ? 1 : 0) : (decided += 1);
      } else if (edit.now !== null) decided += entry.count;
      else if (edit.question !== undefined) open += entry.count;
    }
  }
  byId("decided").textContent = `${format(decided)} decided, ${open === 0 ? "nothing waits" : `${format(open)} wait${open === 1 ? "s" : ""}`}`;
}
