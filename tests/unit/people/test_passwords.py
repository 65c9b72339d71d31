"""The slow hash as it is in use; other tests take a cheap one."""

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from people.accounts.passwords import hash_password, password_matches


def test_hash_password_is_slow_salted_and_matches_only_its_password():
    stored, again = hash_password("江水向东流到海"), hash_password("江水向东流到海")
    assert extract_parameters(stored) == RFC_9106_LOW_MEMORY
    assert stored != again
    assert [password_matches(one, "江水向东流到海") for one in (stored, again)] == [True, True]
    assert not password_matches(stored, "江水向东流到湖")


def test_password_matches_nothing_where_nothing_is_stored():
    assert not password_matches(None, "nobody has this password")
    assert not password_matches("no hash at all", "江水向东流到海")
