"""One search index: bigrams, pinyin and initials."""
