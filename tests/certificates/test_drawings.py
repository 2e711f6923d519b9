"""The QR code that is put together, and the ornament that is committed, against those that are drawn."""

import runpy

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from app.certificates import codes, qr
from app.certificates.pdf import FOLDER
from app.core.settings import ROOT

some_code = st.text(codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)
SITES = ["https://a.example", "https://learn.example.org:8443/academy", "https://bücher.example"]


@pytest.mark.parametrize("site", SITES)
@given(code=some_code)
def test_the_code_that_is_put_together_is_the_one_that_is_drawn(site, code):
    address = f"{site}/verify/{codes.shown(code)}"
    drawn = segno.make(address, error="m", micro=False, mask=qr.MASK)
    modules = "".join(str(module) for row in drawn.matrix for module in row)
    assert qr._put_together(address) == (len(drawn.matrix), modules)


@pytest.mark.parametrize("name", ["spine.svg", "rosette.svg", "mark.svg"])
def test_the_ornament_in_the_folder_is_the_one_that_is_drawn(name):
    drawn = runpy.run_path(str(ROOT / "scripts" / "certificate_ornament.py"))["DRAWN"]
    assert (FOLDER / name).read_text(encoding="utf-8") == drawn[name]() + "\n"
