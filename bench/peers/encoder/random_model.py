#!/usr/bin/env python3
"""random_model.py SHAPE OUT_DIR [--seed N] [--dtype F32|F16|BF16] [--vocab N]: a Hugging Face folder of a published shape with seeded random weights.

Shapes: v2-small, v2-base, v3; names, layouts and number types are those of the published files. The tokenizer knows single characters only.
The embedding table is only looked up, so a small --vocab changes no timing and saves v3 a gigabyte.
"""
import argparse
import json
import os
import sys
import zlib

try:
    import torch
except ImportError:
    sys.exit(f"random_model.py: torch is missing for {sys.executable}. On Debian: apt-get install python3-torch, then run with /usr/bin/python3.")

import weights

BERT = dict(architectures=["JinaBertForMaskedLM"], _name_or_path="jinaai/jina-bert-implementation", model_type="bert", emb_pooler="mean", feed_forward_type="geglu",
            hidden_act="gelu", layer_norm_eps=1e-12, max_position_embeddings=8192, model_max_length=8192, pad_token_id=0, position_embedding_type="alibi",
            torch_dtype="float16", type_vocab_size=2, vocab_size=30528,
            auto_map={"AutoModel": "jinaai/jina-bert-implementation--modeling_bert.JinaBertModel"})
TASKS = ["retrieval.query", "retrieval.passage", "separation", "classification", "text-matching"]
INSTRUCTIONS = dict.fromkeys(TASKS, "") | {"retrieval.query": "Represent the query for retrieving evidence documents: ", "retrieval.passage": "Represent the document for retrieval: "}
SHAPES = {
    "v2-small": BERT | dict(hidden_size=512, num_hidden_layers=4, num_attention_heads=8, intermediate_size=2048),
    "v2-base": BERT | dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072),
    "v3": dict(architectures=["XLMRobertaModel"], _name_or_path="jinaai/jina-embeddings-v3", bos_token_id=0, eos_token_id=2, pad_token_id=1, emb_pooler="mean", hidden_act="gelu",
               hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096, layer_norm_eps=1e-5, max_position_embeddings=8194,
               position_embedding_type="rotary", rotary_emb_base=20000.0, torch_dtype="bfloat16", type_vocab_size=1, vocab_size=250002, lora_rank=4, lora_alpha=1,
               lora_adaptations=TASKS, matryoshka_dimensions=[32, 64, 128, 256, 512, 768, 1024], task_instructions=INSTRUCTIONS,
               auto_map={"AutoModel": "jinaai/xlm-roberta-flash-implementation--modeling_lora.XLMRobertaLoRA"}),
}


class Maker:
    """Names and shapes of tensors; values are drawn when a tensor is written, each from its own seed, so that they do not depend on order."""

    def __init__(self, seed, kind):
        self.seed, self.kind, self.tensors = seed, kind, {}

    def matrix(self, name, *shape, deviation=0.03):
        self.add(name, shape, lambda generator: torch.randn(shape, generator=generator) * deviation)

    def norm(self, name, width):
        self.add(f"{name}.weight", (width,), lambda generator: 1 + 0.1 * torch.randn(width, generator=generator))
        self.bias(f"{name}.bias", width)

    def bias(self, name, width):
        self.matrix(name, width, deviation=0.02)

    def linear(self, name, outputs, inputs, bias=True):
        self.matrix(f"{name}.weight", outputs, inputs)
        if bias:
            self.bias(f"{name}.bias", outputs)

    def adapted(self, name, outputs, inputs, tasks, rank, bias=True, table=False):
        self.matrix(f"{name}.parametrizations.weight.original", outputs, inputs)
        # A table keeps A [tasks, rows, rank] and B [tasks, rank, width]; a linear layer A [tasks, rank, inputs] and B [tasks, outputs, rank].
        self.matrix(f"{name}.parametrizations.weight.0.lora_A", tasks, *((outputs, rank) if table else (rank, inputs)), deviation=0.1)
        self.matrix(f"{name}.parametrizations.weight.0.lora_B", tasks, *((rank, inputs) if table else (outputs, rank)), deviation=0.1)
        if bias:
            self.bias(f"{name}.bias", outputs)

    def add(self, name, shape, draw):
        seed = zlib.crc32(name.encode()) + (self.seed << 32)
        self.tensors[name] = (shape, self.kind, lambda: draw(torch.Generator().manual_seed(seed)))


def bert(make, config):
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    make.matrix("embeddings.word_embeddings.weight", config["vocab_size"], hidden)
    make.matrix("embeddings.token_type_embeddings.weight", 2, hidden)
    make.norm("embeddings.LayerNorm", hidden)
    for i in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{i}"
        for part in ("query", "key", "value"):
            make.linear(f"{layer}.attention.self.{part}", hidden, hidden)
        make.linear(f"{layer}.attention.output.dense", hidden, hidden)
        make.norm(f"{layer}.attention.output.LayerNorm", hidden)
        make.linear(f"{layer}.mlp.gated_layers", 2 * inner, hidden, bias=False)
        make.linear(f"{layer}.mlp.wo", hidden, inner)
        make.norm(f"{layer}.mlp.layernorm", hidden)
    make.linear("pooler.dense", hidden, hidden)


