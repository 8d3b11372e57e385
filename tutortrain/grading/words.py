"""The words that carry a sentence's matter, made comparable: no stop words, no endings, regular verbs."""

import re
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_STOP_WORDS: Final = """
    a about after again all almost already also altogether am amount an and another answer any are as at
    away back be because been before being both but by calculate can could did different do does doing
    done double down dozen each eight either eleven else end enough even ever every exactly far few
    fewer figure find first five for four from further get gets getting give given go goes going got had
    half has have having he her here hers herself him himself hint his how however hundred i if in
    initially into is it its itself just know last least less let like long lot many may me mean means
    might million more most much must my need needs new next nine no not now number numbers of off often
    old on once one only or other others our out over own per percent please possible problem put
    quarter question rather really s same see seven she should show since six so some start step still
    such sure take ten than that the their them then there these they thing think third this those
    though thousand three through thus time times to together too total triple try twelve twice two
    under until up us use used using very want was way we well were what when where whether which while
    who whole whom whose why will with within without work would year years yet you your zero
"""
_IRREGULAR_FORMS: Final = """
    ate/eat  bought/buy  brought/bring  built/build  came/come  caught/catch  children/child
    drank/drink  drove/drive  earnt/earn  eaten/eat  feet/foot  fell/fall  flew/fly  gave/give  gone/go
    grew/grow  grown/grow  held/hold  kept/keep  leaves/leave  left/leave  lost/lose  made/make  men/man
    met/meet  mice/mouse  paid/pay  people/person  ran/run  rode/ride  sent/send  sold/sell  spent/spend
    swam/swim  taught/teach  teeth/tooth  threw/throw  told/tell  took/take  went/go  women/woman
    won/win  wore/wear  written/write  wrote/write
"""
_STOP: Final = frozenset(_STOP_WORDS.split())
_IRREGULAR: Final = dict(pair.split("/") for pair in _IRREGULAR_FORMS.split())


def content_words(text: str) -> frozenset[str]:
    """The stems of the nouns, names, verbs and adjectives of a text, each once."""
    stems = (_stem(word) for word in _WORD.findall(text.lower()))
    return frozenset(stem for stem in stems if stem)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """ "Janet's" to "janet", "apples" to "appl", "selling" and "sold" to "sell"; empty for a stop word."""
    word = re.split("['’]", word, maxsplit=1)[0]
    if word in _STOP or len(word) < 2:
        return ""
    word = _IRREGULAR.get(word, word)
    for ending, kept in (("ies", "y"), ("ied", "y"), ("ing", ""), ("es", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending) + kept
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
