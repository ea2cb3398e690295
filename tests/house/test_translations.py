"""Everything said to people is said in Chinese too; ``flask i18n`` lists what is not."""

import re

from portal.platform.language import catalogue
from views.shell import catalogues


def test_every_sentence_is_translated():
    assert not catalogues.catalogue_faults(), "run «flask --app app i18n» for entries to fill in"


def test_chinese_sentences_quote_as_an_office_writes():
    """“ ” and nothing else around a name: no corner brackets, no guillemets, no straight quotes."""
    quoted = re.compile(r"[「」『』«»]|(?<![a-z=])\"[^\"]*\"")
    wrong = [text for text in catalogue("zh_CN").values() if quoted.search(text)]
    assert wrong == []
