"""Static files: kept for ever under the digest of the folder, and nothing outside the folder."""

import gzip
import re

import pytest

from app.web.static import FOLDER, StaticFiles


@pytest.fixture
def folder(tmp_path):
    files = tmp_path / "static"
    (files / "css").mkdir(parents=True)
    (files / "css" / "a.css").write_text("body { color: black }" * 50)
    (files / "font.woff2").write_bytes(b"wOF2" * 10)
    (tmp_path / "secret.txt").write_text("outside")
    return files


def test_the_address_changes_when_any_file_changes(folder):
    before = StaticFiles(folder).digest
    assert StaticFiles(folder).digest == before
    (folder / "font.woff2").write_bytes(b"other")
    assert StaticFiles(folder).digest != before


def test_a_file_under_its_digest_is_kept_for_ever(nobody, app):
    url = app.state.site.static.url("css/tokens.css")
    answer = nobody.get(url)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_page_from_before_an_upgrade_gets_what_is_here_now_and_keeps_it_not(nobody):
    answer = nobody.get("/static/0123456789ab/css/tokens.css")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "../../pyproject.toml",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/%2e%2e/pyproject.toml",
        "/etc/passwd",
        "css",
        "",
        "css/no.css",
        "css/%00",
        # What is kept of a file would be kept once more for each of its names.
        "css/%2e/tokens.css",
        "css//tokens.css",
        "css/%2e%2e/css/tokens.css",
    ],
)
def test_nothing_but_the_files_of_the_folder_is_served_by_their_names(nobody, path):
    answer = nobody.client.get(f"/static/x/{path}")
    assert answer.status_code == 404
    assert "[project]" not in answer.text
    assert "root:" not in answer.text


def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder):
    (folder / "out.txt").symlink_to(folder.parent / "secret.txt")
    assert StaticFiles(folder)._load("out.txt") is None


def test_text_is_sent_small_and_fonts_as_they_are(nobody, app):
    static = app.state.site.static
    css = nobody.client.get(static.url("css/tokens.css"), headers={"accept-encoding": "gzip"})
    assert css.headers["content-encoding"] == "gzip"
    plain = nobody.client.get(static.url("css/tokens.css"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == css.text
    assert len(gzip.compress(plain.content, 9, mtime=0)) == int(css.headers["content-length"])
    font = nobody.get(static.url("vendor/fonts/clauseway-sans-latin.woff2"))
    assert font.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in font.headers


def test_every_file_that_the_shell_names_is_there(nobody):
    page = nobody.get("/").page
    named = [tag["src"] for tag in page.select("script[src]")]
    named += [tag["href"] for tag in page.select("link[href^='/static']")]
    assert len(named) >= 5
    assert {nobody.get(address).status for address in named} == {200}


@pytest.mark.parametrize("path", ["a" * 300, "a/" * 3000])
def test_a_name_longer_than_any_file_has_is_not_there(nobody, path):
    assert nobody.get(f"/static/x/{path}").status == 404


def test_our_scripts_are_sent_without_comments_and_are_otherwise_the_same(nobody, app):
    ours = (FOLDER / "js" / "clauseway.js").read_text()
    sent = nobody.client.get(app.state.site.static.url("js/clauseway.js")).text
    plain = re.sub(r"(?m)^\s*/\*.*?\*/$", "", ours, flags=re.DOTALL)
    assert "/*" not in sent
    assert len(sent) < len(plain) < len(ours)
    assert "".join(sent.split()) == "".join(plain.split())
    # What stands between back quotes over several lines would lose its white space.
    assert all(line.count("`") % 2 == 0 for line in ours.splitlines())


def test_scripts_of_others_are_sent_as_they_came(nobody, app):
    sent = nobody.client.get(app.state.site.static.url("vendor/htmx.min.js")).content
    assert sent == (FOLDER / "vendor" / "htmx.min.js").read_bytes()
