"""The menu as people see it: what they can order, by large class, and one item with its sample and lecturers."""

from collections.abc import Sequence

from flask import Blueprint, current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from foundation.database import fetch, session
from foundation.errors import NotFound
from lectures.lecturers.rules import AUDIENCE_TITLES, LecturerState
from lectures.menus import queries
from lectures.menus.models import MenuItem
from lectures.menus.rules import CHANNEL_TITLES, ITEM_KIND_TITLES, LECTURE_MODE_TITLES, Channel, MenuState
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("menus", __name__)

ORDER = "lectures.orders.create_order"
INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


@bp.get("/lectures/menu")
@requires(Permission.OWN_READ)
def list_items() -> ResponseReturnValue:
    """What one can order through one of one's channels, by large class; the filters stand in the address."""
    channels = queries.channels_of(acting())
    chosen = request.args.get("channel", "")
    channel = Channel(chosen) if chosen in channels else next(iter(channels), None)
    offered = queries.items_for(acting(), channel) if channel else queries.items_offered_to(acting())
    items = session.scalars(queries.with_lecturers(_filtered(offered))).unique().all()
    return render_template(
        "lectures/menus/list_items.html",
        classes=queries.by_class(items),
        count=len(items),
        all_classes=_large_classes(offered),
        channels=channels,
        channel=channel,
        order_urls=_order_urls(items, channel),
        channel_titles=CHANNEL_TITLES,
        kinds=ITEM_KIND_TITLES,
        modes=LECTURE_MODE_TITLES,
        audiences=AUDIENCE_TITLES,
    )


@bp.get("/lectures/menu/items/<int:item_id>")
@requires(Permission.OWN_READ)
def show_item(item_id: int) -> ResponseReturnValue:
    """One item: what it is, its sample, who gives it, and the way to order it."""
    item = visible(item_id)
    in_use = item.menu.state is MenuState.PUBLISHED
    open_channels = [one for one in queries.channels_of(acting()) if one.value in item.channels]
    return render_template(
        "lectures/menus/show_item.html",
        item=item,
        lecturers=[one for one in item.lecturers if one.state is LecturerState.IN_SERVICE],
        audiences=AUDIENCE_TITLES,
        channel_titles=CHANNEL_TITLES,
        order_url=_order_urls([item], open_channels[0]).get(item.id) if in_use and open_channels else None,
        in_use=in_use,
    )


@bp.get("/lectures/menu/items/<int:item_id>/sample")
@requires(Permission.OWN_READ)
def show_item_sample(item_id: int) -> ResponseReturnValue:
    """The sample file of an item, shown in the browser: a PDF or a picture, as its content was found to be."""
    sample = visible(item_id).sample
    if sample is None:
        raise NotFound
    as_attachment = sample.media_type not in INLINE
    return send_file(sample.stream(), sample.media_type, as_attachment=as_attachment, download_name=sample.name)


def visible(item_id: int) -> MenuItem:
    """An item that one can order or whose menu one writes."""
    own = queries.items_run_by(acting()).where(MenuItem.id == item_id)
    found = session.scalars(own).one_or_none()
    return found or fetch(queries.items_offered_to(acting()).where(MenuItem.id == item_id))


def _filtered(query: Select[MenuItem]) -> Select[MenuItem]:
    def known(name: str, titles: Sequence[str]) -> str:
        value = request.args.get(name, "")
        return value if value in titles else ""

    return queries.matching(
        query,
        text=request.args.get("text", "").strip(),
        large_class=request.args.get("large_class", "").strip(),
        kind=known("kind", list(ITEM_KIND_TITLES)),
        mode=known("mode", list(LECTURE_MODE_TITLES)),
        audience=known("audience", list(AUDIENCE_TITLES)),
    )


def _large_classes(query: Select[MenuItem]) -> list[str]:
    classes = query.with_only_columns(MenuItem.large_class)
    return list(dict.fromkeys(session.scalars(classes)))


def _order_urls(items: Sequence[MenuItem], channel: Channel | None) -> dict[int, str]:
    """Where each item is ordered; nothing while one has no channel or orders are not taken here."""
    if channel is None or ORDER not in current_app.view_functions:
        return {}
    return {item.id: url_for(ORDER, item=item.id, channel=channel.value) for item in items}
