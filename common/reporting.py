"""The tutorial's "LSTM Evaluation" and "Evaluate LSTM Model": result lines, and their scores."""

import re


def rmse(expected, predicted):
    """Compute the root mean squared error, in the units of the numbers.

    >>> rmse([110, 122], [110, 124])
    1.4142135623730951
    """
    from sklearn.metrics import root_mean_squared_error  # imported here, as it takes a second

    return float(root_mean_squared_error(expected, predicted))


def exact_match(expected, predicted):
    """Compute the share of answers in which every character is right, from 0 to 1.

    Raises ValueError if there are not as many predicted as expected answers.

    >>> exact_match(['13', ' 9'], ['13', '9 '])
    0.5
    """
    return sum(e == p for e, p in zip(expected, predicted, strict=True)) / len(expected)


def is_number(answer):
    """Tell whether an answer is a number, or a string of one that may be padded on the left.

    >>> [is_number(answer) for answer in [13, ' 9', '-4', '1 ', '+3', '  ']]
    [True, True, True, False, False, False]
    """
    return re.fullmatch(" *-?[0-9]+", str(answer)) is not None


def report_sums(expected, predicted):
    """Print the RMSE, and the first 20 expected and predicted sums (stages 1 and 2).

    >>> report_sums([110, 122], [110, 123])
    RMSE: 0.707107
    Expected=110, Predicted=110 (err=0)
    Expected=122, Predicted=123 (err=-1)
    """
    print("RMSE: %f" % rmse(expected, predicted))
    for e, p in list(zip(expected, predicted))[:20]:
        print("Expected=%d, Predicted=%d (err=%d)" % (e, p, e - p))


def report_strings(expected, predicted):
    """Print the first 20 expected and predicted strings, the exact match and the RMSE (stage 3).

    The RMSE is of the answers that are numbers, if there are any. The tutorial has no scores.

    >>> report_strings(['13', ' 9', '11'], ['13', ' 8', '+1'])
    Expected=13, Predicted=13
    Expected= 9, Predicted= 8
    Expected=11, Predicted=+1
    Exact match: 1 of 3 (33.3%)
    RMSE: 0.707107 (predictions that are not numbers: 1)
    """
    n, share = len(expected), exact_match(expected, predicted)
    for e, p in list(zip(expected, predicted))[:20]:
        print("Expected=%s, Predicted=%s" % (e, p))
    print(f"Exact match: {round(share * n)} of {n} ({share:.1%})")
    pairs = [map(int, pair) for pair in zip(expected, predicted) if all(map(is_number, pair))]
    if pairs:
        note = f" (predictions that are not numbers: {n - len(pairs)})" if n > len(pairs) else ""
        print(f"RMSE: {rmse(*zip(*pairs)):f}{note}")
