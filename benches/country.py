#!/usr/bin/env python3
"""A country's data set, simulated: so many units, each with so many branches and months, in the columns of a data set that the program wrote.

    dangri demo ledgers && dangri run ledgers -j chizhou -p 2017 --unit 340825 -o result --dataset one
    python3 benches/country.py one country --units 2800 --branches 2000
    /usr/bin/time -v dangri rollup country -o country-result

The tables that `rollup` reads (matrix, ranking, committees, findings, parameters) get rows of their own: counts are drawn from a seed, and what the
tables say of each other adds up, or `rollup` would leave the unit out. Needs pyarrow and numpy."""

import argparse
import hashlib
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

TABLES = ["matrix", "ranking", "committees", "findings", "parameters"]
PER_COMMITTEE = 50
FINDINGS_PER_BRANCH = 3
RULES = [("SUB001", "error"), ("PAR001", "error"), ("DAY001", "warning"), ("SUB002", "warning"), ("ACT001", "warning"), ("ACT005", "info")]


def table(schema, count, values):
    """Rows by the program's own schema; what is not given is null."""
    columns = []
    schema = pa.schema([(f.name, pa.string() if pa.types.is_string_view(f.type) else f.type) for f in schema])
    for field in schema:
        value = values.get(field.name)
        if value is None:
            columns.append(pa.nulls(count, field.type))
        elif isinstance(value, str):
            columns.append(pa.repeat(pa.scalar(value, field.type), count))
        else:
            columns.append(pa.array(value, field.type))
    return pa.table(columns, schema=schema)


