"""The job as an office's script would do it: read every workbook of a folder, put the rows together, check them against the roster and the calendar,
score and rank, and write the consolidated workbook, csv files, a list of what is wrong for each committee, copies of faulty ledgers with their cells
marked, and a form for each branch drawn for inspection. polars, fastexcel, xlsxwriter; `pip install -r benches/peer.txt`.

    python3 benches/peer.py WORKSPACE OUT

Still less than the program does: one jurisdiction with the rules below and no others, names matched as they are written, xlsx alone, and copies that
hold values without the original's formats.
"""

import random
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import fastexcel
import polars as pl
import xlsxwriter

NAMES = {"党支部名称": "branch", "党支部": "branch", "支部名称": "branch", "活动日期": "date", "日期": "date", "活动主题": "theme", "主题": "theme",
         "应到人数": "due", "应到": "due", "实到人数": "actual", "实到": "actual", "活动内容": "content", "内容": "content", "报送日期": "reported",
         "规定动作": "actions", "主持人": "host", "记录人": "recorder", "活动地点": "place", "地点": "place"}
ROSTER = {"编号": "id", "党支部名称": "branch", "上级党组织": "committee", "类型": "kind", "党员人数": "members"}
FORM = re.compile(r"应参加党员\s*(\d+)\s*人.*?实际参加党员\s*(\d+)\s*人")
HEAD = re.compile(r"^\s*(?:党组织|党支部)[^：:]*[：:]\s*(\S+)")
MONTH = re.compile(r"^(?:20\d\d年)?(\d{1,2})月$")
DAY = re.compile(r"(20\d\d)\D+(\d{1,2})\D+(\d{1,2})")
YEAR, DAYS, GRACE, FLOOR = 2017, (5, 10), 5, 0.8
ITEMS = ("学习", "党费")
WIDTHS = [9.5, 11, 10, 5.5, 34, 9, 30, 20, 11, 11, 10.5]


def fold(text):
    return re.sub(r"\s|（.*?）|\(.*?\)", "", str(text or ""))


def day(value):
    found = DAY.search(str(value or ""))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def sheets(path):
    book = fastexcel.read_excel(path)
    for name in book.sheet_names:
        yield name, book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()


def form(cells):
    """The activity of a form: labels beside values, or written in one cell with them."""
    found, places = {}, {}

    def put(key, value, row, col):
        found.setdefault(key, value)
        places.setdefault(key, (row, col))

    for row, line in enumerate(cells):
        text = [(col, c) for col, c in enumerate(line) if c]
        for (_, label), (col, value) in zip(text, text[1:]):
            key = fold(label)
            if key in ("党组织", "党支部"):
                put("branch", value, row, col)
            elif key in NAMES:
                put(NAMES[key], value, row, col)
        for col, value in text:
            if head := HEAD.match(value):
                put("branch", head[1], row, col)
            if counts := FORM.search(value):
                put("due", counts[1], row, col)
                put("actual", counts[2], row, col)
            if day(value):
                put("date", value, row, col)
    return found, places


def judge(row, places):
    """What is wrong with an activity by itself: rule, cell, words."""
    when, reported = day(row.get("date")), day(row.get("reported"))
    due, actual = number(row.get("due")), number(row.get("actual"))
    said = f"{row.get('content') or ''}{row.get('actions') or ''}"
    wrong = []
    if when is None:
        wrong.append(("日期无法识别", "date", f"“{row.get('date')}”不是日期"))
    elif when.day not in DAYS:
        wrong.append(("未在活动日开展", "date", f"{when} 不是规定的活动日"))
    if due is None or actual is None:
        wrong.append(("人数填写有误", "actual", f"应到“{row.get('due')}”、实到“{row.get('actual')}”不是人数"))
    elif actual > due:
        wrong.append(("实到多于应到", "actual", f"实到 {actual:.0f} 人，应到 {due:.0f} 人"))
    elif actual < due * FLOOR:
        wrong.append(("参与率不达标", "actual", f"参与率 {actual / due:.1%}，不足 {FLOOR:.0%}"))
    if when and reported and reported > when + timedelta(days=GRACE):
        wrong.append(("迟报", "reported", f"活动于 {when}，报送于 {reported}"))
    missing = [item for item in ITEMS if item not in said]
    if missing:
        wrong.append(("规定动作缺项", "content", f"未见{'、'.join(missing)}"))
    return [(rule, *places.get(key, places.get("date", (0, 0))), text) for rule, key, text in wrong]


