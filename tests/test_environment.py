"""How a process ends in which a library's threads cannot be told to stop."""

import subprocess
import sys

STAYS = (
    "import atexit; atexit.register(print, 'taken down'); from tutortrain.environment import end, linger; "
)


def ended(script: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", STAYS + script], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_python_is_not_taken_down_around_threads_that_linger():
    assert ended("linger('a library'); print('written'); raise SystemExit(end(2))") == (2, "written\n")


def test_a_process_without_them_ends_as_any():
    assert ended("print('written'); raise SystemExit(end(2))") == (2, "written\ntaken down\n")
