"""Everything said to people is said in Chinese too; ``flask i18n`` lists what is not."""

from views.shell import catalogues


def test_every_sentence_is_translated():
    assert not catalogues.catalogue_faults(), "run «flask --app app i18n» for entries to fill in"
