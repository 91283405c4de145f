"""Reads and writes safetensors files: an 8-byte little-endian header length, a JSON header, raw tensor data."""
import json
import mmap
import os
import struct

import torch

TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64, "I32": torch.int32}
NAMES = {kind: name for name, kind in TYPES.items()}


def read_folder(folder):
    """Every tensor of a model folder, one file or shards, as float32 where it is a floating type."""
    index = os.path.join(folder, "model.safetensors.index.json")
    if os.path.exists(index):
        with open(index, encoding="utf-8") as file:
            files = sorted(set(json.load(file)["weight_map"].values()))
    else:
        files = ["model.safetensors"]
    tensors = {}
    for name in files:
        tensors.update(read(os.path.join(folder, name)))
    return tensors


def read(path):
    with open(path, "rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    (header_length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + header_length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        kind = TYPES[entry["dtype"]]
        start, end = entry["data_offsets"]
        count = (end - start) // torch.empty(0, dtype=kind).element_size()
        tensor = torch.frombuffer(data, dtype=kind, count=count, offset=8 + header_length + start).reshape(entry["shape"])
        tensors[name] = tensor.float() if kind.is_floating_point else tensor.clone()
    return tensors


def write(path, tensors):
    """Writes tensors sorted by name; a tensor may be a callable that makes it, so that only one is in memory at a time."""
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name in sorted(tensors):
        shape, kind, _ = tensors[name]
        size = torch.empty(0, dtype=kind).element_size()
        for extent in shape:
            size *= extent
        header[name] = {"dtype": NAMES[kind], "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for name in sorted(tensors):
            shape, kind, make = tensors[name]
            tensor = make().to(kind).contiguous()
            assert list(tensor.shape) == list(shape), (name, tensor.shape, shape)
            file.write(tensor.view(torch.int16).numpy() if kind == torch.bfloat16 else tensor.numpy())
