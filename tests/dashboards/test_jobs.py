"""A job in a process of its own: progress, end, refusal, breakdown, and starts during a run."""

import os

from job_work import work

from dashboards.jobs import Job

WAIT_S = 60


def test_a_job_runs_elsewhere_and_tells_its_end():
    """The result comes back from another process; many starts during a run make one more."""
    job = Job(work)
    assert not job.state.running
    for number in (1, 2, 3):
        job.start("count", number)
        assert job.state.running
    ended = job.wait(WAIT_S)
    assert not ended.running
    assert ended.runs <= 2  # one, where the first had not begun before the last was asked for
    assert ended.result[0] == 3
    assert ended.result[1] != os.getpid()


def test_a_refusal_is_one_line_and_a_breakdown_is_said():
    """Neither leaves a result; the job can be started again."""
    job = Job(work)
    job.start("refuse", 1)
    refused = job.wait(WAIT_S)
    assert (refused.refusal, refused.result, refused.failed) == ("here: locked; wait", None, False)
    job.start("break", 1)
    broken = job.wait(WAIT_S)
    assert (broken.refusal, broken.result, broken.failed) == ("", None, True)


def test_a_run_can_be_stopped():
    """What was to follow goes too; stopped is neither refused nor broken."""
    job = Job(work)
    job.start("wait", 1)
    job.start("wait", 2)
    while job.state.step != "half":
        assert job.state.running  # a process that broke down never gets there
        job.wait(0.05)
    job.start("wait", 3)
    job.cancel()
    ended = job.wait(WAIT_S)
    assert (ended.running, ended.cancelled, ended.failed, ended.runs) == (False, True, False, 1)
    job.start("count", 4)
    again = job.wait(WAIT_S)
    assert (again.result[0], again.cancelled) == (4, False)
