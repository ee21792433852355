"""How many pairs: every training is a point of the figure."""

from extensions.pairs_needed import plot_pairs


def test_every_point_is_in_the_figure(axes_of):
    points = [(4, 0.2, 8), (600, 0.2, 144240), (99, 0.8, 990), (99, 0.999, 5)]
    lines = [
        {"settings": {"largest": largest, "held_out": held_out}, "seed": 1}
        | {"pairs seen": n, "scores": {"held-out": largest / 1000}}
        for largest, held_out, n in points
    ]
    (ax,) = axes_of(plot_pairs, lines)
    x, y = zip(*(point for line in ax.get_lines() for point in line.get_xydata()))
    assert {n for _, _, n in points} == set(x)
    for values, (least, most) in ((x, ax.get_xlim()), (y, ax.get_ylim())):
        assert least < min(values) and max(values) < most
    assert {text.get_text() for text in ax.texts} == {"4", "600", "80", "99.9"}
