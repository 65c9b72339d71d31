"""Forms about places. A field's `description` is the hint below it."""

from wtforms import DecimalField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm, text_of
from lectures.places.models import Place
from lectures.places.operations import MOST_SEATS, MOST_WORKERS, PlaceFacts
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from people.organisations.models import Organisation


class PlaceForm(JiangxinForm):
    """What is said of a place. On whose list it stands is asked only when it is put there."""

    organisation = StringField(
        "登记在谁的名册上",
        validators=[InputRequired("请选择组织。"), Length(max=100)],
        render_kw={"list": "keepers", "autocomplete": "off"},
        description="总工会、产业工会或街镇工会；按区县统计覆盖时用",
    )
    name = StringField(
        "场所名称",
        validators=[InputRequired("请填写名称。"), Length(max=60)],
        description="讲课的地方，如“示例机械公司职工之家”；同一名册上不重名",
    )
    kind = SelectField("类别", choices=VENUE_KIND_TITLES)
    host = StringField(
        "所属单位",
        validators=[Length(max=100)],
        render_kw={"list": "hosts", "autocomplete": "off"},
        description="企业、校园必填；输入几个字后从列表中选择",
    )
    estate = StringField(
        "所在园区",
        validators=[Length(max=60)],
        render_kw={"list": "estates", "autocomplete": "off"},
        description="在园区里的场所填写，先登记园区",
    )
    street = StringField(
        "街道（镇）", validators=[Length(max=40)], render_kw={"list": "streets"}, description="同一街道请用同一写法"
    )
    address = StringField("地址", validators=[Length(max=200)])
    latitude = DecimalField("纬度", places=None, validators=[Optional()], description="如 29.563012，最多 6 位小数")
    longitude = DecimalField("经度", places=None, validators=[Optional()], description="如 106.551556；与纬度一起填")
    workers = IntegerField(
        "可覆盖人数",
        validators=[Optional(), NumberRange(0, MOST_WORKERS, "人数应在 0 至 100 万之间。")],
        description="能来听讲的职工（学生、居民）有多少人；不清楚的不填，统计时单列",
    )
    seats = IntegerField("座位数", validators=[Optional(), NumberRange(1, MOST_SEATS, "座位数应在 1 至 20 万之间。")])

    def facts(self, host: Organisation | None, estate: Place | None) -> PlaceFacts:
        """What was typed; the unit and the estate as they were found."""
        return PlaceFacts(
            name=text_of(self.name),
            kind=VenueKind(self.kind.data),
            host=host,
            street=text_of(self.street),
            address=text_of(self.address),
            estate=estate,
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            workers=self.workers.data or 0,
            seats=self.seats.data,
        )
