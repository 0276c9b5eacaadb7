// From committee to branch, month and cell. The address says where one is, so that the browser's back key leads back.
const body = document.getElementById("drill-body");
const B = (at) => {
  const [name, id, kind, secretary, committee, roster, months, acts] = D.B[at];
  return { at, name: S[name], id: S[id], kind: S[kind], secretary: S[secretary], committee, roster, months, acts };
};
const C = (at) => ({ at, name: S[D.C[at][0]], place: D.C[at][1], branches: D.C[at][2], sums: D.C[at][3] });
const tableWith = (...heads) => D.T.find((t) => heads.every((h) => t.heads.some((x) => S[x] === h)));
const FOUND = tableWith("规则名称", "实际情况", "规定要求", "依据", "单元格");
const RANKS = tableWith("党支部", "得分", "完整率", "参与率");
/** Rows of a table by where they lead. */
function rowsByRef(table) {
  const map = new Map();
  if (table) table.refs.forEach((ref, at) => { if (ref !== null) map.has(ref) ? map.get(ref).push(at) : map.set(ref, [at]); });
  return map;
}
const foundOf = rowsByRef(FOUND);
const rankOf = rowsByRef(RANKS);

/** Floored to a tenth of a percent, never rounded up to a pass. */
function rate(part, of) {
  if (!of) return "不适用";
  const tenths = Math.floor((part * 1000) / of);
  return `${Math.floor(tenths / 10)}.${tenths % 10}%（${part}/${of}）`;
}

const place = (file, sheet, cell) => [
  el("span", {}, file), sheet ? el("span", {}, ` ｜ 工作表：${sheet}`) : null, cell ? [" ｜ 单元格：", el("span", { class: "cellref" }, cell)] : null,
];

function facts(pairs) {
  const shown = pairs.filter(([, value]) => (Array.isArray(value) ? value.length : value !== "" && value !== null));
  return el("dl", { class: "facts" }, shown.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, ...[value].flat(2)))));
}

function simple(caption, heads, rows) {
  const said = (cell) => [cell].flat(3).map((c) => (c instanceof Node ? c.textContent : c)).join("");
  const head = (name, at) => el("th", { scope: "col", class: widthOf(rows.slice(0, 60).map((r) => said(r[at])), name) }, name);
  const cell = (c, at) => (c instanceof HTMLElement && c.tagName === "TD" ? c : el(at ? "td" : "th", { scope: at ? null : "row" }, c));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads.map(head))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map(cell))))));
}

function crumbs(...steps) {
  const last = steps.length - 1;
  return el("nav", { class: "crumbs", "aria-label": "当前位置" },
    el("ol", {}, steps.map(([name, href], at) => el("li", {}, at === last ? el("span", { "aria-current": "page" }, name) : el("a", { href }, name)))));
}

const heading = (text) => el("h3", { id: "drill-title", tabindex: "-1" }, text);

/** A finding with everything that stands in its row: what was seen, what is asked, the clause, the cell. */
function finding(at) {
  const said = new Map(FOUND.heads.map((h, column) => [S[h], FOUND.rows[at][column]]));
  const get = (name) => textOf(said.get(name));
  const level = toneOf(said.get("级别"));
  return el("article", { class: `finding ${level}` },
    el("h4", {}, el("span", { class: `tag ${level || "info"}` }, get("级别")), ` ${get("规则")} ${get("规则名称")}`, get("期间") ? `　${get("期间")}` : "", get("党员") ? `　${get("党员")}` : ""),
    facts([
      ["说明", get("说明")], ["实际情况", get("实际情况")], ["规定要求", get("规定要求")], ["依据", get("依据")], ["状态", get("状态")],
      ["出处", get("文件") ? place(get("文件"), get("工作表"), get("单元格")) : ""],
    ]));
}

function findings(rows, none) {
  return rows.length ? rows.slice(0, 200).map(finding).concat(rows.length > 200 ? [el("p", { class: "note" }, `共 ${rows.length} 条，此处列出前 200 条，其余见“问题清单”。`)] : []) : [el("p", { class: "note" }, none)];
}

const monthOf = (line) => S[line[0]];
const monthCell = (branch, line) => {
  const says = `${monthOf(line)} ${S[line[1]]}${line[9] ? "，参与率低于下限" : ""}`;
  return el("td", { class: `mk ${line[3]}` }, el("a", { href: `#b/${branch}/${monthOf(line)}`, "aria-label": says, title: says }, S[line[2]]));
};

function root() {
  const several = D.J.length > 1;
  const line = (at) => {
    const c = C(at);
    const [held, due, actual, count] = c.sums;
    const name = el("a", { href: `#c/${at}` }, c.name);
    const rest = [String(c.branches.length), rate(held, due), rate(actual, count), String((foundOf.get(-1 - at) || []).length + c.branches.reduce((n, b) => n + (foundOf.get(b) || []).length, 0))];
    return several ? [name, S[D.J[c.place][0]], ...rest] : [name, ...rest];
  };
  const heads = ["党委（党工委）", ...(several ? ["地区"] : []), "支部数", "完整率", "参与率", "问题"];
  return [crumbs(["全部党委", "#drill"]), heading("选择党委"), D.C.length ? simple("党委（党工委）", heads, D.C.map((_, at) => line(at))) : el("p", { class: "note" }, "本期没有可供查询的党委。")];
}

