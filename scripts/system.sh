# What `run` and `test` both need. Sourced by them, never run by itself.

FOR_PRINTING=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-hanazono fonts-babelstone-han)
FOR_TESTING=(chromium libatomic1 mupdf-tools poppler-utils postgresql qpdf softhsm2)

say() { printf '\033[1m%s\033[0m\n' "$*"; }

refuse() {
    printf '%s\n' "$@" >&2
    exit 1
}

python_is_complete() { # Debian ships venv apart from python3
    python3 -c 'import ensurepip, venv' 2>/dev/null
}

is_installed() {
    [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Installs those of the packages that are missing; with none missing, apt is not called.
install_packages() {
    local missing=() as_root=() package command
    python_is_complete || missing+=(python3 python3-venv)
    if ! command -v dpkg-query >/dev/null; then
        say "非 Debian 系统：请自行确认已装好 ${*}"
        return
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    command="apt-get install -y --no-install-recommends ${missing[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; } ||
            refuse "缺少系统软件包。请让管理员执行下面这一条命令，然后重新运行：" "    $command"
        as_root=(sudo)
    fi
    say "安装系统软件包：${missing[*]}"
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $command -qq >/dev/null ||
        refuse "系统软件包没有装上，原因见上。请以管理员身份执行下面这一条命令，然后重新运行：" "    $command"
}

# Makes .venv and brings it to the given lock. The hash of the lock is remembered, so a second start does nothing.
install_python() {
    local lock=$1 stamp=".venv/.$1.sha256" wanted
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        refuse "需要 Python 3.11 或更高版本，当前是 $(python3 --version 2>&1)。请升级系统，或把新版本的 python3 放在 PATH 最前面。"
    .venv/bin/python -c '' 2>/dev/null || {
        say "建立虚拟环境 .venv"
        python3 -m venv --clear .venv
    }
    wanted=$(sha256sum "$lock" | cut -d ' ' -f 1)
    [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
    say "安装 Python 依赖（$lock）"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
    echo "$wanted" >"$stamp"
}
