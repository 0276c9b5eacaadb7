"""Proves the Spark recipe on this machine: so many made-up counties are judged one after the other, then by Spark on a local cluster of which a worker is
killed while it works; both data sets must be the same to the byte, with every unit once.

    python3 prove.py /tmp/proof --counties 24 --dangri /path/to/dangri

Needs pyspark and a Java that it runs on. Exit status 0: proven."""

import argparse
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PERIOD, AS_OF = "2017Q3", "2018-01-31"


def digests(folder):
    """Every file of a data set by path; what the program keeps for itself while it writes is not part of it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and "_staging" not in p.parts)
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def executors():
    """Processes of the workers' executors: number of the process, where the system tells it."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in command and os.fsencode(os.environ["DANGRI_PROOF"]) in command:
            found.append(int(entry.name))
    return sorted(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--counties", type=int, default=24)
    parser.add_argument("--branches", type=int, default=12)
    parser.add_argument("--dangri", default="dangri")
    args = parser.parse_args()
    folder = args.folder.resolve()
    folder.mkdir(parents=True)
    os.environ["DANGRI_PROOF"] = f"dangri.proof={folder.name}-{os.getpid()}"
    lines = ["unit,path,jurisdiction"]
    places = ["chizhou", "huiji", "yangzhou", "qujiang"]
    for n in range(args.counties):
        unit, place = f"3408{n:02d}", places[n % len(places)]
        ledgers = folder / "ledgers" / unit
        subprocess.run([args.dangri, "demo", ledgers, "-q", "-j", place, "--branches", str(args.branches), "--seed", str(n)], check=True)
        lines.append(f"{unit},{ledgers},{place}")
    counties = folder / "counties.csv"
    counties.write_text("\n".join(lines) + "\n", encoding="utf-8")

    for line in lines[1:]:
        unit, path, place = line.split(",")
        command = [HERE.parent / "shell/county-task.sh", unit, path, place, PERIOD, AS_OF, folder / "one-by-one", folder / "dataset-one-by-one"]
        subprocess.run(command, check=True, env={**os.environ, "DANGRI": args.dangri})

    import pyspark

    home = pathlib.Path(pyspark.__file__).parent
    mark = os.environ["DANGRI_PROOF"]
    submit = [home / "bin/spark-submit", "--master", "local-cluster[2,1,1024]", "--conf", "spark.executor.memory=512m", "--conf", "spark.ui.enabled=false"]
    submit += ["--conf", f"spark.executor.extraJavaOptions=-D{mark}", "--conf", "spark.task.maxFailures=8", HERE / "run_counties.py", counties]
    submit += ["--period", PERIOD, "--as-of", AS_OF, "--results", folder / "spark", "--dataset", folder / "dataset-spark", "--dangri", args.dangri]
    env = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    log = open(folder / "spark.log", "wb")
    spark = subprocess.Popen([str(word) for word in submit], env=env, stdout=subprocess.PIPE, stderr=log, cwd=folder)
    killed = None
    while spark.poll() is None:
        done = len(list((folder / "dataset-spark" / "_runs").rglob("*.json")))
        if killed is None and done >= args.counties // 3:
            running = executors()
            if running:
                killed = (running[0], done)
                os.kill(running[0], signal.SIGKILL)
                print(f"killed the executor {running[0]} after {done} counties", flush=True)
        time.sleep(0.05)
    said = spark.stdout.read().decode()
    print(said)  # what libraries warn of stands before the answer
    print("executors lost, as Spark tells it:", (folder / "spark.log").read_text(errors="replace").count("Lost executor"))
    one, other = digests(folder / "dataset-one-by-one"), digests(folder / "dataset-spark")
    same = one == other
    units = len([path for path in other if path.startswith("_runs/")])
    print(f"killed: {killed is not None}; judged: {json.loads(said[said.index('{'):])['judged']}; units in the data set: {units}; files: {len(other)}; same bytes: {same}")
    for path in sorted(set(one) | set(other)):
        if one.get(path) != other.get(path):
            print("differs:", path)
    sys.exit(0 if same and killed and units == args.counties and spark.returncode == 0 else 1)


if __name__ == "__main__":
    main()
