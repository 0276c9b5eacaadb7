// A table with search, sorting and pages. Rows are made when they are shown.
const SIZES = [20, 50, 100, 200];
const PRINTED = 100;
const NAMES = ["党支部", "党委（党工委）", "文件", "规则", "原因", "表种", "范围", "抽查单位"];
const live = [];

class Table {
  constructor(data, holder, options = {}) {
    this.data = data;
    this.heads = data.heads.map((h) => S[h]);
    this.holder = holder;
    this.size = options.size || SIZES[0];
    this.page = 0;
    this.sorted = null;
    this.all = false;
    this.words = [];
    this.hay = [];
    this.order = data.rows.map((_, at) => at);
    this.shown = this.order;
    const named = NAMES.map((n) => this.heads.indexOf(n)).filter((at) => at >= 0);
    this.name = named.length ? named[0] : -1;
    this.widths = this.heads.map((h, at) => widthOf(data.rows.slice(0, 60).map((row) => textOf(row[at])), h));
    this.build();
    this.draw();
    live.push(this);
  }

  build() {
    const id = this.data.id;
    this.input = el("input", { type: "search", id: `${id}-q`, autocomplete: "off", "aria-controls": `${id}-t` });
    this.input.addEventListener("input", () => this.search(this.input.value));
    this.sizes = el("select", { id: `${id}-n` }, SIZES.map((n) => el("option", { value: n }, `${n} 行`)));
    this.sizes.addEventListener("change", () => { this.size = Number(this.sizes.value); this.page = 0; this.draw(); });
    this.status = el("p", { role: "status", id: `${id}-s` });
    const tools = el("div", { class: "tools" },
      el("label", { for: `${id}-q` }, "查找", this.input),
      el("label", { for: `${id}-n` }, "每页", this.sizes));
    if (this.data.minor.length) {
      const box = el("input", { type: "checkbox", id: `${id}-a` });
      box.addEventListener("change", () => { this.all = box.checked; this.draw(); });
      tools.append(el("label", { for: `${id}-a` }, box, "显示全部栏目"));
    }
    tools.append(this.status);
    this.caption = el("caption", { id: `${id}-c` }, this.data.cap);
    this.thead = el("thead");
    this.tbody = el("tbody");
    this.tfoot = el("tfoot");
    this.table = el("table", { id: `${id}-t` }, this.caption, this.thead, this.tbody, this.tfoot);
    this.before = el("button", { type: "button" }, "上一页");
    this.after = el("button", { type: "button" }, "下一页");
    this.where = el("span");
    this.before.addEventListener("click", () => this.turn(-1));
    this.after.addEventListener("click", () => this.turn(1));
    this.pager = el("nav", { class: "tools pager", "aria-label": `${this.data.cap} 翻页` }, this.before, this.where, this.after);
    this.more = el("p", { class: "note" });
    this.holder.replaceChildren(tools,
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": `${id}-c` }, this.table), this.more, this.pager);
  }

  columns() {
    return this.heads.map((_, at) => at).filter((at) => this.all || !this.data.minor.includes(at));
  }

  /** Every word must be found somewhere in the row. */
  search(text) {
    this.words = folded(text).split(/\s+/).filter(Boolean);
    this.page = 0;
    this.filter();
    this.draw();
  }

  filter() {
    const found = (at) => {
      this.hay[at] ??= folded(this.data.rows[at].map(textOf).join("\n"));
      return this.words.every((w) => this.hay[at].includes(w));
    };
    this.shown = this.words.length ? this.order.filter(found) : this.order;
  }

  /** First up, then down, then as the report gives it. */
  sort(column) {
    const next = !this.sorted || this.sorted[0] !== column ? 1 : this.sorted[1] === 1 ? -1 : 0;
    this.sorted = next ? [column, next] : null;
    this.order = this.data.rows.map((_, at) => at);
    if (next) {
      const weights = this.data.rows.map((row) => weight(textOf(row[column])));
      this.order.sort((a, b) => compare(weights[a], weights[b], next) || a - b);
    }
    this.page = 0;
    this.filter();
    this.draw();
    const button = this.thead.querySelector(`[data-column="${column}"]`);
    if (button) button.focus();
  }

  turn(by) {
    this.page += by;
    this.draw();
    const button = by < 0 ? this.before : this.after;
    if (button.disabled) (by < 0 ? this.after : this.before).focus();
  }

  draw(count) {
    const columns = this.columns();
    const pages = Math.max(1, Math.ceil(this.shown.length / this.size));
    this.page = Math.min(Math.max(this.page, 0), pages - 1);
    const from = count ? 0 : this.page * this.size;
    const rows = this.shown.slice(from, from + (count || this.size));
    this.thead.replaceChildren(el("tr", {}, columns.map((at) => (count ? this.plain(at) : this.head(at)))));
    this.tbody.replaceChildren(...rows.map((at) => el("tr", {}, columns.map((c) => this.cell(at, c)))));
    this.tfoot.replaceChildren(...this.data.totals.map((row) => el("tr", {}, columns.map((c) => el("td", { class: this.number(c) }, textOf(row[c]))))));
    const total = this.data.rows.length;
    const last = from + rows.length;
    const of = this.words.length ? `找到 ${this.shown.length} 行（共 ${total} 行）` : `共 ${total} 行`;
    this.status.textContent = rows.length ? `${of}，显示第 ${from + 1}—${last} 行` : this.words.length ? `没有找到，共 ${total} 行` : of;
    this.before.disabled = this.page === 0;
    this.after.disabled = this.page >= pages - 1;
    this.where.textContent = `第 ${this.page + 1} / ${pages} 页`;
    this.pager.hidden = pages === 1;
    const rest = count && this.shown.length > rows.length ? `打印前 ${rows.length} 行，共 ${this.shown.length} 行，全部见“汇总报告.xlsx”。` : "";
    this.more.textContent = (this.data.left ? `另有 ${this.data.left} 行未载入本页，见“汇总报告.xlsx”。` : "") + rest;
    this.more.hidden = !this.more.textContent;
  }

  number(column) {
    return this.data.num.includes(column) ? "n" : null;
  }

  /** On paper: a browser repeats a heading's text on every page, but not a button. */
  plain(at) {
    return el("th", { scope: "col", class: this.widths[at] }, this.heads[at]);
  }

  head(at) {
    const direction = this.sorted && this.sorted[0] === at ? this.sorted[1] : 0;
    const button = el("button", { type: "button", "data-column": at }, this.heads[at]);
    button.addEventListener("click", () => this.sort(at));
    const sort = direction === 1 ? "ascending" : direction === -1 ? "descending" : "none";
    return el("th", { scope: "col", "aria-sort": sort, class: this.widths[at] }, button);
  }

  cell(row, column) {
    const value = this.data.rows[row][column];
    const text = textOf(value);
    const tone = toneOf(value);
    const ref = this.data.refs[row];
    const head = this.heads[column];
    if (MONTH.test(head) && ref !== null && ref !== undefined && ref >= 0 && text) {
      const says = `${head} ${STATUS[tone] || (text.startsWith("报") ? "已报" : text === "·" ? "未到期" : "不适用")}${text.includes("▼") ? "，参与率低于下限" : ""}`;
      return el("td", { class: `mk ${tone}` }, el("a", { href: `#b/${ref}/${head}`, "aria-label": says, title: says }, text));
    }
    const link = column === this.name ? linkOf(ref) : null;
    const inner = link && text ? el("a", { href: link }, text) : text;
    if (column === this.name) return el("th", { scope: "row" }, inner);
    const cls = [this.number(column), tone].filter(Boolean).join(" ");
    return el("td", { class: cls || null }, inner);
  }
}
