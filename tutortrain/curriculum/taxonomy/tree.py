"""A part of the curriculum as indented lines."""

from collections.abc import Iterator

from tutortrain.curriculum.taxonomy.taxonomy import DOMAINS, Taxonomy, cluster_of


def tree(taxonomy: Taxonomy, code: str) -> Iterator[str]:
    """Domains, clusters, standards, and below each standard what it needs. Raises DataError."""
    for domain in taxonomy.under(code):
        grade, letters = domain.split(".")
        yield f"{domain}  {DOMAINS[letters]}, {'kindergarten' if grade == 'K' else f'grade {grade}'}"
        for cluster in taxonomy.clusters(domain):
            if code not in taxonomy.entries or cluster_of(code) == cluster:
                yield from _cluster(taxonomy, cluster, code)


def _cluster(taxonomy: Taxonomy, cluster: str, code: str) -> Iterator[str]:
    yield f"  {cluster}  {taxonomy.entries[cluster].description}"
    for standard in taxonomy.standards(cluster):
        if code not in taxonomy.entries or code in (cluster, standard):
            yield f"    {standard}  {taxonomy.entries[standard].description}"
            for needed in taxonomy.needed.get(standard, ()):
                yield f"      after {needed}  {taxonomy.entries[needed].description}"
