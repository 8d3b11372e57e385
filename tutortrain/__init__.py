"""tutortrain: fine-tune language models to tutor mathematics, and find out whether the result is better."""

__version__ = "0.1.0"
