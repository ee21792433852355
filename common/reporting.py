"""The tutorial's result lines, and the scores behind them."""

import re
from math import sqrt
from statistics import median


def rmse(expected, predicted):
    """The root mean squared error of predicted numbers, in the units of the numbers.

    From the tutorial's "LSTM Evaluation".

    >>> rmse([110, 122], [110, 124])
    1.4142135623730951
    """
    from sklearn.metrics import mean_squared_error  # it takes a second to import

    return sqrt(mean_squared_error(expected, predicted))


def exact_match(expected, predicted):
    """The share of answers that are right as a whole, from 0 to 1.

    >>> exact_match(['13', ' 9'], ['13', '9 '])
    0.5
    """
    return sum(e == p for e, p in zip(expected, predicted)) / len(expected)


def median_and_range(shares):
    """The median and the range of shares, or the only one.

    >>> median_and_range([0.5, 0.75, 0.625]), median_and_range([0.5])
    ('62.50% (50.00-75.00)', '50.00%')
    """
    if len(shares) == 1:
        return f"{shares[0]:.2%}"
    return f"{median(shares):.2%} ({100 * min(shares):.2f}-{100 * max(shares):.2f})"


def is_number(string):
    """Whether a decoded string is a number, padded on the left.

    >>> [is_number(string) for string in ['13', ' 9', '-4', '1 ', '+3', '  ']]
    [True, True, True, False, False, False]
    """
    return re.fullmatch(" *-?[0-9]+", string) is not None


def report_sums(expected, predicted):
    """Print the RMSE and the first 20 of the expected and the predicted sums (stages 1 and 2).

    >>> report_sums([110, 122], [110, 123])
    RMSE: 0.707107
    Expected=110, Predicted=110 (err=0)
    Expected=122, Predicted=123 (err=-1)
    """
    print("RMSE: %f" % rmse(expected, predicted))
    for e, p in list(zip(expected, predicted))[:20]:
        print("Expected=%d, Predicted=%d (err=%d)" % (e, p, e - p))


def report_strings(expected, predicted):
    """Print the first 20 of the expected and the predicted strings, and the scores (stage 3).

    A prediction that is no number is a wrong answer and cannot be part of the RMSE.

    >>> report_strings(['13', ' 9', '11'], ['13', ' 8', '+1'])
    Expected=13, Predicted=13
    Expected= 9, Predicted= 8
    Expected=11, Predicted=+1
    Exact match: 1 of 3 (33.3%)
    RMSE: 0.707107 (left out, being no number: 1)
    """
    for e, p in list(zip(expected, predicted))[:20]:
        print("Expected=%s, Predicted=%s" % (e, p))
    n, share = len(expected), exact_match(expected, predicted)
    print(f"Exact match: {round(n * share)} of {n} ({share:.1%})")
    numbers = [(int(e), int(p)) for e, p in zip(expected, predicted) if is_number(p)]
    if not numbers:
        print("RMSE: none, as no prediction is a number")
        return
    left_out = f" (left out, being no number: {n - len(numbers)})" if len(numbers) < n else ""
    print("RMSE: %f" % rmse(*zip(*numbers)) + left_out)
