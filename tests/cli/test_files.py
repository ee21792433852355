import os
from unittest.mock import Mock

import pytest

from cli.files import new_file, read_settings, save_checkpoint
from tests.cli.a_stage import Model

SETTINGS = {"largest": 7, "units": [4, 2]}


@pytest.fixture
def older(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("older")
    return path


def test_a_new_file_takes_the_place_of_an_older_one_only_when_it_is_whole(older):
    with pytest.raises(KeyboardInterrupt), new_file(older) as new:
        new.write_text("half")
        raise KeyboardInterrupt
    assert older.read_text() == "older"
    with new_file(older) as new:
        assert new.suffix == ".keras"  # the ending decides the format
        new.write_text("newer")
        assert older.read_text() == "older"
    assert older.read_text() == "newer"
    assert os.listdir(older.parent) == [older.name]


def complaint(path):
    """What the line says of a file that must be refused, with status 2."""
    parser = Mock(prog="adder.py", error=Mock(side_effect=SystemExit))
    with pytest.raises(SystemExit):
        read_settings(parser, str(path), SETTINGS)
    return parser.error.call_args.args[0].removeprefix(f"argument --load: '{path}' ")


def test_a_file_that_cannot_be_read_or_is_of_another_script_is_refused(older):
    assert complaint(older.parent) == "cannot be read: Is a directory"
    assert complaint(older.parent / "gone") == "cannot be read: No such file or directory"
    save_checkpoint(Model(), older, "other.py", SETTINGS)
    assert complaint(older) == "is of other.py, not of adder.py"
    save_checkpoint(Model(), older, "adder.py", {"largest": 7, "n": 3})
    assert complaint(older) == "has other settings than this script"


@pytest.mark.parametrize(
    "old, new",
    [
        (b"PK\5\6", b""),  # as of a file that is cut
        (b'"largest": 7', b'"largest": 8'),  # another checksum
        (b"settings.json", b"nonsense.json"),
        (b"PK\1\2\x14\3\x14\0\0\0\0\0", b"PK\1\2\x14\3\x14\0\0\0\x63\0"),  # unknown compression
    ],
)
def test_a_damaged_file_is_refused(older, old, new):
    save_checkpoint(Model(), older, "adder.py", SETTINGS)
    whole = older.read_bytes()
    older.write_bytes(whole.replace(old, new))
    assert older.read_bytes() != whole
    assert complaint(older) == "is damaged, or was not written by --save"
