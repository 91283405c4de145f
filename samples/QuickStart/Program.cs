// Embed, store, search: no key, no server, no download.
using JinaSharp;
using JinaSharp.Stores;

string[] texts =
[
    "The tram to the harbour leaves every ten minutes.",
    "Bicycles may be taken on board outside the rush hour.",
    "Die Straßenbahn zum Hafen fährt alle zehn Minuten.",
    "Pumpkin soup with ginger, bread on the side.",
];

using var embedder = new LexicalEmbeddingGenerator();
var function = new JinaEmbeddingFunction(embedder);

await using var store = EmbeddedStore.InMemory();
var collection = await store.GetOrCreateCollectionAsync(
    VectorCollectionDefinition.Dense("notes", function.Dimensions, profile: function.Profile, keywordIndex: true));

var vectors = await function.EncodeDocumentsAsync(texts);
await collection.UpsertAsync([.. texts.Select((text, i) => new VectorRecord($"note-{i}", vectors[i].Vector, text,
    new Dictionary<string, PayloadValue> { ["length"] = (long)text.Length }))]);

const string question = "When does the tram go to the harbour?";
var query = await function.EncodeQueriesAsync([question]);
var hits = await collection.SearchAsync(SearchQuery.Hybrid(query[0].Vector, question, top: 2) with { Filter = Filter.Gte("length", 20L) });

foreach (var hit in hits) Console.WriteLine($"{hit.Score:0.000}  {hit.Record.Text}");
