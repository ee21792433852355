import os
import stat

import pytest

from cli import files
from cli.files import new_file, write_files


@pytest.fixture
def older(tmp_path):
    path = tmp_path / "figure.svg"
    path.write_text("older")
    return path


def write(path, text="newer"):
    with new_file(path) as new:
        new.write_text(text)


def test_a_new_file_takes_the_place_of_an_older_one_and_nothing_else_is_left(older):
    write(older)
    assert older.read_text() == "newer"
    assert os.listdir(older.parent) == [older.name]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_fails_half_way_leaves_the_older_file_whole(older, error):
    with pytest.raises(error), new_file(older) as new:
        new.write_text("new")
        raise error
    assert older.read_text() == "older"
    assert os.listdir(older.parent) == [older.name]


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_the_permissions_stay(older, mode):
    older.chmod(mode)
    write(older)
    assert stat.S_IMODE(older.stat().st_mode) == mode


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(older, tmp_path):
    link = tmp_path / "elsewhere" / "link.svg"
    link.parent.mkdir()
    link.symlink_to("../figure.svg")
    write(link)
    assert link.is_symlink()
    assert older.read_text() == "newer"
    assert os.listdir(link.parent) == [link.name]


def test_what_a_killed_run_has_left_is_swept_and_not_what_another_is_saving(older, monkeypatch):
    killed, saving = older.parent / ".saving-killed", older.parent / ".saving-now"
    for folder in (killed, saving):
        folder.mkdir()
        (folder / "new.svg").write_text("half")
    os.utime(killed, (files.BEGAN - 1, files.BEGAN - 1))
    write(older)
    assert not killed.exists()
    assert (saving / "new.svg").exists()


def test_where_a_file_cannot_be_written_the_others_are(older, capsys):
    gone = older.parent / "gone" / "model.keras"
    assert write_files((gone, write), (None, write), (older, write)) == 1
    assert older.read_text() == "newer"
    assert capsys.readouterr().err == f"{gone} cannot be written: No such file or directory\n"
    assert write_files((older, write)) == 0
