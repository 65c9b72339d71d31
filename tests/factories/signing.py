"""What the tests of signing share: a page to sign, and an administrator."""

from functools import cache

from weasyprint import HTML

from certificates.signing.models import SigningKey
from certificates.signing.queries import key_in_use
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories.people import account, organisation

PAGE = "<html lang='zh'><title>证书</title><h1>获奖证书</h1><p>张示例 一等奖</p></html>"


@cache
def page() -> bytes:
    """A small PDF/A-3a, unsigned."""
    content = HTML(string=PAGE).write_pdf(pdf_variant="pdf/a-3a")
    assert isinstance(content, bytes)
    return content


def administrator() -> Account:
    """Whoever keeps the keys."""
    return account(Role.SYSTEM_ADMINISTRATOR, organisation("示例市总工会"))


def key_now() -> SigningKey:
    """The key in use, which there must be."""
    key = key_in_use()
    assert key is not None
    return key
