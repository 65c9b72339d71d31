"""The form of a public board."""

from wtforms import SelectField

from competitions.boards.rules import CONTENT_TITLES, PublicContent
from foundation.forms import JiangxinForm


class BoardForm(JiangxinForm):
    """What the public may see of a stage while it is judged."""

    content = SelectField("公众能看到", choices={content.value: title for content, title in CONTENT_TITLES.items()})

    @property
    def chosen(self) -> PublicContent:
        """The choice."""
        return PublicContent(self.content.data)
