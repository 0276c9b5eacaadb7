"""Counties on Spark: one county a task, each in a partition of its own (`mapPartitions`). The program does the work; Spark hands out the tasks and tries
those again that failed or whose worker died.

    spark-submit run_counties.py counties.csv --period 2017Q3 --as-of 2017-10-15 --results /data/results --dataset /data/dataset

`counties.csv`: `unit,path,jurisdiction`. Paths, results and data set lie on a disk that all workers see. Exit status: 0 if every county was judged, 1 if
some are unusable (each is told), 3 if Spark gave up on one."""

import argparse
import csv
import json
import pathlib
import subprocess
import sys

from pyspark.sql import SparkSession


class TryAgain(Exception):
    """Input or output failed, or the program was killed: Spark starts the task anew."""


def judge(county, options):
    """One county. An unusable workspace is an answer (2); whatever may pass is an exception."""
    unit = county["unit"]
    results = pathlib.Path(options["results"])
    results.mkdir(parents=True, exist_ok=True)
    command = [options["dangri"], "run", county["path"], "-q", "--unit", unit, "-j", county["jurisdiction"]]
    command += ["-p", options["period"], "--as-of", options["as_of"], "--jobs", str(options["jobs"])]
    command += ["--format", options["format"]] if options["format"] else []
    command += ["-o", str(results / unit), "--dataset", options["dataset"]]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode not in (0, 1, 2):
        raise TryAgain(f"{unit}: {done.returncode}: {done.stderr.strip()}")
    return {"unit": unit, "status": done.returncode, "said": done.stderr.strip()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counties")
    for name in ("period", "as-of", "results", "dataset"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--dangri", default="dangri")
    parser.add_argument("--format", help="what is written of each county; the data set gets its tables whatever is said here")
    parser.add_argument("--jobs", type=int, default=1, help="threads of a task; give spark.task.cpus the same")
    options = vars(parser.parse_args())
    with open(options.pop("counties"), encoding="utf-8-sig", newline="") as file:
        counties = [row for row in csv.DictReader(file) if row["unit"]]
    units = [county["unit"] for county in counties]
    if len(set(units)) != len(units):
        sys.exit("counties.csv names a unit twice")
    spark = SparkSession.builder.appName("dangri counties").getOrCreate()
    try:
        tasks = spark.sparkContext.parallelize(counties, len(counties))
        done = tasks.mapPartitions(lambda some: [judge(county, options) for county in some]).collect()
    except Exception as error:  # the last attempt's own words stand in Spark's log
        print(error, file=sys.stderr)
        sys.exit(3)
    finally:
        spark.stop()
    unusable = [county for county in done if county["status"] == 2]
    print(json.dumps({"judged": len(done) - len(unusable), "unusable": unusable}, ensure_ascii=False, indent=2))
    sys.exit(1 if unusable else 0)


if __name__ == "__main__":
    main()
