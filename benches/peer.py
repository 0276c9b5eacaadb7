"""The job as an office's script would do it: read every workbook of a folder, put the rows together, check them against the roster, rank, and
write the consolidated workbook and csv files. polars, fastexcel, xlsxwriter; `pip install -r benches/peer.txt`.

    python3 benches/peer.py WORKSPACE OUT
"""

import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import fastexcel
import polars as pl

NAMES = {"党支部名称": "branch", "党支部": "branch", "支部名称": "branch", "活动日期": "date", "日期": "date", "活动主题": "theme", "主题": "theme",
         "应到人数": "due", "应到": "due", "实到人数": "actual", "实到": "actual", "活动内容": "content", "内容": "content"}
FORM = re.compile(r"应参加党员\s*(\d+)\s*人.*?实际参加党员\s*(\d+)\s*人")
HEAD = re.compile(r"^\s*(?:党组织|党支部)[^：:]*[：:]\s*(\S+)")
MONTH = re.compile(r"^(?:20\d\d年)?(\d{1,2})月$")
DAY = re.compile(r"(20\d\d)\D+(\d{1,2})\D+(\d{1,2})")


def fold(text):
    return re.sub(r"\s|（.*?）|\(.*?\)", "", str(text or ""))


def day(value):
    found = DAY.search(str(value))
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None


def read(path):
    """Rows of one workbook: every sheet's table, or its form; and the marks of its attendance sheets."""
    rows, marks = [], []
    try:
        book = fastexcel.read_excel(path)
    except Exception as error:  # an unreadable file is reported, not fatal
        return [], [], f"{path}: {error}"
    for name in book.sheet_names:
        cells = book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        head = next((i for i, r in enumerate(cells[:10]) if sum(fold(c) in NAMES for c in r) >= 3), None)
        names = next((i for i, r in enumerate(cells[:10]) if sum(bool(c and MONTH.match(c.strip())) for c in r) >= 6), None)
        if names is not None:
            months = {i: int(MONTH.match(c.strip())[1]) for i, c in enumerate(cells[names]) if c and MONTH.match(c.strip())}
            who = next((i for i, c in enumerate(cells[names]) if fold(c) == "姓名"), 0)
            for line in cells[names + 1:]:
                marks += [{"file": str(path), "sheet": name, "member": line[who], "month": m, "mark": line[i]} for i, m in months.items() if line[who] and line[i]]
            continue
        if head is None:
            form = {"file": str(path), "sheet": name, "row": 1}
            for line in cells:
                text = [c for c in line if c]
                for label, value in zip(text, text[1:]):
                    key = fold(label)
                    if key in ("党组织", "党支部"):
                        form["branch"] = value
                    elif key in NAMES:
                        form[NAMES[key]] = value
                for value in text:
                    if "branch" not in form and (found := HEAD.match(value)):
                        form["branch"] = found[1]
                    if found := FORM.search(value):
                        form["due"], form["actual"] = found[1], found[2]
                    if "date" not in form and day(value):
                        form["date"] = value
            if "branch" in form and "date" in form:
                rows.append(form)
            continue
        columns = {i: NAMES[fold(c)] for i, c in enumerate(cells[head]) if fold(c) in NAMES}
        for at, line in enumerate(cells[head + 1:], head + 2):
            if any(line):
                row = {"file": str(path), "sheet": name, "row": at}
                row.update({key: line[i] for i, key in columns.items()})
                row["cells"] = [c or "" for c in line]
                rows.append(row)
    return rows, marks, None


def main(workspace, out):
    files = sorted(p for p in Path(workspace).rglob("*.xlsx") if "_truth" not in p.parts and "花名册" not in p.name)
    rows, marks, faults = [], [], []
    with ProcessPoolExecutor() as pool:
        for found, seen, fault in pool.map(read, files, chunksize=8):
            rows += found
            marks += seen
            faults += [fault] if fault else []
    columns = ["branch", "date", "theme", "due", "actual", "content", "file", "sheet", "row"]
    frame = pl.DataFrame([{c: (str(r[c]) if r.get(c) is not None else None) for c in columns} for r in rows], schema={c: pl.String for c in columns})
    frame = frame.with_columns(
        pl.col("date").map_elements(day, return_dtype=pl.String),
        pl.col("due").cast(pl.Float64, strict=False), pl.col("actual").cast(pl.Float64, strict=False),
    ).with_columns(month=pl.col("date").str.slice(0, 7))
    months = frame.group_by("branch", "month").agg(pl.len().alias("held"), pl.col("due").sum(), pl.col("actual").sum())
    months = months.with_columns(rate=pl.col("actual") / pl.col("due")).sort("branch", "month")
    ranking = months.group_by("branch").agg(pl.len().alias("months"), pl.col("due").sum(), pl.col("actual").sum())
    ranking = ranking.with_columns(rate=pl.col("actual") / pl.col("due"))
    ranking = ranking.with_columns(rank=pl.struct("months", "rate").rank("min", descending=True)).sort("rank", "branch")
    low = months.filter(pl.col("rate") < 0.8)
    copies = frame.filter(pl.col("content").str.len_chars() >= 80).group_by("content").agg(pl.len().alias("times"), pl.col("branch").n_unique().alias("branches"))
    copies = copies.filter(pl.col("times") > 1).sort("times", "content", descending=True)
    members = pl.DataFrame(marks, schema={"file": pl.String, "sheet": pl.String, "member": pl.String, "month": pl.Int64, "mark": pl.String})
    absent = pl.col("mark").str.contains("^(×|缺|旷)")
    members = members.group_by("file", "sheet", "member").agg(pl.len().alias("marked"), absent.sum().alias("absent"), pl.col("mark").is_in(["假", "事假", "病假"]).sum().alias("leave"))
    members = members.filter((pl.col("absent") > 0) | (pl.col("leave") > 0)).sort("absent", "file", "member", descending=[True, False, False])
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    import xlsxwriter

    with xlsxwriter.Workbook(out / "汇总.xlsx", {"constant_memory": True}) as book:
        for name, table in [("支部排名", ranking), ("月度矩阵", months), ("参与率预警", low), ("党员预警", members), ("雷同", copies), ("台账明细", frame)]:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, table.columns)
            for at, line in enumerate(table.iter_rows(), 1):
                sheet.write_row(at, 0, ["" if v is None or v != v else v for v in line])
            table.write_csv(out / f"{name}.csv", include_bom=True)
    print(f"{len(files)} files, {frame.height} rows, {len(marks)} marks, {len(faults)} faults")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
