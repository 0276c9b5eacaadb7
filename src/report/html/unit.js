// A committee: what it came to, what it has to put right, who missed which months, its branches, its files. And one month of it.
const INPUTS = D.T.find((t) => columnOf(t, "outcome") >= 0);

/** Faults with their cells and what to do about each. */
function faults(caption, list) {
  const line = (f) => {
    const [level, , name, file, sheets, cells, spots, entries, names, months, problem, remedy, expected] = f;
    const words = { error: "错误", warning: "警告", info: "提示" }[level];
    const where = S[file] ? [S[file], S[sheets] ? el("br") : "", S[sheets] ? `工作表“${S[sheets]}”` : "", S[cells] ? [" ", el("span", { class: "cellref wide" }, S[cells])] : ""].flat() : "—";
    return [S[name], el("td", { class: level }, words), [S[names], S[months]].filter(Boolean).join("　") || "—", where,
      [S[problem], S[entries] ? `原填：${S[entries]}` : "", spots > 1 ? `（共 ${spots} 处）` : ""].filter(Boolean).join(" "),
      [S[remedy], S[expected] ? `要求：${S[expected]}` : ""].filter(Boolean).join(" ") || "—"];
  };
  const rows = list.slice(0, MOST).map(line);
  return [simple(caption, ["问题", "级别", "党支部、期间", "文件、工作表、单元格", "情况", "怎样改"], rows)]
    .concat(list.length > MOST ? [note(`共 ${list.length} 项，此处列出前 ${MOST} 项，其余见“问题清单”。`)] : []);
}

/** Files of a committee: those with its branches' activities and those with its faults. */
function filesOf(c) {
  const names = new Set(c.faults.map((f) => S[f[3]]).filter(Boolean));
  for (const b of c.branches) for (const a of D.B[b][7]) names.add(S[a[9]]);
  if (!INPUTS) return [];
  const [file, result, used, out] = ["file", "outcome", "accepted", "rejected"].map((id) => columnOf(INPUTS, id));
  return INPUTS.rows.filter((row) => names.has(textOf(row[file]))).map((row) => [file, result, used, out].map((at) => textOf(row[at])));
}

function missing(c) {
  return c.branches.map((at) => [at, B(at).months.filter(missed)]).filter(([, months]) => months.length);
}

const byRank = (list) => [...list].sort((a, b) => ((D.B[a][9] || {}).r || Infinity) - ((D.B[b][9] || {}).r || Infinity) || a - b);

function branches(c) {
  const months = c.branches.length ? D.B[c.branches[0]][6].map(monthOf) : [];
  const line = (at) => {
    const b = B(at);
    const card = b.card || { r: 0, g: 0, s: [0, 0], e: 2 };
    const barred = el("td", { class: card.e === 0 ? "error" : null }, card.e === 0 ? "不得评优" : card.e === 1 ? "可以" : "—");
    return [el("a", { href: branchLink(at) }, b.name), card.r ? String(card.r) : "—", S[card.s[0]] || "—", S[card.g] || "—", barred, ...months.map((m) => { const l = b.months.find((x) => monthOf(x) === m); return l ? monthCell(at, l) : "—"; })];
  };
  return simple("所属党支部", ["党支部", "名次", "得分", "等次", "评优", ...monthHeads(months)], byRank(c.branches).map(line));
}

function committee(at) {
  const c = C(at);
  const own = foundOf.get(-1 - at) || [];
  const gaps = missing(c);
  const files = filesOf(c);
  const back = c.faults.filter((f) => f[14] === 1);
  const rest = c.faults.filter((f) => f[14] !== 1 && S[f[1]] !== "SUB001");
  const list = (caption, rows, none) => (rows.length ? faults(caption, rows) : [note(none)]);
  const card = c.card;
  return [
    crumbs(["党委排名", address("党委排名")], [c.name, committeeLink(at)]), heading(c.name),
    c.returned ? el("p", { class: "hint" }, c.returned) : null,
    card ? facts([...(D.J.length > 1 ? [["地区", S[D.J[c.place][0]]]] : []), ["名次", card.r ? `第 ${card.r} 名` : ""], ["得分", S[card.s[0]]], ...card.f.map(([l, v]) => [S[l], S[v]])]) : null,
    el("ul", { class: "ways", "aria-label": "本页内容" }, [["missing", `缺报月份（${gaps.length} 个党支部）`], ["back", `退回的数据（${back.length} 项）`], ["rest", `要整改的问题（${rest.length} 项）`], ["branches", `所属党支部（${c.branches.length} 个）`], ["files", `报送的文件（${files.length} 个）`]]
      .map(([id, text]) => { const b = el("button", { type: "button" }, text); b.addEventListener("click", () => { const h = document.getElementById(`u-${id}`); h.scrollIntoView(); h.focus({ preventScroll: true }); }); return el("li", {}, b); })),
    el("h3", { id: "u-missing", tabindex: "-1" }, "缺报的月份"),
    gaps.length ? simple("缺报的党支部和月份", ["党支部", "缺报（空报）月份"], gaps.map(([b, months]) => [el("a", { href: branchLink(b) }, B(b).name),
      months.map((m, n) => [n ? "、" : "", el("a", { href: branchLink(b, monthOf(m)) }, `${monthWords(monthOf(m))}${m[3] === "empty" ? "（空报）" : ""}`)])])) : note("没有缺报的月份。"),
    el("h3", { id: "u-back", tabindex: "-1" }, "退回的数据（更正后重报，更正前不计入统计）"), ...list("退回的数据", back, "没有退回的数据。"),
    el("h3", { id: "u-rest", tabindex: "-1" }, "要整改的问题"), ...list("要整改的问题和办法", rest, "没有其他要整改的问题。"),
    el("h3", { id: "u-branches", tabindex: "-1" }, "所属党支部"), legend(), branches(c),
    ...(card && (card.l.length || own.length) ? [el("h3", {}, "党委自身的扣分和问题"), ...score(card, card.s[1], "党委自身没有扣分。", "所属党支部平均得分"), ...findings(own, "")] : []),
    ...(card && card.e === 0 ? [el("h3", {}, "党委（党工委）及其书记不得评优的理由"), el("ul", {}, card.w.map(([why, basis]) => el("li", {}, S[why], S[basis] ? `（依据：${S[basis]}）` : "")))] : []),
    el("h3", { id: "u-files", tabindex: "-1" }, "报送的文件"),
    files.length ? simple("报送的文件和处理结果", ["文件", "结果", "采用行数", "退回行数"], files) : note("没有可列的文件。"),
  ];
}

/** The branches of a committee in one month: the list behind a cell of the heat map. */
function committeeMonth(at, month) {
  const c = C(at);
  const line = (b) => {
    const m = B(b).months.find((l) => monthOf(l) === month);
    if (!m) return null;
    return [el("a", { href: branchLink(b, month) }, B(b).name), monthCell(b, m), S[m[1]], m[4] ? "应开展" : "—", String(m[5]), `${m[9] ? "▼" : ""}${rate(m[6], m[7])}`];
  };
  return [
    crumbs(["党委排名", address("党委排名")], [c.name, committeeLink(at)], [monthWords(month), committeeLink(at, month)]), heading(`${c.name}　${monthWords(month)}`), legend(),
    simple("当月各党支部情况", ["党支部", "标记", "报送情况", "当月任务", "活动次数", "参与率（实到/应到）"], c.branches.map(line).filter(Boolean), "tight"),
  ];
}
