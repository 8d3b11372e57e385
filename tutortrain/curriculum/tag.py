"""What a tagger says of a problem."""

from dataclasses import dataclass
from typing import Any

from tutortrain.curriculum.taxonomy import cluster_of, domain_of, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An estimate. What a tagger cannot say is None.

    grade: one of `GRADES`; None also where the confidence is too low.
    topic: the code of the standard, else of the cluster or domain, that the problem is most like; it may be
        of another grade.
    confidence: the probability that the grade, given or withheld, is right within one; None: not known.
    failure: why a request for the tag failed.
    """

    method: str
    grade: str | None = None
    topic: str | None = None
    confidence: float | None = None
    failure: str | None = None

    @property
    def domain(self) -> str | None:
        """NF of 4.NF.A.1."""
        return self.topic.split(".")[1] if self.topic else None

    @property
    def topic_tags(self) -> list[str]:
        """The domain's code in the tag's grade, the cluster's where it is of that grade, and readable tags.

        Without a grade, and where the grade has no such domain, the domain's letters stand alone.
        """
        if self.topic is None or self.domain is None:
            return []
        taxonomy, cluster = load(), cluster_of(self.topic)
        domain = f"{self.grade}.{self.domain}"
        codes = [domain if domain in taxonomy.domains else self.domain]
        if cluster not in taxonomy.entries:
            return codes
        if domain_of(cluster) == domain:
            codes.append(cluster)
        return [*codes, *taxonomy.entries[cluster].tags]

    def fields(self) -> dict[str, Any]:
        """What is added to a row."""
        added: dict[str, Any] = {
            "grade": self.grade,
            "topic_tags": self.topic_tags,
            "tag_method": self.method,
            "tag_confidence": None if self.confidence is None else round(self.confidence, 3),
        }
        return added | ({} if self.failure is None else {"tag_failure": self.failure})
