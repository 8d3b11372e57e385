"""Words that many messages have."""


def counted(num: int, what: str) -> str:
    """`1 run`, `2 runs`."""
    return f"{num:,} {what}{'' if num == 1 else 's'}"
