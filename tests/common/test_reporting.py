import pytest

from common.reporting import exact_match, report_strings, report_sums


def test_the_scores_are_of_all_answers_and_only_20_are_shown(capsys):
    with pytest.raises(ValueError):  # one is missing
        exact_match(["13", "9"], ["13"])
    report_strings([" 7"] * 30, [" 7"] * 20 + [" 9"] * 10)
    shown = capsys.readouterr().out
    assert shown.count("Expected= 7, Predicted= 7\n") == shown.count("Expected") == 20
    assert shown.endswith("Exact match: 20 of 30 (66.7%)\nRMSE: 1.154701\n")
    report_sums([7] * 30, [7] * 20 + [9] * 10)
    shown = capsys.readouterr().out
    assert shown.startswith("RMSE: 1.154701\n") and shown.count("Expected") == 20


def test_the_rmse_is_of_the_answers_that_are_numbers_if_there_are_any(capsys):
    """A hexadecimal sum may be none."""
    report_strings(["13", "1c", "12", "15"], ["11", "12", "+1", "15"])
    shown = capsys.readouterr().out
    assert shown.endswith("RMSE: 1.414214 (predictions that are not numbers: 2)\n")
    report_strings(["13", "1c"], ["  ", "12"])
    assert capsys.readouterr().out.endswith("Exact match: 0 of 2 (0.0%)\n")
