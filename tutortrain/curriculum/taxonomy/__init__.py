"""The Common Core's mathematics of kindergarten to grade 8, as codes with descriptions of our own.

The standards' own text is licensed for limited purposes and is not repeated. What comes before what is the
coherence map of Achieve the Core (https://github.com/achievethecore/atc-coherence-map, CC0).
"""

from tutortrain.curriculum.taxonomy.taxonomy import (
    DOMAINS,
    GRADES,
    Entry,
    Taxonomy,
    cluster_of,
    domain_of,
    load,
)
from tutortrain.curriculum.taxonomy.tree import tree

__all__ = ["DOMAINS", "GRADES", "Entry", "Taxonomy", "cluster_of", "domain_of", "load", "tree"]
