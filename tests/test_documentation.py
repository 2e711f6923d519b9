"""Documentation that would drift is compared with what it documents."""

import re
import runpy

from app.core.settings import ROOT, Settings
from tests.security.asvs import LEVELS


def test_the_settings_page_says_what_the_settings_class_says():
    made = runpy.run_path(str(ROOT / "scripts" / "settings_doc.py"))["settings_table"]()
    assert (ROOT / "docs" / "settings.md").read_text() == made, "run scripts/settings_doc.py"


def test_every_variable_named_in_the_repository_is_a_setting():
    known = {f"CLAUSEWAY_{name.upper()}" for name in Settings.model_fields}
    # These are read by the tests alone.
    known |= {"CLAUSEWAY_TEST_POSTGRES", "CLAUSEWAY_TEST_NO_SKIP", "CLAUSEWAY_TEST_SEED"}
    for name in ("README.md", "CONTRIBUTING.md", "Dockerfile", "compose.yaml", ".ci/run"):
        found = set(re.findall(r"CLAUSEWAY_[A-Z_]*[A-Z]", (ROOT / name).read_text()))
        assert found <= known, f"{name} names {sorted(found - known)}"


def test_every_setting_says_what_it_is():
    for name, field in Settings.model_fields.items():
        assert field.description, f"{name} has no description"


def test_the_lock_file_names_only_the_public_index():
    hosts = set(re.findall(r"https?://([^/\"\s]+)", (ROOT / "uv.lock").read_text()))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}


SECURITY = [ROOT / "docs" / name for name in ("security.md", "security-asvs.md")]


def test_every_test_that_the_security_pages_name_is_there():
    named = {
        found
        for page in SECURITY
        for found in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text())
    }
    assert len(named) > 130
    missing = [f"{path}::{name}" for path, name in sorted(named) if not _has(path, name)]
    assert missing == []


def _has(path: str, name: str) -> bool:
    file = ROOT / path
    return file.is_file() and (not name or f"def {name}(" in file.read_text())


def test_every_requirement_of_the_standard_stands_there_once_with_its_level():
    text = SECURITY[1].read_text()
    told = re.findall(r"^\| V([\d.]+) \| (\d) \| ", text, flags=re.MULTILINE)
    wanted = [
        (f"{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, 1)
        if level in "12"
    ]
    # As many as the standard's own count: 70 of level 1, 183 of level 2.
    assert len(wanted) == 253
    assert told == wanted


def test_the_count_of_what_is_not_met_is_the_tables_own():
    """What the table calls not met or met in part is told at the top of the page, number by number."""
    summary, table = (page.read_text() for page in SECURITY)
    counts = []
    for mark in ("Does not apply.", "**Not met.**", "**In part.**"):
        rows = re.findall(rf"^\| (V[\d.]+) .*\| {re.escape(mark)}", table, flags=re.MULTILINE)
        counts.append(len(rows))
        if mark != "Does not apply.":
            section = summary.partition("## Not met")[2].partition("## ")[0]
            assert [row for row in rows if row not in re.findall(r"V[\d.]+\d", section)] == []
    apply, unmet, part = counts
    told = f"{apply} do not apply, {unmet} are not met, and {part} are met in part"
    assert told in summary
