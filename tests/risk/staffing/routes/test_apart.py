"""Work in a process of its own: answers, time, death."""

import os
import time

from risk.staffing.routes.apart import run_apart


def test_the_answer_comes_back():
    assert run_apart(sorted, [3, 1, 2], limit_s=60, reverse=True) == [3, 2, 1]


def test_it_is_ended_when_its_time_is_over():
    assert run_apart(time.sleep, 60, limit_s=0.01) is None


def test_a_dead_process_has_no_answer():
    assert run_apart(os._exit, 1, limit_s=60) is None
