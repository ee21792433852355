"""How many pairs: every training is a point of the figure."""

from extensions import pairs_needed
from extensions.shared.results import append_result
from extensions.shared.training import LONG_TRAINING
from tests.in_process import run


def test_every_point_is_in_the_figure(tmp_path, monkeypatch):
    path, figures = tmp_path / "results.jsonl", []
    monkeypatch.setattr(pairs_needed, "save_figure", lambda figure, path: figures.append(figure))
    for largest, share in [(4, 0.2), (600, 0.2), (99, 0.8), (99, 0.80000001), (99, 0.999)]:
        settings = {"network": "tutorial's network", "largest": largest, "held_out": share}
        line = {"question": "pairs", "settings": settings | LONG_TRAINING, "seed": 1}
        line |= {"backend": "tensorflow", "weights": 9, "kept": {}, "with": {"floats": "float32"}}
        append_result(path, line | {"scores": {"seen": 1, "held-out": largest / 1000}})
    arguments = ["--largest", 4, 600, "--held-out", 0.8, 0.80000001, 0.999, "--results", path]
    ended = run(pairs_needed, *arguments, "--plot", tmp_path / "figure.svg")
    assert (ended.status, ended.err) == (0, "")
    (ax,) = figures[0].axes
    x, y = zip(*(point for line in ax.get_lines() for point in line.get_xydata()))
    assert {8, 144240, 990, 5} == set(x)
    for values, (least, most) in ((x, ax.get_xlim()), (y, ax.get_ylim())):
        assert least < min(values) and max(values) < most
    assert {text.get_text() for text in ax.texts} == {"4", "600", "80", "99.9"}
