// A table with sorting, pages and what the address asks of it. Rows are made when they are shown.
const SIZES = [20, 50, 100, 200];
const PRINTED = 100;
/** What names a row: a member where each has one, else the first of these that a table has. */
const NAMES = ["branch", "committee", "file", "reason", "rule_name", "statistic", "layout", "scope", "what"];
const live = [];

class Table {
  constructor(data, holder, options = {}) {
    this.data = data;
    this.heads = data.heads.map((h) => S[h]);
    this.titles = [...this.heads];
    this.months = this.heads.map(() => null);
    for (const [at, month] of data.months) this.months[at] = month;
    const years = new Set(this.months.filter(Boolean).map((m) => m.slice(0, 4)));
    this.labels = this.titles.map((title, at) => (this.months[at] && years.size === 1 ? `${Number(this.months[at].slice(5))}月` : title));
    const first = this.months.findIndex(Boolean);
    this.titles = this.titles.map((title, at) => (at === first ? title : this.labels[at]));
    this.holder = holder;
    this.size = options.size || SIZES[0];
    this.page = 0;
    this.sorted = null;
    this.all = false;
    this.words = [];
    this.only = [];
    this.hay = [];
    this.order = data.rows.map((_, at) => at);
    this.shown = this.order;
    const named = NAMES.map((id) => columnOf(data, id)).filter((at) => at >= 0);
    const member = columnOf(data, "member");
    const members = member >= 0 && data.rows.slice(0, 60).every((row) => textOf(row[member]));
    this.name = members ? member : named.length ? named[0] : -1;
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
    const long = this.data.rows.length > SIZES[0];
    const tools = el("div", { class: "tools" },
      long ? el("label", { for: `${id}-q` }, "在本表中筛选", this.input) : null,
      long ? el("label", { for: `${id}-n` }, "每页", this.sizes) : null);
    this.sorts = el("select", { id: `${id}-o` }, el("option", { value: "" }, "原顺序"),
      this.heads.flatMap((h, at) => [[1, "升"], [-1, "降"]].map(([d, word]) => el("option", { value: `${at},${d}` }, `${this.titles[at]}（${word}）`))));
    this.sorts.addEventListener("change", () => this.order_by(...(this.sorts.value ? this.sorts.value.split(",").map(Number) : [0, 0])));
    tools.append(el("label", { class: "narrow", for: `${id}-o` }, "排序", this.sorts));
    if (this.data.minor.length) {
      const box = el("input", { type: "checkbox", id: `${id}-a` });
      box.addEventListener("change", () => { this.all = box.checked; this.draw(); });
      tools.append(el("label", { for: `${id}-a` }, box, "显示全部栏目"));
    }
    this.chips = el("span", { class: "chips" });
    tools.append(this.chips, this.status);
    this.caption = el("caption", { id: `${id}-c` }, this.data.cap);
    this.thead = el("thead", { role: "rowgroup" });
    this.tbody = el("tbody", { role: "rowgroup" });
    this.tfoot = el("tfoot", { role: "rowgroup" });
    this.table = el("table", { id: `${id}-t`, role: "table", class: "data" }, this.caption, this.thead, this.tbody, this.tfoot);
    this.before = el("button", { type: "button" }, "上一页");
    this.after = el("button", { type: "button" }, "下一页");
    this.where = el("span");
    this.before.addEventListener("click", () => this.turn(-1));
    this.after.addEventListener("click", () => this.turn(1));
    this.pager = el("nav", { class: "tools pager", "aria-label": `${this.data.cap} 翻页` }, this.before, this.where, this.after);
    this.more = el("p", { class: "note" });
    this.holder.replaceChildren(tools,
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `表格：${this.data.cap}` }, this.table), this.more, this.pager);
  }

  columns() {
    return this.heads.map((_, at) => at).filter((at) => this.all || !this.data.minor.includes(at));
  }

  /** Lists only rows that have one of the values in each of the columns named by id; true where the table has such a column. */
  restrict(wanted) {
    this.only = wanted.map(([id, values]) => [columnOf(this.data, id), values]).filter(([at]) => at >= 0);
    this.chips.replaceChildren(...this.only.map(([at, values]) => el("span", { class: "chip" }, `只列 ${this.heads[at]}：${values.join("、")}`)),
      ...(this.only.length ? [el("a", { class: "chip", href: address(decodeURIComponent(location.hash.slice(1)).split("/")[0]) }, "全部列出")] : []));
    this.page = 0;
    this.filter();
    this.draw();
    return this.only.length > 0;
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
    const wanted = (at) => this.only.every(([column, values]) => values.includes(textOf(this.data.rows[at][column])));
    this.shown = this.only.length ? this.order.filter(wanted) : this.order;
    if (this.words.length) this.shown = this.shown.filter(found);
  }

  /** First up, then down, then as the report gives it. */
  sort(column) {
    this.order_by(column, !this.sorted || this.sorted[0] !== column ? 1 : this.sorted[1] === 1 ? -1 : 0);
    const button = this.thead.querySelector(`[data-column="${column}"]`);
    if (button) button.focus();
  }

  order_by(column, next) {
    this.sorted = next ? [column, next] : null;
    this.order = this.data.rows.map((_, at) => at);
    if (next) {
      const weights = this.data.rows.map((row) => weight(textOf(row[column])));
      this.order.sort((a, b) => compare(weights[a], weights[b], next) || a - b);
    }
    this.page = 0;
    this.filter();
    this.draw();
  }

  turn(by) {
    this.page += by;
    this.draw();
    const button = by < 0 ? this.before : this.after;
    if (button.disabled) (by < 0 ? this.after : this.before).focus();
  }

  draw(count) {
    const seen = this.columns();
    const columns = count ? seen.filter((at) => !this.data.off.includes(at)) : seen;
    const pages = Math.max(1, Math.ceil(this.shown.length / this.size));
    this.page = Math.min(Math.max(this.page, 0), pages - 1);
    const from = count ? 0 : this.page * this.size;
    const rows = this.shown.slice(from, from + (count || this.size));
    this.thead.replaceChildren(el("tr", { role: "row" }, columns.map((at) => (count ? this.plain(at) : this.head(at)))));
    this.tbody.replaceChildren(...rows.map((at) => el("tr", { role: "row" }, columns.map((c) => this.cell(at, c)))));
    this.tfoot.replaceChildren(...this.data.totals.map((row) => el("tr", { role: "row" }, columns.map((c) => el("td", { role: "cell", "data-h": this.titles[c], class: this.number(c) }, textOf(row[c]))))));
    const total = this.data.rows.length;
    const last = from + rows.length;
    const of = this.words.length || this.only.length ? `找到 ${this.shown.length} 行（共 ${total} 行）` : `共 ${total} 行`;
    this.status.textContent = rows.length ? (pages === 1 ? of : `${of}，显示第 ${from + 1}—${last} 行`) : this.words.length || this.only.length ? `没有找到，共 ${total} 行` : of;
    this.before.disabled = this.page === 0;
    this.after.disabled = this.page >= pages - 1;
    this.where.textContent = `第 ${this.page + 1} / ${pages} 页`;
    this.pager.hidden = pages === 1;
    const rest = count && this.shown.length > rows.length ? `打印前 ${rows.length} 行，共 ${this.shown.length} 行，全部见“汇总报告.xlsx”。` : "";
    const off = columns.length < seen.length ? `纸上不列${seen.filter((at) => !columns.includes(at)).map((at) => this.titles[at]).join("、")}，见“汇总报告.xlsx”。` : "";
    this.more.textContent = (this.data.left ? `另有 ${this.data.left} 行未载入本页，见“汇总报告.xlsx”。` : "") + rest + off;
    this.more.hidden = !this.more.textContent;
  }

  number(column) {
    return this.data.num.includes(column) ? "n" : null;
  }

  /** On paper: a browser repeats a heading's text on every page, but not a button. */
  plain(at) {
    return el("th", { scope: "col", role: "columnheader", class: this.widths[at] }, this.titles[at]);
  }

  head(at) {
    const direction = this.sorted && this.sorted[0] === at ? this.sorted[1] : 0;
    const button = el("button", { type: "button", "data-column": at }, this.titles[at]);
    button.addEventListener("click", () => this.sort(at));
    const sort = direction === 1 ? "ascending" : direction === -1 ? "descending" : "none";
    return el("th", { scope: "col", role: "columnheader", "aria-sort": sort, class: [this.widths[at], at === this.name ? "nm" : ""].filter(Boolean).join(" ") || null }, button);
  }

  /** Where a cell leads: a month, its row's branch or committee, the committee above a branch. */
  link(row, column, text) {
    const ref = this.data.refs[row];
    if (ref === null || ref === undefined || !text) return null;
    if (this.months[column]) return linkOf(ref, this.months[column]);
    if (column === this.name && text) return linkOf(ref);
    if (this.data.ids[column] === "branch" && ref >= 0) return branchLink(ref);
    if (this.data.ids[column] === "committee") return committeeLink(ref >= 0 ? D.B[ref][4] : -1 - ref);
    return null;
  }

  cell(row, column) {
    const value = this.data.rows[row][column];
    const text = textOf(value);
    const tone = toneOf(value);
    const href = this.link(row, column, text);
    const month = this.months[column];
    const attributes = { role: "cell", "data-h": this.labels[column] };
    if (month && href) {
      const state = STATUS[tone.split(" ")[0]];
      const said = state === undefined || text.length > 2 ? text : state || (text.startsWith("报") ? "已报" : text === "·" ? "未到期" : "不适用");
      const says = `${monthWords(month)} ${said}${text.includes("▼") ? "，参与率低于下限" : ""}`;
      return el("td", { ...attributes, class: `mk ${tone}` }, el("a", { href, "aria-label": says, title: says }, withMark(text)));
    }
    const shown = withMark(text);
    const inner = href ? el("a", { href }, shown) : shown;
    if (column === this.name && text) return el("th", { ...attributes, scope: "row", role: "rowheader" }, inner);
    const cls = [this.number(column), tone].filter(Boolean).join(" ");
    return el("td", { ...attributes, class: cls || null }, inner);
  }
}
