"""Exact search in numpy: scan.py FOLDER DIMENSIONS REPEATS prints the median milliseconds of B @ q with argpartition."""
import sys
import time

import numpy

folder, dimensions, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
base = numpy.fromfile(folder + "/base.f32", dtype="<f4").reshape(-1, dimensions)
queries = numpy.fromfile(folder + "/query.f32", dtype="<f4").reshape(-1, dimensions)
times = []
for i in range(repeats + 2):
    started = time.perf_counter()
    scores = base @ queries[i % len(queries)]
    best = numpy.argpartition(-scores, 10)[:10]
    best = best[numpy.argsort(-scores[best])]
    times.append(time.perf_counter() - started)
times = sorted(times[2:])
print(f"{numpy.__version__} {times[len(times) // 2] * 1e3:.4f}")
