using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Wire;

namespace JinaSharp.Client;

/// <summary>The service's list of models, and its health.</summary>
/// <remarks>Safe for concurrent use. Needs no key.</remarks>
public sealed class JinaModels
{
    private readonly JinaTransport _transport;

    internal JinaModels(JinaTransport transport) => _transport = transport;

    /// <summary>Lists the models.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The models.</returns>
    public Task<IReadOnlyList<JinaModelInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            new ApiCall { Operation = "models", Method = HttpMethod.Get, Path = "v1/models", NeedsKey = false },
            static body => new Reply<IReadOnlyList<JinaModelInfo>>([.. ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement).GetProperty("data").EnumerateArray().Select(Read)], null),
            cancellationToken);

    /// <summary>Asks for one model.</summary>
    /// <param name="model">The name, with or without <c>jina-ai/</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The model.</returns>
    public Task<JinaModelInfo> GetAsync(string model, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var name = model.StartsWith("jina-ai/", StringComparison.Ordinal) ? model["jina-ai/".Length..] : model;
        return _transport.SendAsync(
            new ApiCall { Operation = "models", Method = HttpMethod.Get, Path = $"v1/models/{Uri.EscapeDataString(name)}", NeedsKey = false },
            static body => new Reply<JinaModelInfo>(Read(ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement)), null),
            cancellationToken);
    }

    /// <summary>Whether the service is up and ready.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>False where it answers that it is not; where nothing answers, the error says so.</returns>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _transport.SendAsync(
                // Not repeated: "not ready" is the answer.
                new ApiCall { Operation = "health", Method = HttpMethod.Get, Path = "health", NeedsKey = false, IsIdempotent = false },
                static _ => new Reply<bool>(true, null), cancellationToken).ConfigureAwait(false);
        }
        catch (JinaApiException exception) when (exception.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable)
        {
            return false;
        }
    }

    private static JinaModelInfo Read(JsonElement json) => new()
    {
        Id = json.Text("id") ?? throw new JsonException("A model has no 'id'."),
        Name = json.Text("name"),
        HuggingFaceId = json.Text("hugging_face_id"),
        InputModalities = Texts(json, "input_modalities"),
        OutputModalities = Texts(json, "output_modalities"),
        ContextLength = json.Number("context_length"),
        PromptPrice = json.TryGetProperty("pricing", out var pricing) ? pricing.Text("prompt") : null,
        Description = json.Text("description"),
        Raw = json.Clone(),
    };

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(static entry => entry.ToString())] : [];
}
