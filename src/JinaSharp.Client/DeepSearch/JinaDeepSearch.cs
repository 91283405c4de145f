using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using JinaSharp.Client.Http;

namespace JinaSharp.Client;

/// <summary>Answers a question by searching, reading and thinking until it is answered or the budget is spent. Takes minutes.</summary>
/// <remarks>
/// Safe for concurrent use. Always streamed, as a plain answer would outlive most timeouts. A budget (<see cref="JinaUsageTracker"/>) must have
/// <see cref="DeepSearchOptions.BudgetTokens"/> left, or 100,000 tokens where that is not given; the usage in the answer is what is charged.
/// </remarks>
[Experimental("JINA001", UrlFormat = "https://github.com/jinasharp/jinasharp/blob/main/docs/experimental/{0}.md")]
public sealed class JinaDeepSearch
{
    /// <summary>What is set aside where no budget is given: a guess, as the service states no figure for its efforts.</summary>
    private const long TypicalTokens = 100_000;

    private readonly JinaTransport _transport;

    internal JinaDeepSearch(JinaTransport transport) => _transport = transport;

    /// <summary>Asks a question and waits for the whole answer.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The answer.</returns>
    public async Task<DeepSearchAnswer> AskAsync(string question, DeepSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        List<DeepSearchAnnotation> annotations = [];
        IReadOnlyList<string> visited = [], read = [];
        long? tokens = null;
        await foreach (var update in StreamAsync(question, options, cancellationToken).ConfigureAwait(false))
        {
            if (update.Kind == "error") throw new JinaApiException($"deepsearch: the service gave up: {update.Text}") { Code = "deepsearch_failed" };
            if (update.Kind != "think") text.Append(update.Text);
            annotations.AddRange(update.Annotations);
            if (update.VisitedUrls.Count > 0) visited = update.VisitedUrls;
            if (update.ReadUrls.Count > 0) read = update.ReadUrls;
            tokens = update.Tokens ?? tokens;
        }
        return new DeepSearchAnswer(text.ToString(), annotations, visited, read, tokens);
    }

    /// <summary>Asks a question and gives the thinking and the answer as they come in.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The pieces.</returns>
    public async IAsyncEnumerable<DeepSearchUpdate> StreamAsync(
        string question, DeepSearchOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        options ??= new DeepSearchOptions();
        if (options.ReasoningEffort is not (null or "low" or "medium" or "high")) throw new ArgumentException($"ReasoningEffort must be low, medium or high; it is '{options.ReasoningEffort}'.", nameof(options));
        var call = new ApiCall
        {
            Operation = "deepsearch",
            Service = JinaService.DeepSearch,
            Path = "v1/chat/completions",
            Accept = "text/event-stream",
            NeedsKey = false,
            Model = options.Model,
            ReservedTokens = options.BudgetTokens ?? TypicalTokens,
            Body = ApiJson.Write(json => Write(json, question, options)),
        };
        var reply = await _transport.OpenAsync(call, cancellationToken).ConfigureAwait(false);
        await using (reply.ConfigureAwait(false))
        {
            await foreach (var item in ServerEvents.ReadAsync(reply.Stream, cancellationToken).ConfigureAwait(false))
            {
                if (item.Data == "[DONE]") yield break;
                using var document = ServerEvents.Parse(call, item.Data);
                if (document.RootElement.TryGetProperty("error", out _))
                {
                    reply.TokensIfSilent = null;
                    throw _transport.ErrorOf(call, item.Data);
                }
                var update = Read(document.RootElement);
                reply.Tokens = update.Tokens ?? reply.Tokens;
                yield return update;
            }
        }
    }

    private static void Write(Utf8JsonWriter json, string question, DeepSearchOptions options)
    {
        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", question);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("stream", true);
        foreach (var (name, value) in new[]
                 {
                     ("reasoning_effort", options.ReasoningEffort), ("search_provider", options.SearchProvider),
                     ("search_language_code", options.SearchLanguage), ("language_code", options.AnswerLanguage),
                 })
            if (value is not null)
                json.WriteString(name, value);
        foreach (var (name, value) in new[]
                 {
                     ("budget_tokens", options.BudgetTokens), ("max_attempts", options.MaxAttempts), ("max_returned_urls", options.MaxReturnedUrls), ("team_size", options.TeamSize),
                 })
            if (value is { } number)
                json.WriteNumber(name, number);
        if (options.NoDirectAnswer is { } direct) json.WriteBoolean("no_direct_answer", direct);
        foreach (var (name, values) in new[] { ("boost_hostnames", options.BoostHostnames), ("bad_hostnames", options.BadHostnames), ("only_hostnames", options.OnlyHostnames) })
        {
            if (values.Count == 0) continue;
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
        if (options.JsonSchema is { } schema)
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("json_schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static DeepSearchUpdate Read(JsonElement root)
    {
        JsonElement delta = default;
        if (root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && !choices[0].TryGetProperty("delta", out delta))
            choices[0].TryGetProperty("message", out delta);
        var kind = delta.Text("type");
        var text = delta.Text("content") ?? "";
        return new DeepSearchUpdate
        {
            Kind = kind,
            Text = kind == "think" ? text.Replace("<think>", "", StringComparison.Ordinal).Replace("</think>", "", StringComparison.Ordinal) : text,
            Annotations = Annotations(delta),
            VisitedUrls = Texts(root, "visitedURLs"),
            ReadUrls = Texts(root, "readURLs"),
            Tokens = root.Usage(),
        };
    }

    private static List<DeepSearchAnnotation> Annotations(JsonElement delta)
    {
        List<DeepSearchAnnotation> annotations = [];
        if (delta.ValueKind == JsonValueKind.Object && delta.TryGetProperty("annotations", out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var entry in list.EnumerateArray())
                if (entry.TryGetProperty("url_citation", out var citation))
                    annotations.Add(new DeepSearchAnnotation(citation.Text("url") ?? "", citation.Text("title"), citation.Text("exactQuote"), citation.Text("dateTime")));
        return annotations;
    }

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(static entry => entry.ToString())] : [];
}
