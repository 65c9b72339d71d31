#!/usr/bin/env python3
"""不连服务器，核对一张证书的 PDF 是不是发证时的原文件。

用法：python verify_certificate.py 证书.pdf 证明.json roots.json

  证明.json   发证时随证书下载的证明文件
  roots.json  发证系统公布的批次指纹（/verify/roots.json），请趁系统还在时保存；
              也可以用公钥文件（/.well-known/jwks.json）代替

只用 Python 3.8 以上的标准库；装有 cryptography 时再核对指纹的电子签名，用公钥文件代替时必须装。
退出码：0 是原文件；1 不是或证明不成立；2 没有核对成，例如文件打不开。
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
except ImportError:
    hashes = None  # type: ignore[assignment]

FORMAT = "jiangxin-proof-1"
ROOT_TYPE = "jiangxin-batch-root"


class Fault(Exception):
    """Why the file is not proven, in words."""


class CannotCheck(Exception):
    """Why nothing could be checked, in words."""


def main(arguments: list[str]) -> int:
    """Check, say so, and answer with the exit code."""
    if len(arguments) != 3:
        say(__doc__ or "")
        return 2
    try:
        pdf, proof, published = Path(arguments[0]).read_bytes(), read_json(arguments[1]), read_json(arguments[2])
        for line in check(pdf, proof, published):
            say(f"√ {line}")
    except Fault as fault:
        say(f"× {fault}\n结论：凭这些文件不能认定它是真的。")
        return 1
    except (OSError, CannotCheck) as error:
        say(f"没有核对成：{error}")
        return 2
    say(f"结论：这是证书 {proof['number']}（第 {proof['version']} 版）发证时的原文件。")
    say("它后来有没有被撤销、暂停或换发，这里看不出来，请到发证系统查验，或看公布的状态清单。")
    return 0


def check(pdf: bytes, proof: dict[str, Any], published: dict[str, Any]) -> list[str]:
    """What was found good, one line each. Raises Fault at the first that is not."""
    if proof.get("format") != FORMAT:
        raise CannotCheck(f"第二个文件不是证明文件（格式不是 {FORMAT}）。")
    if hashlib.sha256(pdf).hexdigest() != proof.get("file_sha256"):
        raise Fault("内容不一致：PDF 与证明文件里登记的不同。它被改动过，或者不是这份证明的那张证书。")
    try:
        root, signed = root_from_proof(proof).hex(), read_signed(proof["signed_root"])
        told = (signed["header"]["typ"], signed["payload"]["root"], signed["payload"]["size"])
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise Fault("证明不成立：证明文件不完整或被改动过。") from error
    if told != (ROOT_TYPE, root, proof["size"]):
        raise Fault("证明不成立：由这个文件算不出签过名的批次指纹。")
    return [
        "内容一致：PDF 与证明文件里登记的相同。",
        f"证明成立：文件在批次指纹 {root[:16]}… 之下。",
        *anchored(proof["signed_root"], signed, published),
    ]


def root_from_proof(proof: dict[str, Any]) -> bytes:
    """The root that the file's leaf and the path lead to (RFC 6962 hashing, RFC 9162 section 2.1.3.2)."""
    if "\n" in proof["number"]:
        raise ValueError("a number has one line")
    told = "\n".join([proof["number"], str(int(proof["version"])), proof["file_sha256"]])
    node, path = hashlib.sha256(b"\x00" + told.encode()).digest(), [bytes.fromhex(one) for one in proof["path"]]
    index, last = proof["leaf"], proof["size"] - 1
    if not 0 <= index <= last:
        raise ValueError("no such leaf")
    while last:
        if index & 1:
            node = pair(path.pop(0), node)
        elif index < last:
            node = pair(node, path.pop(0))
        index, last = index >> 1, last >> 1
    if path:
        raise ValueError("the path is too long")
    return node


def pair(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def anchored(signed_root: str, signed: dict[str, Any], published: dict[str, Any]) -> list[str]:
    """Why the root itself can be trusted: it is published, it is signed by a published key, or both."""
    good = []
    if "roots" in published:
        if signed_root not in published["roots"]:
            raise Fault("公布的批次指纹里没有这一批。请换一份更新的 roots.json；仍没有的，证明不可信。")
        good.append("这一批的指纹在公布的名单里。")
    if "keys" in published and hashes is not None:
        key = next((key for key in published["keys"] if key.get("kid") == signed["header"].get("kid")), None)
        if key is None or not is_signed_by(key, signed):
            raise Fault("批次指纹的电子签名无效，或者不是公布的密钥签的。")
        good.append("批次指纹的电子签名有效。")
    if not good:
        raise CannotCheck("第三个文件里没有批次指纹；用公钥文件核对签名，需要先安装 cryptography。")
    return good


def read_signed(token: str) -> dict[str, Any]:
    """The parts of a JWS in its compact form (RFC 7515), not yet checked."""
    head, body, signature = token.split(".")
    header, payload = json.loads(decode(head)), json.loads(decode(body))
    return {
        "header": header,
        "payload": payload,
        "message": (head + "." + body).encode(),
        "signature": decode(signature),
    }


def is_signed_by(key: dict[str, Any], signed: dict[str, Any]) -> bool:
    """Whether this JSON Web Key (EC P-256 or RSA) signed it."""
    message, signature = signed["message"], signed["signature"]
    numbers = {name: int.from_bytes(decode(key[name]), "big") for name in ("x", "y", "n", "e") if name in key}
    try:
        if key["kty"] == "EC":
            public = ec.EllipticCurvePublicNumbers(numbers["x"], numbers["y"], ec.SECP256R1()).public_key()
            half = len(signature) // 2
            r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
            public.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        else:
            rsa_public = rsa.RSAPublicNumbers(numbers["e"], numbers["n"]).public_key()
            rsa_public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def say(text: str) -> None:
    """One line for the person who asked."""
    sys.stdout.write(f"{text}\n")


def decode(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_json(place: str) -> dict[str, Any]:
    """A JSON object from a file. Raises CannotCheck where it is none."""
    try:
        found = json.loads(Path(place).read_text(encoding="utf-8"))
    except (RecursionError, ValueError) as error:
        raise CannotCheck(f"{place} 不是 JSON 文件，可能没有下载完整。") from error
    if not isinstance(found, dict):
        raise CannotCheck(f"{place} 的内容不对，请重新下载。")
    return found


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console may know no √
    sys.exit(main(sys.argv[1:]))
