#!/usr/bin/env python3
"""gguf.py MODEL_DIR OUT.gguf [--type F32|F16|Q8_0]: a JinaBERT v2 or jina-embeddings-v3 folder as a GGUF file for llama.cpp.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Vectors stay F32; matrices take the type asked for.
"""
import argparse
import json
import os
import struct
import sys

try:
    import numpy as np
    import torch  # noqa: F401  (weights needs it)
except ImportError as error:
    sys.exit(f"gguf.py: {error.name} is missing for {sys.executable}. On Debian: apt-get install python3-torch, then run with /usr/bin/python3.")

import weights

UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TYPES = {"F32": 0, "F16": 1, "Q8_0": 8}
ALIGNMENT = 32
MEAN, NORMAL, UNKNOWN, CONTROL = 1, 1, 2, 3


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    if kind == STRING:
        return text(content)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], content)


def pair(key, kind, content):
    return text(key) + struct.pack("<I", kind) + value(kind, content)


def pairs(key, kind, contents):
    return text(key) + struct.pack("<IIQ", ARRAY, kind, len(contents)) + b"".join(value(kind, content) for content in contents)


def encode(matrix, kind):
    data = matrix.numpy()
    if kind == "F32":
        return data.astype("<f4").tobytes()
    if kind == "F16":
        return data.astype("<f2").tobytes()
    # Q8_0: blocks of 32, one half-precision scale and 32 signed bytes each.
    blocks = data.reshape(-1, 32)
    scale = np.abs(blocks).max(1) / 127
    quantised = np.rint(blocks / np.where(scale == 0, 1, scale)[:, None]).astype(np.int8)
    packed = np.empty(len(blocks), dtype=[("scale", "<f2"), ("values", "i1", 32)])
    packed["scale"], packed["values"] = scale, quantised
    return packed.tobytes()


def read_tokenizer(folder, expected):
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
        tokenizer = json.load(file)
    if tokenizer["model"]["type"] != expected:
        sys.exit(f"gguf.py: {folder} has a {tokenizer['model']['type']} tokenizer; only {expected} is converted for this model.")
    return tokenizer


def wordpiece(folder, config):
    tokenizer = read_tokenizer(folder, "WordPiece")
    special = {token["id"] for token in tokenizer["added_tokens"]}
    tokens, kinds = [f"[PAD{i}]" for i in range(config["vocab_size"])], [NORMAL] * config["vocab_size"]
    for token, i in tokenizer["model"]["vocab"].items():
        # llama.cpp marks the begin of a word, the vocabulary its continuation.
        tokens[i] = token if i in special else token[2:] if token.startswith("##") else "\u2581" + token
        kinds[i] = CONTROL if i in special else NORMAL
    ids = {name: tokenizer["model"]["vocab"][f"[{name}]"] for name in ("PAD", "UNK", "CLS", "SEP", "MASK")}
    yield pair("tokenizer.ggml.model", STRING, "bert")
    yield pair("tokenizer.ggml.pre", STRING, "jina-v2-en")
    yield pairs("tokenizer.ggml.tokens", STRING, tokens)
    yield pairs("tokenizer.ggml.token_type", INT32, kinds)
    yield from special_ids(padding=ids["PAD"], unknown=ids["UNK"], cls=ids["CLS"], seperator=ids["SEP"], mask=ids["MASK"], bos=ids["CLS"], eos=ids["SEP"])


def unigram(folder, config):
    pieces = read_tokenizer(folder, "Unigram")["model"]["vocab"]
    pieces += [[f"[PAD{i}]", -20.0] for i in range(len(pieces), config["vocab_size"])]
    yield pair("tokenizer.ggml.model", STRING, "t5")
    yield pairs("tokenizer.ggml.tokens", STRING, [piece for piece, _ in pieces])
    yield pairs("tokenizer.ggml.scores", FLOAT32, [score for _, score in pieces])
    yield pairs("tokenizer.ggml.token_type", INT32, [CONTROL if i in (0, 1, 2) else UNKNOWN if i == 3 else NORMAL for i in range(len(pieces))])
    yield pair("tokenizer.ggml.add_space_prefix", BOOL, True)
    yield from special_ids(bos=0, eos=2, padding=1, unknown=3, seperator=2, cls=0)


def special_ids(**ids):
    for name, i in ids.items():
        yield pair(f"tokenizer.ggml.{name}_token_id", UINT32, i)


def named(w, names):
    for source, target in names:
        yield f"{target}.weight", w[f"{source}.weight"]
        yield f"{target}.bias", w[f"{source}.bias"]


