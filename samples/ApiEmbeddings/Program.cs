// Embeddings from the Jina API, or from any server that speaks it: ApiEmbeddings [BASE-URL]
// The key comes from the environment: JINA_API_KEY.
using JinaSharp;
using JinaSharp.Client;

var options = new JinaClientOptions();
if (args is [var address]) options.BaseUrl = new Uri(address);

try
{
    using var jina = new JinaClient(options);
    var embeddings = await jina.GenerateAsync(
        ["red bicycle", "blue kettle"],
        new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalPassage, Dimensions = 256 });
    Console.WriteLine($"{embeddings.Count} vectors of {embeddings[0].Dimensions} dimensions for {embeddings.Usage?.TotalTokenCount} tokens");
    return 0;
}
catch (JinaException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
