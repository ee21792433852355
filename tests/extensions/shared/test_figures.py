"""Figures that several questions share: which side is blue, and from where on it is gray."""

from extensions.shared import figures


def test_seen_pairs_are_blue_and_it_is_gray_after_they_are_known(monkeypatch):
    drawn, epochs = [], [1, 3, 5]
    monkeypatch.setattr(figures, "save_figure", lambda figure, path: drawn.append(figure))
    scores = {"curve epochs": epochs, "curve seen": [0.5, 1, 1], "curve held-out": [0, 0.9, 1]}
    line = {"case": "a case", "seed": 1, "settings": {}, "scores": scores}
    figures.plot_learning("", [line], "", 1)
    (ax,) = drawn[0].axes
    for curve, color, side in zip(ax.lines, ("C0", "C3"), ("seen", "held-out"), strict=True):
        assert (curve.get_label(), curve.get_color()) == (side, color)
        assert curve.get_xydata().T.tolist() == [epochs, scores[f"curve {side}"]]
    (gray,) = ax.patches
    assert (gray.get_x(), gray.get_width()) == (3, 2)
