"""Which fonts certificates are set in, and how they are made from published ones.

Run it after changing a version below: `.venv/bin/python scripts/certificate_fonts.py`. It fetches
packages by `npm pack` and `apt-get download` (Debian), and needs fonttools with brotli
(`fonttools[woff]`, in the development group). Its results are committed with their hashes, so that
a clone needs none of that. "Source" and "Nanum" are reserved font names, so what is cut down here
carries another one. See docs/decisions/0004-certificate-fonts.md.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "app" / "certificates" / "fonts"

LATIN = (
    (0x0020, 0x007E),
    (0x00A0, 0x02AF),
    (0x02B9, 0x02DD),
    (0x0300, 0x03E1),
    (0x03F0, 0x052F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2116, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2260, 0x2265),
    (0x25CC, 0x25CC),
)
HAN = ((0x3000, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF))
HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3))
JOINERS = ((0x200C, 0x200D), (0x25CC, 0x25CC))
TEXT_FEATURES = ("ccmp", "locl", "kern", "mark", "mkmk", "liga")


@dataclass(frozen=True, slots=True)
class Face:
    """One file that is made: from which file of which package, with which characters."""

    name: str
    package: str
    path: str
    ranges: tuple[tuple[int, int], ...]
    licence_path: str
    licence: str = "OFL-1.1"
    features: tuple[str, ...] = ("*",)

    @property
    def family(self) -> str:
        return f"Clauseway Certificate {self.name}"

    @property
    def file(self) -> Path:
        slug = self.family.lower().replace(" ", "-")
        return TARGET / f"{slug}{'.otf' if self.path.endswith('.otf') else '.ttf'}"

    @property
    def licence_file(self) -> Path:
        return self.file.with_suffix(f".{self.licence.partition('-')[0]}.txt")


FACES = (
    Face(
        "Serif",
        "source-serif@4.5.1",
        "OTF/SourceSerif4Subhead-Regular.otf",
        LATIN,
        "LICENSE.md",
        features=TEXT_FEATURES,
    ),
    Face(
        "Sans",
        "source-sans@3.52.0",
        "OTF/SourceSans3-Regular.otf",
        LATIN,
        "LICENSE.md",
        features=TEXT_FEATURES,
    ),
    Face(
        "Rare Letters",
        "@expo-google-fonts/noto-serif@0.4.2",
        "400Regular/NotoSerif_400Regular.ttf",
        LATIN,
        "LICENSE_FONT",
        features=TEXT_FEATURES,
    ),
    Face(
        "Arabic",
        "@expo-google-fonts/amiri@0.4.1",
        "400Regular/Amiri_400Regular.ttf",
        ((0x0600, 0x06FF), (0x0750, 0x077F), *JOINERS),
        "LICENSE_FONT",
    ),
    Face(
        "Hebrew",
        "@expo-google-fonts/noto-serif-hebrew@0.4.2",
        "400Regular/NotoSerifHebrew_400Regular.ttf",
        ((0x0590, 0x05FF), *JOINERS),
        "LICENSE_FONT",
    ),
    Face(
        "Devanagari",
        "@expo-google-fonts/noto-serif-devanagari@0.4.1",
        "400Regular/NotoSerifDevanagari_400Regular.ttf",
        ((0x0900, 0x097F), *JOINERS),
        "LICENSE_FONT",
    ),
    Face(
        "Thai",
        "@fontsource/noto-serif-thai@5.3.0",
        "files/noto-serif-thai-thai-400-normal.woff2",
        ((0x0E00, 0x0E7F), *JOINERS),
        "LICENSE",
    ),
    Face(
        "Han",
        "fonts-droid-fallback=1:6.0.1r16-1.1",
        "usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        HAN,
        "usr/share/doc/fonts-droid-fallback/copyright",
        licence="Apache-2.0",
    ),
    Face(
        "Hangul",
        "@expo-google-fonts/nanum-myeongjo@0.4.1",
        "400Regular/NanumMyeongjo_400Regular.ttf",
        HANGUL,
        "LICENSE_FONT",
    ),
)


def fetch(package: str, into: Path) -> Path:
    """Download and unpack one package (`name=version` is Debian's, others npm's); its folder."""
    into.mkdir(parents=True)
    is_debian = "=" in package
    tool = shutil.which("apt-get" if is_debian else "npm")
    if tool is None:
        sys.exit(f"certificate_fonts: {package} needs {'apt-get' if is_debian else 'npm'}.")
    if is_debian:
        _run([tool, "download", package], into)
        _run(["dpkg-deb", "-x", next(into.glob("*.deb")).name, "."], into)
        return into
    _run([tool, "pack", "--silent", package], into)
    with tarfile.open(next(into.glob("*.tgz"))) as tar:
        tar.extractall(into, filter="data")
    return into / "package"


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(
        command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def rename(font: TTFont, family: str) -> None:
    """Give a modified font its own name, as its licence asks; copyright and licence stay."""
    names = {
        1: family,
        2: "Regular",
        3: f"{family};Clauseway",
        4: family,
        6: family.replace(" ", "") + "-Regular",
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 8, 9, 11, 13, 14)]
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        cff.topDictIndex[0].FamilyName = family
        cff.topDictIndex[0].FullName = family


def cut(source: Path, face: Face) -> None:
    """Keep the characters and features in use, without hinting, which print does not need."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(face.features)
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for low, high in face.ranges for c in range(low, high + 1)])
    subsetter.subset(font)
    rename(font, face.family)
    font.flavor = None
    font.save(face.file)


def entry(face: Face) -> dict[str, str]:
    name, _, version = face.package.rpartition("=" if "=" in face.package else "@")
    return {
        "file": face.file.name,
        "family": face.family,
        "package": name,
        "version": version,
        "path": face.path,
        "sha256": hashlib.sha256(face.file.read_bytes()).hexdigest(),
        "licence": face.licence,
        "licence_file": face.licence_file.name,
    }


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for at, face in enumerate(FACES):
            folder = fetch(face.package, Path(scratch) / str(at))
            cut(folder / face.path, face)
            shutil.copyfile(folder / face.licence_path, face.licence_file)
            print(f"{face.file.stat().st_size:9,d}  {face.file.name}")
    manifest = json.dumps([entry(face) for face in FACES], indent=2)
    (TARGET / "MANIFEST.json").write_text(manifest + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
