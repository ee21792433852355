import zipfile

import pytest

from addition_lstm_mapping import addition_lstm_mapping
from addition_mlp import addition_mlp
from addition_seq2seq import addition_seq2seq
from cli.checkpoints import SETTINGS
from cli.options import parse_stage_options

EXPERIMENTS = [addition_lstm_mapping, addition_mlp, addition_seq2seq]
OPTIONS = [
    "--seed",
    "--examples",
    "--numbers",
    "--largest",
    "--epochs",
    "--batch-size",
    "--units",
    "--learning-rate",
    "--verbose",
    "--repeats",
    "--plot",
    "--save",
    "--load",
    "--ask",
]


@pytest.fixture(params=EXPERIMENTS, ids=lambda experiment: experiment.__name__)
def experiment(request):
    return request.param


@pytest.fixture
def parse(experiment, monkeypatch):
    n_units = 2 if experiment is addition_seq2seq else None

    def parse(*arguments):
        monkeypatch.setattr("sys.argv", [f"{experiment.__name__}.py", *map(str, arguments)])
        identity = {"script": experiment.__name__, "alphabet": ""}
        options, settings, trained = parse_stage_options(
            experiment, "What it is.", identity=identity, verbose=2, n_units=n_units
        )
        assert settings == trained  # as nothing is loaded
        return vars(options) | settings

    return parse


@pytest.fixture
def complaint(parse, capsys):
    """Parse what must be refused, with status 2 and one line; the line."""

    def complaint(*arguments):
        with pytest.raises(SystemExit) as ended:
            parse(*arguments)
        assert ended.value.code == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        (line,) = shown.err.splitlines()
        return line

    return complaint


def test_without_options_it_is_the_tutorials_complete_example(experiment, parse):
    n_examples, largest, n_batch, n_epoch, units = {
        addition_lstm_mapping: (100, 100, 1, 100, [10]),
        addition_mlp: (100, 100, 2, 50, [4, 2]),
        addition_seq2seq: (1000, 10, 10, 30, [100, 50]),
    }[experiment]
    options = parse()
    assert options.pop("verbose") == 2
    assert list(options.pop("units")) == units
    assert options == {
        "seed": 1,
        "n_examples": n_examples,
        "n_numbers": 2,
        "largest": largest,
        "n_batch": n_batch,
        "n_epoch": n_epoch,
        "learning_rate": 0.001,
        "repeats": 1,
        "plot": None,
        "save": None,
        "load": None,
        "ask": None,
    }


def test_every_option_takes_effect(experiment, parse, tmp_path):
    plot, save = tmp_path / "a.svg", tmp_path / "a.keras"
    given = f"""--seed 7 --examples 20 --numbers 3 --largest 99 --epochs 4 --batch-size 8
        --units 6 5 --learning-rate 0.5 --verbose 0 --repeats 1 --plot {plot} --save {save}
        --ask 1+2+3 4+5+6=15"""
    assert parse(*given.split()) == {
        "seed": 7,
        "n_examples": 20,
        "n_numbers": 3,
        "largest": 99,
        "n_epoch": 4,
        "n_batch": 8,
        "units": [6, 5],
        "learning_rate": 0.5,
        "verbose": 0,
        "repeats": 1,
        "plot": plot,
        "save": save,
        "load": None,
        "ask": ["1+2+3", "4+5+6=15"],
    }


def test_ask_alone_is_a_prompt(parse):
    assert parse("--ask")["ask"] == []


def test_a_second_ask_adds_its_questions(parse):
    assert parse("--ask", "1+2", "3+4", "--ask", "2+3")["ask"] == ["1+2", "3+4", "2+3"]


@pytest.mark.parametrize("question", ["-5+3", "-(5+3)", "-5"])
def test_what_starts_with_a_minus_sign_is_a_question_too(parse, question):
    """The model then says that it cannot read it."""
    assert parse("--ask", question, "--epochs", "1")["ask"] == [question]


def test_largest_and_smallest_seed(parse):
    assert parse("--seed", 0)["seed"] == 0
    assert parse("--seed", 2**32 - 1)["seed"] == 2**32 - 1


def test_help_names_every_option_and_its_default(experiment, parse, capsys):
    with pytest.raises(SystemExit) as ended:
        parse("--help")
    assert ended.value.code == 0
    words = " ".join(capsys.readouterr().out.split())
    assert all(option in words for option in OPTIONS)
    defaults = {
        addition_lstm_mapping: ["1", "100", "2", "100", "100", "1", "10", "0.001", "2", "1"],
        addition_mlp: ["1", "100", "2", "100", "50", "2", "4 2", "0.001", "2", "1"],
        addition_seq2seq: ["1", "1000", "2", "10", "30", "10", "100 50", "0.001", "2", "1"],
    }[experiment]
    for option, default in zip(OPTIONS, defaults):
        about = words.split(f" {option} ")[-1].split(" --")[0]
        assert f"default: {default})" in about, option


