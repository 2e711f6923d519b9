"""Templates are compiled once, kept beside themselves, and made anew when anything about them changes."""

import shutil
import sys

import pytest
from jinja2 import Environment, FileSystemLoader

from app.web import compile_templates, compiled, render
from app.web.compiled import Compiled


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.html").write_text("Good {{ time }}")
    return tmp_path


@pytest.fixture
def compilations(monkeypatch):
    """The names of templates that were compiled, in turn."""
    done = []
    real = Environment.compile

    def compiling(self, source, name=None, *more, **named):
        done.append(name)
        return real(self, source, name, *more, **named)

    monkeypatch.setattr(Environment, "compile", compiling)
    return done


def rendered(folder):
    """The page as a process makes it that has just started."""
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, bytecode_cache=Compiled(folder)
    )
    return environment.get_template("a.html").render(time="day")


def kept(folder):
    (file,) = (folder / "__pycache__").iterdir()
    return file


def test_a_template_is_compiled_once_for_all_starts(folder, compilations):
    assert [rendered(folder), rendered(folder)] == ["Good day"] * 2
    assert compilations == ["a.html"]


def test_a_template_that_changed_is_compiled_anew_and_takes_the_place_of_the_old(
    folder, compilations
):
    rendered(folder)
    (folder / "a.html").write_text("Bad {{ time }}")
    assert [rendered(folder), rendered(folder)] == ["Bad day"] * 2
    assert compilations == ["a.html"] * 2
    assert kept(folder)


def test_another_release_of_jinja_or_of_our_filters_compiles_anew(
    folder, compilations, monkeypatch
):
    rendered(folder)
    monkeypatch.setattr(compiled, "_use_of_jinja", lambda: "another")
    rendered(folder)
    assert compilations == ["a.html"] * 2


@pytest.mark.parametrize("share", [0, 0.1, 0.2, 0.4, 0.6, 0.9])
def test_a_file_that_was_cut_off_is_as_good_as_none(folder, share):
    rendered(folder)
    whole = kept(folder).read_bytes()
    kept(folder).write_bytes(whole[: int(len(whole) * share)])
    assert rendered(folder) == "Good day"
    assert kept(folder).read_bytes() == whole


@pytest.mark.parametrize("at", [18, 20, 25, 60, 100])
def test_a_file_that_holds_something_else_is_as_good_as_none(folder, at):
    rendered(folder)
    whole = kept(folder).read_bytes()
    kept(folder).write_bytes(whole[:at] + b"\xff" * (len(whole) - at))
    assert rendered(folder) == "Good day"


def test_where_nothing_can_be_written_pages_are_made_all_the_same(folder, compilations):
    (folder / "__pycache__").write_text("a file, so that no folder can be there")
    assert [rendered(folder), rendered(folder)] == ["Good day"] * 2
    assert compilations == ["a.html"] * 2


def test_nothing_is_written_where_python_is_told_to_write_no_bytecode(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == "Good day"
    assert not (folder / "__pycache__").exists()


def test_all_templates_can_be_compiled_ahead(tmp_path, monkeypatch, compilations):
    ours = tmp_path / "templates"
    shutil.copytree(render.FOLDER, ours, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(render, "FOLDER", ours)
    compile_templates.main()
    names = {file.relative_to(ours).as_posix() for file in ours.rglob("*.html")}
    assert set(compilations) == names
    assert len(list((ours / "__pycache__").iterdir())) == len(names)
