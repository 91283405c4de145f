using System.Text.Json;
using JinaSharp.FakeStores.Http;

namespace JinaSharp.FakeStores.Qdrant;

/// <summary>Holds requests and answers against Qdrant's OpenAPI document.</summary>
public sealed class QdrantContract
{
    private readonly JsonDocument _document;
    private readonly JsonSchema _schema;

    /// <summary>Reads the document that comes with the stand-in, or a given one.</summary>
    public QdrantContract(Stream? document = null)
    {
        using var own = document ?? typeof(QdrantContract).Assembly.GetManifestResourceStream("qdrant-openapi.json")!;
        _document = JsonDocument.Parse(own);
        _schema = new JsonSchema(_document.RootElement);
    }

    /// <summary>How a request breaks the document; empty when it does not.</summary>
    public IReadOnlyList<string> CheckRequest(string method, string path, IEnumerable<string> queryNames, byte[] body)
    {
        if (Find(method, path) is not { } operation) return [$"{method} {path} is not in the document"];
        var names = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(item => item.GetProperty("in").GetString() == "query").Select(item => item.GetProperty("name").GetString()!).ToHashSet()
            : [];
        var errors = queryNames.Where(name => !names.Contains(name)).Select(name => $"the query parameter '{name}' is not known").ToList();
        if (!operation.TryGetProperty("requestBody", out var request)) return errors;
        if (body.Length == 0) return [.. errors, "the body is missing"];
        using var json = JsonDocument.Parse(body);
        return [.. errors, .. _schema.Check(json.RootElement, Schema(request))];
    }

    /// <summary>How an answer breaks the document; empty when it does not.</summary>
    public IReadOnlyList<string> CheckAnswer(string method, string path, byte[] body)
    {
        if (Find(method, path) is not { } operation) return [];
        using var json = JsonDocument.Parse(body);
        return _schema.Check(json.RootElement, Schema(operation.GetProperty("responses").GetProperty("200")));
    }

    private static JsonElement Schema(JsonElement holder) => holder.GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private JsonElement? Find(string method, string path)
    {
        var words = path.Split('/');
        foreach (var candidate in _document.RootElement.GetProperty("paths").EnumerateObject().OrderBy(item => item.Name.Count(c => c == '{')))
        {
            var template = candidate.Name.Split('/');
            if (template.Length == words.Length && template.Zip(words).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second))
                return candidate.Value.TryGetProperty(method.ToLowerInvariant(), out var operation) ? operation : null;
        }
        return null;
    }
}
