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


def is_number(string):
    """Tell whether a decoded string is a number that may be padded on the left.

    >>> [is_number(string) for string in ['13', ' 9', '-4', '1 ', '+3', '  ']]
    [True, True, True, False, False, False]
    """
    return re.fullmatch(" *-?[0-9]+", string) is not None


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

    A prediction that is no number is wrong, but left out of the RMSE. The tutorial has no scores.

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
    numbers = [(int(e), int(p)) for e, p in zip(expected, predicted) if is_number(p)]
    error = "%f" % rmse([e for e, _ in numbers], [p for _, p in numbers]) if numbers else "none"
    n_others = n - len(numbers)
    note = f" (predictions that are not numbers: {n_others})" if n_others else ""
    print(f"RMSE: {error}{note}")
