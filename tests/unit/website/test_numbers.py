"""What a query or form carries reaches the database as it can be stored."""

from website.numbers import LARGEST, SentValues


def test_a_letter_that_nobody_types_is_left_out():
    sent = SentValues([("name", "张\x00示例"), ("name", "李示例")])
    assert (sent["name"], sent.getlist("name")) == ("张示例", ["张示例", "李示例"])


def test_a_number_larger_than_any_key_is_no_number():
    sent = SentValues([("after", str(LARGEST)), ("before", str(LARGEST + 1))])
    assert (sent.get("after", type=int), sent.get("before", type=int)) == (LARGEST, None)
