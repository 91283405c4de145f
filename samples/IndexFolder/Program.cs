// Index a folder of files into .jina/ and ask it something: IndexFolder FOLDER QUESTION
using JinaSharp;
using JinaSharp.Pipelines;
using JinaSharp.Stores;

if (args is not [var folder, var question])
{
    Console.Error.WriteLine("Usage: IndexFolder FOLDER QUESTION");
    return 1;
}

using var embedder = new LexicalEmbeddingGenerator();
var function = new JinaEmbeddingFunction(embedder);
await using var store = new EmbeddedStore(Path.Combine(folder, ".jina"));

var indexer = new FileIndexer(store, function, new FileIndexerOptions { Collection = "files" });
var done = await indexer.IndexAsync([folder], counter: embedder);
Console.WriteLine($"{done.Indexed} files indexed, {done.Unchanged} unchanged, {done.Removed} removed, {done.Chunks} chunks.");

var collection = await store.FindCollectionAsync("files");
if (collection is null) return 0;      // nothing to index

var retriever = new Retriever(store, collection, function);
foreach (var chunk in await retriever.RetrieveAsync(question, top: 5))
    Console.WriteLine($"{chunk.Score:0.000}  {chunk.Path}:{chunk.StartLine}  {new SnippetFinder(question).Find(chunk.Text, 80).Text}");
return 0;
