// A branch: months, score, grade, what to do, and a plain text of it for a message. And one month of it, down to the cells.

/** Findings that count, by what they cost: of the rule that cost most first. */
function duties(at) {
  const b = B(at);
  const cost = new Map((b.card ? b.card.l : []).map((l, n) => [S[l[1]], [n, S[l[4]]]]));
  const groups = new Map();
  for (const row of foundOf.get(at) || []) {
    if (!counts(row) || !levelOf(row)) continue;
    const code = codeOf(row);
    groups.has(code) ? groups.get(code).push(row) : groups.set(code, [row]);
  }
  const first = (code) => (cost.has(code) ? cost.get(code)[0] : Infinity);
  return [...groups].sort((x, y) => first(x[0]) - first(y[0]) || (x[0] < y[0] ? -1 : 1)).map(([code, rows]) => ({ code, rows, cost: cost.has(code) ? cost.get(code)[1] : "" }));
}

/** What to do, each once, with the months that it is about. */
function steps(rows) {
  const by = new Map();
  for (const row of rows) {
    const text = todoOf(row) || said(row, "expected");
    by.has(text) ? by.get(text).push(row) : by.set(text, [row]);
  }
  return [...by];
}
const when = (rows) => [...new Set(rows.map((row) => said(row, "month")).filter(Boolean))].join("、");

/** What a branch's secretary is told, without codes: for a message. */
function message(at) {
  const b = B(at);
  const lines = [`${C(b.committee).name}${b.name}：`, `${D.P}主题党日情况如下。`];
  const card = b.card;
  if (card) {
    lines.push(`得分 ${S[card.s[0]]} 分${S[card.g] ? `，等次${S[card.g]}` : ""}${card.r ? `，第 ${card.r} 名` : ""}。`);
    lines.push(...card.f.slice(0, 3).map(([l, v]) => `${S[l]}：${S[v]}`));
  }
  const gaps = b.months.filter(missed).map((m) => monthWords(monthOf(m)));
  if (gaps.length) lines.push(`缺报月份：${gaps.join("、")}。`);
  const todo = duties(at);
  lines.push(todo.length ? "需要做的：" : "没有需要整改的问题。");
  let n = 0;
  for (const d of todo) for (const [text, rows] of steps(d.rows)) lines.push(`${(n += 1)}. ${said(rows[0], "rule_name")}${when(rows) ? `（${when(rows)}）` : ""}：${text}`);
  if (card && card.e === 0) lines.push(`目前不得评优：${card.w.map(([why]) => S[why]).join("；")}。`);
  return lines.join("\n");
}

/** Puts a text where it can be pasted from; where the browser does not let us, it is shown to be copied by hand. */
function copying(make) {
  const told = el("span", { role: "status", class: "told" });
  const text = el("textarea", { class: "plain", rows: "8", readonly: true, hidden: true, "aria-label": "供复制的文字" });
  const button = el("button", { type: "button", class: "copy" }, "复制（微信用）");
  button.addEventListener("click", () => {
    text.value = make();
    text.hidden = false;
    text.focus();
    text.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch { done = false; }
    told.textContent = done ? "已复制，可粘贴到微信。" : "请按 Ctrl+C 复制下面的文字。";
  });
  return el("div", { class: "copying" }, button, told, text);
}

const strip = (at, months) => el("ol", { class: "strip", "aria-label": "各月情况" }, months.map((m) => {
  const says = `${monthWords(monthOf(m))} ${S[m[1]]}${m[9] ? "，参与率低于下限" : ""}`;
  return el("li", { class: `mk ${m[3]}${m[9] ? " low" : ""}` }, el("a", { href: branchLink(at, monthOf(m)), title: says }, el("span", { class: "mo" }, SHORT_MONTH(monthOf(m))), el("span", { class: "sg", "aria-hidden": "true" }, withMark(S[m[2]])), el("span", { class: "quiet" }, says)));
}));

