"""What a good password and a good user name are, how slips and devices are written, and how long a log-in lasts."""

import re

PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 200
SLIP_DAYS = 7
SESSION_DAYS = 14

# No 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V: a code is read off paper.
SLIP_LETTERS = "34679ACDEFGHJKMNPQRTWXY"
SLIP_LENGTH = 12  # 23 ** 12 is about 2 ** 54: not to be guessed in seven days


def password_faults(password: str, *, username: str) -> list[str]:
    """Why `password` is not good enough; empty if it is (NIST SP 800-63B: length counts, not kinds of characters)."""
    faults = []
    if len(password) < PASSWORD_SHORTEST:
        faults.append(f"密码至少 {PASSWORD_SHORTEST} 个字符，可以用一句话或几个词。")
    if len(password) > PASSWORD_LONGEST:
        faults.append(f"密码最多 {PASSWORD_LONGEST} 个字符。")
    if username and username.lower() in password.lower():
        faults.append("密码里不能含有用户名。")
    if len(set(password)) < 5:
        faults.append("密码里不同的字符太少。")
    return faults


def username_faults(username: str) -> list[str]:
    """Why `username` cannot be one. All digits are refused: they could be the phone by which somebody else signs in."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,31}", username):
        return ["用户名用 3 至 32 个小写字母、数字、点、横线或下划线，以字母或数字开头。"]
    if not re.search(r"[a-z]", username):
        return ["用户名至少要有一个字母：全是数字的会与别人的手机号混淆。"]
    return []


def slip_code(text: str) -> str:
    """The code on a slip as it is compared: without the dashes and blanks that people type, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def printed_slip_code(code: str) -> str:
    """The code as it stands on the slip: in groups of four, easier to copy."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


_SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows"),
    ("Mac OS", "苹果电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)


def device_title(user_agent: str) -> str:
    """What a person calls the device that sent `user_agent`: 安卓 · 微信."""
    system = next((title for sign, title in (*_SYSTEMS, ("Linux", "Linux")) if sign in user_agent), "其他设备")
    browser = next((title for sign, title in _BROWSERS if sign in user_agent), "")
    return f"{system} · {browser}" if browser else system
