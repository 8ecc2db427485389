#!/usr/bin/env bash
# Make requirements.lock again: install the project with its development tools into a fresh environment without the
# lock, and write down what came. It pins versions only and names no index, so that each site may use its own.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check '.[dev]'
{
    echo "# Made by tools/lock.sh (make lock) from pyproject.toml; used as: pip install -c requirements.lock"
    "$work/venv/bin/python" -m pip list --format=freeze --disable-pip-version-check \
        --exclude xianbao --exclude pip --exclude setuptools | LC_ALL=C sort -f
} > "$work/lock"
mv "$work/lock" requirements.lock
echo "requirements.lock: $(grep -c == requirements.lock) packages"
