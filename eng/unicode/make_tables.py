#!/usr/bin/env python3
"""Writes the Unicode tables of the tokenizers.

    python3 eng/unicode/make_tables.py DATA

DATA is a folder with classes.json ({class: {"ranges": "0041-005A 0061"}}) and mappings.json ({mapping: {"00C0": "0041 0300"}}): a sweep of
all code points through the reference tokenizer library, which pins several Unicode versions at once (8 for BERT's classes, 9 for the
normal forms, 16 for patterns, 17 for digits). Combining classes come from Python's unicodedata, restricted to the marks of Unicode 9.
"""
import json
import pathlib
import sys
import unicodedata

TARGET = pathlib.Path(__file__).resolve().parents[2] / "src/JinaSharp.Inference/Tokenizers/Unicode"
WIDTH = 150


def literal(name, summary, items, indent="    "):
    lines, line = [], ""
    for item in items:
        if len(line) + len(item) + 1 > WIDTH:
            lines.append(line)
            line = ""
        line += (" " if line else "") + item
    lines.append(line)
    body = " \" +\n".join(f'{indent}    "{text}' for text in lines)
    return f'{indent}/// <summary>{summary}</summary>\n{indent}public const string {name} =\n{body}";\n'


def ranges(values):
    out, start, previous = [], None, None
    for value in sorted(values):
        if previous is not None and value == previous + 1:
            previous = value
            continue
        if start is not None:
            out.append((start, previous))
        start = previous = value
    if start is not None:
        out.append((start, previous))
    return out


def expand(text):
    for item in text.split():
        first, _, last = item.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def write(name, summary, members):
    text = (
        "namespace JinaSharp.Inference.Tokenizers.Unicode;\n\n"
        "// Written by eng/unicode/make_tables.py. Do not edit.\n"
        f"/// <summary>{summary}</summary>\n"
        f"internal static class {name}\n{{\n" + "\n".join(members) + "}\n"
    )
    (TARGET / f"{name}.cs").write_text(text)


def main(data):
    classes = {k: v["ranges"] for k, v in json.loads((data / "classes.json").read_text()).items()}
    maps = json.loads((data / "mappings.json").read_text())
    TARGET.mkdir(parents=True, exist_ok=True)

    wanted = [
        ("Letter", "regex_letter", r"<c>\p{L}</c> (Unicode 16)."),
        ("Number", "regex_number", r"<c>\p{N}</c> (Unicode 16)."),
        ("Word", "word", r"<c>\w</c> of the Whitespace pre-tokenizer and of <c>single_word</c>."),
        ("PatternWord", "regex_word", r"<c>\w</c> inside Split and Replace patterns."),
        ("PatternDigit", "regex_digit", r"<c>\d</c> inside patterns."),
        ("Han", "regex_han", r"<c>\p{Han}</c> inside patterns."),
        ("Punctuation", "punctuation", "Punctuation and BertPreTokenizer (Unicode 8)."),
        ("Digits", "number", "The Digits pre-tokenizer (Unicode 17)."),
        ("BertDeleted", "bert_clean_deleted", "What BertNormalizer's clean_text deletes."),
        ("BertMark", "bert_mn", "What BertNormalizer's strip_accents deletes (Mn of Unicode 8)."),
        ("Mark", "strip_accents", "What StripAccents deletes (M* of Unicode 9)."),
        ("Ideograph", "bert_cjk", "What BertNormalizer's handle_chinese_chars surrounds with spaces."),
    ]
    write("CodePointRanges", "Sets of code points as the reference library sees them, hexadecimal, inclusive.",
          [literal(name, summary, classes[key].split()) for name, key, summary in wanted])

    marks = set(expand(classes["strip_accents"]))
    combining = {}
    for mark in marks:
        order = unicodedata.combining(chr(mark))
        if order:
            combining.setdefault(order, []).append(mark)
    combining_items = []
    for order, values in combining.items():
        combining_items += [(a, b, order) for a, b in ranges(values)]
    combining_text = [f"{a:X}-{b:X}:{c}" if a != b else f"{a:X}:{c}" for a, b, c in sorted(combining_items)]

    def entries(mapping):
        return [f"{int(k, 16):X}=" + "+".join(f"{int(p, 16):X}" for p in v.split()) for k, v in sorted(mapping.items(), key=lambda e: int(e[0], 16))]

    nfd, nfkd = maps["NFD"], maps["NFKD"]
    compatibility = {k: v for k, v in nfkd.items() if nfd.get(k) != v}
    not_composed = [int(k, 16) for k in maps["NFC"]]
    write("NormalizationData", "Full decompositions, combining classes and exclusions of Unicode 9.", [
        literal("Canonical", "Full canonical decompositions, Hangul syllables left out.", entries(nfd)),
        literal("Compatibility", "Full compatibility decompositions where they differ from the canonical ones.", entries(compatibility)),
        literal("NotInComposedForm", "Code points that never appear in NFC.", [f"{a:X}-{b:X}" if a != b else f"{a:X}" for a, b in ranges(not_composed)]),
        literal("CombiningClasses", "Canonical combining classes other than 0.", combining_text),
    ])
    lower = entries(maps["Lowercase"])
    write("LowercaseData", "Lowercase mappings of single code points (Unicode 17), context-free.", [literal("Mappings", "Lowercase of every code point that has one.", lower)])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
