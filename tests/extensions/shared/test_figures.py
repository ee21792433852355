"""Figures that several questions share: the colour of each side, and from where on it is gray."""

from extensions.shared.figures import COLORS, plot_learning


def test_each_side_has_its_colour_and_it_is_gray_after_the_seen_pairs_are_known(axes_of):
    epochs = [1, 3, 5]
    scores = {"curve epochs": epochs, "curve seen": [0.5, 1, 1], "curve held-out": [0, 0.9, 1]}
    line = {"case": "a case", "seed": 1, "settings": {}, "scores": scores}
    (ax,) = axes_of(plot_learning, [line], "", 1)
    for curve, color, side in zip(ax.lines, COLORS, ("seen", "held-out")):
        assert (curve.get_label(), curve.get_color()) == (side, color)
        assert curve.get_xydata().T.tolist() == [epochs, scores[f"curve {side}"]]
    (gray,) = ax.patches
    assert (gray.get_x(), gray.get_width()) == (3, 2)
