"""The encoders in plain torch: JinaBERT v2 (ALiBi, gated feed-forward; v2-base-code with normalised queries and keys), jina-embeddings-v3 (rotary, LoRA
merged), and the rerankers on both (jina-reranker-v1; v2 with absolute positions). The benchmarks time the first and the third.

Input: token ids and attention mask, both [batch, length]; token types are zero, as the tokenizers of all these models give them.
Output: last hidden states [batch, length, hidden], and their mean over the mask [batch, hidden] or, of a reranker, the logit [batch, 1].
"""
import json
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

import weights


class Linear(nn.Module):
    # y = x W^T + b; W is kept transposed, as a MatMul of an exported graph wants it.
    def __init__(self, weight, bias=None):
        super().__init__()
        self.weight = nn.Parameter(weight.t().contiguous())
        self.bias = None if bias is None else nn.Parameter(bias)

    def forward(self, x):
        y = torch.matmul(x, self.weight)
        return y if self.bias is None else y + self.bias


class Norm(nn.Module):
    def __init__(self, weight, bias, eps):
        super().__init__()
        self.norm = nn.LayerNorm(weight.shape[0], eps=eps)
        self.norm.weight, self.norm.bias = nn.Parameter(weight), nn.Parameter(bias)

    def forward(self, x):
        return self.norm(x)


def split_heads(x, heads, size):
    return x.view(x.shape[0], x.shape[1], heads, size).permute(0, 2, 1, 3)


def attend(q, k, v, bias, size):
    # q, k, v: [batch, heads, length, size]
    scores = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(size) + bias
    mixed = torch.matmul(torch.softmax(scores, -1), v).permute(0, 2, 1, 3)
    return mixed.reshape(mixed.shape[0], mixed.shape[1], -1)


def pool(states, mask):
    weight = mask[..., None].to(states.dtype)
    return (states * weight).sum(1) / weight.sum(1)


def slopes(heads):
    def of_power(n):
        step = 2 ** -(2 ** -(math.log2(n) - 3))
        return [step ** (i + 1) for i in range(n)]
    power = 2 ** math.floor(math.log2(heads))
    return of_power(power) + of_power(2 * power)[0::2][:heads - power]


class BertLayer(nn.Module):
    def __init__(self, w, name, config):
        super().__init__()
        eps, self.heads, self.inner = config["layer_norm_eps"], config["num_attention_heads"], config["intermediate_size"]
        self.size = config["hidden_size"] // self.heads
        linear = lambda key: Linear(w[f"{name}.{key}.weight"], w.get(f"{name}.{key}.bias"))
        norm = lambda key: Norm(w[f"{name}.{key}.weight"], w[f"{name}.{key}.bias"], eps)
        self.q, self.k, self.v = (linear(f"attention.self.{part}") for part in ("query", "key", "value"))
        self.out, self.norm1 = linear("attention.output.dense"), norm("attention.output.LayerNorm")
        self.gated, self.down, self.norm2 = linear("mlp.gated_layers"), linear("mlp.wo"), norm("mlp.layernorm")

    def forward(self, x, bias):
        q, k, v = (split_heads(part(x), self.heads, self.size) for part in (self.q, self.k, self.v))
        h = self.norm1(self.out(attend(q, k, v, bias, self.size)) + x)
        gate, up = self.gated(h).split(self.inner, -1)
        return self.norm2(self.down(F.gelu(gate) * up) + h)


class QkNormLayer(nn.Module):
    # v2-base-code: queries and keys are normalised over the whole width before the heads are split, the layer's input is added twice, and the second half
    # of the gated layer is activated.
    def __init__(self, w, name, config):
        super().__init__()
        eps, self.heads, self.inner = config["layer_norm_eps"], config["num_attention_heads"], config["intermediate_size"]
        self.size = config["hidden_size"] // self.heads
        linear = lambda key: Linear(w[f"{name}.{key}.weight"], w.get(f"{name}.{key}.bias"))
        norm = lambda key: Norm(w[f"{name}.{key}.weight"], w[f"{name}.{key}.bias"], eps)
        self.q, self.k, self.v = (linear(f"attention.self.{part}") for part in ("query", "key", "value"))
        self.norm_q, self.norm_k = norm("attention.self.layer_norm_q"), norm("attention.self.layer_norm_k")
        self.out, self.norm_out = linear("attention.output.dense"), norm("attention.output.LayerNorm")
        self.gated, self.down = linear("mlp.up_gated_layer"), linear("mlp.down_layer")
        self.norm1, self.norm2 = norm("layer_norm_1"), norm("layer_norm_2")

    def forward(self, x, bias):
        q, k, v = (split_heads(part, self.heads, self.size) for part in (self.norm_q(self.q(x)), self.norm_k(self.k(x)), self.v(x)))
        h = self.norm1(x + self.norm_out(self.out(attend(q, k, v, bias, self.size)) + x))
        up, gate = self.gated(h).split(self.inner, -1)
        return self.norm2(h + self.down(up * F.gelu(gate)))


class Head(nn.Module):
    # logit = w tanh(W x + b) + c on the state of the first token.
    def __init__(self, w, dense, out):
        super().__init__()
        self.dense, self.out = (Linear(w[f"{name}.weight"], w[f"{name}.bias"]) for name in (dense, out))

    def forward(self, states, mask):
        return self.out(torch.tanh(self.dense(states[:, 0])))


