"""Which files of other projects are served from here, and how they are made.

Run it after changing a version below: `.venv/bin/python scripts/vendor.py`. It fetches the
packages by `npm pack`, so it needs npm, and fonttools with brotli (`fonttools[woff]`, in the
development group); nothing else in the repository does. Its results are committed, so that a
clone needs neither. "Source" is a reserved font name, so the cut-down fonts carry another one.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STATIC = Path(__file__).resolve().parent.parent / "static"
VENDOR = STATIC / "vendor"

HTMX = "htmx.org@4.0.1"
SANS = "@fontsource-variable/source-sans-3@5.3.0"
SERIF = "@fontsource-variable/source-serif-4@5.3.1"
LUCIDE = "lucide-static@1.62.0"

SCRIPTS = ("latin", "latin-ext", "vietnamese")
FEATURES = ("ccmp", "locl", "liga", "kern", "mark", "mkmk", "tnum", "pnum")

ICONS = [
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-alert",
    "clock",
    "download",
    "file-text",
    "flag",
    "info",
    "lock",
    "menu",
    "pencil",
    "printer",
    "rotate-ccw",
    "search",
    "sticky-note",
    "triangle-alert",
    "x",
]

# Shapes of our own: the mark, and the states that an outline shows.
OWN_SYMBOLS = {
    "brand": '<path d="M2 6.25h20M8.3 12.25h13.7M13.6 18.25H22" stroke-width="2.7" '
    'stroke-linecap="butt"/>',
    "ring": '<circle cx="12" cy="12" r="8.5"/>',
    "half": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" '
    'fill="currentColor"/>',
    "disc": '<circle cx="12" cy="12" r="8.5" fill="currentColor"/>',
}


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was written, and where it came from."""

    path: Path
    package: str
    licence: str
    change: str


@dataclass(frozen=True, slots=True)
class Face:
    """A font family cut to the axes that the style sheet uses."""

    package: str
    stem: str
    family: str
    axes: dict[str, float | tuple[float, float]]


FACES = (
    Face(
        SANS, "source-sans-3-{script}-wght-normal.woff2", "Clauseway Sans", {"wght": (400.0, 600.0)}
    ),
    Face(
        SERIF,
        "source-serif-4-{script}-opsz-normal.woff2",
        "Clauseway Serif",
        {"opsz": 26.0, "wght": (400.0, 600.0)},
    ),
)


def fetch(package: str, into: Path) -> Path:
    """Download and unpack one npm package; returns its folder."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("vendor: npm is needed to fetch packages.")
    into.mkdir(parents=True)
    command = [npm, "pack", "--silent", "--pack-destination", str(into), package]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    archive = next(into.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    return into / "package"


def rename(font: TTFont, family: str) -> None:
    """Give a modified font its own name, as its licence asks; copyright and licence stay."""
    names = {
        1: family,
        2: "Regular",
        3: f"{family};Clauseway",
        4: family,
        6: family.replace(" ", "") + "-Regular",
        16: family,
        17: "Regular",
        25: family.replace(" ", ""),
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 8, 9, 11, 13, 14)]
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)


def cut(source: Path, face: Face, target: Path) -> None:
    """Instance the axes, keep the features in use, write woff2."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, dict(face.axes), inplace=True)
    if "STAT" in font:
        del font["STAT"]
    rename(font, face.family)
    font.flavor = "woff2"
    font.save(target)


def make_fonts(folders: dict[str, Path]) -> list[Made]:
    """Write the cut fonts and their licences."""
    made = []
    for face in FACES:
        slug = face.family.lower().replace(" ", "-")
        for script in SCRIPTS:
            target = VENDOR / "fonts" / f"{slug}-{script}.woff2"
            cut(folders[face.package] / "files" / face.stem.format(script=script), face, target)
            axes = ", ".join(f"{axis} {value}" for axis, value in face.axes.items())
            made.append(Made(target, face.package, "OFL-1.1", f"cut to {axes}; renamed"))
        licence = VENDOR / "fonts" / f"{slug}.OFL.txt"
        shutil.copyfile(folders[face.package] / "LICENSE", licence)
        made.append(Made(licence, face.package, "OFL-1.1", "as it comes"))
    return made


def make_htmx(folder: Path) -> list[Made]:
    """Copy the core of htmx and its licence."""
    script, licence = VENDOR / "htmx.min.js", VENDOR / "htmx.LICENSE.txt"
    text = (folder / "dist" / "htmx.min.js").read_text(encoding="utf-8")
    text = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)
    script.write_text(text, encoding="utf-8")
    shutil.copyfile(folder / "LICENSE", licence)
    change = "without the link to its source map"
    return [Made(script, HTMX, "0BSD", change), Made(licence, HTMX, "0BSD", "as it comes")]


def symbol(name: str, inner: str) -> str:
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def make_icons(folder: Path) -> list[Made]:
    """Write one sprite of the icons in use; lines are drawn by the style sheet."""
    symbols = [symbol(name, inner) for name, inner in OWN_SYMBOLS.items()]
    for name in ICONS:
        svg = (folder / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
        symbols.append(symbol(name, re.sub(r"\s*\n\s*|\s+(?=/>)", "", inner)))
    sprite, licence = STATIC / "icons.svg", VENDOR / "lucide.LICENSE.txt"
    lines = "\n".join(sorted(symbols))
    sprite.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{lines}\n</svg>\n', encoding="utf-8"
    )
    shutil.copyfile(folder / "LICENSE", licence)
    change = "one sprite of the icons in use, with shapes of our own"
    return [Made(sprite, LUCIDE, "ISC", change), Made(licence, LUCIDE, "ISC", "as it comes")]


def manifest(made: list[Made]) -> str:
    """Every file with its package, version, hash and licence, as JSON."""
    entries = []
    for file in sorted(made, key=lambda file: file.path):
        name, _, version = file.package.rpartition("@")
        entries.append(
            {
                "file": file.path.relative_to(STATIC).as_posix(),
                "package": name,
                "version": version,
                "sha256": hashlib.sha256(file.path.read_bytes()).hexdigest(),
                "licence": file.licence,
                "change": file.change,
            }
        )
    return json.dumps(entries, indent=2) + "\n"


def main() -> None:
    (VENDOR / "fonts").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        packages = (HTMX, SANS, SERIF, LUCIDE)
        folders = {name: fetch(name, Path(scratch) / str(at)) for at, name in enumerate(packages)}
        made = [*make_htmx(folders[HTMX]), *make_fonts(folders), *make_icons(folders[LUCIDE])]
    (VENDOR / "MANIFEST.json").write_text(manifest(made), encoding="utf-8")
    for file in made:
        print(f"{file.path.stat().st_size:8,d}  {file.path.relative_to(STATIC)}")


if __name__ == "__main__":
    main()
