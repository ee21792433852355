import os
import stat
from time import time

import pytest

from cli.files import new_file, write_files


@pytest.fixture
def older(tmp_path):
    path = tmp_path / "figure.svg"
    path.write_text("older")
    return path


def write(path, text="newer"):
    with new_file(path) as new:
        assert new.suffix == ".svg"
        new.write_text(text)


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_a_new_file_takes_the_place_and_the_permissions_of_an_older_one(older, mode):
    older.chmod(mode)
    write(older)
    assert older.read_text() == "newer"
    assert stat.S_IMODE(older.stat().st_mode) == mode
    assert os.listdir(older.parent) == [older.name]


def test_a_file_may_have_nothing_before_its_suffix(tmp_path):
    write(tmp_path / ".svg")
    assert os.listdir(tmp_path) == [".svg"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_fails_half_way_leaves_the_older_file_whole(older, error):
    with pytest.raises(error), new_file(older) as new:
        new.write_text("new")
        raise error
    assert older.read_text() == "older"
    assert os.listdir(older.parent) == [older.name]


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(older, tmp_path):
    link = tmp_path / "elsewhere" / "link.svg"
    link.parent.mkdir()
    link.symlink_to("../figure.svg")
    write(link)
    assert link.is_symlink()
    assert older.read_text() == "newer"
    assert os.listdir(link.parent) == [link.name]


def test_what_a_killed_run_has_left_is_swept_and_not_what_another_is_saving(older):
    """The other run may have begun to save before this one was started."""
    killed, saving = older.parent / ".saving-killed", older.parent / ".saving-now"
    for folder, age in ((killed, 4000), (saving, 1000)):
        folder.mkdir()
        (folder / "new.svg").write_text("half")
        os.utime(folder, (time() - age, time() - age))
    write(older)
    assert not killed.exists()
    assert (saving / "new.svg").exists()


def warn(path):
    raise DeprecationWarning("Keras says\nthat this is old")  # with python -W error


def test_where_a_file_cannot_be_written_the_others_are(older, capsys):
    gone = older.parent / "gone" / "model.svg"
    assert write_files((gone, write), ("a.keras", warn), (None, write), (older, write)) == 1
    assert older.read_text() == "newer"
    assert capsys.readouterr().err.splitlines() == [
        f"{gone} cannot be written: No such file or directory",
        "a.keras cannot be written: Keras says that this is old",
    ]
    assert write_files((older, write)) == 0