class JinaBert(nn.Module):
    def __init__(self, w, config, layer=BertLayer):
        super().__init__()
        w = {name[5:] if name.startswith("bert.") else name: tensor for name, tensor in w.items()}
        self.words = nn.Parameter(w["embeddings.word_embeddings.weight"])
        self.kind = nn.Parameter(w["embeddings.token_type_embeddings.weight"][0].clone())
        self.norm = Norm(w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"], config["layer_norm_eps"])
        self.layers = nn.ModuleList(layer(w, f"encoder.layer.{i}", config) for i in range(config["num_hidden_layers"]))
        self.register_buffer("slopes", torch.tensor(slopes(config["num_attention_heads"])).view(1, -1, 1, 1))
        self.pool = Head(w, "pooler.dense", "classifier") if "classifier.weight" in w else pool

    def forward(self, input_ids, attention_mask):
        x = self.norm(F.embedding(input_ids, self.words) + self.kind)
        position = torch.arange(input_ids.shape[1], device=input_ids.device)
        distance = (position[None, :] - position[:, None]).abs().to(x.dtype)
        bias = -self.slopes * distance + (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -1e9
        for layer in self.layers:
            x = layer(x, bias)
        return x, self.pool(x, attention_mask)


class RotaryLayer(nn.Module):
    def __init__(self, weight, name, config):
        super().__init__()
        eps, self.heads, self.hidden = config["layer_norm_eps"], config["num_attention_heads"], config["hidden_size"]
        self.size = self.hidden // self.heads
        linear = lambda key: Linear(*weight(f"{name}.{key}"))
        norm = lambda key: Norm(*weight(f"{name}.{key}"), eps)
        self.qkv, self.out, self.norm1 = linear("mixer.Wqkv"), linear("mixer.out_proj"), norm("norm1")
        self.up, self.down, self.norm2 = linear("mlp.fc1"), linear("mlp.fc2"), norm("norm2")

    def forward(self, x, bias, cos, sin):
        q, k, v = (split_heads(part, self.heads, self.size) for part in self.qkv(x).split(self.hidden, -1))
        if cos is not None:
            q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        h = self.norm1(self.out(attend(q, k, v, bias, self.size)) + x)
        return self.norm2(self.down(F.gelu(self.up(h))) + h)


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat((-second, first), -1) * sin


class JinaXlmRoberta(nn.Module):
    """jina-embeddings-v3 with one task's LoRA merged into every weight, or none; or jina-reranker-v2, whose positions are a table."""

    def __init__(self, w, config, task=None):
        super().__init__()
        slot = None if task is None else config["lora_adaptations"].index(task)
        scale = config.get("lora_alpha", 1) / config.get("lora_rank", 4)

        def matrix(name, table=False):
            name = f"roberta.{name}"
            original = w.get(f"{name}.parametrizations.weight.original")
            if original is None:
                return w[f"{name}.weight"]
            if slot is None:
                return original
            a, b = (w[f"{name}.parametrizations.weight.0.lora_{side}"][slot] for side in "AB")
            return original + scale * (a @ b if table else b @ a)

        weight = lambda name: (matrix(name), w[f"roberta.{name}.bias"])
        hidden, heads = config["hidden_size"], config["num_attention_heads"]
        self.words = nn.Parameter(matrix("embeddings.word_embeddings", table=True))
        self.kind = nn.Parameter(matrix("embeddings.token_type_embeddings", table=True)[0].clone())
        self.norm = Norm(*weight("emb_ln"), config["layer_norm_eps"])
        self.layers = nn.ModuleList(RotaryLayer(weight, f"encoder.layers.{i}", config) for i in range(config["num_hidden_layers"]))
        size = hidden // heads
        base = config.get("rotary_emb_base", 10000.0)
        positions = w.get("roberta.embeddings.position_embeddings.weight")
        # The rows up to the padding id are not positions.
        self.positions = None if positions is None else nn.Parameter(positions[config.get("pad_token_id", 1) + 1:].clone())
        self.pool = Head(w, "classifier.dense", "classifier.out_proj") if "classifier.dense.weight" in w else pool
        self.register_buffer("frequencies", torch.tensor([base ** (-2 * i / size) for i in range(size // 2)], dtype=torch.float64).float())

    def forward(self, input_ids, attention_mask):
        x = F.embedding(input_ids, self.words) + self.kind
        position = torch.arange(input_ids.shape[1], device=input_ids.device)
        if self.positions is None:
            angles = position.to(self.frequencies.dtype)[:, None] * self.frequencies[None, :]
            angles = torch.cat((angles, angles), -1)
            cos, sin = angles.cos(), angles.sin()
        else:
            x, cos, sin = x + F.embedding(position, self.positions), None, None
        x = self.norm(x)
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -1e9
        for layer in self.layers:
            x = layer(x, bias, cos, sin)
        return x, self.pool(x, attention_mask)


def load(folder, task=None):
    """The encoder of a Hugging Face folder and its configuration."""
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    tensors = weights.read_folder(folder)
    marks = json.dumps([config.get("auto_map"), config.get("_name_or_path")])
    flash = "xlm-roberta-flash-implementation" in marks
    if task is not None and not config.get("lora_adaptations"):
        raise SystemExit(f"{folder}: the model has no tasks; '{task}' was asked for.")
    if "jina-bert-v2-qk-post-norm" in marks:
        model = JinaBert(tensors, config, QkNormLayer)
    elif "jina-bert-implementation" in marks:
        model = JinaBert(tensors, config)
    elif flash and (config.get("position_embedding_type") == "rotary") == bool(config.get("lora_adaptations")):
        model = JinaXlmRoberta(tensors, config, task)
    else:
        raise SystemExit(f"{folder}: neither JinaBERT v2, jina-embeddings-v3 nor one of their rerankers (config.json names {marks}).")
    return model.eval(), config
