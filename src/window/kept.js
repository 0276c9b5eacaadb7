"use strict";
// What was chosen or typed and not ordered yet. The program keeps it, by workspace; the page shows what the program has, and tells it of each change.
const kept = { of: null, revision: null, entries: [], waiting: new Map(), timers: new Map() };
const FIELDS = ["place", "period", "no-ranking", "set", "seed", "draw"];
// Keys come back in another order.
const keyText = (kind, key) => JSON.stringify([kind, typeof key === "string" ? key : Object.entries(key).sort()]);
const fieldValue = (id) => $(id).type === "checkbox" ? ($(id).checked ? "1" : "") : $(id).value;

async function readKept() {
  const workspace = here();
  if (!workspace) Object.assign(kept, { of: null, revision: null, entries: [] });
  else if (kept.of !== workspace || kept.revision !== state.drafts) {
    const told = await get(`api/drafts?path=${encodeURIComponent(workspace)}`);
    const changed = kept.of !== workspace;
    Object.assign(kept, { of: workspace, revision: told.revision, entries: told.entries });
    if (changed) for (const id of FIELDS.slice(2)) setField(id, id === "draw" ? "1" : "");
    applyFields();
    applyChoices();
  }
}
const keptChoice = (kind, key) => {
  const wanted = keyText(kind, key);
  const entry = kept.entries.find((one) => keyText(one.kind, one.key) === wanted);
  return entry ? entry.choice : null;
};
function setField(id, value) {
  if ($(id).type === "checkbox") $(id).checked = value === "1";
  else $(id).value = value;
}
function applyFields() {
  for (const id of FIELDS) {
    const choice = keptChoice("field", id);
    if (choice !== null && !kept.waiting.has(keyText("field", id)) && fieldValue(id) !== choice) setField(id, choice);
  }
}
// Selects of the page as they are kept; what is kept of something that no longer waits is told, with a way to let it go.
function applyChoices() {
  const all = [...$("confirm-body").querySelectorAll("select")];
  const asked = new Set();
  let chosenHere = 0;
  for (const made of all) {
    const key = JSON.parse(made.dataset.key);
    const text = keyText(made.dataset.kind, key);
    asked.add(text);
    if (!kept.waiting.has(text)) {
      const choice = keptChoice(made.dataset.kind, key) ?? made.dataset.was;
      const offered = [...made.options].some((option) => option.value === choice);
      if (made.value !== choice) made.value = offered ? choice : made.dataset.was;
    }
    chosenHere += made.value !== made.dataset.was ? 1 : 0;
  }
  const gone = all.length === 0 ? [] : kept.entries.filter((one) => one.kind !== "field" && !asked.has(keyText(one.kind, one.key)));
  const parts = [];
  if (chosenHere > 0) parts.push(el("p", {}, `已选 ${chosenHere} 项，尚未写入核对表；关掉页面也会保留。`));
  if (gone.length > 0) {
    parts.push(el("p", {}, `另有以前所选的 ${gone.length} 项，现在已不待确认，不会写入：${gone.map((one) => `${one.key.written || one.key.heading || one.key.file}→${one.choice}`).join("；")}`));
    parts.push(el("button", { type: "button", onclick: doing(async () => {
      for (const one of gone) await sendKept(one.kind, one.key, "");
      await refresh();
    }) }, "不再保留这些"));
  }
  fill($("confirm-kept"), ...parts);
}
async function sendKept(kind, key, choice) {
  await post(`api/draft?path=${encodeURIComponent(kept.of)}`, { kind, key, choice });
}
// Tells of a change after a pause in typing; until it has arrived, nothing that comes meanwhile takes its place.
function keep(kind, key, choice, pause) {
  if (!kept.of || kept.of !== here()) return;
  const text = keyText(kind, key);
  clearTimeout(kept.timers.get(text));
  const wanted = { kind, key, choice };
  kept.waiting.set(text, wanted);
  const send = doing(async () => {
    try { await sendKept(kind, key, choice); } finally { if (kept.waiting.get(text) === wanted) kept.waiting.delete(text); }
    await refresh();
  });
  if (pause) kept.timers.set(text, setTimeout(send, pause));
  else send();
}
const keepField = (id, pause) => keep("field", id, fieldValue(id), pause);
for (const id of FIELDS) {
  $(id).addEventListener("input", () => keepField(id, 250));
  $(id).addEventListener("change", () => keepField(id, 0));
}
$("confirm-body").addEventListener("change", (event) => {
  if (event.target.dataset.key) keep(event.target.dataset.kind, JSON.parse(event.target.dataset.key), event.target.value === event.target.dataset.was ? "" : event.target.value, 0);
});
addEventListener("pagehide", () => {
  for (const wanted of kept.waiting.values()) navigator.sendBeacon(`api/draft?path=${encodeURIComponent(kept.of)}`, JSON.stringify(wanted));
});
