// The line protocol of the drivers: one JSON request a line on stdin, one JSON answer a line on stdout, in order.
// {"op": NAME, ...} is answered by what handlers[NAME] returns, or by {"error": MESSAGE}. End of input ends the process.
import { createInterface } from 'node:readline';

export async function serve(handlers) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    let answer;
    try {
      const request = JSON.parse(line);
      const handler = handlers[request.op];
      if (!handler) throw new Error(`unknown op '${request.op}'; known: ${Object.keys(handlers).join(', ')}`);
      answer = await handler(request);
    } catch (error) {
      answer = { error: String(error?.message ?? error) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
}

// Times of repeated runs in milliseconds, one run to warm up not counted.
// 'runs' is the count; with 'min_ms' and 'max_runs' runs go on until both the count and the time are reached.
export async function time({ runs = 5, min_ms = 0, max_runs = 2000, warmup = 1 }, action) {
  for (let i = 0; i < warmup; i++) await action();
  const times = [];
  let total = 0;
  while (times.length < runs || (total < min_ms && times.length < max_runs)) {
    const started = performance.now();
    await action();
    const elapsed = performance.now() - started;
    times.push(elapsed);
    total += elapsed;
  }
  const sorted = [...times].sort((a, b) => a - b);
  return { median_ms: sorted[sorted.length >> 1], min_ms: sorted[0], times_ms: times };
}

// Deterministic token ids between 1000 (or 0 for a small vocabulary) and the vocabulary's end, the same in every driver.
export function tokens(length, seed, vocabulary) {
  const first = vocabulary > 4000 ? 1000 : 0;
  const ids = new Array(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    ids[i] = first + (state >>> 8) % (vocabulary - first);
  }
  return ids;
}

// Cuts lengths into batches as a padding engine is fed: 'batch' texts each (default: all), in order or longest first.
export function batches(lengths, { batch = lengths.length, sort = false }) {
  const ordered = sort ? [...lengths].sort((a, b) => b - a) : lengths;
  const cut = [];
  for (let i = 0; i < ordered.length; i += batch) cut.push(ordered.slice(i, i + batch));
  return cut;
}
