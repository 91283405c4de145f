// node ort.mjs: ONNX Runtime on the CPU as a peer, driven over stdin and stdout (protocol.mjs). Operations:
//   {"op":"version"}                                            -> {"name","version","node"}
//   {"op":"load","model":PATH,"threads":N[,"vocabulary":V]}     -> {"id","load_ms"}
//   {"op":"time","id","lengths":[..][,"batch","sort","runs","min_ms","warmup"]} -> {"median_ms","min_ms","times_ms","tokens"}
//        one run = all batches; a batch is padded to its longest text
//   {"op":"embed","id","ids":[[..],..]}                         -> {"vectors":[[..],..]}     mean of the last states
//   {"op":"load_matmul","k","n","threads"}                      -> {"id"}                    constant weights, so prepacked
//   {"op":"time_matmul","id","m"[,"runs","min_ms","warmup"]}    -> {"median_ms","min_ms","times_ms","gflops"}
//   {"op":"close","id"}                                         -> {}
import { createRequire } from 'node:module';
import ort from 'onnxruntime-node';
import { matmulGraph } from './onnx.mjs';
import { batches, serve, time, tokens } from './protocol.mjs';

const sessions = new Map();
let last = 0;

const options = (threads) => ({
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
});

function keep(entry) {
  sessions.set(++last, entry);
  return last;
}

function find(id) {
  const entry = sessions.get(id);
  if (!entry) throw new Error(`no model with id ${id}; load one first`);
  return entry;
}

// Texts of token ids, padded on the right to the longest.
function feed(texts) {
  const length = Math.max(...texts.map((text) => text.length));
  const shape = [texts.length, length];
  const ids = new BigInt64Array(texts.length * length);
  const mask = new BigInt64Array(texts.length * length);
  texts.forEach((text, row) => text.forEach((id, column) => {
    ids[row * length + column] = BigInt(id);
    mask[row * length + column] = 1n;
  }));
  return { input_ids: new ort.Tensor('int64', ids, shape), attention_mask: new ort.Tensor('int64', mask, shape) };
}

// Deterministic floats in -0.5..0.5.
function floats(count) {
  const values = new Float32Array(count);
  let state = 12345;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = state / 4294967296 - 0.5;
  }
  return values;
}

await serve({
  version: () => ({ name: 'onnxruntime-node', version: createRequire(import.meta.url)('onnxruntime-node/package.json').version, node: process.version }),

  load: async ({ model, threads, vocabulary = 20000 }) => {
    const started = performance.now();
    const session = await ort.InferenceSession.create(model, options(threads));
    return { id: keep({ session, vocabulary }), load_ms: performance.now() - started };
  },

  time: async ({ id, lengths, ...how }) => {
    const { session, vocabulary } = find(id);
    const feeds = batches(lengths, how).map((batch) => feed(batch.map((length, i) => tokens(length, i + 1, vocabulary))));
    const result = await time(how, async () => {
      for (const inputs of feeds) await session.run(inputs, ['pooled']);
    });
    return { ...result, tokens: lengths.reduce((sum, length) => sum + length, 0) };
  },

  embed: async ({ id, ids }) => {
    const { pooled } = await find(id).session.run(feed(ids), ['pooled']);
    const [count, width] = pooled.dims;
    return { vectors: Array.from({ length: count }, (_, i) => Array.from(pooled.data.subarray(i * width, (i + 1) * width))) };
  },

  load_matmul: async ({ k, n, threads }) => ({ id: keep({ session: await ort.InferenceSession.create(matmulGraph(k, n, floats(k * n)), options(threads)), k, n }) }),

  time_matmul: async ({ id, m, ...how }) => {
    const { session, k, n } = find(id);
    const x = new ort.Tensor('float32', floats(m * k), [m, k]);
    const result = await time(how, async () => {
      const { y } = await session.run({ x });
      y.dispose();
    });
    return { ...result, gflops: (2 * m * n * k) / (result.median_ms * 1e6) };
  },

  close: async ({ id }) => {
    await find(id).session.release();
    sessions.delete(id);
    return {};
  },
});
