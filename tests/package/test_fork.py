"""Processes and copies: what is loaded can be pickled, and a fork at a bad moment hangs nobody."""

from __future__ import annotations

import copy
import pickle

from conftest import Python

import lishi_duties as ld

FORKS = """
import os, threading, time
import lishi_duties as ld
thread = threading.Thread(target=lambda: ld.dispatch("楼上漏水，物业不管"))
thread.start()
children = []
while thread.is_alive():
    child = os.fork()
    if not child:
        os._exit(0 if ld.dispatch("楼上漏水，物业不管").assignments[0].duty.id == "B049" else 3)
    children.append(child)
    time.sleep(0.01)
thread.join()
print(sum(os.waitpid(child, 0)[1] for child in children), len(children) > 0)
"""


def test_the_directory_can_be_pickled_and_copied() -> None:
    directory = ld.dispatch_directory()
    for other in (pickle.loads(pickle.dumps(directory)), copy.deepcopy(directory), copy.copy(directory)):
        assert other == directory
        assert other.duties["C013"].lead == directory.duties["C013"].lead


def test_a_fork_during_another_threads_first_dispatch_hangs_no_child(python: Python) -> None:
    done = python("-W", "ignore", "-c", FORKS, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "True"]
