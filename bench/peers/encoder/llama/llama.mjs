// node llama.mjs: llama.cpp (prebuilt by node-llama-cpp) on the CPU as a peer, driven over stdin and stdout (../protocol.mjs). Operations:
//   {"op":"version"}                                                         -> {"name","version","node"}
//   {"op":"load","model":PATH.gguf,"threads":N[,"context":T,"vocabulary":V]} -> {"id","load_ms"}     T: longest text, 2048 by default
//   {"op":"time","id","lengths":[..][,"runs","min_ms","warmup"]}             -> {"median_ms","min_ms","times_ms","tokens"}
//        one text a call, as this binding does it: nothing is padded
//   {"op":"embed","id","ids":[[..],..]}                                      -> {"vectors":[[..],..]}
//   {"op":"close","id"}                                                      -> {}
import { readFile } from 'node:fs/promises';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { serve, time, tokens } from '../protocol.mjs';

const loaded = new Map();
let last = 0;
// stdout belongs to the protocol; the tokenizer's own warnings do not matter to token ids.
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 0, progressLogs: false, logLevel: LlamaLogLevel.error, logger: (_, message) => process.stderr.write(message + '\n') });

function find(id) {
  const entry = loaded.get(id);
  if (!entry) throw new Error(`no model with id ${id}; load one first`);
  return entry;
}

await serve({
  version: async () => ({
    name: 'node-llama-cpp',
    version: JSON.parse(await readFile(new URL('node_modules/node-llama-cpp/package.json', import.meta.url), 'utf8')).version,
    node: process.version,
  }),

  load: async ({ model: path, threads, context: longest = 2048, vocabulary = 20000 }) => {
    const started = performance.now();
    const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
    // A text must be shorter than the context.
    const context = await model.createEmbeddingContext({ contextSize: longest + 1, batchSize: longest + 1, threads });
    loaded.set(++last, { model, context, vocabulary });
    return { id: last, load_ms: performance.now() - started };
  },

  time: async ({ id, lengths, ...how }) => {
    const { model, context, vocabulary } = find(id);
    const texts = lengths.map((length, i) => tokens(length, i + 1, vocabulary));
    // The binding adds these where they are missing, which would lengthen the texts.
    for (const text of texts) [text[0], text[text.length - 1]] = [model.tokens.bos, model.tokens.sep ?? model.tokens.eos];
    const result = await time(how, async () => {
      for (const text of texts) await context.getEmbeddingFor(text);
    });
    return { ...result, tokens: lengths.reduce((sum, length) => sum + length, 0) };
  },

  embed: async ({ id, ids }) => {
    const vectors = [];
    for (const text of ids) vectors.push(Array.from((await find(id).context.getEmbeddingFor(text)).vector));
    return { vectors };
  },

  close: async ({ id }) => {
    const { model, context } = find(id);
    await context.dispose();
    await model.dispose();
    loaded.delete(id);
    return {};
  },
});
process.exit(0);
