"""`python -m app.web.compile_templates` compiles all templates ahead, as `compileall` does modules: for
a place where the program may not write beside them when it runs.
"""

from __future__ import annotations

from app.core.settings import Settings
from app.web.render import Templates
from app.web.static import StaticFiles


def main() -> None:
    environment = Templates(Settings(), StaticFiles()).environment
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


if __name__ == "__main__":
    main()
