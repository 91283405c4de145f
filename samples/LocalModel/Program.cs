// Run a Jina model folder from the hub on this machine's processor: LocalModel FOLDER TEXT...
using JinaSharp;
using JinaSharp.Inference;

if (args is not [var folder, .. var texts] || texts.Length == 0)
{
    Console.Error.WriteLine("Usage: LocalModel FOLDER TEXT...");
    return 1;
}

using var embedder = new LocalEmbedder(folder);
var options = new JinaEmbeddingOptions { Truncate = true };
if (embedder.Tasks.Contains("text-matching")) options.Task = EmbeddingTask.TextMatching;

var embeddings = await embedder.GenerateAsync(texts, options);
Console.WriteLine($"{embedder.ModelId}: {embedder.Dimensions} dimensions, {embeddings.Usage?.TotalTokenCount} tokens");
for (var i = 0; i < texts.Length; i++)
    Console.WriteLine($"{VectorMath.CosineSimilarity(embeddings[0].Vector.Span, embeddings[i].Vector.Span):0.0000}  {texts[i]}");
return 0;
