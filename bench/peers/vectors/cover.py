"""Facility location in numpy: cover.py FOLDER DIMENSIONS COUNT prints the milliseconds of the matrix of all similarities with a lazy greedy choice, and the chosen rows."""
import heapq
import sys
import time

import numpy

folder, dimensions, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
base = numpy.fromfile(folder + "/base.f32", dtype="<f4").reshape(-1, dimensions)
numpy.dot(base[:100], base[:100].T)
started = time.perf_counter()
units = base / numpy.linalg.norm(base, axis=1, keepdims=True)
similarities = units @ units.T
numpy.maximum(similarities, 0, out=similarities)
nearest = numpy.zeros(len(base), dtype=numpy.float32)
heap = [(-gain, row, 0) for row, gain in enumerate(similarities.sum(axis=1, dtype=numpy.float64).tolist())]
heapq.heapify(heap)
chosen = []
while len(chosen) < count:
    gain, row, step = heapq.heappop(heap)
    if step == len(chosen):
        chosen.append(row)
        numpy.maximum(nearest, similarities[row], out=nearest)
        continue
    gain = float(numpy.maximum(similarities[row] - nearest, 0).sum(dtype=numpy.float64))
    heapq.heappush(heap, (-gain, row, len(chosen)))
elapsed = time.perf_counter() - started
print(numpy.__version__, f"{elapsed * 1e3:.2f}", *sorted(chosen))