def bert(w, config):
    yield "token_embd.weight", w["embeddings.word_embeddings.weight"]
    yield "token_types.weight", w["embeddings.token_type_embeddings.weight"]
    yield from named(w, [("embeddings.LayerNorm", "token_embd_norm")])
    for i in range(config["num_hidden_layers"]):
        source, target = f"encoder.layer.{i}", f"blk.{i}"
        gate, up = w[f"{source}.mlp.gated_layers.weight"].split(config["intermediate_size"])
        yield f"{target}.ffn_gate.weight", gate
        yield f"{target}.ffn_up.weight", up
        yield from named(w, [
            (f"{source}.attention.self.query", f"{target}.attn_q"), (f"{source}.attention.self.key", f"{target}.attn_k"), (f"{source}.attention.self.value", f"{target}.attn_v"),
            (f"{source}.attention.output.dense", f"{target}.attn_output"), (f"{source}.attention.output.LayerNorm", f"{target}.attn_output_norm"),
            (f"{source}.mlp.wo", f"{target}.ffn_down"), (f"{source}.mlp.layernorm", f"{target}.layer_output_norm")])


def rotary(w, config):
    # The base weights; no task's LoRA.
    w = {name[len("roberta."):].replace(".parametrizations.weight.original", ".weight"): tensor for name, tensor in w.items()}
    yield "token_embd.weight", w["embeddings.word_embeddings.weight"]
    yield "token_types.weight", w["embeddings.token_type_embeddings.weight"]
    yield from named(w, [("emb_ln", "token_embd_norm")])
    for i in range(config["num_hidden_layers"]):
        source, target = f"encoder.layers.{i}", f"blk.{i}"
        yield from named(w, [
            (f"{source}.mixer.Wqkv", f"{target}.attn_qkv"), (f"{source}.mixer.out_proj", f"{target}.attn_output"), (f"{source}.norm1", f"{target}.attn_output_norm"),
            (f"{source}.mlp.fc1", f"{target}.ffn_up"), (f"{source}.mlp.fc2", f"{target}.ffn_down"), (f"{source}.norm2", f"{target}.layer_output_norm")])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--type", choices=TYPES, default="F16")
    arguments = parser.parse_args()
    with open(os.path.join(arguments.model, "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    forms = {"alibi": ("jina-bert-v2", bert, wordpiece), "rotary": ("jina-bert-v3", rotary, unigram)}
    form = forms.get(config.get("position_embedding_type"))
    if form is None:
        sys.exit(f"gguf.py: {arguments.model} is neither JinaBERT v2 nor jina-embeddings-v3 (position_embedding_type is {config.get('position_embedding_type')!r}).")
    name, tensors, vocabulary = form
    header = [
        pair("general.architecture", STRING, name),
        pair("general.name", STRING, os.path.basename(os.path.abspath(arguments.model))),
        pair(f"{name}.context_length", UINT32, config["max_position_embeddings"]),
        pair(f"{name}.embedding_length", UINT32, config["hidden_size"]),
        pair(f"{name}.feed_forward_length", UINT32, config["intermediate_size"]),
        pair(f"{name}.block_count", UINT32, config["num_hidden_layers"]),
        pair(f"{name}.attention.head_count", UINT32, config["num_attention_heads"]),
        pair(f"{name}.attention.layer_norm_epsilon", FLOAT32, config["layer_norm_eps"]),
        pair(f"{name}.attention.causal", BOOL, False),
        pair(f"{name}.pooling_type", UINT32, MEAN),
        pair("tokenizer.ggml.token_type_count", UINT32, config["type_vocab_size"]),
    ]
    if "rotary_emb_base" in config:
        header.append(pair(f"{name}.rope.freq_base", FLOAT32, config["rotary_emb_base"]))
    header += vocabulary(arguments.model, config)

    infos, blobs, offset = [], [], 0
    for tensor_name, tensor in tensors(weights.read_folder(arguments.model), config):
        # Vectors and the two rows of token types stay in full precision.
        kind = arguments.type if tensor.dim() == 2 and tensor_name != "token_types.weight" else "F32"
        blob = encode(tensor, kind)
        blob += b"\0" * (-len(blob) % ALIGNMENT)
        infos.append(text(tensor_name) + struct.pack(f"<I{tensor.dim()}QIQ", tensor.dim(), *reversed(tensor.shape), TYPES[kind], offset))
        blobs.append(blob)
        offset += len(blob)
    start = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(header)) + b"".join(header) + b"".join(infos)
    with open(arguments.out, "wb") as file:
        file.write(start + b"\0" * (-len(start) % ALIGNMENT))
        for blob in blobs:
            file.write(blob)
    print(f"{arguments.out}: {len(infos)} tensors, {arguments.type}, {os.path.getsize(arguments.out) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
