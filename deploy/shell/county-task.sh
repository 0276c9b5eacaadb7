#!/usr/bin/env bash
# One county, for a scheduler: judges its workspace, puts its tables into the data set, and tries again what may pass.
#
#   county-task.sh UNIT WORKSPACE JURISDICTION PERIOD AS_OF RESULTS DATASET
#
# DANGRI: the program (default: dangri in PATH). ATTEMPTS: how often it is tried (3). PAUSE: seconds before the second attempt, doubled each time (5).
# Exit status: the program's. 2 is never tried again: it would end so every time.
set -uo pipefail
if [ $# -ne 7 ]; then
  sed -n '2,7p' "$0" >&2
  exit 2
fi
unit=$1 workspace=$2 jurisdiction=$3 period=$4 as_of=$5 results=$6 dataset=$7
dangri=${DANGRI:-dangri} attempts=${ATTEMPTS:-3} pause=${PAUSE:-5}
mkdir -p "$results" || exit 3
for ((n = 1; ; n++)); do
  "$dangri" run "$workspace" -q --unit "$unit" -j "$jurisdiction" -p "$period" --as-of "$as_of" -o "$results/$unit" --dataset "$dataset" \
    --record "$results/$unit.record.json"
  code=$?
  case $code in 0 | 1 | 2) exit "$code" ;; esac
  if ((n >= attempts)); then exit "$code"; fi
  echo "county-task: $unit ended with $code, attempt $n of $attempts" >&2
  sleep "$pause"
  pause=$((pause * 2))
done
