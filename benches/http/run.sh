#!/usr/bin/env bash
# Measures the site against nginx serving the same bytes as files, on loopback, in one run.
#
#   benches/http/run.sh
#
# Needs Linux with wrk, nginx, curl and python3. Builds the release binary unless LAYRA names a command that takes
# `--addr HOST:PORT` after `serve`, as `LAYRA="target/release/layra --pack DIR"`.
# SLUG, ROUNDS, SECONDS_EACH, CLIENTS and PORTS change what is asked, how often and where.
# Everything started here is stopped at the end; nothing but a temporary folder is written.
set -euo pipefail
cd "$(dirname "$0")/../.."

slug=${SLUG:-circuit-breaker}
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-5}
clients=${CLIENTS:-32}
read -r layra_port nginx_port <<<"${PORTS:-4791 4792}"
for tool in wrk nginx curl python3 pgrep; do
    command -v "$tool" >/dev/null || { echo "error: \`$tool\` is not installed" >&2; exit 2; }
done
if [ -z "${LAYRA:-}" ]; then
    cargo build --release --quiet
    LAYRA=${CARGO_TARGET_DIR:-target}/release/layra
fi

folder=$(mktemp -d)
layra_pid='' nginx_pid=''
finish() {
    [ -z "$layra_pid" ] || kill "$layra_pid" 2>/dev/null || true
    [ -z "$nginx_pid" ] || kill "$nginx_pid" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT INT TERM

$LAYRA serve --addr "127.0.0.1:$layra_port" >"$folder/layra.log" 2>&1 &
layra_pid=$!
for _ in $(seq 100); do
    curl -sf -o /dev/null "http://127.0.0.1:$layra_port/healthz" && break
    kill -0 "$layra_pid" 2>/dev/null || { cat "$folder/layra.log" >&2; exit 2; }
    sleep 0.05
done

# The same bytes, as files.
mkdir -p "$folder/www/pattern" "$folder/www/patterns" "$folder/tmp"
curl -sf "http://127.0.0.1:$layra_port/pattern/$slug" -o "$folder/www/pattern/$slug"
curl -sf "http://127.0.0.1:$layra_port/patterns/$slug.md" -o "$folder/www/patterns/$slug.md"
# The same headers, roughly: nginx adds last-modified and accept-ranges of its own.
headers=$(curl -sfI "http://127.0.0.1:$layra_port/patterns/$slug.md" | tr -d '\r' |
    awk -F': ' '/^(cache-control|vary|content-security-policy|x-content-type-options|referrer-policy)/ { printf "add_header %s \"%s\";\n", $1, $2 }')
chmod -R a+rX "$folder"
cat >"$folder/nginx.conf" <<CONF
worker_processes 2;
daemon off;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 65;
    keepalive_requests 100000000;
    client_body_temp_path $folder/tmp/body;
    proxy_temp_path $folder/tmp/proxy;
    fastcgi_temp_path $folder/tmp/fastcgi;
    uwsgi_temp_path $folder/tmp/uwsgi;
    scgi_temp_path $folder/tmp/scgi;
    types { text/markdown md; }
    default_type text/html;
    charset utf-8;
    ${NGINX_EXTRA:-}
    server {
        listen 127.0.0.1:$nginx_port;
        root $folder/www;
        $headers
    }
}
CONF
nginx -p "$folder" -c "$folder/nginx.conf" >"$folder/nginx.out" 2>&1 &
nginx_pid=$!
for _ in $(seq 100); do
    curl -sf -o /dev/null "http://127.0.0.1:$nginx_port/patterns/$slug.md" && break
    kill -0 "$nginx_pid" 2>/dev/null || { cat "$folder/nginx.out" "$folder/nginx.log" >&2; exit 2; }
    sleep 0.05
done
for path in "/pattern/$slug" "/patterns/$slug.md"; do
    for port in "$layra_port" "$nginx_port"; do
        curl -sf "http://127.0.0.1:$port$path" -o "$folder/$port.body"
    done
    cmp "$folder/$layra_port.body" "$folder/$nginx_port.body"
done

# Processor time spent so far by a process and its children that live, in ticks.
ticks() { # PID
    local pid total=0
    for pid in "$1" $(pgrep -P "$1" || true); do
        total=$((total + $(awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat")))
    done
    echo "$total"
}

measure() { # PID PORT PATH -> requests per second, processor microseconds per request
    local before after
    before=$(ticks "$1")
    wrk -t1 -c"$clients" -d"${seconds}s" "http://127.0.0.1:$2$3" >"$folder/wrk.out"
    after=$(ticks "$1")
    if grep -q 'Non-2xx\|Socket errors' "$folder/wrk.out"; then
        cat "$folder/wrk.out" >&2
    fi
    awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" \
        '/requests in/ { count = $1 } /^Requests\/sec/ { print $2, ticks / hertz * 1e6 / count }' "$folder/wrk.out"
}

for path in "/pattern/$slug" "/patterns/$slug.md"; do
    # Alternating, so that whatever else the machine does meets both.
    for round in $(seq "$rounds"); do
        echo "$path" "$(measure "$layra_pid" "$layra_port" "$path")" "$(measure "$nginx_pid" "$nginx_port" "$path")"
    done
done | tee "$folder/rounds" >/dev/null

python3 - "$folder/rounds" "$folder/www" <<'PY'
import os, statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
print("cpu: processor time of the server per request, in microseconds; less is better")
print(f"{'address':32} {'bytes':>6} {'round':>6} {'layra/s':>8} {'nginx/s':>8} {'ratio':>6} {'layra cpu':>10} {'nginx cpu':>10} {'ratio':>6}")
for path in dict.fromkeys(row[0] for row in rows):
    size = os.path.getsize(sys.argv[2] + path)
    own = [tuple(map(float, row[1:])) for row in rows if row[0] == path]
    lines = [(str(number), *values, values[0] / values[2], values[3] / values[1]) for number, values in enumerate(own, 1)]
    medians = [statistics.median(column) for column in list(zip(*lines))[1:]]
    for name, layra, layra_cpu, nginx, nginx_cpu, speed, cpu in [*lines, ("median", *medians)]:
        print(f"{path:32} {size:6} {name:>6} {layra:8.0f} {nginx:8.0f} {speed:6.2f} {layra_cpu:10.1f} {nginx_cpu:10.1f} {cpu:6.2f}")
PY
