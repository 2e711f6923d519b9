"""A part of the report names the program that was measured."""

import subprocess

from benchmarks import circumstances


def test_the_report_written_anew_is_no_change_of_the_program(tmp_path, monkeypatch):
    def git(*words):
        own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", "-C", tmp_path, *own, *words], check=True, text=True)

    (tmp_path / "benchmarks").mkdir()
    report, program = tmp_path / "benchmarks/report.json", tmp_path / "program.py"
    for file in (report, program):
        file.write_text("as it was")
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "As it was")
    monkeypatch.setattr(circumstances, "ROOT", tmp_path)
    head = circumstances.commit()
    report.write_text("other figures")
    assert circumstances.commit() == head
    program.write_text("another program")
    assert circumstances.commit() == f"{head} with changes"
