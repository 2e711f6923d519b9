"""The quiz of ten is one of ten, from the button that starts it to the result."""

from pathlib import Path

from benchmarks.content import make_quizzes
from benchmarks.journey import take
from benchmarks.run import Run
from benchmarks.servers import clauseway


def test_the_quiz_of_ten_asks_ten_questions_and_takes_fourteen_requests(course, tmp_path):
    folder, _ = Run(course, Path(tmp_path), 1, 1, ()).seeded("data", 100)
    quizzes = make_quizzes(tmp_path, 10)
    with clauseway(folder, core=None, quizzes_dir=str(quizzes)) as server:
        taken = take(server, course, 7)
    assert taken.questions == 10
    assert taken.requests == 14
