"""The pages of people: the blueprints of its stages, in their order."""

from people.accounts import routes_administration as _account_pages  # noqa: F401
from people.accounts.routes import bp as accounts
from people.careers.routes import bp as careers
from people.honours import routes_gallery as _gallery_pages  # noqa: F401
from people.honours import routes_lists as _honour_list_pages  # noqa: F401
from people.honours.routes import bp as honours
from people.messages.routes import bp as messages
from people.organisations.routes import bp as organisations
from people.persons import routes_rosters as _roster_pages  # noqa: F401
from people.persons.routes import bp as persons

STAGES = (
    organisations,
    persons,
    honours,
    careers,
    accounts,
    messages,
)
