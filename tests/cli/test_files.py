import os

import pytest

from cli.files import new_file, read_settings, save_checkpoint
from cli.options import Parser
from tests.cli.a_stage import Model

SETTINGS = {"largest": 7, "units": [4, 2]}


@pytest.fixture
def older(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("older")
    return path


@pytest.mark.parametrize("name", ["model.keras", ".svg"])
def test_a_new_file_takes_the_place_of_an_older_one_when_it_is_whole(older, name):
    path = older.with_name(name)
    with new_file(path) as new:
        assert new.name.endswith(name)  # the ending decides the format
        new.write_text("newer")
        assert older.read_text() == "older"
    assert path.read_text() == "newer"
    assert set(os.listdir(older.parent)) == {older.name, name}


def test_an_interrupt_half_way_leaves_the_older_file(older):
    with pytest.raises(KeyboardInterrupt), new_file(older) as new:
        new.write_text("half")
        raise KeyboardInterrupt
    assert older.read_text() == "older"
    assert os.listdir(older.parent) == [older.name]


@pytest.fixture
def complaint(capsys):
    """Read what must be refused, with status 2 and one line; what the line says of the file."""

    def complaint(path):
        capsys.readouterr()
        with pytest.raises(SystemExit, match="2"):
            read_settings(Parser("It adds.", "adder.py"), str(path), SETTINGS)
        out, err = capsys.readouterr()
        start = f"adder.py: error: argument --load: '{path}' "
        assert (out, err.count("\n")) == ("", 1) and err.startswith(start)
        return err.removeprefix(start).strip()

    return complaint


def test_a_model_of_another_script_or_with_other_settings_is_refused(older, complaint):
    save_checkpoint(Model(), older, "other.py", SETTINGS)
    assert complaint(older) == "is of other.py, not of adder.py"
    save_checkpoint(Model(), older, "adder.py", {"largest": 7, "n": 3})
    assert complaint(older) == "has other settings than this script"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:-40],
        lambda whole: whole.replace(b'"largest": 7', b'"largest": 8'),  # another checksum
        lambda whole: whole.replace(b"settings.json", b"nonsense.json"),
        lambda whole: whole.replace(b"PK\1\2\x14\3\x14\0\0\0\0\0", b"PK\1\2\x14\3\x14\0\0\0\x63\0"),
    ],
    ids=["truncated", "changed", "not of --save", "of an unknown compression"],
)
def test_a_damaged_file_is_refused(older, complaint, damage):
    save_checkpoint(Model(), older, "adder.py", SETTINGS)
    older.write_bytes(damage(older.read_bytes()))
    assert complaint(older) == "is damaged, or was not written by --save"


def test_a_file_that_cannot_be_read_is_refused(tmp_path, complaint):
    assert complaint(tmp_path / "missing") == "cannot be read: No such file or directory"
    assert complaint(tmp_path) == "cannot be read: Is a directory"
