"""The six works of the demo's photographic contest: drawn scenes in their own light, with what is told of each."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import cos, sin

from PIL import Image, ImageDraw, ImageFilter

from demo.studios.pictures import label

SIZE = WIDTH, HEIGHT = 960, 640
Pen = ImageDraw.ImageDraw


@dataclass(frozen=True)
class Work:
    """A photograph: its title, what is told of it, the light from top to bottom, and what stands before the light."""

    title: str
    words: str
    above: tuple[int, int, int]
    below: tuple[int, int, int]
    scene: Callable[[Pen], None]


def photograph(work: Work) -> bytes:
    """The JPEG of a work, marked as an example."""
    light = Image.linear_gradient("L").resize(SIZE)
    picture = Image.composite(Image.new("RGB", SIZE, work.below), Image.new("RGB", SIZE, work.above), light)
    work.scene(ImageDraw.Draw(picture))
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    label(ImageDraw.Draw(picture), (WIDTH - 20, HEIGHT - 24), "示例作品", 22)
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=88)
    return stored.getvalue()


def _worker(pen: Pen, x: int, foot: int, tall: int, colour: str = "#1d1a1c") -> None:
    """Somebody in a helmet, seen against the light."""
    head = tall // 9
    pen.ellipse((x - head, foot - tall, x + head, foot - tall + 2 * head), fill=colour)
    pen.pieslice((x - head - 4, foot - tall - 6, x + head + 4, foot - tall + 2 * head), 180, 360, fill=colour)
    pen.rounded_rectangle((x - 2 * head, foot - tall + 2 * head, x + 2 * head, foot - tall // 2 + head), head, colour)
    for side in (-1, 1):
        leg = x + side * head
        pen.rectangle((leg - head // 2, foot - tall // 2, leg + head // 2, foot), fill=colour)


def _furnace(pen: Pen) -> None:
    pen.rectangle((560, 120, WIDTH, 640), fill="#241512")
    for step, colour in enumerate(("#a3300c", "#e0601a", "#ffb13d", "#fff0b8")):
        pen.ellipse((640 + 30 * step, 220 + 30 * step, 900 - 30 * step, 480 - 30 * step), fill=colour)
    pen.rectangle((0, 560, WIDTH, 640), fill="#1b100e")
    pen.line((300, 420, 690, 350), fill="#1d1a1c", width=9)
    _worker(pen, 300, 580, 300)


def _sparks(pen: Pen) -> None:
    pen.rectangle((0, 540, WIDTH, 640), fill="#11161d")
    for ray in range(60):
        angle, long = ray * 2.4, 60 + ray * 37 % 170
        pen.line(
            (520, 430, 520 + long * cos(angle), 430 + long * sin(angle)),
            fill=("#ffd27a", "#fff4d6", "#ff9a3c")[ray % 3],
            width=2,
        )
    pen.ellipse((500, 410, 540, 450), fill="#ffffff")
    _worker(pen, 400, 570, 260, "#0a0d12")


def _night_shift(pen: Pen) -> None:
    for row in range(3):
        for column in range(9):
            lit = (row * 5 + column * 3) % 4 == 0
            left, top = 90 + column * 90, 150 + row * 80
            pen.rectangle((left, top, left + 50, top + 46), fill="#ffdf8c" if lit else "#273349")
    pen.ellipse((790, 40, 860, 110), fill="#f6efcf")
    pen.rectangle((0, 520, WIDTH, 640), fill="#151b27")
    for place, tall in enumerate((190, 205, 180)):
        _worker(pen, 300 + 110 * place, 600, tall, "#090c12")


def _tea_hills(pen: Pen) -> None:
    for ridge, colour in enumerate(("#a9c3a0", "#7fa577", "#557f51", "#34603a")):
        top = 250 + ridge * 90
        pen.ellipse((-300 + 170 * ridge, top, 800 + 170 * ridge, top + 700), fill=colour)
    for row in range(9):
        pen.arc((-100, 430 + 26 * row, 1100, 900 + 26 * row), 190, 350, fill="#274c2d", width=5)
    pen.ellipse((120, 70, 200, 150), fill="#fff3c9")
    _worker(pen, 640, 560, 130, "#22332a")


def _crane(pen: Pen) -> None:
    pen.rectangle((440, 140, 466, 640), fill="#2a2f38")
    for step in range(140, 640, 40):
        pen.line((440, step, 466, step + 40), fill="#cdd9e6", width=3)
    pen.polygon(((160, 150), (860, 128), (860, 142), (160, 170)), fill="#2a2f38")
    pen.line((760, 140, 760, 400), fill="#2a2f38", width=3)
    pen.rectangle((715, 400, 805, 440), fill="#7b3f2a")
    pen.rectangle((425, 175, 500, 235), fill="#3c434f")
    _worker(pen, 380, 152, 70)


def _master(pen: Pen) -> None:
    pen.rectangle((0, 500, WIDTH, 640), fill="#4b382b")
    pen.polygon(((620, 0), (760, 0), (640, 500), (300, 500)), fill="#f1d9a4")
    pen.rectangle((330, 400, 660, 430), fill="#2b211b")
    pen.rectangle((360, 430, 380, 560), fill="#2b211b")
    pen.rectangle((610, 430, 630, 560), fill="#2b211b")
    pen.rectangle((450, 350, 540, 400), fill="#6c7a83")
    _worker(pen, 300, 580, 280)
    _worker(pen, 700, 580, 245)


WORKS = (
    Work(
        "炉前",
        "出钢前的最后一次测温。炉口一千六百度，班长举着测温枪站在最前面，等仪表跳到那个数，他只回头说了一个字：好。"
        "我在对面平台等了三个夜班，才等到这束光正好从炉口照到他的肩上。拍摄地点是一个示例炼钢车间，没有摆拍。",
        (54, 22, 16),
        (150, 52, 20),
        _furnace,
    ),
    Work(
        "焊花",
        "大型结构件的最后一道焊缝。焊工蹲了四个小时，焊花落下去的时候像一场小小的雨。",
        (13, 18, 28),
        (36, 48, 66),
        _sparks,
    ),
    Work(
        "夜班归来",
        "清晨五点五十，三位夜班师傅走出厂门，身后的窗户还亮着几盏。他们说，天亮以前的这段路最安静。",
        (16, 24, 48),
        (58, 72, 104),
        _night_shift,
    ),
    Work(
        "茶山早晨",
        "雾还没有散，采茶的人已经到了半山腰。茶垄一道一道，像给山坡梳过头。",
        (206, 224, 226),
        (236, 226, 196),
        _tea_hills,
    ),
    Work(
        "塔吊之上",
        "六十米高的司机室里，一天要爬上爬下两次。他说，从上面看，每一块楼板都是自己放平的。",
        (120, 170, 214),
        (226, 236, 242),
        _crane,
    ),
    Work(
        "师徒",
        "师傅的手放在卡尺上，徒弟的眼睛放在师傅的手上。一束光从天窗下来，正好落在工件上。",
        (92, 72, 54),
        (150, 118, 84),
        _master,
    ),
)
