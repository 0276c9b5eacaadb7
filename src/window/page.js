"use strict";
// Shows what lies in the program's files and orders the lines of its command. Nothing is kept here (see `kept.js`): a reload begins from the same files.
let state = { jobs: [], results: [], places: [] };
let shown = {};
const KINDS = { look: "查看", match: "核对名称", confirm: "写入核对表", run: "核查", try: "试算", draw: "抽查", diff: "比较", verify: "核对结果" };
const STATES = { running: "正在运行", done: "已完成", failed: "没有完成", cancelled: "已停止，以前的结果未改动", interrupted: "中断（程序在运行中结束），可重新运行" };
const OUTCOMES = { read: "读取", partly: "部分读取", unrecognised: "未识别", unreadable: "无法读取" };

const here = () => state.workspace && state.workspace.there ? state.workspace.path : null;
const mine = (kinds) => state.jobs.filter((job) => kinds.includes(job.kind) && job.workspace === here());
const newest = (...kinds) => mine(kinds)[0];
const once = (key, value) => {
  const text = JSON.stringify(value);
  if (shown[key] === text) return false;
  shown[key] = text;
  return true;
};
const words = (job) => `${STATES[job.state]}${job.state === "running" ? `（${job.seconds} 秒）` : ""}`;

async function refresh() {
  state = await get("api/state");
  await show();
}
async function show() {
  if (once("where", state.workspace)) {
    const ours = state.workspace;
    $("where").textContent = !ours ? "尚未选择台账" : ours.there ? `台账：${ours.path}${ours.uploaded ? "（已拖入的副本）" : ""}` : `上次的台账“${ours.path}”已不在，请重新选择`;
    if (ours) $("path").value = ours.path;
    $("remember").hidden = !ours || !ours.folder;
  }
  $("about").textContent = `dangri ${state.version}，只在本机运行，不联网`;
  if (once("places", state.places)) fill($("places"), ...state.places.map((place) => el("option", { value: place.name })));
  if (once("drafts_fault", state.drafts_fault) && state.drafts_fault) alertUser(state.drafts_fault);
  if (!state.drafts_fault) await readKept();
  await showLook();
  await showMatch();
  await showRun();
  showResults();
  await showMore();
  showLog();
}
function line(id, job) {
  $(`${id}-line`).textContent = job ? job.line : "";
  $(`${id}-state`).textContent = job ? words(job) : "";
}
async function showLook() {
  const job = newest("look");
  line("look", job);
  if (!once("look", [here(), job && job.number, job && job.state])) return;
  fill($("found-body"));
  if (!job) return;
  if (job.state !== "done") {
    if (job.state !== "running") fill($("found-body"), el("pre", { tabindex: "0" }, job.progress));
    return;
  }
  const found = await get(`api/found/${job.number}`);
  const rosters = found.files.filter((file) => file.layouts.some((name) => name.includes("花名册")));
  const unread = found.files.filter((file) => file.outcome !== "read");
  const months = [...new Set(found.by_month.map((held) => held[1]))].sort();
  const committees = [...new Set(found.by_month.map((held) => held[0]))];
  const count = new Map(found.by_month.map(([committee, month, n]) => [`${committee}\n${month}`, n]));
  const parts = [el("p", {}, `共读 ${found.files.length} 个文件，跳过 ${found.skipped} 个；涉及党支部 ${found.branches} 个。`)];
  parts.push(el("p", {}, found.has_roster ? `党组织花名册：${someOf(rosters.map((file) => file.file), "个文件") || "有"}` : "没有找到党组织花名册：可以汇总，但无法判断缺报、不能排名。请把花名册放入文件夹后重新查看。"));
  if (months.length > 0) parts.push(table("各党委各月读到的活动次数", ["党委", ...months.map(monthWords)], committees.map((committee) => [committee, ...months.map((month) => count.get(`${committee}\n${month}`) || 0)])));
  else parts.push(el("p", {}, "没有读到任何活动记录，请核对文件夹。"));
  if (unread.length > 0) parts.push(table("没有全部读懂的文件", ["文件", "情况", "问题"], unread.map((file) => [file.file, OUTCOMES[file.outcome] || file.outcome, file.problems])));
  fill($("found-body"), ...parts);
  propose(found);
}
function propose(found) {
  fill($("periods"), ...found.periods.map((one) => el("option", { value: one.period, label: one.why })));
  if ($("place").dataset.of !== here()) {
    $("place").dataset.of = here();
    const only = found.places.length === 1 ? found.places[0] : null;
    $("place").value = only ? only.name : "";
    $("place-why").textContent = found.members > 0 ? `按 dangri.toml 所列的 ${found.members} 个地区分别核查，此处留空`
      : only ? `${only.why}，请核对` : found.places.length > 1 ? `可能是：${found.places.map((place) => place.name).join("、")}` : "按哪里的制度核查";
    const best = found.periods[0];
    $("period").value = best ? best.period : "";
    $("period-why").textContent = best ? `${best.why}，请核对；也可写作 2017年第三季度` : "如 2017年7月、2017年第三季度";
    applyFields();
  }
}
async function showMatch() {
  const job = newest("match", "confirm");
  line("match", job);
  if (!once("match", [here(), job && job.number, job && job.state])) return;
  fill($("confirm-body"));
  $("confirm-send").hidden = true;
  if (!job || job.state === "running") return;
  if (job.state !== "done") {
    fill($("confirm-body"), el("pre", { tabindex: "0" }, job.progress));
    return;
  }
  const all = await get(`api/said/${job.number}`);
  const select = (kind, key, choices, chosen, label) => {
    const made = el("select", { "data-kind": kind, "data-key": JSON.stringify(key), "aria-label": label }, ...(chosen ? [] : [el("option", { value: "" }, "（留空）")]), ...choices.map((choice) => el("option", { value: choice }, choice)));
    made.value = chosen || "";
    made.dataset.was = made.value;
    return made;
  };
  const parts = [];
  for (const { member, names, headings, lists, confirmed } of all) {
    if (member) parts.push(el("h3", {}, member));
    if (confirmed > 0) parts.push(el("p", {}, `此前已确认的名称 ${confirmed} 个。`));
    if (names.length > 0) parts.push(table("花名册中找不到的名称", ["填报名称", "行数", "首次出处", "花名册名称"], names.map((name) => {
      const reasons = name.candidates.slice(0, 3).map((one) => `${one.label}：${one.reasons.join("；")}`).join("\n");
      return [name.written, name.rows, name.first || "", el("div", {}, select("names", { member, written: name.written, committee: name.committee }, name.choices, "", `${name.written}的花名册名称`), el("p", { class: "hint" }, reasons))];
    })));
    if (headings.length > 0) parts.push(table("没有采用的栏目", ["栏目", "表种", "行数", "内容举例", "采用为"], headings.map((row) => [row.heading, row.layout, row.rows, row.samples, el("div", {}, select("headings", { member, heading: row.heading, layout: row.layout }, row.choices, row.choice, `${row.heading}采用为`), el("p", { class: "hint" }, row.candidates))])));
    if (lists.length > 0) parts.push(table("可能是花名册的名单", ["文件", "工作表", "可增加", "认定"], lists.map((row) => [row.file, row.sheet, row.adds, select("lists", { member, file: row.file, sheet: row.sheet }, row.choices, row.choice, `${row.file}认定为`)])));
    if (names.length + headings.length + lists.length === 0) parts.push(el("p", {}, "没有需要确认的内容。"));
  }
  fill($("confirm-body"), ...parts);
  applyChoices();
  $("confirm-send").hidden = !$("confirm-body").querySelector("select");
}
async function said(job, place) {
  const text = await (await ask(`api/said/${job.number}`)).text();
  place.hidden = false;
  place.textContent = [text, job.state === "done" ? "" : job.progress].filter(Boolean).join("\n");
}
async function showRun() {
  const job = newest("run");
  line("run", job);
  $("cancel").hidden = !state.jobs.some((one) => one.state === "running");
  $("run").disabled = Boolean(job && job.state === "running");
  if (!once("run", [here(), job && job.number, job && job.state, job && job.progress])) return;
  $("run-said").hidden = true;
  if (!job) return;
  if (job.state === "running") {
    $("run-said").hidden = false;
    $("run-said").textContent = job.progress;
  } else await said(job, $("run-said"));
}
function showResults() {
  if (!once("results", state.results)) return;
  const open = (result, path) => doing(async () => {
    const told = await post("api/open", { result, path });
    $("open-line").textContent = told.line;
    $("open-state").textContent = told.opened ? "已交给系统打开。" : `没有能打开它的程序，请自行打开：${told.path}`;
  });
  const button = (text, work, more) => el("button", { type: "button", onclick: work, ...more }, text);
  fill($("results-body"), ...(state.results.length === 0 ? [el("p", {}, "还没有结果。")] : state.results.map((result) => el("article", { "data-name": result.name },
    el("h3", {}, `${result.name}${result.trial.length > 0 ? `（试算：${result.trial.join("，")}）` : ""}`),
    el("p", {}, `统计期：${result.period}；截至${result.as_of}；${result.path}`),
    el("div", { class: "line" },
      ...(result.page ? [el("a", { class: "button report", href: `${state.reports}${result.number}/报告.html`, target: "_blank", rel: "noopener" }, "阅读报告")] : []),
      button("打开文件夹", open(result.number, ""), { class: "folder" }),
      ...result.papers.map((path) => button(`打开${path.split("/").at(-1)}`, open(result.number, path), { class: "paper" })),
      ...result.folders.map((name) => button(`打开“${name}”文件夹`, open(result.number, name)))),
    ...(result.back.length === 0 ? [] : [el("details", {}, el("summary", {}, `交给各党委的内容（${result.back.length} 个文件夹）`),
      el("div", { class: "line" }, ...result.back.map((one) => button(one.name, open(result.number, one.path), { class: "back" }))))]),
    el("div", { class: "line" },
      el("a", { class: "button", href: `zip/${result.number}` }, "下载压缩包"),
      button("核对是否改动", doing(() => start({ kind: "verify", result: result.number })), { class: "verify" }),
      ...(result.draw ? [button("核验抽查", doing(() => start({ kind: "verify_draw", result: result.number })), { class: "verify-draw" })] : []))))));
  const options = () => state.results.map((result) => el("option", { value: result.number }, result.name));
  // The one before, and the last: what is mostly asked.
  for (const [id, usual] of [["before", state.results[1]], ["after", state.results[0]]]) {
    const was = $(id).value;
    fill($(id), ...options());
    if (state.results.some((result) => result.number === was)) $(id).value = was;
    else if (usual) $(id).value = usual.number;
  }
  $("diff-send").disabled = state.results.length < 2;
}
async function showMore() {
  const job = newest("diff", "try", "draw", "verify");
  line("more", job);
  if (!once("more", [here(), job && job.number, job && job.state, job && job.progress])) return;
  $("more-said").hidden = true;
  if (job && job.state === "running") {
    $("more-said").hidden = false;
    $("more-said").textContent = job.progress;
  } else if (job) await said(job, $("more-said"));
}
function showLog() {
  if (!once("log", state.jobs.map((job) => [job.number, job.state]))) return;
  fill($("log-body"), ...state.jobs.map((job) => el("li", {}, `${KINDS[job.kind] || job.kind}，${STATES[job.state]}`, el("p", { class: "command" }, job.line))));
}
async function start(order) {
  await post(`api/job?path=${encodeURIComponent(here() || "")}`, order);
  await refresh();
}
async function chosen(next) {
  state = next;
  await start({ kind: "look" });
}
// One upload at a time; while it runs it can be stopped, and what came of it is then cleared away.
let uploading = null;
async function upload(files) {
  if (files.length === 0) throw new Error("没有可以收下的文件：文件夹是空的，或者拖入的不是文件。");
  if (uploading) throw new Error("正在收取上一批文件。请等收完，或者先停止收取。");
  uploading = new AbortController();
  const { signal } = uploading;
  let number = null;
  $("upload-stop").hidden = false;
  try {
    ({ number } = await post("api/upload"));
    for (const [at, [path, file]] of files.entries()) {
      signal.throwIfAborted();
      $("uploading").textContent = `正在收下 ${at + 1}／${files.length}：${path}`;
      await ask(`api/upload/${number}?path=${encodeURIComponent(path)}`, { method: "PUT", body: file, signal });
    }
    signal.throwIfAborted();
  } catch (error) {
    $("uploading").textContent = "";
    if (number !== null) await post(`api/upload/${number}/stop`);
    if (error.name !== "AbortError") throw error;
    $("uploading").textContent = "已停止收取，收到的部分已清除；原来选择的台账没有变。";
    return;
  } finally {
    uploading = null;
    $("upload-stop").hidden = true;
  }
  $("uploading").textContent = `已收下 ${files.length} 个文件。`;
  await chosen(await post(`api/upload/${number}/end`));
}
$("upload-stop").addEventListener("click", () => uploading?.abort());
let listed = null;
async function browse(path) {
  listed = await get(`api/folders?path=${encodeURIComponent(path || "")}`);
  $("folders").hidden = false;
  $("folders-path").textContent = `${listed.path}（其中有表格文件 ${listed.ledgers} 个${listed.more ? "；文件夹过多，未全部列出" : ""}）`;
  $("folders-up").disabled = !listed.parent;
  fill($("folders-roots"), ...(listed.roots.length > 1 ? listed.roots.map((root) => el("button", { type: "button", onclick: doing(() => browse(root)) }, root)) : []));
  fill($("folders-list"), ...listed.entries.map((entry) => el("li", {}, el("button", { type: "button", onclick: doing(() => entry.folder ? browse(entry.path) : take(entry.path)) }, `${entry.name}${entry.folder ? "" : "（压缩包）"}${entry.link ? `（链接，指向 ${entry.path}）` : ""}`))));
  $("folders-path").focus();
}
async function take(path) {
  $("folders").hidden = true;
  await chosen(await post("api/workspace", { path }));
}
const question = () => ({ place: $("place").value.trim(), period: $("period").value.trim() });

