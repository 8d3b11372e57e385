"""From overrides to a directory's name: `training.lr=1e-5 training.batch_size=16` is `lr1e-5_batch-size16`.

Names hold only `[a-z0-9._-]`: every path can be typed back as an override without quotes. Settings are
joined by `_`, words within one by `-`. One value has one spelling: 1e-5, 1e-05 and 0.00001 are all `1e-5`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

MAX_LENGTH = 60
HASH_LENGTH = 6
UNNAMED = frozenset({"method", "seed", "description", "output_root"})
"""Settings that do not describe a run: they have their own place in the path, or make no difference to it."""

_BETWEEN_ATOMS = re.compile(r"[,:=\[\]{}()'\"\\]+")
_FILE_SUFFIX = re.compile(r"\.[A-Za-z]{2,6}$")
LONGEST_WRITTEN_OUT = 15
"""Integers below 1e16 are written out: `max-steps1000`, not `1e3`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Override:
    """`key` is without Hydra's `+` or `~`; `value` is None for a deletion."""

    key: str
    value: str | None

    @classmethod
    def parse(cls, text: str) -> "_Override":
        key, equals, value = text.partition("=")
        return cls(key=key.strip().lstrip("+~"), value=value if equals and not key.startswith("~") else None)

    @property
    def changes_the_run(self) -> bool:
        """Launchers and trackers do not."""
        return re.split(r"[./]", self.key)[0] not in ("hydra", "tracking")


def describe(overrides: Sequence[str], *, description: str | None, model: str) -> str:
    """What tells runs apart: the description, else the overrides in the order typed, else the model."""
    if description is not None and (chosen := shorten(slug(description))):
        return chosen
    parsed = [_Override.parse(text) for text in overrides]
    return _join(o for o in parsed if o.key not in UNNAMED) or shorten(slug(model)) or "run"


def job_name(number: int, overrides: Sequence[str]) -> str:
    """A sweep's job: `3_lr1e-4_seed1`. The seed is named here, for it may be all that differs."""
    parsed = [_Override.parse(text) for text in overrides]
    return f"{number}_{_join(parsed) or 'default'}"


def shorten(name: str) -> str:
    """At most 60 characters; a longer name is cut and ends with six hex digits of its hash."""
    if len(name) <= MAX_LENGTH:
        return name
    digest = sha256(name.encode()).hexdigest()[:HASH_LENGTH]
    return f"{name[: MAX_LENGTH - HASH_LENGTH - 1].rstrip('._-')}-{digest}"


def slug(text: str) -> str:
    """`text` in `[a-z0-9._-]`: accents go, all else becomes `-`; text without Latin letters is hashed."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    kept = re.sub(r"[^a-z0-9._]+", "-", plain)
    kept = re.sub(r"[._-]*-[._-]*", "-", kept).strip("._-")
    if kept or not any(letter.isalnum() for letter in text):
        return kept
    return sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def spell(value: str) -> str:
    """The one spelling of a value; lists and mappings are spelt atom by atom, paths by their stem."""
    spelt = (_spell_atom(atom.strip()) for atom in _BETWEEN_ATOMS.split(value))
    return "-".join(atom for atom in spelt if atom)


def _join(overrides: Iterable[_Override]) -> str:
    wanted = [o for o in overrides if o.changes_the_run]
    last_parts = Counter(_last_part(o.key) for o in wanted)
    parts = (_part(o, is_ambiguous=last_parts[_last_part(o.key)] > 1) for o in wanted)
    return shorten("_".join(part for part in parts if part))


def _last_part(key: str) -> str:
    return key.rpartition(".")[2]


def _part(override: _Override, *, is_ambiguous: bool) -> str:
    key = _words(override.key if is_ambiguous else _last_part(override.key))
    if override.value is None:
        return f"no-{key}"
    value = spell(override.value)
    is_number = re.match(r"-?\d", value) is not None
    return f"{key}{value}" if is_number else f"{key}-{value}".strip("-")


def _spell_atom(atom: str) -> str:
    """Of a path only the stem; a number in its shortest form; else the words."""
    number = _number(atom)
    if number is not None:
        return number
    stem = _FILE_SUFFIX.sub("", atom.rstrip("/").rpartition("/")[2])
    return _words(stem)


def _words(text: str) -> str:
    """Dots stay only where they are part of a number or version (`llama-3.2`)."""
    return re.sub(r"(?<!\d)\.|\.(?!\d)", "-", slug(text).replace("_", "-")).strip("-")


def _number(text: str) -> str | None:
    """The canonical form of a finite number: integers in full, fractions in the shorter of 0.05 and 5e-3."""
    try:
        number = Decimal(text).normalize()
    except ArithmeticError:  # not a number, or one beyond any exponent
        return None
    if not number.is_finite():
        return None
    if not number:
        return "0"
    magnitude = number.adjusted()
    if abs(magnitude) > LONGEST_WRITTEN_OUT:
        return _exponential(number)
    if number == number.to_integral_value():
        return f"{number:f}"
    return min(f"{number:f}", _exponential(number), key=len)


def _exponential(number: Decimal) -> str:
    digits = "".join(map(str, number.as_tuple().digits))
    mantissa = f"{digits[0]}.{digits[1:]}".rstrip(".")
    return f"{'-' if number < 0 else ''}{mantissa}e{number.adjusted()}"
