// Differences: side by side or unified, with line numbers, changed words, and what stands between.

/** Rows with the line numbers of both sides; what stands between two hunks is one row. */
function numbered(view) {
  const rows = [];
  const lines = view.text === undefined ? undefined : linesOf(data.texts[view.text]);
  let [left, right] = [1, 1];
  const between = (end) => {
    if (lines && end > right) rows.push({ sign: "~", left, right, lines: lines.slice(right - 1, end - 1) });
  };
  for (const [sign, ...words] of data.diffs[view.diff]) {
    if (sign === "@") {
      const [from, to] = /^@@ -(\d+(?:,\d+)?) \+(\d+(?:,\d+)?) @@/.exec(words[0]).slice(1).map(start);
      between(to);
      [left, right] = [from, to];
      rows.push({ sign, words });
    } else {
      rows.push({ sign, words, left: sign === "+" ? undefined : left, right: sign === "-" ? undefined : right });
      if (sign !== "+" && sign !== "\\") left += 1;
      if (sign !== "-" && sign !== "\\") right += 1;
    }
  }
  if (lines) between(lines.length + 1);
  return rows;
}

/** The first line of `5,6`; of `5,0`, which names the line before, the one after it. */
function start(range) {
  const [first, length] = range.split(",").map(Number);
  return length === 0 ? first + 1 : first;
}

function linesOf(text) {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.replace(/\r$/, ""));
}

const plainRow = (left, right, text) => ({ sign: " ", words: [text], left, right });
const number = (n) => h("td", { class: "n" }, n === undefined ? "" : String(n));
const SIDE = { "-": "removed", "+": "added", " ": "same", "\\": "note" };

function code(row) {
  const text = row.sign === "\\" ? h("i", {}, row.words[0]) : codeLine(row.words, row.sign === "+" ? "ins" : "del");
  return h("td", { class: `code ${SIDE[row.sign]}` }, h("span", { class: "sign" }, row.sign.replace("\\", " ")), text);
}

/** Removed and added lines in pairs, as they stand beside one another. */
function pairs(rows) {
  const paired = [];
  let [olds, news] = [[], []];
  const flush = () => {
    for (let n = 0; n < Math.max(olds.length, news.length); n += 1) paired.push([olds[n], news[n]]);
    [olds, news] = [[], []];
  };
  let last = news;
  for (const row of rows) {
    if (row.sign === "-") (last = olds).push(row);
    else if (row.sign === "+") (last = news).push(row);
    else if (row.sign === "\\") last.push(row);
    else { flush(); paired.push([row, row]); }
  }
  flush();
  return paired;
}

function splitRow([old, now], marks) {
  if (now && "@~".includes(now.sign)) return between(now, 4);
  const side = (row, n) => (row ? [number(n), code(row)] : [number(), h("td", { class: "code none" })]);
  const leftRow = old && old.sign === "\\" ? [number(), code(old)] : side(old, old?.left);
  const rightRow = now && now.sign === "\\" ? [number(), code(now)] : side(now, now?.right);
  return h("tr", { "data-line": now?.right }, leftRow, mark(rightRow, now?.right, marks));
}

function unifiedRow(row, marks) {
  if ("@~".includes(row.sign)) return between(row, 3);
  const note = row.sign === "\\";
  const cells = [number(note ? undefined : row.left), number(note ? undefined : row.right), code(row)];
  return h("tr", { "data-line": note ? undefined : row.right }, mark(cells, row.right, marks));
}

/** Puts the numbers of the edits that stand on a line beside it. */
function mark(cells, line, marks) {
  const edits = (line !== undefined && marks.get(line)) || [];
  // Before the text, beside which they float.
  cells.at(-1).prepend(...edits.map(({ n, go }) => h("button", { type: "button", class: "mark", click: go }, `edit ${n}`)));
  return cells;
}

/** The header of a hunk, or a button for the lines that are not shown. */
function between(row, columns) {
  if (row.sign === "@") return h("tr", { class: "hunk" }, h("td", { colspan: columns }, row.words[0]));
  const label = `Show ${count(row.lines.length, "unchanged line")}`;
  const button = h("button", { type: "button" }, label);
  const end = row.right + row.lines.length;
  const shown = h("tr", { class: "gap", "data-from": row.right, "data-to": end }, h("td", { colspan: columns }, button));
  button.addEventListener("click", () => {
    const rows = row.lines.map((text, n) => plainRow(row.left + n, row.right + n, text));
    shown.replaceWith(...tableRows(rows, columns === 4, shown.marks));
  });
  return shown;
}

function tableRows(rows, split, marks) {
  const all = split ? pairs(rows).map((pair) => splitRow(pair, marks)) : rows.map((row) => unifiedRow(row, marks));
  all.forEach((row) => { row.marks = marks; });
  return all;
}

/** One difference as a table. `marks` says which edits stand on which line of the right side. */
function diffTable(view, split, marks, name) {
  const heads = split ? view.sides.map((side) => h("th", { colspan: 2, scope: "colgroup" }, side))
    : [h("th", { colspan: 3, scope: "colgroup" }, view.sides.join(" to "))];
  const widths = split ? ["n", "", "n", ""] : ["n", "n", ""];
  return h("table", { class: split ? "diff split" : "diff unified" },
    h("caption", { class: "away" }, `${name}: ${view.sides.join(" to ")}`),
    h("colgroup", {}, widths.map((name) => h("col", { class: name }))),
    h("thead", {}, h("tr", {}, heads)),
    h("tbody", {}, tableRows(numbered(view), split, marks)));
}
