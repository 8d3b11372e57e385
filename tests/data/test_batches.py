import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutortrain.data.batches import batch_rows


@given(st.integers(1, 50), st.integers(1, 20), st.integers(0, 2**63), st.integers(0, 3))
def test_every_row_comes_once_an_epoch_and_the_last_batch_is_kept(num_rows, batch_size, seed, epoch):
    num_batches = -(-num_rows // batch_size)
    first = epoch * num_batches + 1
    batches = [batch_rows(num_rows, batch_size, seed, step) for step in range(first, first + num_batches)]
    assert sorted(np.concatenate(batches).tolist()) == list(range(num_rows))
    assert {len(batch) for batch in batches[:-1]} <= {batch_size}
    assert len(batches[-1]) == num_rows - batch_size * (num_batches - 1)


def test_a_batch_depends_on_seed_and_step_alone():
    once = [batch_rows(100, 8, 0, step).tolist() for step in (1, 2, 14)]
    again = [batch_rows(100, 8, 0, step).tolist() for step in (14, 2, 1)][::-1]
    assert once == again
    assert once[0] != batch_rows(100, 8, 1, 1).tolist()


def test_epochs_have_orders_of_their_own():
    first = [batch_rows(64, 64, 0, step).tolist() for step in (1, 2)]
    assert first[0] != first[1]


def test_the_shared_order_cannot_be_spoilt():
    with pytest.raises(ValueError, match="read-only"):
        batch_rows(10, 5, 0, 1)[0] = 3
