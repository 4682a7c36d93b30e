// The questions: what can be answered, what of the merged file follows, and why it was decided so.

const answerName = (value) => ({ accept: "Accept", reject: "Reject", custom: "Your version" })[value] ?? `${data.target_name}'s version`;

/** What the answers would do: to the merged file, to the findings, and to what clients get. */
function followsElement(edit) {
  const { change, answers } = edit.follows;
  const kept = edit.outcome === "conflict" ? `from ${data.target_name}'s version to yours` : "from leaving it out to keeping it";
  const text = change.length > 0
    ? [h("p", {}, `The merged file, ${kept}:`), h("pre", { class: "change" }, change.map(changeRow))]
    : h("p", {}, "The merged file is the same either way.");
  return h("details", { class: "follows" }, h("summary", {}, "What your answer changes"), text, answers.map(answerElement));
}

/** A row of a difference as a line of text. */
function changeRow([sign, ...texts]) {
  const kind = { "+": "ins", "-": "del" }[sign] ?? "span";
  const line = codeLine(texts, "mark");
  return h(kind, {}, h("span", { class: "sign" }, sign === "@" ? "" : sign), line);
}

function answerElement({ decision, added, gone, clients }) {
  const told = (head, all) => (all.length === 0 ? "" : [h("p", {}, head), all.map((said) => findingElement(said.file ? { ...said, path: said.path ?? said.file } : said))]);
  const nothing = added.length + gone.length + clients.length === 0 && h("p", {}, "No finding comes or goes, and clients get what they get now.");
  return h("section", {}, h("h6", {}, answerName(decision)), nothing,
    told("New then:", added), told("Gone then:", gone),
    clients.map(({ when, before, after }) => h("dl", { class: "clients" },
      h("dt", {}, when.join("; ")),
      h("dd", {}, "now: ", before ?? "as in another case"), h("dd", {}, "then: ", after ?? "as in another case"))));
}

/** Whether an edit is so decided; a conflict that is rejected has the target's version. */
const isAnswer = (edit, value) => (edit.outcome === "conflict" && edit.now === "reject" ? "target" : edit.now) === value;

/** What is asked about an edit, what can be answered, and what follows from the answer. */
function tellDecision(entry, edit) {
  const area = edit.element.querySelector(".decide");
  const focused = area.contains(document.activeElement);
  edit.element.classList.toggle("waits", isOpen(edit));
  area.replaceChildren(...(canDecide() && !entry.edited ? choicesOf(entry, edit) : noChoices(entry, edit)));
  edit.element.querySelector(".result").replaceChildren(...(entry.edited ? [] : resultOf(edit)));
  if (focused) area.querySelector("input:checked")?.focus();
}

const askedOf = (edit) => (isOpen(edit) ? [badge("needs", "needs you"), ` ${edit.question}`] : edit.question === undefined ? "no decision needed" : "decided");

/** What stands in the place of choices that would lead nowhere. */
function noChoices(entry, edit) {
  if (entry.edited) return [h("p", {}, "Settled by hand.")];
  const how = isOpen(edit) ? [". ", h("a", { href: "#deciding" }, "How to decide")] : "";
  return edit.question === undefined && edit.now === null ? [] : [h("p", {}, isOpen(edit) ? askedOf(edit) : inWords(edit), how)];
}

function choicesOf(entry, edit) {
  const keys = edit.outcome === "conflict" ? { custom: "c", target: "t" } : { accept: "y", reject: "n" };
  const answers = Object.entries(keys).map(([value, key]) => [value, answerName(value), key]);
  const name = `decision-${entry.number}-${edit.n}`;
  const choice = ([value, label, key]) => h("label", {},
    h("input", { type: "radio", name, value: value ?? "", checked: !edit.each && isAnswer(edit, value), change: () => decide(entry, edit, value) }),
    h("span", {}, label, " ", h("kbd", { "aria-hidden": "true" }, key)));
  return [
    h("fieldset", {}, h("legend", { class: !edit.question && !edit.each && "away" }, askedOf(edit), edit.each ? `: ${mixed(edit)}` : ""), [...answers, [null, "Undecided", "u"]].map(choice)),
    edit.now !== null && !edit.each ? commentElement(edit, `comment-${entry.number}-${edit.n}`) : "",
    h("p", { class: "on-paper" }, inWords(edit)),
  ];
}

