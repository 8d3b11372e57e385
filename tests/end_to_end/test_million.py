"""`make slow`: training on a million rows."""

import pytest

from tests.end_to_end.command_line import TRAIN
from tests.measured import taken
from tests.million import a_million_rows


@pytest.mark.slow
def test_a_million_rows_take_their_first_step_within_a_minute_and_two_gigabytes(tmp_path):
    """All is counted, from the start of the process to its end after that step."""
    with a_million_rows(tmp_path) as path:
        settings = [
            "data=gsm8k",
            f"data.train_file={path}",
            "data.on_too_long=drop",  # which takes longest, for every row's length has to be known
            "training.max_steps=1",
            "training.eval_rows=10",
            "benchmark=none",
            f"output_root={tmp_path}",
        ]
        took = taken([*TRAIN, *settings])
    assert "reading and checking the rows ..." in took.told
    assert took.seconds < 60
    assert took.megabytes < 2000
