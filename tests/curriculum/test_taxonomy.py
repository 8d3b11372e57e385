"""Codes, descriptions of our own, and what comes before what."""

import pytest

from tutortrain.curriculum.taxonomy import DOMAINS, GRADES, cluster_of, domain_of, load, tree
from tutortrain.errors import DataError


def test_every_grade_has_its_domains_clusters_and_standards():
    taxonomy = load()
    standards = [code for code in taxonomy.entries if cluster_of(code) != code]
    assert (len(taxonomy.domains), len(taxonomy.entries) - len(standards), len(standards)) == (43, 93, 229)
    assert [code for code in taxonomy.domains if code.startswith("4.")] == [
        "4.OA",
        "4.NBT",
        "4.NF",
        "4.MD",
        "4.G",
    ]


def test_every_cluster_has_readable_tags_and_every_code_its_own_description():
    taxonomy = load()
    assert all(entry.tags for code, entry in taxonomy.entries.items() if cluster_of(code) == code)
    assert all(3 <= len(entry.description) <= 90 for entry in taxonomy.entries.values())


def test_prerequisites_name_standards_and_never_a_later_grade():
    taxonomy = load()
    for standard, needed in taxonomy.needed.items():
        assert {standard, *needed} <= taxonomy.entries.keys()
        assert all(GRADES.index(code[0]) <= GRADES.index(standard[0]) for code in needed)


def test_prerequisites_have_no_circles():
    taxonomy, done = load(), set()

    def walk(code, path):
        assert code not in path
        if code not in done:
            for needed in taxonomy.needed.get(code, ()):
                walk(needed, (*path, code))
            done.add(code)

    for code in taxonomy.needed:
        walk(code, ())
    assert len(done) > 200


def test_a_tree_shows_a_domain_its_clusters_and_what_comes_before():
    lines = list(tree(load(), "4.NF"))
    assert lines[0] == f"4.NF  {DOMAINS['NF']}, grade 4"
    assert "  4.NF.B  Fractions as sums of unit fractions" in lines
    assert "      after 3.NF.A.3  Equal fractions, and which of two alike is larger" in lines


def test_a_tree_of_a_standard_shows_it_alone():
    lines = list(tree(load(), "4.NF.B.4"))
    assert [line.split()[0] for line in lines[:3]] == ["4.NF", "4.NF.B", "4.NF.B.4"]
    assert {line.split()[0] for line in lines[3:]} == {"after"}


@pytest.mark.parametrize(("code", "num"), [("4", 5), ("NF", 3), ("K", 5), ("8.F", 1)])
def test_a_tree_of_a_grade_or_of_letters_has_their_domains(code, num):
    assert sum(line[0] != " " for line in tree(load(), code)) == num


def test_an_unknown_code_is_told_what_is_near():
    with pytest.raises(DataError, match=r"4\.NG is no code of the curriculum; near it are .*4\.NF"):
        list(tree(load(), "4.NG"))


def test_the_longer_code_leads_to_the_shorter_ones():
    assert (cluster_of("4.NF.B.3"), cluster_of("4.NF.B"), domain_of("4.NF.B.3")) == (
        "4.NF.B",
        "4.NF.B",
        "4.NF",
    )
