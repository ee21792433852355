import re
from argparse import ArgumentTypeError
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from cli.options import Parser, number
from cli.running import read_command_line
from tests.in_process import Terminal, refused, run


@pytest.mark.parametrize("convert, numbers", [(int, st.integers()), (float, st.floats())])
@given(data=st.data())
def test_numbers_are_read_within_their_range_and_no_others(convert, numbers, data):
    least, most, n = (data.draw(numbers) for _ in range(3))
    if least <= n <= most:
        assert number(convert, least, most)(str(n)) == n
    else:
        with pytest.raises(ArgumentTypeError, match=rf"'{re.escape(str(n))}' is not a .* from"):
            number(convert, least, most)(str(n))


@pytest.fixture
def parse(monkeypatch):
    def parse(*arguments):
        monkeypatch.setattr("sys.argv", ["addition_mlp.py", *map(str, arguments)])
        return read_command_line(Parser("It adds."), addition_mlp.addition_mlp, "3+10", "*")

    return parse


def test_every_option_takes_effect_and_without_any_it_is_the_tutorials_example(parse, tmp_path):
    given, settings, saved = parse()
    assert (given, settings) == ({}, saved | {"verbose": 2})
    sizes = {"n_examples": 100, "n_numbers": 2, "largest": 100, "n_batch": 2, "n_epoch": 50}
    assert saved == sizes | {"units": (4, 2), "learning_rate": 0.001, "seed": 1}
    given, settings, saved = parse(
        *"--seed 7 --examples 20 --numbers 3 --largest 99 --epochs 4 --batch-size 8".split(),
        *"--units 6 5 7 --learning-rate 0.5 --verbose 0".split(),
    )
    sizes = {"n_examples": 20, "n_numbers": 3, "largest": 99, "n_batch": 8, "n_epoch": 4}
    assert saved == sizes | {"units": [6, 5, 7], "learning_rate": 0.5, "seed": 7}
    assert settings == given == saved | {"verbose": 0}
    plot, save = tmp_path / "a.svg", tmp_path / "a.keras"
    given, *_ = parse("--plot", plot, "--save", save, "--watch", 3, "--ask", "1+2", "3+4=7")
    assert given == {"plot": plot, "save": save, "watch": 3, "ask": ["1+2", "3+4=7"]}
    assert parse("--repeats", 3, "--jobs", 2)[0] == {"repeats": 3, "jobs": 2}
    assert parse("--ask", "--units")[0] == {"ask": [], "units": []}
    assert parse("--epochs", 7499)[0] == {"n_epoch": 7499}  # the most


@pytest.mark.parametrize(
    "arguments, says",
    [
        ("--examples 0", "argument --examples: '0' is not a whole number from 1 to 1000000"),
        ("--numbers 101", "argument --numbers: '101' is not a whole number from 2 to 100"),
        ("--learning-rate nan", "argument --learning-rate: 'nan' is not a number from 0 to 1000"),
        ("--units 128,64", "argument --units: '128,64' is not a whole number from 1 to 10000"),
        ("--verbose 3", "argument --verbose: '3' is not a whole number from 0 to 2"),
        ("--seed", "argument --seed: expected one argument"),
        ("--sead 1", "unrecognized arguments: --sead 1"),
        ("--exam 5", "unrecognized arguments: --exam 5"),
        # what cannot be trained
        ("--batch-size 101", "argument --examples: are fewer than the --batch-size, 101"),
        ("--jobs 2", "argument --jobs: has no effect without --repeats"),
        ("--epochs 7500", "argument --examples: 750,100 in all do not fit into 2 GB, 750,000 do"),
        ("--epochs 3000 --numbers 5", "300,100 in all do not fit into 2 GB, 300,000 do"),
        # what would have no effect
        ("--repeats 2 --ask", "argument --ask: has no effect beside --repeats"),
        ("--repeats 2 --watch 3", "argument --watch: has no effect beside --repeats"),
        ("--repeats 2 --verbose 0", "argument --verbose: has no effect beside --repeats"),
        ("--repeats 2 --save a.keras", "argument --save: has no effect beside --repeats"),
        ("--load a.keras --epochs 3", "argument --epochs: has no effect beside --load"),
        ("--load a.keras --repeats 2", "argument --repeats: has no effect beside --load"),
        ("--load a.keras --watch 3", "argument --watch: has no effect beside --load"),
        ("--load a.keras --save b.keras", "argument --save: has no effect beside --load"),
        ("--load a.keras --ask --plot a.svg", "argument --plot: has no effect beside --ask"),
        ("--load a.keras --ask --examples 3", "argument --examples: has no effect beside --ask"),
        # files
        ("--plot a.gif", "argument --plot: 'a.gif' does not end in .png or .svg or .pdf"),
        ("--plot folder.png", "argument --plot: 'folder.png' cannot be written"),
        ("--plot gone/a.png", "argument --plot: 'gone/a.png' cannot be written"),
        ("--save a.h5", "argument --save: 'a.h5' does not end in .keras"),
        (f"--save {'a' * 300}.keras", "a.keras' cannot be written"),
        ("--load gone.keras", "'gone.keras' cannot be read: No such file or directory"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    line = refused(addition_mlp, *arguments.split())
    assert line.startswith("addition_mlp.py: error: ") and says in line


def test_a_file_is_refused_if_the_user_may_not_write_it_and_otherwise_left_as_it_is(
    parse, tmp_path, monkeypatch
):
    older, new = tmp_path / "older.svg", tmp_path / "new.svg"
    older.write_text("older")
    parse("--plot", older)
    parse("--plot", new)
    assert older.read_text() == "older" and not new.exists()
    monkeypatch.setattr("pathlib.Path.open", Mock(side_effect=PermissionError))
    assert refused(addition_mlp, "--plot", older).endswith("older.svg' cannot be written")


def test_help_names_every_option_and_its_default_and_how_many_layers_there_are():
    assert refused(addition_seq2seq, "--units", 10).endswith("--units: expected 2 arguments")
    assert "--units: expected at least one" in refused(addition_lstm_mapping, "--units")
    shown = " ".join(run(addition_seq2seq, "--help").out.split())
    assert shown.startswith("usage: addition_seq2seq.py ")
    assert "Stage 3: learn to add numbers" in shown
    defaults = {"--numbers": 2, "--largest": 10, "--examples": 1000, "--epochs": 30, "--seed": 1}
    defaults |= {"--batch-size": 10, "--units N": "100 50", "--learning-rate": 0.001}
    defaults |= {"--verbose": 1, "--repeats": 1, "--jobs": 1}
    for option, default in defaults.items():
        assert f"(default: {default})" in shown.split(f" {option} N ")[-1].split(" --")[0]
    for option in ("--plot FILE", "--save FILE.keras", "--load FILE.keras", "--watch N", "--ask "):
        assert option in shown.split("options:")[1]


@pytest.mark.parametrize("columns, verbose, chosen", [(80, 1, 1), (79, 1, 2), (79, 0, 0)])
def test_keras_bar_is_shown_where_there_is_room(parse, monkeypatch, columns, verbose, chosen):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert parse("--verbose", 1)[1]["verbose"] == 2  # this is no terminal
    monkeypatch.setattr("sys.stdout", Terminal())
    assert parse("--verbose", verbose)[1]["verbose"] == chosen