function branch(at) {
  const b = B(at);
  const c = C(b.committee);
  const card = b.card;
  const todo = duties(at);
  const gaps = b.months.filter(missed);
  const line = (m) => {
    const [, status, , tone, due, acts, actual, count, allowed] = m;
    return [el("a", { href: branchLink(at, monthOf(m)) }, monthWords(monthOf(m))), el("td", { class: `st ${tone}` }, `${S[m[2]].replace("▼", "")} ${S[status]}`), due ? "应开展" : "—", String(acts),
      `${m[9] ? "▼" : ""}${rate(actual, count)}`, allowed < 0 ? "—" : String(allowed)];
  };
  const verdict = !card || card.e === 2 ? null
    : card.e === 1 ? el("p", { class: "verdict" }, "没有不得评优的情形。")
    : el("div", { class: "verdict barred" }, el("p", {}, el("strong", {}, "不得评优，理由："), ""), el("ul", {}, card.w.map(([why, basis]) => el("li", {}, S[why], S[basis] ? `（依据：${S[basis]}）` : ""))));
  return [
    crumbs(["党委排名", address("党委排名")], [c.name, committeeLink(b.committee)], [b.name, branchLink(at)]), heading(b.name),
    card ? el("dl", { class: "cards" }, [["得分", S[card.s[0]], `起始 ${S[card.s[1]]} 分`], ["等次", S[card.g] || "—", S[card.d]], ["名次", card.r ? String(card.r) : "—", card.r ? "全部党支部中" : "不排名"]]
      .map(([l, v, foot]) => el("div", { class: "card" }, el("dt", {}, l), el("dd", { class: "value" }, v), el("dd", { class: "foot" }, foot)))) : null,
    verdict,
    strip(at, b.months), legend(),
    gaps.length ? el("p", {}, el("strong", {}, "缺报月份："), gaps.map((m, n) => [n ? "、" : "", el("a", { href: branchLink(at, monthOf(m)) }, monthWords(monthOf(m)))]).flat()) : note("没有缺报的月份。"),
    el("h3", {}, "要做什么（按影响的分值由大到小）"),
    todo.length ? el("ol", { class: "todo" }, todo.map((d) => el("li", {}, el("strong", {}, said(d.rows[0], "rule_name")), d.cost ? `　影响 ${d.cost} 分` : "　不扣分",
      el("ul", {}, steps(d.rows).map(([text, rows]) => el("li", {}, when(rows) ? `${when(rows)}：` : "", text)))))) : note("没有需要整改的问题。"),
    copying(() => message(at)),
    ...(card ? [el("h3", {}, `得分：由 ${S[card.s[1]]} 分到 ${S[card.s[0]]} 分`), ...score(card, card.s[1], "没有扣分。")] : []),
    el("h3", {}, "基本情况"),
    facts([["上级党组织", c.name], ["编号", b.id], ["类型", b.kind], ["书记", b.secretary],
      ["花名册出处", b.roster[0] ? place(S[b.roster[0]], S[b.roster[1]], S[b.roster[2]]) : ""], ...(card ? card.f.map(([l, v]) => [S[l], S[v]]) : [])]),
    simple("各月情况", ["月份", "报送情况", "当月任务", "活动次数", "参与率（实到/应到）", "允许缺席"], b.months.map(line), "tight"),
    el("h3", {}, `问题（${(foundOf.get(at) || []).length} 条）`), ...findings(foundOf.get(at) || [], "没有发现问题。"),
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
  const own = (foundOf.get(at) || []).filter((row) => monthIn(row) === name);
  return [
    crumbs(["党委排名", address("党委排名")], [c.name, committeeLink(b.committee)], [b.name, branchLink(at)], [monthWords(name), branchLink(at, name)]), heading(`${b.name}　${monthWords(name)}`),
    facts([["报送情况", S[m[1]]], ["当月任务", m[4] ? "应开展" : "不要求或未到期"], ["计入活动", `${m[5]} 次`], ["参与率", `${m[9] ? "▼" : ""}${rate(m[6], m[7])}`], ["允许缺席", m[8] < 0 ? "" : `${m[8]} 人次`]]),
    lines.length
      ? simple("当月活动及台账单元格", ["活动日期", "活动主题", "地点", "应到", "实到", "时长", "报送日期", "统计口径", "文件", "工作表", "行"], lines)
      : note("当月没有采用的活动记录。"),
    el("h3", {}, `当月问题（${own.length} 条）`), ...findings(own, "当月没有发现问题。"),
  ];
}