def read(path):
    """Rows and faults of one workbook: every sheet's table, or its form; and the marks of its attendance sheets."""
    rows, faults, marks = [], [], []

    def take(sheet, row, found, places):
        rows.append({"file": str(path), "sheet": sheet, "row": row + 1, **found})
        for rule, at, col, text in judge(found, places):
            faults.append({"file": str(path), "sheet": sheet, "row": at, "col": col, "branch": found.get("branch"), "date": found.get("date"), "rule": rule, "text": text})

    try:
        for name, cells in sheets(path):
            head = next((i for i, r in enumerate(cells[:10]) if sum(fold(c) in NAMES for c in r) >= 3), None)
            names = next((i for i, r in enumerate(cells[:10]) if sum(bool(c and MONTH.match(c.strip())) for c in r) >= 6), None)
            if names is not None:
                months = {i: int(MONTH.match(c.strip())[1]) for i, c in enumerate(cells[names]) if c and MONTH.match(c.strip())}
                who = next((i for i, c in enumerate(cells[names]) if fold(c) == "姓名"), 0)
                for line in cells[names + 1:]:
                    marks += [{"file": str(path), "sheet": name, "member": line[who], "month": m, "mark": line[i]} for i, m in months.items() if line[who] and line[i]]
            elif head is None:
                found, places = form(cells)
                if "branch" in found and "date" in found:
                    take(name, 0, found, places)
            else:
                columns = {i: NAMES[fold(c)] for i, c in enumerate(cells[head]) if fold(c) in NAMES}
                for at, line in enumerate(cells[head + 1:], head + 1):
                    if any(line):
                        take(name, at, {key: line[i] for i, key in columns.items()}, {key: (at, i) for i, key in columns.items()})
    except Exception as error:  # an unreadable file is reported, not fatal
        return [], [], [], f"{path}: {error}"
    return rows, faults, marks, None


def copy(job):
    """A ledger's values once more, faulty cells marked, with a column of remarks."""
    path, out, faults = job
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        marked = book.add_format({"bg_color": "#FFF2CC"})
        wrap = book.add_format({"text_wrap": True})
        for name, cells in sheets(path):
            said = {}
            for fault in faults:
                if fault["sheet"] == name:
                    said.setdefault(fault["row"], []).append((fault["col"], f"{fault['rule']}：{fault['text']}"))
            sheet = book.add_worksheet(name)
            width = max((len(line) for line in cells), default=0)
            for at, line in enumerate(cells):
                columns = {col for col, _ in said.get(at, [])}
                for col, value in enumerate(line):
                    if value:
                        sheet.write(at, col, value, marked if col in columns else None)
                if at in said:
                    sheet.write(at, width, "\n".join(text for _, text in said[at]), wrap)
    return out


def inspection(job):
    """The form of a drawn branch: what it reported, what was found, and the table to be filled in."""
    out, branch, committee, activities, faults = job
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("督查记录")
        head = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#DCE6F1"})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        free = book.add_format({"border": 1, "bg_color": "#FFF9DB", "locked": False})
        for col, width in enumerate(WIDTHS):
            sheet.set_column(col, col, width)
        sheet.merge_range(0, 0, 0, 10, "抽查督查记录", head)
        sheet.merge_range(1, 0, 1, 10, f"{committee}　{branch}", cell)
        for col, text in enumerate(["月份", "日期", "主题", "应到", "实到", "内容", "台账"]):
            sheet.write(2, col, text, head)
        for at, line in enumerate(activities[:24], 3):
            for col, text in enumerate(line):
                sheet.write(at, col, text, cell)
        at = 4 + min(len(activities), 24)
        for rule, text, place in faults[:12]:
            sheet.merge_range(at, 0, at, 1, rule, cell)
            sheet.merge_range(at, 2, at, 7, text, cell)
            sheet.merge_range(at, 8, at, 10, place, cell)
            at += 1
        for col, text in enumerate(["党支部名称", "检查日期", "检查方式", "序号", "检查要点", "是否符合", "发现问题", "整改要求", "整改期限", "完成日期", "自查"]):
            sheet.write(at, col, text, head)
        for number in range(1, 13):
            sheet.write(at + number, 3, number, cell)
            sheet.write(at + number, 4, "台账所报与原始记录一致", cell)
            for col in range(5, 10):
                sheet.write_blank(at + number, col, None, free)
            sheet.write_formula(at + number, 10, f'=IF(F{at + number + 1}="","未查","已填")', cell, "未查")
        sheet.data_validation(at + 1, 5, at + 12, 5, {"validate": "list", "source": ["符合", "不符合", "不涉及"]})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.protect()
    return out


