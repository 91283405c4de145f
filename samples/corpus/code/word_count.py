"""Counts the words of text files and prints the most frequent ones."""

import re
import sys
from collections import Counter
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


def count_words(paths: list[Path]) -> Counter[str]:
    words: Counter[str] = Counter()
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                words.update(word.lower() for word in WORD.findall(line))
    return words


if __name__ == "__main__":
    for word, count in count_words([Path(name) for name in sys.argv[1:]]).most_common(20):
        print(f"{count:8} {word}")
