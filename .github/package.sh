#!/usr/bin/env bash
# Makes the archive of a release: package.sh BINARY TARGET FOLDER puts doctrue-TARGET.tgz (.zip for Windows) and its
# checksum into FOLDER. Beside the binary it holds what packagers install: completions, manual pages, licences.
set -euo pipefail

binary=$1 target=$2 out=$3
name=doctrue-$target
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/$name/complete"
cp "$binary" "$root/README.md" "$root/CHANGELOG.md" "$root/LICENSE-MIT" "$root/LICENSE-APACHE" "$work/$name/"
"$binary" man --out "$work/$name/man"
"$binary" completions bash >"$work/$name/complete/doctrue.bash"
"$binary" completions fish >"$work/$name/complete/doctrue.fish"
"$binary" completions zsh >"$work/$name/complete/_doctrue"
"$binary" completions elvish >"$work/$name/complete/doctrue.elv"
"$binary" completions powershell >"$work/$name/complete/_doctrue.ps1"

cd "$work"
case "$target" in
    *windows*)
        archive=$name.zip
        7z a -bso0 "$out/$archive" "$name"
        ;;
    *)
        archive=$name.tgz
        tar -czf "$out/$archive" "$name"
        ;;
esac
cd "$out"
if command -v sha256sum >/dev/null; then sha256sum "$archive"; else shasum -a 256 "$archive"; fi >"$archive.sha256"
