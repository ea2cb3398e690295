"""The syllables spelt out are all there are."""

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from portal.platform.search.syllables import SYLLABLES


def test_the_syllables_spelt_out_are_those_of_the_dictionary():
    said = {to_normal(sound) for readings in PINYIN_DICT.values() for sound in readings.split(",")}
    plain = {s for s in said if s.isascii() and set(s) & set("aeiouv")}
    assert frozenset(plain | {"lv", "nv", "lue", "nue"}) == SYLLABLES
