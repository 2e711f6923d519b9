"""Whatever a course file holds, it is read or told, in bounded time and memory, and nothing else is."""

import json
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from app.core.settings import ROOT
from tests.catalog.hostile import FILES

# Seconds of the processor for one file; the slowest takes about two on a slow machine.
MOST_SECONDS = 30


@pytest.fixture(scope="module")
def read():
    """What came of each file, read in a process whose memory and time are limited."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.catalog.hostile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.xdist_group("hostile-files")
def test_hostile_file_is_read_or_told_in_bounded_time(read, name):
    assert read[name]["seconds"] < MOST_SECONDS
    assert not read[name]["passwd"]


TOLD = {
    "YAML that unfolds without end": "F003",
    "YAML of very many keys": "F001",
    "a line of ten million bytes": "F019",
    "a drawing that unfolds": "L013",
    "a drawing that reads a file": "L013",
    "gaps that never end": "Q013",
    "a number beyond all": "Q012",
}


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.xdist_group("hostile-files")
def test_hostile_file_is_told_with_its_reason(read, name):
    assert TOLD[name] in read[name]["codes"]


PLACES = (
    "../../../../etc/passwd",
    "media/../../../../../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "media/%2e%2e/%2e%2e/course.md",
    "media/..%2f..%2f..%2fetc%2fpasswd",
    "..\\..\\secret.svg",
    "//evil.example/x.svg",
    "https://evil.example/x.svg",
    "data:image/svg+xml,%3Csvg/%3E",
)


@pytest.mark.parametrize("place", PLACES)
def test_picture_from_outside_the_tree_is_told_and_never_shown(tree, place):
    path = "courses/tiny/02-second-steps.md"
    tree.write(path, (tree / path).read_text() + f"\n![A picture](<{place}>)\n")
    catalog = tree.load()
    assert not catalog.media
    shown = [img["src"] for img in _page(catalog).find_all("img")]
    assert not shown
    # What is no address at all is no picture either: the reader sees what was typed.
    assert [p for p in catalog.errors if p.place.path == path] or place in _page(catalog).get_text()


@pytest.mark.parametrize(
    "place",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "JaVaScRiPt&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "\\\\evil.example",
        "../../../../etc/passwd",
        "/admin",
        "template:../../x",
        "glossary:%2e%2e/%2e%2e",
    ],
)
def test_link_that_leads_astray_is_told_and_never_an_address(tree, place):
    path = "courses/tiny/02-second-steps.md"
    tree.write(path, (tree / path).read_text() + f"\n[Click](<{place}>)\n")
    catalog = tree.load()
    hrefs = _hrefs(catalog)
    assert not any(
        h.lower().strip().startswith(("javascript", "data:", "vbscript", "//", "\\")) for h in hrefs
    )
    assert [p for p in catalog.errors if p.place.path == path] or not [
        h for h in hrefs if ".." in h
    ]


def _hrefs(catalog) -> list[str]:
    return [link["href"] for link in _page(catalog).find_all("a", href=True)]


def _page(catalog) -> BeautifulSoup:
    """All that is read of the second module, into which the tests write."""
    units = catalog.courses[0].modules[1].units
    html = "".join(getattr(part, "html", "") for unit in units for part in unit.parts)
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(
    "name", ["..", "a b", "Tiny", "tiny%2e", "ti\u202eny", "ti\u200bny", "con'", "a;b"]
)
def test_folder_whose_name_is_no_address_is_told_or_not_looked_at(tree, name):
    """Slugs are small letters, digits and hyphens: nothing else becomes part of an address."""
    if name != "..":
        tree.write(f"courses/{name}/course.md", "---\nschema: course/1\n---\n")
        assert "F021" in {p.code for p in tree.load().errors}
    assert {course.slug for course in tree.load().courses} == {"tiny"}
