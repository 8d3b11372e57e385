"""Codes, what they mean and what comes before them, from two files beside this one."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Final

from tutortrain.errors import DataError

GRADES: Final = ("K", "1", "2", "3", "4", "5", "6", "7", "8")
DOMAINS: Final[Mapping[str, str]] = {
    "CC": "Counting",
    "OA": "Operations and patterns",
    "NBT": "Place value and arithmetic with whole numbers and decimals",
    "NF": "Fractions",
    "MD": "Measures and data",
    "G": "Geometry",
    "RP": "Ratios and proportion",
    "NS": "Rational and real numbers",
    "EE": "Expressions and equations",
    "F": "Functions",
    "SP": "Statistics and probability",
}
"""In the order in which a grade's domains are listed."""
_FOLDER: Final = Path(__file__).parent
_STANDARD: Final = re.compile(r"(?P<cluster>[K1-8]\.[A-Z]+\.[A-Z])\.\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A cluster such as 4.NF.A, or a standard such as 4.NF.A.1; `tags` are a cluster's, readable ones."""

    code: str
    description: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """Clusters and standards by code, in the order of the grades.

    domains: codes such as 4.NF; needed: the standards that come before a standard.
    """

    entries: Mapping[str, Entry]
    domains: tuple[str, ...]
    needed: Mapping[str, Sequence[str]]

    def clusters(self, domain: str) -> tuple[str, ...]:
        return tuple(code for code in self.entries if _is_cluster(code) and domain_of(code) == domain)

    def standards(self, cluster: str) -> tuple[str, ...]:
        return tuple(code for code in self.entries if code.startswith(f"{cluster}."))

    def under(self, code: str) -> tuple[str, ...]:
        """The domains that a grade (4), a domain (4.NF), letters alone (NF) or any longer code is in.

        Raises DataError for what is no code, with those that are near.
        """
        if code in self.entries:
            return (domain_of(code),)
        found = tuple(domain for domain in self.domains if code in (domain, *domain.split(".")))
        if not found:
            near = get_close_matches(code, [*self.entries, *self.domains, *GRADES, *DOMAINS], n=4)
            hint = f"; near it are {', '.join(near)}" if near else ""
            raise DataError(
                f"{code} is no code of the curriculum{hint}. "
                "Give a grade (4), a domain (4.NF or NF), a cluster (4.NF.A) or a standard (4.NF.A.1)."
            )
        return found


def domain_of(code: str) -> str:
    """4.NF of 4.NF.A.1."""
    return ".".join(code.split(".")[:2])


def cluster_of(code: str) -> str:
    """4.NF.A of 4.NF.A.1; a cluster stays what it is."""
    match = _STANDARD.fullmatch(code)
    return match["cluster"] if match else code


@lru_cache(maxsize=1)
def load() -> Taxonomy:
    """Read once, in 2 ms."""
    needed = defaultdict(list)
    for row in _rows("prerequisites.tsv"):
        needed[row["after"]].append(row["before"])
    entries = {
        row["code"]: Entry(
            code=row["code"],
            description=row["description"],
            tags=tuple(row["tags"].split(",")) if row["tags"] else (),
        )
        for row in sorted(_rows("standards.tsv"), key=_order)
    }
    domains = tuple(dict.fromkeys(map(domain_of, entries)))
    return Taxonomy(entries=entries, domains=domains, needed=dict(needed))


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _order(row: Mapping[str, str]) -> tuple[int, int]:
    """By grade and domain; within a domain as the file has it, for sorting is stable."""
    grade, letters = row["code"].split(".")[:2]
    return GRADES.index(grade), list(DOMAINS).index(letters)


def _is_cluster(code: str) -> bool:
    return not _STANDARD.fullmatch(code)
