#!/usr/bin/env python3
"""export.py MODEL_DIR OUT.onnx [--task TASK]: an encoder of a Hugging Face folder as an ONNX graph in float32 with dynamic batch and length.

Inputs: input_ids, attention_mask (int64 [batch, length]). Outputs: last_hidden_state, pooled (of a reranker its logit). A graph of more than 2 GiB keeps its weights in OUT.onnx.data.
"""
import argparse
import os
import sys
import tempfile

try:
    import onnx
    import torch
except ImportError as error:
    sys.exit(f"export.py: {error.name} is missing for {sys.executable}. On Debian: apt-get install python3-torch python3-onnx, then run with /usr/bin/python3.")

import encoders

OPSET = 17


def export(model, path):
    ids = torch.ones(2, 5, dtype=torch.long)
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(path))) as folder, torch.no_grad():
        first = os.path.join(folder, "graph.onnx")
        torch.onnx.export(
            model, (ids, torch.ones_like(ids)), first,
            input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state", "pooled"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask", "last_hidden_state")} | {"pooled": {0: "batch"}},
            opset_version=OPSET, do_constant_folding=True)
        graph = onnx.load(first)
        large = sum(tensor.ByteSize() for tensor in graph.graph.initializer) > 1.9e9
        if large:
            # Saving appends to a data file that is already there.
            data = path + ".data"
            if os.path.exists(data):
                os.remove(data)
            onnx.save_model(graph, path, save_as_external_data=True, all_tensors_to_one_file=True, location=os.path.basename(data))
        else:
            onnx.save_model(graph, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--task", help="merge this task's LoRA (jina-embeddings-v3); default: none")
    arguments = parser.parse_args()
    model, config = encoders.load(arguments.model, arguments.task)
    export(model, arguments.out)
    print(f"{arguments.out}: {config['num_hidden_layers']} layers of {config['hidden_size']}, {sum(p.numel() for p in model.parameters()):,} parameters, opset {OPSET}")


if __name__ == "__main__":
    main()