def table(book, name, frame):
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, frame.columns)
    for at, line in enumerate(frame.iter_rows(), 1):
        sheet.write_row(at, 0, ["" if v is None or v != v else v for v in line])


def rosters(files):
    branches = []
    for path in files:
        for _, cells in sheets(path):
            head = next((i for i, r in enumerate(cells[:5]) if sum(fold(c) in ROSTER for c in r) >= 4), None)
            if head is not None:
                columns = {i: ROSTER[fold(c)] for i, c in enumerate(cells[head]) if fold(c) in ROSTER}
                branches += [{key: line[i] for i, key in columns.items()} for line in cells[head + 1:] if any(line)]
    return pl.DataFrame(branches, schema={key: pl.String for key in ROSTER.values()})


def main(workspace, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    books = sorted(p for p in Path(workspace).rglob("*.xlsx") if "_truth" not in p.parts)
    files = [p for p in books if "花名册" not in p.name]
    roster = rosters([p for p in books if "花名册" in p.name and "党员花名册" not in p.name])
    rows, faults, marks, unread = [], [], [], []
    with ProcessPoolExecutor() as pool:
        for found, wrong, seen, fault in pool.map(read, files, chunksize=8):
            rows += found
            faults += wrong
            marks += seen
            unread += [fault] if fault else []
        columns = ["branch", "date", "theme", "due", "actual", "content", "actions", "host", "recorder", "place", "reported", "file", "sheet", "row"]
        frame = pl.DataFrame([{c: (str(r[c]) if r.get(c) is not None else None) for c in columns} for r in rows], schema={c: pl.String for c in columns})
        del rows
        frame = frame.with_columns(
            pl.col("date").map_elements(lambda d: str(day(d) or ""), return_dtype=pl.String),
            pl.col("due").cast(pl.Float64, strict=False), pl.col("actual").cast(pl.Float64, strict=False),
        ).with_columns(month=pl.col("date").str.slice(0, 7)).unique(["branch", "date", "theme", "content"], keep="last", maintain_order=True)
        frame = frame.join(roster.select("branch", "committee", "kind").unique("branch"), on="branch", how="left").sort("committee", "branch", "date", nulls_last=True)
        found = pl.DataFrame(faults, schema={"file": pl.String, "sheet": pl.String, "row": pl.Int64, "col": pl.Int64, "branch": pl.String, "date": pl.String, "rule": pl.String, "text": pl.String})

        # every branch in every month; what did not come in is a fault as well
        grid = roster.select("committee", "branch", "kind").join(pl.DataFrame({"month": [f"{YEAR}-{m:02d}" for m in range(1, 13)]}), how="cross")
        held = frame.group_by("branch", "month").agg(pl.len().alias("held"), pl.col("due").sum(), pl.col("actual").sum())
        months = grid.join(held, on=["branch", "month"], how="left").with_columns(rate=pl.col("actual") / pl.col("due")).sort("committee", "branch", "month")
        missing = months.filter(pl.col("held").is_null()).select("branch", pl.col("month").alias("date"), rule=pl.lit("缺报"), text=pl.lit("当月没有活动记录"))
        found = pl.concat([found, missing], how="diagonal").join(roster.select("branch", "committee").unique("branch"), on="branch", how="left").sort("committee", "branch", "date", nulls_last=True)

        def figures(part, keys):
            return part.group_by(keys).agg(pl.len().alias("due_months"), pl.col("held").is_not_null().sum().alias("held_months"), pl.col("due").sum(), pl.col("actual").sum()).with_columns(
                complete=pl.col("held_months") / pl.col("due_months"), rate=pl.col("actual") / pl.col("due")).sort(keys)

        cost = found.group_by("branch").agg(pl.len().alias("faults"))
        ranking = figures(months, ["committee", "branch", "kind"]).join(cost, on="branch", how="left").with_columns(score=(100 - 2 * pl.col("faults").fill_null(0)).clip(0, 100))
        ranking = ranking.with_columns(rank=pl.struct("score", "complete", "rate").rank("min", descending=True)).sort("rank", "branch")
        quarters = figures(months.with_columns(quarter=pl.col("month").str.slice(5, 2).cast(pl.Int32).sub(1).floordiv(3).add(1)), ["quarter", "committee"])
        committees = figures(months, ["committee"])
        low = months.filter(pl.col("rate") < FLOOR)
        copies = frame.filter(pl.col("content").str.len_chars() >= 80).group_by("content").agg(pl.len().alias("times"), pl.col("branch").n_unique().alias("branches"))
        copies = copies.filter(pl.col("times") > 1).sort("times", "content", descending=True)
        members = pl.DataFrame(marks, schema={"file": pl.String, "sheet": pl.String, "member": pl.String, "month": pl.Int64, "mark": pl.String})
        absent = pl.col("mark").str.contains("^(×|缺|旷)")
        members = members.group_by("file", "sheet", "member").agg(pl.len().alias("marked"), absent.sum().alias("absent"), pl.col("mark").is_in(["假", "事假", "病假"]).sum().alias("leave"))
        members = members.filter((pl.col("absent") > 0) | (pl.col("leave") > 0)).sort("absent", "file", "member", descending=[True, False, False])
        drawn = roster.sort("branch")[sorted(random.Random(1).sample(range(roster.height), roster.height // 10))]

        tables = {"支部排名": ranking, "党委排名": committees, "季度考核": quarters, "月度矩阵": months, "参与率预警": low, "党员预警": members, "雷同": copies,
                  "问题清单": found, "抽查名单": drawn, "台账明细": frame}
        with xlsxwriter.Workbook(out / "汇总.xlsx", {"constant_memory": True}) as book:
            for name, one in tables.items():
                table(book, name, one)
                one.write_csv(out / f"{name}.csv", include_bom=True)

        for (committee,), part in found.group_by("committee", maintain_order=True):
            folder = out / "反馈" / str(committee or "未归属")
            folder.mkdir(parents=True, exist_ok=True)
            with xlsxwriter.Workbook(folder / "整改反馈.xlsx", {"constant_memory": True}) as book:
                table(book, "问题整改", part)
        owner = dict(frame.group_by("file").agg(pl.col("committee").n_unique().alias("n"), pl.col("committee").first()).filter(pl.col("n") == 1).select("file", "committee").iter_rows())
        by_file = {}
        for fault in faults:
            by_file.setdefault(fault["file"], []).append(fault)
        jobs = []
        for number, (path, wrong) in enumerate(sorted(by_file.items())):
            folder = out / "反馈" / str(owner.get(path) or "未归属") / "台账标注"
            folder.mkdir(parents=True, exist_ok=True)
            jobs.append((path, folder / f"{number}_{Path(path).name}", wrong))
        for _ in pool.map(copy, jobs, chunksize=4):
            pass

        folder = out / "抽查"
        folder.mkdir(exist_ok=True)
        wanted = set(drawn["branch"])
        told = {}
        for line in frame.filter(pl.col("branch").is_in(wanted)).select("branch", "month", "date", "theme", "due", "actual", "content", "file").iter_rows():
            told.setdefault(line[0], []).append([v if v is not None else "" for v in line[1:]])
        wrong = {}
        for line in found.filter(pl.col("branch").is_in(wanted)).select("branch", "rule", "text", "file").iter_rows():
            wrong.setdefault(line[0], []).append([v or "" for v in line[1:]])
        jobs = [(folder / f"{at}_{b['branch']}.xlsx", b["branch"], b["committee"], told.get(b["branch"], []), wrong.get(b["branch"], [])) for at, b in enumerate(drawn.to_dicts())]
        for _ in pool.map(inspection, jobs, chunksize=8):
            pass
    print(f"{len(files)} files, {frame.height} rows, {len(marks)} marks, {found.height} findings, {len(by_file)} copies, {drawn.height} forms, {len(unread)} unread")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