$("path-form").addEventListener("submit", doing(() => take($("path").value)));
$("browse").addEventListener("click", doing(() => browse(here() || "")));
$("folders-up").addEventListener("click", doing(() => browse(listed.parent)));
$("folders-take").addEventListener("click", doing(() => take(listed.path)));
$("folders-home").addEventListener("click", doing(() => browse("")));
const closeFolders = () => { $("folders").hidden = true; $("browse").focus(); };
$("folders-close").addEventListener("click", closeFolders);
$("folders").addEventListener("keydown", (event) => { if (event.key === "Escape") closeFolders(); });
for (const id of ["pick-folder", "pick-files"]) {
  $(id).addEventListener("change", doing(() => upload([...$(id).files].map((file) => [file.webkitRelativePath || file.name, file]))));
}
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    $("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") doing(async () => upload(await dropped(event.dataTransfer.items)))();
  });
}
$("look").addEventListener("click", doing(() => start({ kind: "look" })));
$("match").addEventListener("click", doing(() => start({ kind: "match" })));
$("confirm-form").addEventListener("submit", doing(() => {
  const answers = { names: [], headings: [], lists: [] };
  for (const made of $("confirm-body").querySelectorAll("select")) {
    if (made.value && made.value !== made.dataset.was) answers[made.dataset.kind].push({ ...JSON.parse(made.dataset.key), choice: made.value });
  }
  if (answers.names.length + answers.headings.length + answers.lists.length === 0) throw new Error("还没有选择任何一项。");
  return start({ kind: "confirm", answers });
}));
$("run-form").addEventListener("submit", doing(() => start({ kind: "run", ...question(), no_ranking: $("no-ranking").checked })));
$("cancel").addEventListener("click", doing(async () => {
  for (const job of state.jobs.filter((one) => one.state === "running")) await post(`api/job/${job.number}/cancel`);
  await refresh();
}));
$("remember").addEventListener("click", doing(async () => {
  await post("api/remember", { place: $("place").value.trim() });
  alertUser("已把地区记到 dangri.toml。");
}));
$("diff-form").addEventListener("submit", doing(() => start({ kind: "diff", before: $("before").value, after: $("after").value })));
$("try-form").addEventListener("submit", doing(() => start({ kind: "run", ...question(), set: [$("set").value.trim()] })));
$("draw-form").addEventListener("submit", doing(() => start({ kind: "draw", ...question(), seed: $("seed").value, draw: Number($("draw").value) })));
addEventListener("pagehide", () => navigator.sendBeacon("api/closed"));

// What was found is looked at anew once names have been confirmed.
function stale() {
  const [look, confirmed] = [newest("look"), newest("confirm")];
  return !look || Boolean(confirmed && confirmed.state === "done" && look.number < confirmed.number);
}

(async function poll() {
  try {
    await refresh();
    if (state.workspace && state.workspace.there && stale()) await start({ kind: "look" });
  } catch (error) { alertUser(error.message); }
  setTimeout(poll, state.jobs.some((job) => job.state === "running") ? 700 : 4000);
})();
