"""Files that nobody writes by accident: `python -m tests.catalog.hostile` reads them all under limits.

It runs in a process of its own, so that memory and time can be bounded by the system and a parser
that hangs or grows is ended instead of the tests. It prints what was told of each file as JSON.
"""

import json
import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from app.catalog.loader import load
from tests.catalog.pages import SITE

MEMORY = 1_500_000_000
# Of the processor, so that a busy machine makes no difference; one file alone takes a few at most.
SECONDS = 120

_MODULE = "courses/tiny/02-second-steps.md"
_BANK = "quizzes/tiny/01-first-steps.md"
_DRAWING = "courses/tiny/media/scope.svg"
_HEAD = "---\nschema: module/1\ntitle: A\nsummary: B\n{}---\n## A {{#weigh}}\n{}"
_QUESTION = '---\nschema: quizbank/1\ntitle: "S"\n---\n## A {{#a difficulty=1{}}}\n\n{}\n'
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'


def _bomb() -> str:
    """Nine anchors, each with nine times the one before: four hundred million words in one kilobyte."""
    lines = ["a0: &a0 [" + ",".join("x" * 9) + "]"]
    lines += [f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 9)]
    return "\n".join([*lines, "audiences: *a8", "outcomes: *a8", "sources: *a8\n"])


def _entities() -> str:
    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)
    )
    return f"<!DOCTYPE svg [{entities}]>" + _SVG.format("<text>&a8;</text>")


def _module(text: str, keys: str = "") -> tuple[str, str]:
    return _MODULE, _HEAD.format(keys, text)


FILES = {
    "YAML that unfolds without end": _module("x", _bomb()),
    "YAML that holds itself": _module("x", "sources: &s [*s]\noutcomes: &o [{id: *o}]\n"),
    "YAML of very many keys": _module("x", "".join(f"k{n}: 1\n" for n in range(60_000))),
    "YAML of some thousand keys": _module("x", "".join(f"k{n}: 1\n" for n in range(4_000))),
    "YAML of brackets": _module("x", "sources: " + "[" * 20_000 + "\n"),
    "YAML of dashes": _module("x", "sources:\n" + "- " * 3_000 + "a\n"),
    "a line of ten million bytes": _module("word " * 2_000_000),
    "a title of ten million bytes": _module("x", "summary2: " + "a" * 10_000_000 + "\n"),
    "a line of half a million bytes": _module("word " * 99_000),
    "brackets": _module("[" * 60_000),
    "links that never end": _module("[a](" * 20_000),
    "tags that never end": _module("<a " * 20_000),
    "emphasis": _module("*a_ " * 20_000),
    "equal headings": _module("### B\n\nx\n\n" * 5_000),
    "equal cases": _module("::: case A\nx\n:::\n\n" * 3_000),
    "quotes in quotes": _module(">" * 20_000 + " a"),
    "quotation marks": _module("'a' " * 150_000),
    "quotation marks that find no partner": _module("'a " * 100_000 + 'a" ' * 100_000),
    "quotation marks in many paragraphs": _module(("'a " * 249 + 'a" ' * 249 + "\n\n") * 300),
    "a long text with a few quotation marks": _module(("word " * 900 + "'a' ") * 300),
    "lists in lists": _module("".join(" " * (2 * n) + "- a\n" for n in range(300))),
    "blocks in blocks": _module("".join(":" * n + " case A\n" for n in range(400, 2, -1))),
    "footnotes of footnotes": _module(
        "[^0]\n\n" + "".join(f"[^{n}]: a[^{(n + 1) % 900}]\n" for n in range(900))
    ),
    "a wide table": _module(
        "|" + "a|" * 4_000 + "\n|" + "-|" * 4_000 + "\n|" + "b|" * 4_000 + "\n"
    ),
    "attributes": _module("### B {" + "a=b " * 30_000 + "}\n"),
    "braces": _module("### B " + "{" * 50_000 + "\n"),
    "no bytes": _module("\0" * 50_000),
    "gaps that never end": (_BANK, _QUESTION.format("", "[[a|" * 20_000)),
    "gaps": (_BANK, _QUESTION.format("", "[[a]] " * 5_000)),
    "a number without end": (
        _BANK,
        _QUESTION.format(" type=numeric", "x\n\n**Answer:** `" + "9" * 100_000 + "`"),
    ),
    "a number beyond all": (
        _BANK,
        _QUESTION.format(" type=numeric", "x\n\n**Answer:** `1e999999999`"),
    ),
    "a drawing that unfolds": (_DRAWING, _entities()),
    "a drawing that reads a file": (
        _DRAWING,
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        + _SVG.format("<text>&a;</text>"),
    ),
    "groups in groups": (_DRAWING, _SVG.format("<g>" * 12_000 + "</g>" * 12_000)),
}


def _read(name: str, root: Path) -> dict[str, object]:
    path, text = FILES[name]
    file = root / path
    before = file.read_bytes()
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    started = time.process_time()
    catalog = load(root / "courses", root / "quizzes", today=date(2026, 11, 23))
    seconds = time.process_time() - started
    file.write_bytes(before)
    told = [
        p.code for p in catalog.errors if p.place.path in {path, "courses/tiny/01-first-steps.md"}
    ]
    units = [unit for module in catalog.courses[0].modules for unit in module.units]
    html = "".join(getattr(part, "html", "") for unit in units for part in unit.parts)
    return {"codes": told, "seconds": seconds, "passwd": "root:" in html}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        shutil.copytree(SITE, root)
        json.dump({name: _read(name, root) for name in FILES}, sys.stdout)


if __name__ == "__main__":
    main()
