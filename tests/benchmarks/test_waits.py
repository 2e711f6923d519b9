"""What an answer waits for is told stage by stage."""

import json
import sys

from benchmarks.load import fetch
from benchmarks.roads import ANSWER, roads
from benchmarks.run import Run
from benchmarks.servers import clauseway
from benchmarks.waits import STAGES, stages


def test_every_saved_answer_is_noted_with_its_stages(course, tmp_path):
    folder, _ = Run(course, tmp_path, 1, 1, ()).seeded("data", 100)
    notes = tmp_path / "notes.json"
    program = [sys.executable, "-m", "benchmarks.watched", str(notes)]
    with clauseway(folder, *program, core=None) as server:
        for ask in roads(course, 100)[ANSWER][:3]:
            assert fetch(server, ask)[0] == 200
    noted = json.loads(notes.read_text())
    assert [batch for *_, batch in noted] == [1, 1, 1]
    assert all(seconds >= 0 for note in noted for seconds in note[:-1])


def test_stages_are_told_in_milliseconds_by_the_middle_and_the_slowest():
    notes = [[0.001 * n, 0.002, 0.003, 0.004, 16] for n in range(101)]
    found = stages(notes)
    assert list(found["stages"]) == list(STAGES)
    assert [round(ms, 6) for ms in found["stages"][STAGES[0]]] == [50, 99]
    assert found["answers"] == 101
    assert found["batch"] == [16, 16]
