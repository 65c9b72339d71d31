"""Three questions about a file, answered one by one: is it the original, is its signature good, is it valid today?"""

from dataclasses import dataclass
from hashlib import sha256

from certificates.issuing.models import Certificate
from certificates.signing.checking import DocumentCheck, Verdict, check_document
from certificates.signing.queries import known_keys
from certificates.validity.rules import STANDING_TITLES, Standing, standing
from certificates.verification.dropped_files import claimed_token
from certificates.verification.queries import certificate_by_digest, certificate_by_token
from foundation import clock

SIGNATURE_WORDS = {
    Verdict.INTACT: "签名有效",
    Verdict.CHANGED: "签名无效",
    Verdict.STRANGER: "签名不是本系统的",
    Verdict.UNSIGNED: "没有签名",
}
"""The rest cannot be confirmed."""


@dataclass(frozen=True)
class FileVerdict:
    """One answer: a word, why, and whether it is good."""

    word: str
    why: str
    good: bool


@dataclass(frozen=True)
class FileCheck:
    """What became of a file. `certificate`: the one that it is, or that it claims to be; `identical`: it is that one's
    original, byte for byte; `original_of`: the one whose original it is, when that is another than was expected."""

    certificate: Certificate | None
    identical: bool
    document: DocumentCheck
    original_of: Certificate | None = None

    @property
    def verdicts(self) -> tuple[FileVerdict, FileVerdict, FileVerdict]:
        """Content, signature, state."""
        return self._content, self._signature, self._state

    @property
    def good(self) -> bool:
        """Whether all three answers are good."""
        return all(verdict.good for verdict in self.verdicts)

    @property
    def conclusion(self) -> str:
        """The three answers as one."""
        if not (self.identical and self.document.intact):
            return "不可信，不要凭它办事"
        return "是真的，可以采信" if self.good else "是原文件，但目前不能作为凭证"

    @property
    def _content(self) -> FileVerdict:
        if self.identical:
            return FileVerdict("内容一致", "与发证时的原文件一字不差。", good=True)
        if self.original_of:
            found = f"编号 {self.original_of.number} 第 {self.original_of.version} 版"
            return FileVerdict("内容不一致", f"这是另一张证书（{found}）的原文件，不是本页这一张。", good=False)
        why = "不是发证时的原文件：可能被改动过，也可能是另存、打印或扫描的副本。"
        return FileVerdict("内容不一致", why + ("请以登记的内容为准。" if self.certificate else ""), good=False)

    @property
    def _signature(self) -> FileVerdict:
        word = SIGNATURE_WORDS.get(self.document.verdict, "签名无法确认")
        return FileVerdict(word, self.document.message.removeprefix(f"{word}："), good=self.document.intact)

    @property
    def _state(self) -> FileVerdict:
        if self.certificate is None:
            return FileVerdict("没有登记", "文件里没有找到登记在册的证书，请改用编号和姓名查验。", good=False)
        found, number = standing(self.certificate, clock.today()), self.certificate.number
        if found is Standing.VALID:
            return FileVerdict("目前有效", f"编号 {number} 的证书登记在册。", good=True)
        return FileVerdict("目前不能作为凭证", f"编号 {number} 的证书{STANDING_TITLES[found]}。", good=False)


def check_file(content: bytes, expected: Certificate | None = None) -> FileCheck:
    """Check a file that somebody has, against `expected` or the certificate that it is or claims to be.

    Raises Refused, saying what to do, for what cannot be a certificate at all.
    """
    digest = sha256(content).hexdigest()
    issued = certificate_by_digest(digest)
    claimed = "" if issued else claimed_token(content)  # bytes that are not ours are looked at with care
    certificate = expected or issued or (certificate_by_token(claimed) if claimed else None)
    identical = certificate is not None and certificate.file is not None and certificate.file.sha256 == digest
    return FileCheck(certificate, identical, check_document(content, known_keys()), None if identical else issued)
