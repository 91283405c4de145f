// Opens collections with the JavaScript clients and does one task, printing one JSON line.
// Usage: node interop.mjs TASK CHROMA_HOST CHROMA_PORT COLLECTION
import { ChromaClient } from 'chromadb';
import { JinaEmbeddingFunction } from '@chroma-core/jina';

const [task, host, port, name] = process.argv.slice(2);
const jina = process.env.JINA_TEST_URL;

// The Jina client has a fixed address; its calls are sent to the test's own server instead.
const realFetch = globalThis.fetch;
globalThis.fetch = (url, init) => {
  const target = String(url instanceof Request ? url.url : url);
  return target.startsWith('https://api.jina.ai/') ? realFetch(target.replace('https://api.jina.ai/', jina), init) : realFetch(url, init);
};

const client = new ChromaClient({ host, port: Number(port), ssl: false });
const tasks = {
  async create() {
    const collection = await client.createCollection({
      name,
      embeddingFunction: new JinaEmbeddingFunction({ modelName: 'jina-embeddings-v3', task: 'retrieval.passage', dimensions: 8, normalized: true }),
      metadata: { owner: 'js' },
    });
    await collection.add({ ids: ['js-1', 'js-2'], documents: ['one river', 'two stones'], metadatas: [{ lang: 'en', year: 2024 }, { lang: 'de', tags: ['x', 'y'] }] });
    return { count: await collection.count() };
  },
  async read() {
    const collection = await client.getCollection({ name });
    const got = await collection.get({ include: ['documents', 'metadatas', 'embeddings'] });
    const query = await collection.query({ queryTexts: ['one river'], nResults: 1 });
    return {
      function: collection.embeddingFunction?.name,
      config: collection.embeddingFunction?.getConfig(),
      ids: got.ids, documents: got.documents, metadatas: got.metadatas, embeddings: got.embeddings,
      first: query.ids[0][0], metadata: collection.metadata,
    };
  },
  async peek() {
    const collection = await client.getCollection({ name });
    const got = await collection.get();
    return { function: collection.embeddingFunction?.name ?? null, ids: got.ids, documents: got.documents, count: await collection.count() };
  },
  async addMore() {
    const collection = await client.getCollection({ name });
    await collection.add({ ids: ['js-3'], documents: ['three birds'] });
    return { count: await collection.count() };
  },
};
console.log(JSON.stringify(await tasks[task]()));
