import pytest

from app.catalog.links import check_links, resolve, resolve_picture
from app.catalog.model import Catalog
from app.catalog.places import Place
from app.catalog.problems import Problems
from app.catalog.source_file import Link

MODULE = "courses/fundamentals/05-clause-4-context.md"


@pytest.mark.parametrize(
    ("path", "written", "href", "kind", "target"),
    [
        (
            MODULE,
            "07-clause-6.md",
            "/courses/fundamentals/clause-6",
            "module",
            "fundamentals/clause-6",
        ),
        (
            MODULE,
            "./07-clause-6.md#soa",
            "/courses/fundamentals/clause-6/soa",
            "module",
            "fundamentals/clause-6#soa",
        ),
        (
            MODULE,
            "#soa",
            "/courses/fundamentals/clause-4-context/soa",
            "module",
            "fundamentals/clause-4-context#soa",
        ),
        (MODULE, "../advanced/01-x.md#y", "/courses/advanced/x/y", "module", "advanced/x#y"),
        (MODULE, "../advanced/course.md", "/courses/advanced", "course", "advanced"),
        (MODULE, "../glossary.md", "/glossary", "term", ""),
        (MODULE, "../glossary.md#risk", "/glossary#risk", "term", "risk"),
        (MODULE, "../paths.md#auditor", "/paths/auditor", "path", "auditor"),
        (MODULE, "../templates/T05-ai-risk-register.md", "/templates/T05", "template", "T05"),
        (
            MODULE,
            "../../quizzes/fundamentals/exam.md",
            "/courses/fundamentals/exam",
            "exam",
            "fundamentals",
        ),
        (
            MODULE,
            "../../quizzes/fundamentals/07-x.md",
            "/courses/fundamentals/x/quiz",
            "quiz",
            "fundamentals/x",
        ),
        (
            "quizzes/fundamentals/05-x.md",
            "../../courses/fundamentals/05-x.md#a",
            "/courses/fundamentals/x/a",
            "module",
            "fundamentals/x#a",
        ),
        (
            "courses/glossary.md",
            "fundamentals/05-x.md",
            "/courses/fundamentals/x",
            "module",
            "fundamentals/x",
        ),
        ("courses/glossary.md", "#risk", "/glossary#risk", "term", "risk"),
        (MODULE, "glossary:risk", "/glossary#risk", "term", "risk"),
        (MODULE, "template:T05", "/templates/T05", "template", "T05"),
        (MODULE, "crosswalk:A.5.2", "/crosswalk#A.5.2", "crosswalk", "A.5.2"),
        (MODULE, "../crosswalk.yaml", "/crosswalk", "crosswalk", ""),
        (MODULE, "../crosswalk.yaml#6.1.2", "/crosswalk#6.1.2", "crosswalk", "6.1.2"),
        (MODULE, "https://example.org/a#b", "https://example.org/a#b", None, ""),
        (MODULE, "mailto:a@example.org", "mailto:a@example.org", None, ""),
    ],
)
def test_a_link_is_resolved_by_the_path_alone(path, written, href, kind, target):
    found = resolve(written, path)
    assert (found.href, found.kind, found.target) == (href, kind, target)


@pytest.mark.parametrize(
    "written",
    [
        "/courses/x",
        "//example.org",
        "javascript:x",
        "file:///etc/passwd",
        "../../../x.md",
        "x.md",
        "media/x.svg",
        "course.md#x",
        "../../quizzes/fundamentals/exam.md#x",
        "07-x.md?y=1",
        "",
    ],
)
def test_other_links_lead_nowhere_and_say_so(written):
    found = resolve(written, "courses/fundamentals/course.md")
    assert isinstance(found, str) or written == ""


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("media/x.svg", "courses/fundamentals/media/x.svg"),
        ("../media/x%20y.png", "courses/media/x y.png"),
        ("../../../etc/passwd", None),
        ("/etc/passwd", None),
        ("https://example.org/x.png", None),
        ("data:image/png;base64,AAAA", None),
    ],
)
def test_pictures_come_from_the_tree(written, path):
    assert resolve_picture(written, MODULE) == path


def links_told(catalog, *links):
    problems = Problems()
    check_links(
        [Link(kind, target, target, Place("a")) for kind, target in links], catalog, problems
    )
    return [p.message for p in problems.sorted()]


def test_links_to_what_is_there_are_right(site):
    assert (
        links_told(
            site,
            ("module", "tiny/first-steps"),
            ("module", "tiny/first-steps#boundary"),
            ("course", "tiny"),
            ("exam", "tiny"),
            ("quiz", "tiny/first-steps"),
            ("term", "ai-system"),
            ("term", ""),
            ("template", "T05"),
            ("path", "practitioner"),
            ("crosswalk", "A.5.2"),
            ("crosswalk", ""),
        )
        == []
    )


def test_dead_links_are_told_with_what_is_near(site):
    assert links_told(
        site,
        ("module", "tiny/first-step"),
        ("module", "tiny/first-steps#bound"),
        ("module", "tiny/first-steps#zzz"),
        ("term", "ai-systems"),
        ("template", "T99"),
        ("crosswalk", "A.5.22"),
    ) == [
        '`A.5.22`: there is no such clause or control in the crosswalk. Did you mean "A.5.2"?',
        "`T99`: there is no such template.",
        '`ai-systems`: there is no such term in the glossary. Did you mean "ai-system"?',
        '`tiny/first-step`: there is no such module or unit. Did you mean "tiny/first-steps"?',
        '`tiny/first-steps#bound`: there is no such module or unit. Did you mean "boundary"?',
        "`tiny/first-steps#zzz`: there is no such module or unit. Its units: boundary, statement.",
    ]


def test_in_an_empty_catalogue_every_link_is_dead():
    assert len(links_told(Catalog(), ("course", "tiny"), ("path", "x"), ("crosswalk", "4.1"))) == 3
