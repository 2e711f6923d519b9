"""Documentation that would drift is compared with what it documents."""

import re
import runpy

from app.core.settings import ROOT, Settings


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


def test_every_test_that_the_security_page_names_is_there():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "docs" / "security.md").read_text()))
    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
