import pytest

from common.reporting import exact_match, is_number, report_strings, report_sums, rmse


def test_rmse_is_the_root_of_the_mean_of_the_squared_errors():
    assert rmse([1, 2, 3, 4], [1, 2, 3, 4]) == 0
    assert rmse([10, 20, 30, 40], [11, 18, 32, 36]) == pytest.approx((25 / 4) ** 0.5)


def test_exact_match_counts_whole_answers():
    assert exact_match(["13", " 9", "11"], ["13", " 9", "11"]) == 1
    assert exact_match(["13", " 9", "11", "20"], ["13", "9 ", "12", "02"]) == 0.25


@pytest.mark.parametrize("function", [exact_match, report_strings])
@pytest.mark.parametrize("expected, predicted", [(["13", "9"], ["13"]), (["1"], []), ([], [])])
def test_answers_that_cannot_be_scored_are_counted(capsys, function, expected, predicted):
    says = f"{len(expected)} expected and {len(predicted)} predicted"
    with pytest.raises(ValueError, match=says):
        function(expected, predicted)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("string", ["13", " 9", "  0", "-4", "007"])
def test_a_number_may_be_padded_on_the_left(string):
    assert is_number(string)
    int(string)


@pytest.mark.parametrize("string", ["1 ", "+3", "  ", "", "1+", "1 2", " +", "-", "1.5", "x"])
def test_everything_else_is_no_number(string):
    assert not is_number(string)


@pytest.mark.parametrize("report, one", [(report_sums, 7), (report_strings, " 7")])
def test_no_more_than_20_lines_are_shown(capsys, report, one):
    report([one] * 30, [one] * 30)
    shown = capsys.readouterr().out
    assert shown.count("Expected=") == 20
    assert "RMSE: 0.000000\n" in shown


def test_the_scores_are_of_all_answers_not_of_the_20_shown(capsys):
    report_strings([" 7"] * 30, [" 7"] * 20 + [" 9"] * 10)
    assert "Exact match: 20 of 30 (66.7%)\nRMSE: 1.154701\n" in capsys.readouterr().out


def test_without_any_number_there_is_no_rmse(capsys):
    report_strings(["13", "12"], ["  ", "+1"])
    shown = capsys.readouterr().out
    assert "Exact match: 0 of 2 (0.0%)\n" in shown
    assert "RMSE: none" in shown
