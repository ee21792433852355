import re
from argparse import ArgumentTypeError, BooleanOptionalAction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addition_mlp import addition_mlp
from addition_seq2seq import addition_seq2seq
from cli.options import (
    COUNT,
    SEED,
    UNITS,
    Parser,
    add_training_settings,
    number_between,
    parse_settings,
    shown,
    whole_number,
)
from cli.stages import stage_parser
from tests.in_process import refused

# --- values


@given(st.integers(), st.integers(), st.integers())
def test_whole_numbers_are_read_within_their_range_and_no_others(least, most, number):
    read = whole_number(least, most)
    if least <= number <= most:
        assert read(str(number)) == number
    else:
        with pytest.raises(ArgumentTypeError, match=f"'{number}' .* from {least} to {most}"):
            read(str(number))


@given(st.floats(), st.floats(), st.floats())
def test_numbers_are_read_between_their_bounds_and_no_others(least, most, number):
    read = number_between(least, most)
    if least < number < most:
        assert read(str(number)) == number
    else:
        with pytest.raises(ArgumentTypeError, match=re.escape(f"'{number}' is not a number ")):
            read(str(number))


def is_a_number(text):
    return text.isascii() and text.strip("+-.0123456789eE") == ""


@given(st.text().filter(lambda text: not is_a_number(text)))
def test_what_is_no_number_is_refused(text):
    for read in (whole_number(-9), number_between(-9)):
        with pytest.raises(ArgumentTypeError):
            read(text)


@pytest.mark.parametrize("text", ["1_0", "١", "nan", "inf", "1e999", "", " ", "1.2.3", "9" * 5000])
def test_what_python_or_mathematics_would_take_for_a_number_is_refused(text):
    with pytest.raises(ArgumentTypeError):
        whole_number(0)(text)
    with pytest.raises(ArgumentTypeError):
        number_between(0)(text)


@pytest.mark.parametrize(
    "read, least, most", [(SEED, 0, 2**32 - 1), (COUNT, 1, 10**6), (UNITS, 1, 10**4)]
)
def test_the_ranges(read, least, most):
    assert (read(str(least)), read(str(most))) == (least, most)
    for outside in (least - 1, most + 1):
        with pytest.raises(ArgumentTypeError):
            read(str(outside))


def test_values_are_shown_as_a_shell_wants_them():
    """A shell would put names of files in place of a star."""
    assert [shown(value) for value in (True, False, 0.001, (4, 2), ["+", "*"])] == [
        *("yes", "no", "0.001", "4 2", "+ '*'")
    ]


# --- the command line


@pytest.fixture
def parse(monkeypatch):
    def parse(*arguments):
        monkeypatch.setattr("sys.argv", ["addition_mlp.py", *map(str, arguments)])
        parser = stage_parser(addition_mlp, "What it is.", verbose=2, n_units="any")
        options, settings, trained = parse_settings(parser, training_only=())
        assert settings == trained  # as nothing is loaded
        del options.command
        return vars(options) | settings

    return parse


@pytest.fixture
def complaint():
    """Run stage 2 with what must be refused; the line."""
    import addition_mlp

    return lambda *arguments: refused(addition_mlp, *arguments)


DEFAULTS = {"seed": 1, "n_examples": 100, "n_numbers": 2, "largest": 100, "n_batch": 2}
DEFAULTS |= {"n_epoch": 50, "units": (4, 2), "learning_rate": 0.001, "verbose": 2, "repeats": 1}
DEFAULTS["watch"] = 0
DEFAULTS |= {"jobs": 1, "plot": None, "save": None, "load": None, "ask": None}


def test_without_options_it_is_the_tutorials_complete_example(parse):
    assert parse() == DEFAULTS


def test_every_option_takes_effect(parse, tmp_path):
    plot, save = tmp_path / "a.svg", tmp_path / "a.keras"
    given = f"""--seed 7 --examples 20 --numbers 3 --largest 99 --epochs 4 --batch-size 8
        --units 6 5 7 --learning-rate 0.5 --verbose 0 --jobs 2 --plot {plot} --save {save}
        --ask 1+2+3 4+5+6=15"""
    assert parse(*given.split()) == {
        **{"seed": 7, "n_examples": 20, "n_numbers": 3, "largest": 99, "n_epoch": 4, "n_batch": 8},
        **{
            "units": [6, 5, 7],
            "learning_rate": 0.5,
            "verbose": 0,
            "repeats": 1,
            "jobs": 2,
            "watch": 0,
        },
        **{"plot": plot, "save": save, "load": None, "ask": ["1+2+3", "4+5+6=15"]},
    }
    assert parse("--repeats", 3)["repeats"] == 3


def test_ask_alone_is_a_prompt_and_a_second_ask_adds_its_questions(parse):
    assert parse("--ask")["ask"] == []
    assert parse("--ask", "1+2", "3+4", "--ask", "2+3")["ask"] == ["1+2", "3+4", "2+3"]


