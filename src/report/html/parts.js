// What the views of committees, branches and months are made of.
const B = (at) => {
  const [name, id, kind, secretary, committee, roster, months, acts, , card] = D.B[at];
  return { at, name: S[name], id: S[id], kind: S[kind], secretary: S[secretary], committee, roster, months, acts, card };
};
const C = (at) => {
  const [name, place, branches, , card, returned, faults] = D.C[at];
  return { at, name: S[name], place, branches, card, returned: S[returned], faults };
};
const FOUND = D.T.find((t) => t.more);
/** Rows of a table by where they lead. */
function rowsByRef(table) {
  const map = new Map();
  if (table) table.refs.forEach((ref, at) => { if (ref !== null) map.has(ref) ? map.get(ref).push(at) : map.set(ref, [at]); });
  return map;
}
const foundOf = rowsByRef(FOUND);
const FOUND_COLUMNS = new Map(FOUND ? FOUND.ids.map((id, at) => [id, at]) : []);
const said = (row, id) => (FOUND_COLUMNS.has(id) ? textOf(FOUND.rows[row][FOUND_COLUMNS.get(id)]) : "");
const todoOf = (row) => S[FOUND.more[row][0]];
const codeOf = (row) => S[FOUND.more[row][1]];
const counts = (row) => FOUND.more[row][2] === 1;
/** error or warning; nothing for what is only told. */
const levelOf = (row) => toneOf(FOUND.rows[row][FOUND_COLUMNS.get("level")]);
/** The month that a finding is about; empty for none or a longer time. */
const monthIn = (row) => S[FOUND.more[row][3]];

/** Floored to a tenth of a percent, never rounded up to a pass. */
function rate(part, of) {
  if (!of) return "不适用";
  const tenths = Math.floor((part * 1000) / of);
  return `${Math.floor(tenths / 10)}.${tenths % 10}%（${part}/${of}）`;
}

const place = (file, sheet, cell) => [
  el("span", {}, file), sheet ? el("span", {}, `，工作表“${sheet}”`) : null, cell ? ["，单元格 ", el("span", { class: "cellref" }, cell)] : null,
];

function facts(pairs) {
  const shown = pairs.filter(([, value]) => (Array.isArray(value) ? value.length : value !== "" && value !== null));
  return el("dl", { class: "facts" }, shown.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, ...[value].flat(3).map((v) => (typeof v === "string" ? withMark(v) : v)).flat()))));
}

/** A small table as it is; `look` may be tight: on a phone a row takes two lines instead of a card. */
function simple(caption, heads, rows, look = "") {
  const text = (cell) => [cell].flat(3).map((c) => (c instanceof Node ? c.textContent : c)).join("");
  const head = (name, at) => el("th", { scope: "col", role: "columnheader", class: widthOf(rows.slice(0, 60).map((r) => text(r[at])), name) }, name);
  const cell = (c, at) => {
    if (c instanceof HTMLElement && c.tagName === "TD") { c.setAttribute("role", "cell"); c.dataset.h = heads[at]; return c; }
    const inner = typeof c === "string" ? withMark(c) : c;
    return at ? el("td", { role: "cell", "data-h": heads[at] }, inner) : el("th", { scope: "row", role: "rowheader", "data-h": heads[at] }, inner);
  };
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `表格：${caption}` },
    el("table", { class: `data ${look}`.trim(), role: "table" }, el("caption", {}, caption), el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads.map(head))),
      el("tbody", { role: "rowgroup" }, rows.map((cells) => el("tr", { role: "row" }, cells.map(cell))))));
}

function crumbs(...steps) {
  const last = steps.length - 1;
  return el("nav", { class: "crumbs", "aria-label": "当前位置" },
    el("ol", {}, steps.map(([name, href], at) => el("li", {}, at === last ? el("span", { "aria-current": "page" }, name) : el("a", { href }, name)))));
}

const heading = (text) => el("h2", { id: "shown-title", tabindex: "-1" }, text);
const note = (text) => el("p", { class: "note" }, text);

/** A finding with everything that stands in its row: what was seen, what is asked, the clause, the cell, what to do. */
function finding(row) {
  const level = levelOf(row) || "info";
  const get = (id) => said(row, id);
  return el("article", { class: `finding ${level}` },
    el("h4", {}, el("span", { class: `tag ${level}` }, get("level")), ` ${get("rule_name")}`, get("month") ? `　${get("month")}` : "", get("member") ? `　${get("member")}` : ""),
    facts([
      ["说明", get("message")], ["实际情况", get("observed")], ["规定要求", get("expected")], ["依据", get("basis")], ["状态", get("status")],
      ["出处", get("file") ? place(get("file"), get("sheet"), get("cell")) : ""],
    ]));
}

const MOST = 200;
function findings(rows, none) {
  return rows.length ? rows.slice(0, MOST).map(finding).concat(rows.length > MOST ? [note(`共 ${rows.length} 条，此处列出前 ${MOST} 条，其余见“问题清单”。`)] : []) : [note(none)];
}

const monthOf = (line) => S[line[0]];
const SHORT_MONTH = (m) => `${Number(m.slice(5))}月`;
/** Headings for months: the year once. */
const monthHeads = (months) => months.map((m, at) => (at === 0 || m.endsWith("-01") ? monthWords(m) : SHORT_MONTH(m)));
const monthCell = (branch, line) => {
  const says = `${monthWords(monthOf(line))} ${S[line[1]]}${line[9] ? "，参与率低于下限" : ""}`;
  return el("td", { class: `mk ${line[3]}${line[9] ? " low" : ""}` }, el("a", { href: branchLink(branch, monthOf(line)), "aria-label": says, title: says }, withMark(S[line[2]])));
};
const LEGEND = "✓ 按时　迟 迟报　报 已报　核 待核　空 空报　缺 缺报　· 未到期　— 不适用　▼ 参与率低于规定下限。";
const legend = () => el("p", { class: "note" }, "图例：", withMark(LEGEND));
const missed = (line) => line[3] === "missing" || line[3] === "empty";

/** What the score is made of, from what it begins with down to what is left. */
function score(card, base, none, first = "起始分") {
  if (!card.l.length) return [note(none)];
  const lines = card.l.map(([name, , count, each, cost, rest, spared, capped, clause]) => [
    S[name], `${count} 条，每条 ${S[each]} 分`, `−${S[cost]}${capped ? "（已封顶）" : ""}${spared ? `（另 ${spared} 条不扣分）` : ""}`, S[rest], S[clause] || "—",
  ]);
  return [simple("得分怎样算出来", ["扣分事项", "条数和每条分值", "扣分", "扣后余分", "依据"], [[first, "—", "—", S[base], "—"], ...lines])];
}
