// What the page carries, and the few ways in which it is put on the page: always as text, never as markup.
document.documentElement.classList.add("live");
const D = JSON.parse(document.getElementById("data").textContent);
const S = D.S;

/** An element with attributes and children; a string child becomes text. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") made.append(child);
  return made;
}

const textOf = (cell) => (typeof cell === "number" ? S[cell] : cell ? S[cell[0]] : "");
const toneOf = (cell) => (Array.isArray(cell) ? cell[1] : "");
/** Half-width, lower case: as people search. */
const folded = (text) => text.normalize("NFKC").toLowerCase();
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

/** What a text weighs when it is sorted: a number where it is one, a rate by its value, nothing last. */
function weight(text) {
  const plain = text.replace("▼", "");
  if (plain === "" || plain === "—" || plain === "不适用") return null;
  const fraction = /^(\d+)\/(\d+)$/.exec(plain);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  return /^-?\d+(\.\d+)?%?$/.test(plain) ? parseFloat(plain) : plain;
}

/** Orders two weights; what has none stands last whatever the direction. */
function compare(a, b, direction) {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return (a - b) * direction;
  return collator.compare(String(a), String(b)) * direction;
}

/** How wide a column runs, by its longest text: a Han character counts one, others about half. */
function widthOf(texts, head) {
  const units = (text) => { let n = 0; for (const c of text) n += c > "\u2e7f" ? 1 : 0.55; return n; };
  const most = texts.reduce((m, text) => Math.max(m, units(text)), units(head) / 2);
  return most > 36 ? "x" : most > 14 ? "w" : most > 1.2 ? `c${Math.min(8, Math.max(3, Math.ceil(most)))}` : null;
}

// Addresses: `#党委/<name>`, `#党委/<name>/<month>`, `#支部/<committee>/<branch>`, `#支部/<committee>/<branch>/<month>`, else a view's name and what it lists.
const address = (...parts) => `#${parts.map((p) => encodeURIComponent(p)).join("/")}`;
const committeeKey = (at) => S[D.C[at][3]] || S[D.C[at][0]];
const branchKey = (at) => S[D.B[at][8]] || S[D.B[at][0]];
const committeeLink = (at, ...more) => address("党委", committeeKey(at), ...more);
const branchLink = (at, ...more) => address("支部", committeeKey(D.B[at][4]), branchKey(at), ...more);
const committeeAt = new Map(D.C.map((_, at) => [committeeKey(at), at]));
const branchAt = new Map(D.B.map((_, at) => [`${committeeKey(D.B[at][4])}/${branchKey(at)}`, at]));
const linkOf = (ref, ...more) => (ref === null || ref === undefined ? null : ref >= 0 ? branchLink(ref, ...more) : committeeLink(-1 - ref, ...more));

/** A month (2017-07, as the data name it) as people say it. */
const monthWords = (month) => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
/** Where a table has a column, by the name that it is found by; −1 where it has none. */
const columnOf = (table, id) => table.ids.indexOf(id);
const STATUS = { on: "按时", late: "迟报", pending: "待核", empty: "空报", missing: "缺报", faint: "" };

/** A text in which ▼ (below the floor) stands out. */
function withMark(text) {
  if (!text.includes("▼")) return text;
  const [before, ...after] = text.split("▼");
  return [before, el("span", { class: "dn" }, "▼"), after.join("▼")];
}
