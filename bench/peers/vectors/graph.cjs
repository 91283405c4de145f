// graph.cjs ENGINE FOLDER DIMENSIONS: builds a graph index of M = 16, 128 candidates while building, and prints one line of JSON a setting of the search:
// recall of the ten nearest and queries a second of one thread (median of three passes). ENGINE is usearch or hnswlib.
const fs = require('fs');
const [, , engine, folder, dimensionText] = process.argv;
const dimensions = Number(dimensionText);

function read(file, Type) {
  const bytes = fs.readFileSync(file);
  return new Type(bytes.buffer, bytes.byteOffset, bytes.byteLength / Type.BYTES_PER_ELEMENT);
}

const base = read(`${folder}/base.f32`, Float32Array);
const queries = read(`${folder}/query.f32`, Float32Array);
const truth = read(`${folder}/truth.i32`, Int32Array);
const rows = base.length / dimensions;
const count = queries.length / dimensions;
const started = performance.now();
let search;
let setWidth;

if (engine === 'usearch') {
  const { Index } = require('usearch');
  const options = { metric: 'ip', quantization: 'f32', connectivity: 16, dimensions, expansion_add: 128, expansion_search: 64 };
  const index = new Index(options);
  for (let first = 0; first < rows; first += 10000) {
    const part = Math.min(10000, rows - first);
    index.add(BigUint64Array.from({ length: part }, (_, i) => BigInt(first + i)), base.subarray(first * dimensions, (first + part) * dimensions), 1);
  }
  const saved = `${folder}/usearch.index`;
  index.save(saved);
  let loaded;
  setWidth = (width) => {
    loaded = new Index({ ...options, expansion_search: width });
    loaded.load(saved);
  };
  search = (i) => loaded.search(queries.subarray(i * dimensions, (i + 1) * dimensions), 10, 1).keys;
} else {
  const { HierarchicalNSW } = require('hnswlib-node');
  const index = new HierarchicalNSW('ip', dimensions);
  index.initIndex(rows, 16, 128, 100);
  for (let i = 0; i < rows; i++) index.addPoint(Array.from(base.subarray(i * dimensions, (i + 1) * dimensions)), i);
  const lists = Array.from({ length: count }, (_, i) => Array.from(queries.subarray(i * dimensions, (i + 1) * dimensions)));
  setWidth = (width) => index.setEf(width);
  search = (i) => index.searchKnn(lists[i], 10).neighbors;
}
const buildSeconds = (performance.now() - started) / 1000;

for (const width of [10, 16, 24, 32, 48, 64, 96, 128]) {
  setWidth(width);
  const speeds = [];
  let found = 0;
  for (let pass = 0; pass < 3; pass++) {
    const results = [];
    const start = performance.now();
    for (let i = 0; i < count; i++) results.push(search(i));
    speeds.push((count * 1000) / (performance.now() - start));
    found = 0;
    results.forEach((keys, i) => {
      const wanted = new Set(truth.subarray(i * 10, i * 10 + 10));
      for (const key of keys) if (wanted.has(Number(key))) found++;
    });
  }
  speeds.sort((a, b) => a - b);
  const recall = found / (10 * count);
  console.log(JSON.stringify({ engine, width, recall, queriesPerSecond: speeds[1], buildSeconds }));
  if (recall >= 0.97) break;
}
