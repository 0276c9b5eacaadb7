#!/usr/bin/env bash
# Measures the whole against a copy loop, a bare reading loop and a Python peer, and prints ratios and peak memory. Not a test: nothing fails here.
#
#   benches/pipeline.sh [SCALE] [WORKLOAD…]     SCALE: share of the full size, default 1; WORKLOADs: forms townships province one-big
#
# DANGRI: the program (default target/release/dangri); BENCH_DIR: where workloads are made and kept (default /tmp/dangri-bench); PEER: a python
# with benches/peer.txt installed (left out where there is none). Results stay in BENCH_DIR; delete it afterwards. Wall time and processor time (user + system) are both shown: on a machine
# that does other things, believe the latter.
set -euo pipefail
cd "$(dirname "$0")/.."
scale=${1:-1}; shift || true
[ $# -gt 0 ] || set -- forms townships province one-big
root=${BENCH_DIR:-/tmp/dangri-bench}/$scale
release=${CARGO_TARGET_DIR:-target}/release
dangri=${DANGRI:-$release/dangri}
mkdir -p "$root"
[ -x "$release/examples/copy_loop" ] || cargo build --release --example copy_loop --example workloads
share() { awk -v n="$1" -v s="$scale" 'BEGIN { n = int(n * s + 0.5); print n < 1 ? 1 : n }'; }

make_workload() {
  [ -e "$root/$1/dangri.toml" ] && return
  case $1 in
    forms) "$dangri" demo "$root/$1" -q --mess 0 --shape forms --branches "$(share 2000)" ;;
    townships) "$release/examples/workloads" "$root/$1" "$(share 240)" 100 ;;
    province) "$release/examples/workloads" "$root/$1" "$(share 1000)" 1000 ;;
    one-big) "$release/examples/workloads" "$root/$1" 1 "$(share 300000)" ;;
    *) echo "no workload $1" >&2; exit 2 ;;
  esac
}

# label command… → a line of the table; the first of a workload is the one that the others are compared with
measure() {
  local label=$1; shift
  local took
  took=$(mktemp)
  command time -f '%e %U %S %M' -o "$took" "$@" > /dev/null 2> "$root/$label.err" || label="$label FAILED"
  read -r wall user sys memory < <(tail -n 1 "$took")
  rm -f "$took"
  cpu=$(awk "BEGIN { print $user + $sys }")
  [ -n "${base_wall:-}" ] || { base_wall=$wall; base_cpu=$cpu; }
  awk -v l="$label" -v w="$wall" -v c="$cpu" -v m="$memory" -v bw="$base_wall" -v bc="$base_cpu" \
    'BEGIN { printf "  %-22s %8.2f s  %8.2f s cpu  %6.0f MB   wall × %.2f   cpu × %.2f\n", l, w, c, m / 1024, w / (bw > 0 ? bw : 1), c / (bc > 0 ? bc : 1) }'
}

for name in "$@"; do
  make_workload "$name"
  at=$root/$name
  # each result in a folder of its own, since some file systems are slow to make files for minutes after many were deleted
  out=$(mktemp -d "$root/out-$name-XXXXXX")/result
  rm -rf "$at/.dangri"; base_wall=
  echo "$name ($(find "$at" -type f | wc -l) files, $(du -sm "$at" | cut -f1) MB); ratios to the copy loop"
  run() { local label=$1 to=$2; shift 2; measure "$label" "$dangri" run "$at" -q -o "$to" "$@"; }
  measure copy-loop "$release/examples/copy_loop" copy "$at" "$out-copy.xlsx"
  measure read-loop "$release/examples/copy_loop" read "$at"
  run no-cache "$out" --format xlsx,csv --no-cache
  run cold "$out-cold" --format xlsx,csv
  run nothing-changed "$out-cold" --format xlsx,csv
  # one file in a hundred is saved again
  find "$at" -name '*.xlsx' -not -path '*/_truth/*' -not -name '*花名册*' | sort | awk 'NR % 100 == 1' | tr '\n' '\0' |
    xargs -0 "$release/examples/workloads" touch
  run one-percent "$out-cold" --format xlsx,csv
  run all-formats "$out-all" --no-cache
  run one-job "$out-one" --format xlsx,csv --no-cache --jobs 1
  [ -z "${PEER:-}" ] || measure peer "$PEER" benches/peer.py "$at" "$out-peer"
done