def rotary(make, config):
    hidden, inner, lora = config["hidden_size"], config["intermediate_size"], (len(TASKS), config["lora_rank"])
    make.adapted("roberta.embeddings.word_embeddings", config["vocab_size"], hidden, *lora, bias=False, table=True)
    make.adapted("roberta.embeddings.token_type_embeddings", 1, hidden, *lora, bias=False, table=True)
    make.norm("roberta.emb_ln", hidden)
    for i in range(config["num_hidden_layers"]):
        layer = f"roberta.encoder.layers.{i}"
        make.adapted(f"{layer}.mixer.Wqkv", 3 * hidden, hidden, *lora)
        make.adapted(f"{layer}.mixer.out_proj", hidden, hidden, *lora)
        make.adapted(f"{layer}.mlp.fc1", inner, hidden, *lora)
        make.adapted(f"{layer}.mlp.fc2", hidden, inner, *lora)
        make.norm(f"{layer}.norm1", hidden)
        make.norm(f"{layer}.norm2", hidden)
    make.adapted("roberta.pooler.dense", hidden, hidden, *lora)


def special(identifier, content, **flags):
    return {"id": identifier, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} | flags


def template(first, last):
    use = lambda token: {"SpecialToken": {"id": token, "type_id": 0}}
    text = lambda name: {"Sequence": {"id": name, "type_id": 0}}
    known = {token: {"id": token, "ids": [identifier], "tokens": [token]} for token, identifier in (first, last)}
    single = [use(first[0]), text("A"), use(last[0])]
    return {"type": "TemplateProcessing", "single": single, "pair": single + [text("B"), use(last[0])], "special_tokens": known}


def tokenizer(config):
    characters = [chr(code) for code in range(33, 127)]
    if config["vocab_size"] < 500:
        sys.exit("random_model.py: --vocab must be at least 500: the tokenizer's characters have to fit.")
    if config["position_embedding_type"] == "alibi":
        names = {0: "[PAD]", 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 103: "[MASK]"}
        pieces = characters + ["##" + character for character in characters]
        tokens = [names.get(i, f"[unused{i}]") for i in range(104)] + pieces
        tokens += [f"[unused{i}]" for i in range(len(tokens), config["vocab_size"])]
        return {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": [special(i, name) for i, name in names.items()],
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
            "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": template(("[CLS]", 101), ("[SEP]", 102)),
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": {token: i for i, token in enumerate(tokens)}},
        }
    pieces = [[name, 0.0] for name in ("<s>", "<pad>", "</s>", "<unk>")] + [[character, -4.0] for character in ["\u2581"] + characters]
    pieces += [[f"<unused{i}>", -20.0] for i in range(len(pieces), config["vocab_size"] - 1)] + [["<mask>", 0.0]]
    added = [special(i, pieces[i][0]) for i in range(4)] + [special(len(pieces) - 1, "<mask>", lstrip=True)]
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": template(("<s>", 0), ("</s>", 2)), "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 3, "byte_fallback": False, "vocab": pieces},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dtype", choices=("F32", "F16", "BF16"), help="default: that of the published file")
    parser.add_argument("--vocab", type=int, help="rows of the embedding table; default: the published number")
    arguments = parser.parse_args()
    config = dict(SHAPES[arguments.shape])
    if arguments.vocab:
        config["vocab_size"] = arguments.vocab
    kind = weights.TYPES[arguments.dtype or {"float16": "F16", "bfloat16": "BF16"}[config["torch_dtype"]]]
    make = Maker(arguments.seed, kind)
    (rotary if arguments.shape == "v3" else bert)(make, config)

    os.makedirs(os.path.join(arguments.out, "1_Pooling"), exist_ok=True)
    chain = [("", "Transformer"), ("1_Pooling", "Pooling")]
    files = {
        "config.json": config,
        "tokenizer.json": tokenizer(config),
        "tokenizer_config.json": {"model_max_length": 8192},
        "modules.json": [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{name}"} for i, (path, name) in enumerate(chain)],
        "1_Pooling/config.json": {"word_embedding_dimension": config["hidden_size"], "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
                                  "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False},
    }
    for name, content in files.items():
        with open(os.path.join(arguments.out, name), "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=None if name == "tokenizer.json" else 2)
    path = os.path.join(arguments.out, "model.safetensors")
    weights.write(path, make.tensors)
    print(f"{arguments.out}: {arguments.shape}, {len(make.tensors)} tensors, {os.path.getsize(path) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
