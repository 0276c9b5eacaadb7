// Puts the tables in their places, follows the address from view to view, minds the keys, and makes room for paper.
const views = [...document.querySelectorAll("main > .view")];
const shown = document.getElementById("shown");
const tables = new Map();
const TITLE = document.title;

/** The tables of a view are built when it is first shown. */
function build(view) {
  for (const holder of view.querySelectorAll(".holder")) {
    if (tables.has(holder.id)) continue;
    const data = D.T.find((t) => t.id === holder.id);
    if (data && data.rows.length) tables.set(holder.id, new Table(data, holder));
  }
  return [...view.querySelectorAll(".holder")].map((h) => tables.get(h.id)).filter(Boolean);
}

const decoded = (part) => { try { return decodeURIComponent(part); } catch { return part; } };

/** What the address names: the view, and how it is filled. */
function target(parts) {
  const [first, ...rest] = parts;
  if (first === "党委" && committeeAt.has(rest[0])) { const at = committeeAt.get(rest[0]); return rest[1] ? () => committeeMonth(at, rest[1]) : () => committee(at); }
  if (first === "支部") { const at = branchAt.get(`${rest[0]}/${rest[1]}`); if (at !== undefined) return rest[2] ? () => month(at, rest[2]) : () => branch(at); }
  if (first === "查找") return () => results(rest.join("/"));
  return null;
}

function listing(view, wanted) {
  const own = build(view);
  const filters = wanted.filter((w) => w.includes("=")).map((w) => { const at = w.indexOf("="); return [w.slice(0, at), w.slice(at + 1).split(",")]; });
  let at = null;
  for (const table of own) {
    const hit = table.restrict(filters);
    if (hit && !at) at = table.holder;
    if (wanted.includes("倒序") && columnOf(table.data, "rank") >= 0) table.order_by(columnOf(table.data, "rank"), -1);
    if (!at && wanted.some((w) => table.data.cap.startsWith(w))) at = table.holder;
  }
  return at;
}

function route(focus) {
  const parts = location.hash.slice(1).split("/").map(decoded);
  const make = target(parts);
  let view = make ? shown : parts[0] === "活动" ? shown : views.find((v) => v.id === parts[0] && v !== shown);
  if (!view) view = parts[0] === "main" ? views.find((v) => !v.hidden) || views[0] : views[0];
  let at = null;
  if (make) shown.replaceChildren(...make().filter(Boolean));
  else if (view === shown) {
    const holder = el("div", { class: "holder" });
    shown.replaceChildren(heading("活动记录"), note("采用的全部活动，点击党支部可看各月情况和台账单元格；全部栏目见“汇总报告.xlsx”的“台账明细”。"), holder);
    const data = tables.get("acts")?.data || activities();
    tables.set("acts", new Table(data, holder));
    tables.get("acts").restrict(parts.slice(1).filter((w) => w.includes("=")).map((w) => [w.split("=")[0], w.slice(w.indexOf("=") + 1).split(",")]));
  } else at = listing(view, parts.slice(1));
  for (const other of views) other.hidden = other !== view;
  const head = view.querySelector("h2");
  document.title = view.id === "总览" ? TITLE : `${head.textContent} - ${TITLE}`;
  const current = view === shown ? (parts[0] === "活动" ? "活动" : parts[0] === "查找" ? "" : "党委排名") : view.id;
  for (const link of document.querySelectorAll("#contents a")) {
    if (decoded(link.hash.slice(1)) === current) link.setAttribute("aria-current", view === shown && parts[0] !== "活动" ? "true" : "page");
    else link.removeAttribute("aria-current");
  }
  if (parts[0] !== "查找") find.value = "";
  else if (document.activeElement !== find) find.value = parts.slice(1).join("/");
  menu(false);
  if (!focus) return;
  if (at) at.scrollIntoView();
  else scrollTo(0, Math.min(scrollY, view.id === "总览" ? 0 : document.querySelector(".frame").offsetTop));
  if (parts[0] !== "查找" && parts[0] !== "main") head.focus({ preventScroll: true });
}

const opener = document.getElementById("menu");
function menu(open) {
  opener.setAttribute("aria-expanded", String(open));
  document.getElementById("contents").classList.toggle("open", open);
}
opener.addEventListener("click", () => menu(opener.getAttribute("aria-expanded") !== "true"));

// While somebody types, the address is replaced: one step back leads to where the search began.
let typing = null;
find.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const to = address("查找", find.value);
    if (decoded(location.hash.slice(1)).split("/")[0] === "查找") history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    route(false);
  }, 120);
});
find.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const first = shown.hidden ? null : shown.querySelector(".hits a");
  if (first) first.focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  event.preventDefault();
  find.focus();
  find.select();
});
addEventListener("hashchange", () => route(true));
const drawn = () => live.filter((table) => table.holder.isConnected && !table.holder.closest("[hidden]"));
addEventListener("beforeprint", () => drawn().forEach((table) => table.draw(PRINTED)));
addEventListener("afterprint", () => drawn().forEach((table) => table.draw()));
route(location.hash.length > 1);