function committee(at) {
  const c = C(at);
  const months = c.branches.length ? D.B[c.branches[0]][6].map(monthOf) : [];
  const [held, due, actual, count] = c.sums;
  const line = (b) => {
    const branch = B(b);
    return [el("a", { href: `#b/${b}` }, branch.name), branch.kind, ...branch.months.map((m) => monthCell(b, m)), String((foundOf.get(b) || []).length)];
  };
  return [
    crumbs(["全部党委", "#drill"], [c.name, `#c/${at}`]), heading(c.name),
    facts([["地区", S[D.J[c.place][0]]], ["党支部", `${c.branches.length} 个`], ["完整率", rate(held, due)], ["参与率", rate(actual, count)]]),
    el("p", { class: "note" }, "图例：✓ 按时　迟 迟报　空 空报　缺 缺报　· 未到期　— 不适用　▼ 参与率低于规定下限。"),
    simple(`${c.name}所属党支部`, ["党支部", "类型", ...months, "问题"], c.branches.map(line)),
    ...(foundOf.has(-1 - at) ? [el("h4", {}, "党委自身的问题"), ...findings(foundOf.get(-1 - at), "")] : []),
  ];
}

function branch(at) {
  const b = B(at);
  const c = C(b.committee);
  const rank = (rankOf.get(at) || []).map((row) => RANKS.heads.map((h, column) => [S[h], textOf(RANKS.rows[row][column])]))[0] || [];
  const known = ["党支部", "上级党组织", "类型", "花名册出处"];
  const line = (m) => {
    const [, status, , tone, due, acts, actual, count, allowed] = m;
    return [el("a", { href: `#b/${at}/${monthOf(m)}` }, monthOf(m)), el("td", { class: tone }, `${S[m[2]]} ${S[status]}`), due ? "应开展" : "—", String(acts),
      `${m[9] ? "▼" : ""}${rate(actual, count)}`, allowed < 0 ? "—" : String(allowed)];
  };
  return [
    crumbs(["全部党委", "#drill"], [c.name, `#c/${b.committee}`], [b.name, `#b/${at}`]), heading(b.name),
    facts([["上级党组织", c.name], ["编号", b.id], ["类型", b.kind], ["书记", b.secretary],
      ["花名册出处", b.roster[0] ? place(S[b.roster[0]], S[b.roster[1]], S[b.roster[2]]) : ""], ...rank.filter(([h]) => !known.includes(h))]),
    simple("各月情况", ["月份", "报送情况", "当月任务", "活动次数", "参与率（实到/应到）", "允许缺席"], b.months.map(line)),
    el("h4", {}, `问题（${(foundOf.get(at) || []).length} 条）`), ...findings(foundOf.get(at) || [], "没有发现问题。"),
  ];
}

function month(at, name) {
  const b = B(at);
  const c = C(b.committee);
  const m = b.months.find((line) => monthOf(line) === name);
  if (!m) return branch(at);
  const cell = (value, ref) => (S[value] ? [S[value], S[ref] ? [" ", el("span", { class: "cellref" }, S[ref])] : ""].flat() : "—");
  const lines = b.acts.filter((a) => S[a[0]] === name).map((a) => {
    const [, date, standing, theme, venue, due, actual, minutes, reported, file, sheet, row, [cd, cu, ca, cr]] = a;
    return [cell(date, cd), S[theme] || "—", S[venue] || "—", cell(due, cu), cell(actual, ca), S[minutes] ? `${S[minutes]} 分钟` : "—", cell(reported, cr), S[standing], S[file], S[sheet] || "—", String(row)];
  });
  const own = (foundOf.get(at) || []).filter((row) => textOf(FOUND.rows[row][FOUND.heads.findIndex((h) => S[h] === "期间")]) === name);
  return [
    crumbs(["全部党委", "#drill"], [c.name, `#c/${b.committee}`], [b.name, `#b/${at}`], [name, `#b/${at}/${name}`]), heading(`${b.name}　${name}`),
    facts([["报送情况", S[m[1]]], ["当月任务", m[4] ? "应开展" : "不要求或未到期"], ["计入活动", `${m[5]} 次`], ["参与率", `${m[9] ? "▼" : ""}${rate(m[6], m[7])}`], ["允许缺席", m[8] < 0 ? "" : `${m[8]} 人次`]]),
    lines.length
      ? simple("当月活动及台账单元格", ["活动日期", "活动主题", "地点", "应到", "实到", "时长", "报送日期", "统计口径", "文件", "工作表", "行"], lines)
      : el("p", { class: "note" }, "当月没有采用的活动记录。"),
    el("h4", {}, `当月问题（${own.length} 条）`), ...findings(own, "当月没有发现问题。"),
  ];
}

/** Shows what the address names; a plain anchor leaves the browser to it. */
function route(focus) {
  const parts = location.hash.slice(1).split("/");
  const at = Number(parts[1]);
  let made = null;
  if (parts[0] === "c" && D.C[at]) made = committee(at);
  else if (parts[0] === "b" && D.B[at]) made = parts[2] ? month(at, parts[2]) : branch(at);
  else if (parts[0] === "drill" || !body.firstChild) made = root();
  if (!made) return;
  body.replaceChildren(...made);
  if (focus && ["c", "b", "drill"].includes(parts[0])) {
    document.getElementById("drill").scrollIntoView();
    document.getElementById("drill-title").focus({ preventScroll: true });
  }
}
