"""Where studios stand on the map: east is right, north is up, neighbours share a dot, nothing leaves the sheet."""

from decimal import Decimal

from studios.showcases.rules import HEIGHT, WIDTH, Place, plotted


def place(key: int, latitude: str, longitude: str) -> Place:
    return Place(key, f"工作室{key}", Decimal(latitude), Decimal(longitude))


def test_east_is_right_and_north_is_up():
    south_west, north_east = plotted([place(1, "29.10", "106.10"), place(2, "29.60", "106.90")])
    assert (south_west.places[0].studio_id, north_east.places[0].studio_id) == (1, 2)
    assert south_west.x < north_east.x
    assert south_west.y > north_east.y


def test_neighbours_share_a_dot_that_names_them_all():
    near = [place(1, "29.30000", "106.30000"), place(2, "29.30010", "106.30010")]
    dots = plotted([*near, place(3, "29.90", "106.90")])
    assert sorted(len(dot.places) for dot in dots) == [1, 2]


def test_nothing_leaves_the_sheet():
    spread = [place(nth, f"{20 + nth * 3}.5", f"{90 + nth * 5}.25") for nth in range(8)]
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in plotted(spread))
    assert [(dot.x, dot.y) for dot in plotted([place(1, "29.3", "106.3")])] == [(WIDTH // 2, HEIGHT // 2)]
    assert plotted([]) == []