def unit_tables(schemas, parameters, unit, run_id, args, rng):
    branches, months = args.branches, args.months
    names = np.array([f"第{n + 1}党支部" for n in range(branches)])
    keys = np.array([f"{unit}{n:05d}" for n in range(branches)])
    where = np.arange(branches) // PER_COMMITTEE
    committees = np.array([f"第{n + 1}镇党委" for n in range(where[-1] + 1)])
    common = {"unit": unit, "unit_name": f"{unit}县", "jurisdiction": "chizhou", "period": str(args.year), "run_id": run_id}
    cells = branches * months
    at = np.arange(cells) // months
    due = rng.random(cells) < 0.98
    pending = due & (rng.random(cells) < 0.01)
    held = due & ~pending & (rng.random(cells) < 0.95)
    known = held & (rng.random(cells) < 0.9)
    on_time = known & (rng.random(cells) < 0.85)
    due_count = np.where(held, rng.integers(3, 60, cells), 0)
    actual = np.where(held, due_count - np.minimum(due_count, rng.integers(0, 8, cells)), 0)
    status = np.select([~due, pending, on_time, known, held], ["不适用", "待核", "按时", "迟报", "已报"], "缺报")
    matrix = {
        **common,
        "committee": committees[where[at]],
        "branch_id": keys[at],
        "branch_key": keys[at],
        "branch": names[at],
        "month": np.tile([f"{args.year}-{m + 1:02d}" for m in range(months)], branches),
        "due": due,
        "held": held,
        "activities": held.astype(np.int64),
        "due_count": due_count,
        "actual_count": actual,
        "participation_part": actual,
        "participation_of": due_count,
        "status": status,
        "on_time": on_time,
        "report_known": known,
        "returned": pending.astype(np.int64),
    }
    counted = due & ~pending
    sums = {
        "months_due": counted,
        "months_held": held & counted,
        "completeness_part": held & counted,
        "completeness_of": counted,
        "timeliness_part": on_time,
        "timeliness_of": known,
        "participation_part": actual,
        "participation_of": due_count,
        "months_pending": pending,
    }
    by_branch = {name: values.reshape(branches, months).sum(axis=1).astype(np.int64) for name, values in sums.items()}
    score = 10000 - 500 * (by_branch["months_due"] - by_branch["months_held"])
    eligible = by_branch["months_due"] == by_branch["months_held"]
    ranking = {
        **common,
        **by_branch,
        "committee": committees[where],
        "branch_id": keys,
        "branch_key": keys,
        "branch": names,
        "rank": np.argsort(np.argsort(-score)).astype(np.int32) + 1,
        "score_part": score,
        "score_of": np.full(branches, 100),
        "errors": (by_branch["months_due"] - by_branch["months_held"]),
        "warnings": (by_branch["timeliness_of"] - by_branch["timeliness_part"]),
        "excellent_eligible": eligible,
    }
    fold = lambda values: np.bincount(where, weights=values).astype(np.int64)  # all far below 2**53
    mean_part, mean_of = fold(score * by_branch["months_due"]), fold(by_branch["months_due"]) * 100
    of_committees = {
        **common,
        **{name: fold(values) for name, values in by_branch.items()},
        "committee": committees,
        "branches": fold(np.ones(branches)),
        "rank": np.argsort(np.argsort(-(mean_part / mean_of))).astype(np.int32) + 1,
        "score_part": mean_part,
        "score_of": mean_of,
        "branch_mean_part": mean_part,
        "branch_mean_of": mean_of,
        "errors": fold(ranking["errors"]),
        "warnings": fold(ranking["warnings"]),
    }
    count = branches * FINDINGS_PER_BRANCH
    which = rng.integers(0, len(RULES), count)
    of = np.arange(count) // FINDINGS_PER_BRANCH
    findings = {
        **common,
        "committee": committees[where[of]],
        "branch_id": keys[of],
        "branch_key": keys[of],
        "branch": names[of],
        "rule": np.array([rule for rule, _ in RULES])[which],
        "level": np.array([level for _, level in RULES])[which],
        "status": np.where(rng.random(count) < 0.05, "waived", "open"),
        "in_period": rng.random(count) < 0.97,
    }
    made = {"matrix": (cells, matrix), "ranking": (branches, ranking), "committees": (len(committees), of_committees), "findings": (count, findings)}
    tables = {name: table(schemas[name], rows, values) for name, (rows, values) in made.items()}
    own = parameters
    for name, value in common.items():
        own = own.set_column(own.schema.get_field_index(name), name, pa.array([value] * own.num_rows, pa.string()))
    return {**tables, "parameters": own}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pattern", type=pathlib.Path, help="a data set that the program wrote")
    parser.add_argument("country", type=pathlib.Path, help="folder to make")
    parser.add_argument("--units", type=int, default=2800)
    parser.add_argument("--branches", type=int, default=2000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--year", type=int, default=2017)
    args = parser.parse_args()
    list_of = next(sorted(folder.glob("*.json"))[0] for folder in sorted((args.pattern / "_runs").iterdir()) if list(folder.glob("*.json")))
    pattern = json.loads(list_of.read_text(encoding="utf-8"))
    lines = {line["path"].split("/")[0]: args.pattern / line["path"] for line in pattern["files"]}
    schemas = {name: pq.read_schema(lines[name]) for name in TABLES}
    parameters = pq.read_table(lines["parameters"])
    for n in range(args.units):
        unit = f"{110000 + n}"
        run_id = hashlib.sha256(unit.encode()).hexdigest()[:16]
        files = []
        for name, rows in unit_tables(schemas, parameters, unit, run_id, args, np.random.default_rng(n)).items():
            path = f"{name}/p=y{args.year}/{unit}.parquet"
            (args.country / path).parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, args.country / path, compression="zstd")
            data = (args.country / path).read_bytes()
            files.append({"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        entry = {key: value for key, value in pattern.items() if key not in ("files", "seal")}
        entry.update(unit=unit, unit_name=f"{unit}县", period=str(args.year), run_id=run_id, files=sorted(files, key=lambda f: f["path"]))
        body = json.dumps(entry, ensure_ascii=False, indent=2).removesuffix("}").rstrip()
        place = args.country / "_runs" / f"p=y{args.year}" / f"{unit}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f'{body},\n  "seal": "{hashlib.sha256(body.encode()).hexdigest()}"\n}}\n', encoding="utf-8")


main()
