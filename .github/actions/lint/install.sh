#!/usr/bin/env bash
# Puts the program of this version into a folder and onto the path of the job: `install.sh FOLDER`.
set -euo pipefail

folder=$1
here=$(cd "$(dirname "$0")" && pwd)
field() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$here/../../../Cargo.toml" | head -n 1; }
version=$(field version)

case $(uname -sm) in
"Linux x86_64") target=x86_64-unknown-linux-musl ;;
"Linux aarch64") target=aarch64-unknown-linux-musl ;;
"Darwin x86_64") target=x86_64-apple-darwin ;;
"Darwin arm64") target=aarch64-apple-darwin ;;
*)
    echo "::error::faultgraft has no package for $(uname -sm): run this job on Linux or macOS"
    exit 2
    ;;
esac

name=faultgraft-v$version-$target
from=${FAULTGRAFT_RELEASES:-$(field repository)/releases/download}/v$version
mkdir -p "$folder"
cd "$folder"
for file in "$name.tar.gz" SHA256SUMS; do
    curl --fail --silent --show-error --location --retry 3 --output "$file" "$from/$file"
done
grep -F "  $name.tar.gz" SHA256SUMS >"$name.sum"
if command -v sha256sum >/dev/null; then
    sha256sum --check --quiet "$name.sum"
else
    shasum -a 256 --check --quiet "$name.sum"
fi
tar -xzf "$name.tar.gz"
echo "$folder/$name" >>"$GITHUB_PATH"