/** Where it is said why. */
function commentElement(edit, id) {
  const area = h("textarea", { id, rows: 1, spellcheck: true, input: ({ target }) => comment(edit, target.value) });
  area.value = edit.comment;
  const by = edit.by ? h("p", { class: "by" }, `Decided by ${edit.by}`) : "";
  return h("div", { class: "comment" }, by, h("label", { for: id }, "Comment (optional)"), area);
}

/** `Accept, by Ana: as agreed`. */
function inWords(edit) {
  if (edit.each) return `Decided: ${mixed(edit)}`;
  if (edit.now === null) return edit.question === undefined ? "No decision needed" : "Undecided";
  const { by, comment } = remarkOf(stateOf(edit)) ?? {};
  return `Decided: ${answerName(edit.now)}${by ? `, by ${by}` : ""}${comment ? `: ${comment}` : ""}`;
}

/** The lines of the merged file that depend on an edit, as they are with the answer that is given. */
function resultOf(edit) {
  const change = edit.follows?.change;
  const isCalm = edit.question === undefined && edit.now === null;
  if (isCalm || edit.each) return [];
  if (change === undefined) return [h("p", {}, "What this changes in the merged file is shown for the first edits only; faultgraft review shows it for each.")];
  const isConflict = edit.outcome === "conflict";
  const isKept = edit.now === null ? !isConflict : edit.now === "accept" || edit.now === "custom";
  const version = isConflict ? `with ${isKept ? "your version" : `${data.target_name}'s version`}` : isKept ? "with this edit" : "without this edit";
  const head = edit.now !== null ? `The merged file ${version}:`
    : isConflict ? `Until you decide, the merged file has ${data.target_name}'s version here, and is not written:` : "Until you decide, this edit is in the merged file:";
  if (change.length === 0) return [h("p", {}, "The merged file is the same either way.")];
  return [h("p", {}, head), h("pre", { class: "merged", tabindex: "0", role: "group", "aria-label": head }, resultRows(change, isKept ? "+" : "-"))];
}

/** One side of a difference; where that side has nothing, it says so. */
function resultRows(change, sign) {
  const rows = [];
  const isChanged = (row) => row !== undefined && "+-".includes(row[0]);
  change.forEach(([its, ...texts], n) => {
    if (its === "@") rows.push(n === 0 ? "" : h("span", { class: "cut" }, "\u22ef"));
    else if (its === sign) rows.push(h("ins", {}, codeLine(texts, "b")));
    else if (its === " ") rows.push(h("span", {}, codeLine(texts, "b")));
    // The last row of a run that has nothing on this side.
    else if (!isChanged(change[n + 1])) {
      let first = n;
      while (isChanged(change[first - 1])) first -= 1;
      if (!change.slice(first, n).some(([other]) => other === sign)) rows.push(h("i", { class: "left-out" }, "(nothing here)"));
    }
  });
  return rows;
}

/** Says of a difference that what is decided here is not in it yet. */
function tellSaved(entry) {
  if (entry.asSaved) entry.asSaved.hidden = entry.edits.every((edit) => edit.each === undefined && edit.now === edit.decision);
}

/** Shows what a decision changed. */
function changed(entry, edit) {
  if (entry.open && edit.element?.isConnected) tellDecision(entry, edit);
  if (entry.tally) tellTally(entry);
  tellSaved(entry);
  tellFile(entry);
  tellDecided();
}
