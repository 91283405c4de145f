namespace JinaSharp.Client.Http;

/// <summary>The hosts of the Jina API.</summary>
internal enum JinaService
{
    Api,
    Reader,
    Search,
    Grounding,
    Segmenter,
    DeepSearch,
}
