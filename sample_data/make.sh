#!/bin/sh
# Makes the samples anew with the program itself: ten jurisdictions, a whole year each, very messy, and a prefecture of six. What was planted
# is told in _truth, which is not kept with the samples (cargo test compares planted and found on workspaces of its own).
set -eu
cd "$(dirname "$0")"
dangri="${1:?usage: make.sh PROGRAM}"
make() { # folder jurisdiction shape seed branches start months mess
    rm -rf "$1"
    "$dangri" demo "$1" -j "$2" --shape "$3" --seed "$4" --branches "$5" --start "$6" --months "$7" --mess "$8" -q
    rm -rf "$1/_truth"
    # what no generated ledger holds: a register of programmes, a ledger with materials, a ledger of tasks
    if [ -d "../tests/data/extra/$1" ]; then cp -r "../tests/data/extra/$1/." "$1/"; fi
}
make yangzhou yangzhou townships 1 24 2017-01 12 3
make chizhou chizhou mixed 3 24 2018-01 12 3
make huiji huiji townships 1 24 2017-01 12 3
make suizhou-gaoxin suizhou-gaoxin townships 9 24 2017-01 12 3
make kecheng kecheng townships 1 24 2017-01 12 3
make qujiang qujiang townships 1 24 2017-01 12 3
make longyou longyou mixed 1 24 2017-01 12 3
make jiangshan jiangshan townships 1 24 2017-01 12 3
make changshan changshan townships 1 24 2017-01 12 3
make kaihua kaihua mixed 1 24 2017-01 12 3
seed=20
for pair in 柯城区/kecheng 衢江区/qujiang 龙游县/longyou 江山市/jiangshan 常山县/changshan 开化县/kaihua; do
    seed=$((seed + 1))
    member="quzhou/${pair%/*}"
    make "$member" "${pair#*/}" townships "$seed" 8 2017-07 3 2
    rm -f "$member/dangri.toml"
done
