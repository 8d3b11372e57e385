"""The embedded model's files, opened once."""

import pytest

from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.backends.tokenizer import ChatTokenizer


@pytest.fixture(scope="session")
def model_tokenizer() -> ChatTokenizer:
    return ChatTokenizer(EMBEDDED_FOLDER)
