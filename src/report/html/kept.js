// What is decided and viewed here is kept in the browser until it is forgotten: a reload loses
// nothing. It is kept under a name that only this plan has, as it is decided. Where the browser does
// not let a page keep anything, the page works without.

let when;
let isKept = false;
/** What was kept before it was forgotten, so that it can be put back. */
let forgotten;

const keptUnder = () => `faultgraft ${data.keep}`;
const addressOf = (entry) => `${data.scopes[entry.scopes[0][0]]}/${entry.stem}`;

/** Every edit that is decided otherwise than in the plan, with its entry. */
function* changedHere() {
  for (const entry of data.entries) {
    for (const edit of entry.edits) if (!isAsPlanned(edit)) yield [entry, edit];
  }
}

function keep() {
  const changes = {};
  for (const [entry, edit] of changedHere()) {
    changes[`${addressOf(entry)}/${edit.n}`] = edit.each ? { each: Object.fromEntries(edit.each) } : stateOf(edit);
  }
  const viewed = data.entries.filter((entry) => entry.viewed).map(addressOf);
  const name = byId("name").value;
  const isNothing = Object.keys(changes).length + viewed.length === 0 && name === "";
  try {
    if (isNothing) localStorage.removeItem(keptUnder());
    else localStorage.setItem(keptUnder(), JSON.stringify({ form: 1, when, name, changes, viewed }));
    isKept = true;
  } catch {
    isKept = false;
  }
  tellKept();
}

/** What is kept; undefined where that is nothing, or nothing that this page knows. */
function whatIsKept() {
  try {
    const kept = JSON.parse(localStorage.getItem(keptUnder()));
    return kept?.form === 1 ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Decides everything as it was kept; what does not fit the plan is passed over. */
function restore(was) {
  const state = ({ value, comment, by }) => ({ value, comment: String(comment ?? ""), by: by === null || typeof by === "string" ? by : undefined });
  for (const entry of data.entries) {
    for (const edit of entry.edits) {
      const now = canDecide() && !entry.edited && was.changes?.[`${addressOf(entry)}/${edit.n}`];
      if (!now) continue;
      const all = now.each ? [...scopesOf(entry)].map((scope) => [scope, now.each[scope] ?? stateOf(edit)]) : [[undefined, now]];
      if (!all.every(([, { value }]) => value !== undefined && fits(edit, value))) continue;
      if (now.each) edit.each = new Map(all.map(([scope, one]) => [scope, state(one)]));
      else Object.assign(edit, { now: now.value, comment: state(now).comment, by: state(now).by, each: undefined });
    }
  }
  [when, isKept] = [was.when, true];
}

/** Makes the page as it was left. */
function takeUp() {
  const was = whatIsKept();
  const viewed = new Set(was?.viewed);
  data.entries.forEach((entry) => { entry.viewed = viewed.has(addressOf(entry)); });
  if (!was) return;
  byId("name").value = String(was.name ?? "");
  restore(was);
}

/** Makes every decision that of the plan again. */
function forget() {
  forgotten = whatIsKept();
  const all = [...changedHere()];
  all.forEach(([, edit]) => asPlanned(edit));
  saved = true;
  keep();
  all.forEach(([entry, edit]) => changed(entry, edit));
  byId("put-back").focus();
  say(`${count(all.length, "decision")} forgotten`);
}

function putBack() {
  restore(forgotten);
  forgotten = undefined;
  saved = false;
  keep();
  for (const [entry, edit] of changedHere()) changed(entry, edit);
  byId("forget").focus();
}

/** Another window of the same page decided something. */
function keptElsewhere({ key }) {
  if (key !== keptUnder() && key !== null) return;
  for (const [, edit] of changedHere()) asPlanned(edit);
  takeUp();
  tellKept();
  list();
  tellDecided();
}

/** `2 decisions from 27 Nov 2026, 20:45 kept in this browser`, and how to forget them. */
function tellKept() {
  const kept = [...changedHere()].reduce((sum, [entry]) => sum + entry.count, 0);
  const date = new Date(when ?? NaN);
  const from = Number.isNaN(date.getTime()) ? "" : ` from ${date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`;
  if (kept > 0) forgotten = undefined;
  const text = !isKept ? `${count(kept, "decision")} not kept by this browser: download them before you leave` : `${count(kept, "decision")}${from} kept in this browser`;
  byId("kept").hidden = kept === 0 && !forgotten;
  byId("kept-text").textContent = kept > 0 ? text : "Forgotten.";
  byId("forget").hidden = kept === 0;
  byId("put-back").hidden = kept > 0;
}
