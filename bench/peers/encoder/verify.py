#!/usr/bin/env python3
"""verify.py GOLDEN_DIR...: checks the torch encoders and, through ort.mjs, their exported graphs against golden.json of tiny models.

A folder passes when every token state and pooled vector is within 1e-5 of the vector's norm, and every logit of a reranker within 2e-5.
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import onnx  # noqa: F401  (export needs it)
    import torch
except ImportError as error:
    sys.exit(f"verify.py: {error.name} is missing for {sys.executable}. On Debian: apt-get install python3-torch python3-onnx, then run with /usr/bin/python3.")

import encoders
from export import export

LIMIT = 1e-5
LOGIT_LIMIT = 2e-5
HERE = os.path.dirname(os.path.abspath(__file__))


class Peer:
    """ONNX Runtime, one request a line."""

    def __init__(self):
        self.process = subprocess.Popen(["node", os.path.join(HERE, "ort.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            sys.exit(f"verify.py: ort.mjs: {answer['error']}")
        return answer


def error(actual, expected):
    expected = torch.tensor(expected)
    return float(((torch.as_tensor(actual) - expected).abs().amax(-1) / expected.norm(dim=-1)).max())


def check_reranker(folder, golden, peer):
    model, _ = encoders.load(folder)
    pairs = [pair for item in golden["rerank"] for pair in item["pairs"]] + golden["pair_truncated"] + [golden["single_text"]]
    pairs += [window for item in golden.get("long_documents", []) for window in item["windows"]]
    with tempfile.TemporaryDirectory() as temporary, torch.no_grad():
        path = os.path.join(temporary, "model.onnx")
        export(model, path)
        session = peer.ask(op="load", model=path, threads=1)["id"]
        run = lambda ids: model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long))
        logits = peer.ask(op="embed", id=session, ids=[pair["ids"] for pair in pairs])["vectors"]
        worst = {
            "states": error(run(golden["token_states"]["ids"])[0][0], golden["token_states"]["states"]),
            "torch": max(abs(float(run(pair["ids"])[1]) - pair["logit"]) for pair in pairs),
            "onnx": max(abs(logit[0] - pair["logit"]) for logit, pair in zip(logits, pairs)),
        }
        peer.ask(op="close", id=session)
    return worst, worst["states"] > LIMIT or max(worst["torch"], worst["onnx"]) > LOGIT_LIMIT


def check(folder, peer):
    with open(os.path.join(folder, "golden.json"), encoding="utf-8") as file:
        golden = json.load(file)
    if "rerank" in golden:
        return check_reranker(folder, golden, peer)
    worst = {"states": 0.0, "torch": 0.0, "onnx": 0.0}
    for task in golden["tasks"]:
        model, _ = encoders.load(folder, task["task"])
        with tempfile.TemporaryDirectory() as temporary, torch.no_grad():
            path = os.path.join(temporary, "model.onnx")
            export(model, path)
            session = peer.ask(op="load", model=path, threads=1)["id"]
            for item in task["items"]:
                ids = torch.tensor([item["ids"]])
                _, pooled = model(ids, torch.ones_like(ids))
                worst["torch"] = max(worst["torch"], error(pooled[0], item["raw"]))
            # All in one padded batch: the mask is under test too.
            vectors = peer.ask(op="embed", id=session, ids=[item["ids"] for item in task["items"]])["vectors"]
            worst["onnx"] = max([worst["onnx"]] + [error(vector, item["raw"]) for vector, item in zip(vectors, task["items"])])
            states = golden["token_states"]
            if states["task"] == task["task"]:
                ids = torch.tensor([states["ids"]])
                worst["states"] = max(worst["states"], error(model(ids, torch.ones_like(ids))[0][0], states["states"]))
            peer.ask(op="close", id=session)
    return worst, any(value > LIMIT for value in worst.values())


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    peer, failed = Peer(), False
    for folder in sys.argv[1:]:
        worst, bad = check(folder, peer)
        failed |= bad
        print(f"{'FAILED' if bad else 'passed'}  {os.path.basename(folder.rstrip('/')):<36}" + "  ".join(f"{name} {value:.1e}" for name, value in worst.items()))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