@pytest.mark.parametrize(
    "option, value, allowed",
    [
        ("--seed", "-1", "from 0 to 4294967295"),
        ("--seed", "4294967296", "from 0 to 4294967295"),
        ("--seed", "1.5", "whole number"),
        ("--seed", "one", "whole number"),
        ("--examples", "0", "from 1 to 1000000"),
        ("--examples", "-1", "from 1 to 1000000"),
        ("--examples", "2.5", "whole number"),
        ("--examples", "ten", "whole number"),
        ("--examples", "", "whole number"),
        ("--examples", "1e3", "whole number"),
        ("--numbers", "1", "from 2 to 1000"),
        ("--numbers", "0", "from 2 to 1000"),
        ("--numbers", "2.0", "whole number"),
        ("--largest", "0", "from 1 to 2251799813685248"),
        ("--largest", "2251799813685249", "from 1 to 2251799813685248"),
        ("--largest", "-3", "from 1 to"),
        ("--largest", "nan", "whole number"),
        ("--examples", "1" + "0" * 20, "from 1 to 1000000"),
        ("--batch-size", "9223372036854775808", "from 1 to 1000000"),
        ("--numbers", "1001", "from 2 to 1000"),
        ("--units", "100000", "from 1 to 10000"),
        ("--epochs", "0", "from 1 to 1000000"),
        ("--epochs", "1.5", "whole number"),
        ("--batch-size", "0", "from 1 to 1000000"),
        ("--batch-size", "-8", "from 1 to 1000000"),
        ("--batch-size", "0.5", "whole number"),
        ("--learning-rate", "0", "greater than 0"),
        ("--learning-rate", "-0.1", "greater than 0"),
        ("--learning-rate", "nan", "greater than 0"),
        ("--learning-rate", "inf", "greater than 0"),
        ("--learning-rate", "fast", "greater than 0"),
        ("--verbose", "3", "from 0 to 2"),
        ("--verbose", "auto", "from 0 to 2"),
        ("--repeats", "0", "from 1 to 10000"),
        ("--repeats", "1.5", "whole number"),
    ],
)
def test_a_wrong_value_is_refused_by_option_value_and_what_is_allowed(
    complaint, option, value, allowed
):
    line = complaint(option, value)
    assert f"{option}:" in line
    assert f"'{value}'" in line
    assert allowed in line


@pytest.mark.parametrize(
    "units, wrong", [(["0", "4"], "0"), (["4", "x"], "x"), (["4", "-2"], "-2")]
)
def test_wrong_units_are_refused(complaint, units, wrong):
    line = complaint("--units", *units)
    assert "--units" in line
    assert f"'{wrong}'" in line


@pytest.mark.parametrize("experiment", [addition_seq2seq])
@pytest.mark.parametrize("units", [["10"], ["10", "20", "30"]])
def test_encoder_and_decoder_have_two_units_no_more_and_no_less(complaint, units):
    line = complaint("--units", *units)
    assert "--units" in line
    assert "2" in line


@pytest.mark.parametrize("arguments", [["--sead", "1"], ["nonsense"], ["--exam", "5"], ["--seed"]])
def test_an_option_that_there_is_not_is_refused(complaint, arguments):
    assert arguments[0] in complaint(*arguments)


@pytest.mark.parametrize(
    "option, name",
    [
        ("--plot", "a.gif"),
        ("--plot", "png"),
        ("--plot", "no-such-folder/a.png"),
        ("--plot", "folder.png"),
        ("--plot", "a" * 300 + ".png"),
        ("--save", "a.h5"),
        ("--save", "no-such-folder/a.keras"),
        ("--save", "folder.keras"),
        ("--save", "link.keras"),
        ("--save", "a" * 300 + ".keras"),
        ("--save", "a" * 300 + "/a.keras"),
        ("--load", "missing.keras"),
        ("--load", ""),
        ("--load", "model.bak"),
        ("--load", "a" * 300 + ".keras"),
        ("--load", "folder.keras"),
        ("--load", "text.keras"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_before_training(complaint, tmp_path, option, name):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "folder.keras").mkdir()
    (tmp_path / "link.keras").symlink_to("no-such-folder/a.keras")
    (tmp_path / "text.keras").write_text("hello")
    path = str(tmp_path / name) if name else ""
    line = complaint(option, path)
    assert option in line
    assert path in line


def test_a_file_name_alone_is_in_this_folder(parse, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert str(parse("--plot", "a.pdf")["plot"]) == "a.pdf"


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_an_older_figure_may_be_drawn_over(parse, tmp_path, suffix):
    path = tmp_path / f"old.{suffix}"
    path.write_text("old")
    assert parse("--plot", path)["plot"] == path
    assert path.read_text() == "old"


@pytest.mark.parametrize("content", ["{}", "[]", "3", '{"stage": "addition_mlp"}', "hello"])
def test_a_file_that_does_not_say_what_it_was_built_for_is_refused(complaint, tmp_path, content):
    path = tmp_path / "odd.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(SETTINGS, content)
    line = complaint("--load", path)
    assert "--load" in line
    assert str(path) in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["--repeats", "2", "--save", "a.keras"],
        ["--repeats", "2", "--load", "a.keras"],
        ["--repeats", "2", "--ask"],
        ["--repeats", "2", "--ask", "1+2"],
        ["--load", "a.keras", "--save", "b.keras"],
    ],
)
def test_options_that_do_not_go_together_are_refused(complaint, arguments):
    line = complaint(*arguments)
    assert any(option in line for option in arguments if option.startswith("--"))


def test_the_last_seed_of_the_repeats_must_be_one_that_keras_takes(complaint):
    assert "4294967295" in complaint("--seed", 2**32 - 2, "--repeats", 3)


def test_a_sum_that_would_not_be_exact_is_refused(parse, complaint):
    """2**51 is the largest sum; see common.scaling.LARGEST_SUM."""
    assert parse("--numbers", 4, "--largest", 2**49)["largest"] == 2**49
    line = complaint("--numbers", 4, "--largest", 2**49 + 1)
    assert "--largest: the largest sum, 2251799813685252, is larger than 2251799813685248" in line


def test_an_unknown_backend_is_refused(complaint, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "theano")
    line = complaint()
    assert "KERAS_BACKEND" in line
    assert "'theano'" in line
    assert "tensorflow, jax" in line


def test_a_prompt_without_standard_input_is_refused(complaint, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert "argument --ask: " in complaint("--ask")
