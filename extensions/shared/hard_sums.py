"""Hard sums, which evenly drawn numbers seldom have: how they are drawn, and which are held out."""

from itertools import combinations_with_replacement, count, islice

from extensions.shared.training import HELD_OUT

N_TEST, N_HARD, N_VALIDATION = 10_000, 1000, 200


def to_numbers(columns):
    """Read the numbers in columns of digits, the last digits first.

    >>> to_numbers([(7, 5), (0, 1)])
    (7, 15)
    """
    return tuple(int("".join(map(str, digits[::-1]))) for digits in zip(*columns))


def sample_ten_or_more(rng):
    """Sample the two digits of a column that makes ten or more."""
    a = rng.randint(1, 9)
    return a, rng.randint(10 - a, 9)


def sample_of_lengths(lengths, rng):
    """Sample a pair of numbers with so many digits."""
    return tuple(rng.randint(10 ** (n - 1), 10**n - 1) for n in lengths)


def sample_two_lengths(n_digits, rng):
    """Sample two lengths evenly, of up to n_digits digits."""
    return rng.randint(1, n_digits), rng.randint(1, n_digits)


def sample_numbers(n_digits, rng):
    """Sample two numbers evenly, of up to n_digits digits. One in ten is shorter than that."""
    return rng.randint(1, 10**n_digits - 1), rng.randint(1, 10**n_digits - 1)


def sample_lengths(n_digits, rng):
    """Sample two numbers, of evenly drawn lengths of up to n_digits digits."""
    return sample_of_lengths(sample_two_lengths(n_digits, rng), rng)


def sample_carries(n_digits, rng, share=None, more=0.5):
    """Sample two numbers whose last digits make ten or more, and of whose columns some carry on.

    share: of the other n_digits - 1 columns that carry on. None draws it evenly, and the number of
    columns evenly from two to n_digits. more: of the columns that carry on, the share that makes
    ten or more. The others make nine.
    """
    n_columns = n_digits
    if share is None:
        n_columns, share = rng.randint(min(2, n_digits), n_digits), rng.random()
    columns = [sample_ten_or_more(rng)]
    while len(columns) < n_columns:
        if rng.random() >= share:
            columns.append((rng.randrange(10), rng.randrange(10)))
        elif rng.random() < more:
            columns.append(sample_ten_or_more(rng))
        else:
            a = rng.randrange(10)
            columns.append((a, 9 - a))
    return to_numbers(columns)


def sample_repeats(n_digits, rng, same=0.5):
    """Sample two numbers, each of one to three different digits, such as 99999 and 70007.

    same: the share of the pairs in which both numbers are made of the same digits.
    """
    is_same, digits, pair = rng.random() < same, None, []
    for length in sample_two_lengths(n_digits, rng):
        if digits is None or not is_same:
            digits = rng.sample("0123456789", rng.randint(1, 3))
        first = rng.choice([digit for digit in digits if digit != "0"] or ["1"])
        pair.append(int(first + "".join(rng.choices(digits, k=length - 1))))
    return tuple(pair)


# the hard sums of the training, and their shares of it; all else are evenly drawn numbers
HARD_SUMS = {"lengths": sample_lengths, "carries": sample_carries, "repeats": sample_repeats}
SHARES = {"lengths": 0.1, "carries": 0.1, "repeats": 0.3}


def sample_pair(n_digits, draws, rng):
    """Sample a pair to train on. draws: names of HARD_SUMS."""
    chosen = rng.random()
    for name in draws:
        if chosen < SHARES[name]:
            return HARD_SUMS[name](n_digits, rng)
        chosen -= SHARES[name]
    return sample_numbers(n_digits, rng)


def sample_allowed(n, is_allowed, sample, *arguments, **options):
    """Sample n pairs that are allowed, with the arguments of sample."""
    sampled = (sample(*arguments, **options) for _ in count())
    return list(islice(filter(is_allowed, sampled), n))


def edges(digits):
    """List the pairs with the longest carries, and with the most different lengths."""
    nines = 10**digits - 1
    pairs = [(nines, 1), (1, nines), (10 ** (digits - 1), 1), (nines, nines), (1, 1)]
    return list(dict.fromkeys(pairs))


def pairs_of_nines(digits):
    """List all pairs of nines, such as 99, with a one and zeros, or with nines again."""
    nines = [10**i - 1 for i in range(1, digits + 1)]
    return [(a, b) for a in nines for j in range(digits) for b in (10**j, nines[j])]


def hold_out(digits, rng):
    """Sample the pairs that are never trained on, in either order.

    They are a share of the pairs of up to two digits, the edges, and the pairs of four tests, whose
    pairs of up to two digits are from that share. Returns the tests, {name: pairs}; pairs for the
    curves over the epochs, {digits: pairs}; and the set of all.
    """
    small = list(combinations_with_replacement(range(1, min(10**digits, 100)), 2))
    nines = pairs_of_nines(digits)
    held_out_pairs = {*rng.sample(small, round(HELD_OUT * len(small))), *edges(digits), *nines}
    held_out_pairs |= {(b, a) for a, b in held_out_pairs}

    def sample(n, sampler, *arguments, **options):
        is_allowed = lambda pair: max(pair) > 99 or pair in held_out_pairs  # noqa: E731
        pairs = sample_allowed(n, is_allowed, sampler, *arguments, rng, **options)
        return list(dict.fromkeys(pairs))

    tests = {"uniform numbers": sample(N_TEST, sample_numbers, digits)}
    # two lengths are kept until a pair of numbers of these lengths is allowed
    lengths = [sample_two_lengths(digits, rng) for _ in range(N_TEST)]
    pairs = (pair for both in lengths for pair in sample(1, sample_of_lengths, both))
    tests["uniform lengths"] = list(dict.fromkeys(pairs))
    tests["long carries"] = sample(N_HARD, sample_carries, digits, share=1, more=0)
    pairs = [*nines, *sample(N_HARD - len(nines), sample_repeats, digits, same=0)]
    tests |= {"repeated digits": list(dict.fromkeys(pairs)), "edges": edges(digits)}
    validation = {n: sample(N_VALIDATION, sample_numbers, n) for n in range(1, digits + 1)}
    for pairs in (*tests.values(), *validation.values()):
        held_out_pairs.update(pairs, ((b, a) for a, b in pairs))
    return tests, validation, held_out_pairs
