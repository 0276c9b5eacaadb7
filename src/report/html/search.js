// One search over all: committees, branches, members, problems, files. Every word must be found; what is listed leads on.
const FOUND_AT_MOST = 20;
const find = document.getElementById("find");

/** What can be found: kind, shown text, what is searched in, address, a word beside it. Made when the first search asks. */
let index = null;
function makeIndex() {
  const all = [];
  const put = (kind, text, also, href, beside) => all.push({ kind, text, href, beside, hay: folded(`${text}\n${also}`) });
  const several = D.J.length > 1;
  D.C.forEach((c, at) => put("党委", S[c[0]], S[D.J[c[1]][0]], committeeLink(at), several ? S[D.J[c[1]][0]] : ""));
  D.B.forEach((b, at) => put("党支部", S[b[0]], [b[1], b[2], b[3]].map((n) => S[n]).join("\n") + S[D.C[b[4]][0]], branchLink(at), S[D.C[b[4]][0]]));
  for (const t of D.T) {
    const member = columnOf(t, "member");
    const file = t === INPUTS ? columnOf(t, "file") : -1;
    t.rows.forEach((row, at) => {
      const ref = t.refs[at];
      if (t === FOUND) {
        const month = monthIn(at);
        const unit = said(at, "branch") || said(at, "committee");
        put("问题", `${said(at, "rule_name")}${said(at, "month") ? `　${said(at, "month")}` : ""}　${unit}`, `${row.map(textOf).join("\n")}`,
          ref === null ? address("问题") : ref >= 0 && month ? branchLink(ref, month) : linkOf(ref), said(at, "message"));
      } else if (member >= 0 && textOf(row[member])) {
        put("党员", textOf(row[member]), "", ref === null ? address(viewOf(t)) : linkOf(ref), ref >= 0 && ref !== null ? `${S[D.B[ref][0]]}　${t.cap.split("（")[0]}` : t.cap);
      } else if (file >= 0) {
        put("文件", textOf(row[file]), "", address("数据质量", `file=${textOf(row[file])}`), textOf(row[columnOf(t, "outcome")]));
      }
    });
  }
  return all;
}
const viewOf = (table) => { const holder = document.getElementById(table.id); return holder ? holder.closest(".view").id : "总览"; };

function results(text) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  const head = heading(words.length ? `查找“${text.trim()}”` : "查找");
  if (!words.length) return [head, note("输入党委、党支部、党员、问题或文件名称中的字词，几个词之间用空格隔开。")];
  index ??= makeIndex();
  const hits = index.filter((entry) => words.every((w) => entry.hay.includes(w)));
  const made = [];
  for (const kind of ["党委", "党支部", "党员", "问题", "文件"]) {
    // a member stands in several tables
    const known = new Set();
    const first = (h) => { const key = `${h.text}\n${h.href}`; return known.has(key) ? false : known.add(key); };
    const own = hits.filter((h) => h.kind === kind && (kind !== "党员" || first(h)));
    if (!own.length) continue;
    made.push(el("h3", {}, `${kind}（${own.length}）`),
      el("ul", { class: "hits" }, own.slice(0, FOUND_AT_MOST).map((h) => el("li", {}, el("a", { href: h.href }, h.text), h.beside ? el("span", { class: "beside" }, `　${h.beside}`) : null))));
    if (own.length > FOUND_AT_MOST) made.push(note(`此处列出前 ${FOUND_AT_MOST} 个，请多写几个字缩小范围。`));
  }
  return [head, el("p", { class: "note", role: "status" }, hits.length ? `共找到 ${hits.length} 处。` : "没有找到。"), ...made];
}

/** All activities as a table, made when it is asked for. */
function activities() {
  const texts = new Map();
  const put = (text) => { if (!texts.has(text)) { texts.set(text, S.length); S.push(text); } return texts.get(text); };
  const heads = ["日期", "党支部", "上级党组织", "活动主题", "应到", "实到", "统计口径", "文件", "工作表", "行"];
  const ids = ["date", "branch", "committee", "theme", "due", "actual", "standing", "file", "sheet", "row"];
  const rows = [];
  const refs = [];
  D.B.forEach((b, at) => {
    for (const a of b[7]) {
      rows.push([a[1], b[0], D.C[b[4]][0], a[3], a[5], a[6], a[2], a[9], a[10], put(String(a[11]))]);
      refs.push(at);
    }
  });
  return { id: "acts", cap: "活动记录", heads: heads.map(put), ids, months: [], num: [4, 5, 9], minor: [], off: [], rows, totals: [], refs, left: D.left };
}