@pytest.mark.parametrize("question", ["-5+3", "-(5+3)", "-5"])
def test_what_starts_with_a_minus_sign_is_a_question_too(parse, question):
    """The model then says that it cannot read it."""
    assert parse("--ask", question, "--epochs", "1")["ask"] == [question]


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--examples", "0"], ["--batch-size", "0"], ["--numbers", "1"], ["--largest", "0"]),
        *(["--epochs", "1.5"], ["--units", "0", "4"], ["--verbose", "3"], ["--repeats", "10001"]),
        *(["--seed"], ["--sead", "1"], ["--exam", "5"], ["nonsense"], ["--jobs", "0"]),
    ],
    ids=" ".join,
)
def test_a_wrong_option_or_value_is_refused_by_its_name(complaint, arguments):
    line = complaint(*arguments)
    assert arguments[0] in line
    assert "unrecognized" in line or "expected one" in line or repr(arguments[1]) in line


@pytest.mark.parametrize(
    "option, name, says",
    [
        ("--plot", "a.gif", "does not end in .png or .svg or .pdf"),
        ("--plot", "png", "does not end in .png"),
        ("--plot", "no-such-folder/a.png", "No such file or directory"),
        ("--plot", "folder.png", "Is a directory"),
        ("--plot", "a" * 300 + ".png", "File name too long"),
        ("--save", "a.h5", "does not end in .keras"),
        ("--save", "link.keras", "No such file or directory"),
        ("--load", "missing.keras", "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_before_training(
    complaint, tmp_path, option, name, says
):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "link.keras").symlink_to("no-such-folder/a.keras")
    path = tmp_path / name
    line = complaint(option, path)
    assert line.startswith(f"addition_mlp.py: error: argument {option}: '{path}' ")
    assert says in line


@pytest.mark.parametrize("name", ["new.pdf", "old.svg", ".png"])
def test_a_file_that_can_be_written_is_tried_and_stays_as_it_is(parse, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.svg").write_text("old")
    assert str(parse("--plot", name)["plot"]) == name
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--repeats", "2", "--save", "a.keras"],
        ["--repeats", "2", "--ask"],
        ["--load", "a.keras", "--save", "b.keras"],
        ["--repeats", "3", "--seed", str(2**32 - 2)],
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together_are_refused(complaint, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "argument --" in complaint(*arguments)


def test_a_sum_that_would_not_be_exact_is_refused(complaint):
    """2**51 is the largest sum; see common.scaling.LARGEST_SUM."""
    line = complaint("--numbers", 4, "--largest", 2**49 + 1)
    assert "--largest: the largest sum, 2251799813685252, is larger than 2251799813685248" in line


def test_a_prompt_without_standard_input_is_refused(parse, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SystemExit, match="2"):
        parse("--ask")
    assert "argument --ask: " in capsys.readouterr().err


# --- help


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_help_names_every_option_and_its_default_in_lines_that_fit(monkeypatch, capsys, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    about = "Try --batch-size 8 --epochs 7: " + "it is a long line. " * 9
    parser = stage_parser(addition_mlp, f"A title.\n\n{about}\n- an item\n- another\n", verbose=2)
    with pytest.raises(SystemExit, match="0"):
        parser.parse_args(["--help"])
    usage, out = capsys.readouterr().out.split("\n\n", 1)
    assert all(len(line) <= columns for line in out.splitlines())
    assert "A title.\n\nTry --batch-size 8" in out and "\n- an item\n- another\n" in out
    for name, value in DEFAULTS.items():
        (action,) = (action for action in parser._actions if action.dest == name)
        told = " ".join(out.split(f"\n  {action.option_strings[0]} ")[1].split(" --")[0].split())
        assert value is None or f"default: {shown(value)})" in told


def test_stage_3_says_what_its_two_units_are(monkeypatch):
    parser = stage_parser(addition_seq2seq, "", verbose=1, n_units=2)
    assert "encoder and of the decoder, two numbers" in " ".join(parser.format_help().split())


@pytest.mark.parametrize("units", [["10"], ["10", "20", "30"]])
def test_encoder_and_decoder_have_two_units_no_more_and_no_less(units):
    import addition_seq2seq

    line = refused(addition_seq2seq, "--units", *units)
    assert line.endswith(f"argument --units: '{' '.join(units)}' is not 2 numbers")


def test_only_stage_2_may_have_no_hidden_layer(parse):
    import addition_lstm_mapping
    import addition_seq2seq

    assert parse("--units")["units"] == []
    for script in (addition_lstm_mapping, addition_seq2seq):
        assert "--units: expected at least one" in refused(script, "--units")


# --- settings as arguments, for a checkpoint


@given(
    st.fixed_dictionaries(
        {
            "decay": st.booleans(),
            "operations": st.lists(st.sampled_from("+-*"), min_size=1),
            "seed": st.integers(0, 2**32 - 1),
            "n_examples": st.integers(1, 10**6),
            "n_epoch": st.integers(1, 10**6),
            "n_batch": st.integers(1, 10**6),
            "units": st.lists(st.integers(1, 10**4), min_size=1),
            "learning_rate": st.floats(0, exclude_min=True, allow_infinity=False),
        }
    )
)
def test_settings_are_written_as_arguments_that_are_read_as_the_same_settings(settings):
    parser = Parser("", "a.py")
    parser.add_setting("--decay", "decay", True, "", action=BooleanOptionalAction)
    parser.add_setting("--operations", "operations", ["+"], "", nargs="+")
    add_training_settings(parser, dict.fromkeys(settings))
    assert parser.settings(parser.parse_args(parser.arguments(settings))) == settings
