from dataclasses import asdict

import pytest

from app.catalog import parsed_files

FIRST = "courses/tiny/01-first-steps.md"


@pytest.fixture
def parsed(monkeypatch):
    """The paths that were parsed, not taken from the cache."""
    paths = []
    original = parsed_files._parse

    def parse(kind, path, data, tree):
        paths.append(path)
        return original(kind, path, data, tree)

    monkeypatch.setattr(parsed_files, "_parse", parse)
    return paths


def test_a_second_start_parses_nothing_and_gives_the_same(tree, parsed):
    cold = tree.load()
    assert len(parsed) == 11
    parsed.clear()
    warm = tree.load()
    assert parsed == []
    assert asdict(warm) == asdict(cold)


def test_only_the_file_that_changed_is_parsed(tree, parsed):
    tree.load()
    parsed.clear()
    tree.edit(FIRST, "Tomas draws", "Tomas paints")
    assert tree.load().courses[0].modules[0].scene_html.startswith("<p>Tomas paints")
    assert parsed == [FIRST]


def test_a_file_is_parsed_anew_when_a_picture_of_it_changes_comes_or_goes(tree, parsed):
    drawing = tree / "courses/tiny/media/scope.svg"
    before = drawing.read_text()
    tree.load()
    for change in (
        lambda: drawing.write_text(before.replace('r="40"', 'r="41"')),
        drawing.unlink,
        lambda: drawing.write_text(before),
    ):
        parsed.clear()
        change()
        catalog = tree.load()
        assert parsed == [FIRST]
    assert catalog.errors == ()


def test_problems_are_told_again_from_the_cache(tree, parsed):
    tree.edit(FIRST, "Two things", "Two <b>things</b>")
    cold = tree.load()
    parsed.clear()
    assert tree.load().problems == cold.problems
    assert parsed == []


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"0" * 64 + b"\n{}", b"[" * 9999])
def test_a_damaged_entry_is_ignored_and_replaced(tree, parsed, content):
    cold = tree.load()
    for entry in tree.cache.iterdir():
        entry.write_bytes(content)
    assert asdict(tree.load()) == asdict(cold)
    parsed.clear()
    assert asdict(tree.load()) == asdict(cold)
    assert parsed == []


def test_an_entry_with_the_right_key_but_another_shape_is_ignored(tree, parsed):
    cold = tree.load()
    for entry in tree.cache.iterdir():
        key = entry.read_bytes().partition(b"\n")[0]
        entry.write_bytes(key + b'\n{"value": {"html": 1}}')
    assert asdict(tree.load()) == asdict(cold)


def test_another_release_reads_nothing_of_what_this_one_kept(tree, parsed, monkeypatch):
    tree.load()
    parsed.clear()
    monkeypatch.setattr("app.catalog.cache.RENDERER", "another")
    tree.load()
    assert len(parsed) == 11


def test_a_cache_that_cannot_be_written_is_left_alone(tree, tmp_path):
    tree.cache = tmp_path / "file"
    tree.cache.write_text("not a folder")
    assert tree.load().errors == ()
    assert tree.cache.read_text() == "not a folder"


def test_the_cache_does_not_grow(tree):
    for turn in range(3):
        tree.edit(FIRST, "Tomas", f"Tomas {turn}")
        tree.load()
    assert len(list(tree.cache.iterdir())) == 11
