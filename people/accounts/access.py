"""Who may call a route: every view function is marked with one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask_login import LoginManager, current_user

from foundation.errors import NotAllowed
from people.accounts.models import Account
from people.accounts.rules import Permission

View = TypeVar("View", bound=Callable[..., Any])

login_manager = LoginManager()


def requires(*permissions: Permission) -> Callable[[View], View]:
    """The view is for signed-in accounts with one of `permissions`; where they hold is checked by the queries."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            if not any(current_user.may(permission) for permission in permissions):
                raise NotAllowed
            return view(*args, **kwargs)

        guarded.__access__ = permissions  # type: ignore[attr-defined]
        return cast(View, guarded)

    return mark


def public(view: View) -> View:
    """The view is for everybody, by decision."""
    view.__access__ = "public"  # type: ignore[attr-defined]
    return view


def acting() -> Account:
    """The signed-in account."""
    return cast(Account, current_user._get_current_object())
