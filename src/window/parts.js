"use strict";
// What the page is made of: elements whose words are always text, and questions to the program behind it.
const $ = (id) => document.getElementById(id);
const el = (name, words, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(words || {})) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
};
const fill = (place, ...children) => place.replaceChildren(...children);
const table = (caption, heads, rows) => {
  const head = el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)));
  const cell = (value) => value instanceof Node ? el("td", {}, value) : el("td", typeof value === "number" ? { class: "n" } : {}, String(value));
  const body = el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell))));
  return el("div", { class: "scroll", tabindex: "0" }, el("table", {}, el("caption", {}, caption), el("thead", {}, head), body));
};
const alertUser = (text) => { $("alert").textContent = text; };
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("程序已经结束。请重新运行 dangri window，再从打开的页面进入；已完成的内容都还在。");
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Error(told.error || `没有完成（${answer.status}）`);
  }
  return answer;
}
// 2017-07 as people say it.
const monthWords = (month) => month.replace(/^(\d{4})-0?(\d{1,2})$/, "$1年$2月");
// The first of many names, and how many they are.
const someOf = (names, unit) => names.length <= 10 ? names.join("、") : `${names.slice(0, 10).join("、")}等 ${names.length} ${unit}`;
const get = async (path) => (await ask(path)).json();
const post = async (path, body) => (await ask(path, { method: "POST", body: JSON.stringify(body || {}) })).json();
// Does something for a click or a form, and tells what went wrong.
const doing = (work) => async (event) => {
  if (event) event.preventDefault();
  alertUser("");
  try { await work(event); } catch (error) { alertUser(error.message); }
};
// Files of a drop, folders opened: each with the path that it had.
async function dropped(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  const found = [];
  const walk = async (entry, path) => {
    if (entry.isFile) {
      const file = await new Promise((good, bad) => entry.file(good, bad));
      found.push([path + entry.name, file]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const part = await new Promise((good, bad) => reader.readEntries(good, bad));
      if (part.length === 0) break;
      for (const one of part) await walk(one, `${path}${entry.name}/`);
    }
  };
  for (const entry of entries) await walk(entry, "");
  return found;
}
