"""What was compiled from older sources is not used."""

from pathlib import Path

from optimizer.ruin.cache import forget_outdated


def package(folder: Path) -> Path:
    (folder / "__pycache__").mkdir()
    (folder / "one.py").write_text("a = 1\n")
    (folder / "__pycache__" / "one.f-1.py311.nbi").write_text("compiled")
    return folder


def test_compiled_code_goes_once_when_a_source_changes_and_stays_otherwise(tmp_path: Path) -> None:
    folder = package(tmp_path)
    assert forget_outdated(folder)  # nobody knows from what it was compiled
    compiled = folder / "__pycache__" / "one.f-1.py311.nbi"
    assert not compiled.exists()
    compiled.write_text("compiled")
    assert not forget_outdated(folder)
    assert compiled.exists()
    (folder / "one.py").write_text("a = 2\n")
    assert forget_outdated(folder)
    assert not compiled.exists()


def test_a_folder_that_cannot_be_written_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("a = 1\n")
    (tmp_path / "__pycache__").write_text("a file in the way")
    assert not forget_outdated(tmp_path)
