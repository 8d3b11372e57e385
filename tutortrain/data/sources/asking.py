"""How a bare problem becomes what the pupil says."""


def ask(problem: str, request: str) -> str:
    """The problem, a blank line and the request, if there is one."""
    return f"{problem}\n\n{request}" if request else problem
