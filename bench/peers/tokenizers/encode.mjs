// The reference library, driven by 'jina-bench tokenizers'. Usage: node encode.mjs TOKENIZER.JSON TEXT.TXT
// For each line on stdin it encodes every line of the text, in batches of 128 on one thread, and prints one JSON object: seconds inside the
// library, tokens, and (first pass) the FNV-1a 64 hash of all ids, 4 little-endian bytes each and 4 bytes FF after a line.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

process.env.TOKENIZERS_PARALLELISM = 'false';
process.env.RAYON_NUM_THREADS = '1';
const [, , tokenizerFile, textFile] = process.argv;
const { Tokenizer } = createRequire(import.meta.url)('tokenizers');
const tokenizer = Tokenizer.fromFile(tokenizerFile);
const lines = readFileSync(textFile, 'utf8').split('\n').slice(0, -1);
const batches = [];
for (let i = 0; i < lines.length; i += 128) batches.push(lines.slice(i, i + 128));

class Fnv {
  // 64 bits in four 16-bit limbs, so that every product stays exact.
  constructor() { this.a = 0x2325; this.b = 0x8422; this.c = 0x9ce4; this.d = 0xcbf2; }
  byte(value) {
    this.a ^= value;
    const { a, b, c, d } = this; // times 0x100000001b3
    let carry = a * 0x1b3;
    this.a = carry & 0xffff;
    carry = Math.floor(carry / 65536) + b * 0x1b3;
    this.b = carry & 0xffff;
    carry = Math.floor(carry / 65536) + c * 0x1b3 + a * 0x100;
    this.c = carry & 0xffff;
    carry = Math.floor(carry / 65536) + d * 0x1b3 + b * 0x100;
    this.d = carry & 0xffff;
  }
  id(value) { for (let k = 0; k < 4; k++) this.byte((value >>> (8 * k)) & 255); }
  line() { for (let k = 0; k < 4; k++) this.byte(255); }
  toString() { return [this.d, this.c, this.b, this.a].map(v => v.toString(16).padStart(4, '0')).join(''); }
}

let hash;
for await (const _ of createInterface({ input: process.stdin })) {
  const first = hash === undefined;
  const fnv = new Fnv();
  let nanoseconds = 0n, tokens = 0;
  for (const batch of batches) {
    const started = process.hrtime.bigint();
    const encodings = await tokenizer.encodeBatch(batch, { addSpecialTokens: true });
    nanoseconds += process.hrtime.bigint() - started;
    if (!first) continue;
    for (const encoding of encodings) {
      for (const id of encoding.getIds()) fnv.id(id);
      fnv.line();
    }
  }
  if (first) hash = fnv.toString();
  console.log(JSON.stringify({ seconds: Number(nanoseconds) / 1e9, hash }));
}
