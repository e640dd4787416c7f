#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0
#
# try_wheel.sh PYTHON: build the wheel, install it into a clean environment outside the checkout, and do the main
# job with it there: the output must be that of the checkout, byte for byte.
set -euo pipefail
python=$(realpath -s "$1")
checkout=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

"$python" -m build --wheel --outdir "$place/dist" "$checkout" >"$place/build.log" 2>&1 || { cat "$place/build.log"; exit 1; }
"$python" -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check "$place"/dist/*.whl
cp -r "$checkout/evidence" "$place/evidence"
cd "$place"
env/bin/ipt-kg --version
env/bin/ipt-kg check evidence
env/bin/ipt-kg build evidence --out out
env/bin/ipt-kg query out/graph.nq --name effects --format csv
diff -r out "$checkout/exports"
env/bin/ipt-kg schema study | diff - "$checkout/schemas/study.schema.json"
diff -r "$(env/bin/python -c 'from ipt_kg import resources; print(resources.folder("schemas"))')" "$checkout/schemas"
env/bin/ipt-kg new study mine.yaml
echo "the wheel does the main job outside the checkout"
