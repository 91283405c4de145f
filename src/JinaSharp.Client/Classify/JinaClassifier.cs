using System.Text.Json;
using JinaSharp.Client.Embeddings;
using JinaSharp.Client.Http;
using JinaSharp.Wire;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client;

/// <summary>Classification: into labels given with the call, or by a classifier trained before.</summary>
/// <remarks>
/// Safe for concurrent use. Training is never repeated on its own, as a repetition could train twice. A budget (<see cref="JinaUsageTracker"/>) must have room
/// for the estimated tokens of the inputs and the labels, in training for those of the examples once an iteration; the answer says what is charged.
/// </remarks>
public sealed class JinaClassifier
{
    private const int MaxItems = 512;
    private const int MaxLabels = 512;
    private const int MaxGroups = 8;
    private const int MaxLabelsOfGroup = 64;

    private readonly JinaTransport _transport;
    private readonly InputReader _reader;

    internal JinaClassifier(JinaTransport transport, InputReader reader) => (_transport, _reader) = (transport, reader);

    /// <summary>Classifies texts into labels.</summary>
    /// <param name="texts">The texts; none gives none.</param>
    /// <param name="labels">The labels, at least two.</param>
    /// <param name="model">The embedding model behind it; null for the client's.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One result a text, in order.</returns>
    public Task<ClassificationResults> ClassifyAsync(IEnumerable<string> texts, IReadOnlyList<string> labels, string? model = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ClassifyAsync([.. texts.Select(AIContent (text) => new TextContent(text))], labels, model, cancellationToken);
    }

    /// <summary>Classifies texts and images into labels.</summary>
    /// <param name="contents">The inputs; none gives none.</param>
    /// <param name="labels">The labels, at least two.</param>
    /// <param name="model">The embedding model behind it; null for the client's.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One result an input, in order.</returns>
    public Task<ClassificationResults> ClassifyAsync(IReadOnlyList<AIContent> contents, IReadOnlyList<string> labels, string? model = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        CheckLabels(labels, MaxLabels, "Labels");
        return RunAsync(contents, model ?? _transport.Settings.EmbeddingModel, null, Json(writer => WriteLabels(writer, labels)), cancellationToken);
    }

    /// <summary>Classifies texts and images into one label of each group.</summary>
    /// <param name="contents">The inputs; none gives none.</param>
    /// <param name="labelGroups">Up to 8 groups of up to 64 labels, by name.</param>
    /// <param name="model">The embedding model behind it; null for the client's.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One result an input, in order; the labels are in <see cref="ClassificationResult.Groups"/>.</returns>
    public Task<ClassificationResults> ClassifyAsync(
        IReadOnlyList<AIContent> contents, IReadOnlyDictionary<string, IReadOnlyList<string>> labelGroups, string? model = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labelGroups);
        if (labelGroups.Count is < 1 or > MaxGroups) throw new ArgumentException($"There must be 1 to {MaxGroups} groups of labels; there are {labelGroups.Count}.", nameof(labelGroups));
        foreach (var (name, labels) in labelGroups) CheckLabels(labels, MaxLabelsOfGroup, $"Group '{name}'");
        var json = Json(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, labels) in labelGroups)
            {
                writer.WritePropertyName(name);
                WriteLabels(writer, labels);
            }
            writer.WriteEndObject();
        });
        return RunAsync(contents, model ?? _transport.Settings.EmbeddingModel, null, json, cancellationToken);
    }

    /// <summary>Classifies inputs by a classifier trained before.</summary>
    /// <param name="classifierId">The classifier's id.</param>
    /// <param name="contents">The inputs; none gives none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>One result an input, in order.</returns>
    public Task<ClassificationResults> ClassifyAsync(string classifierId, IReadOnlyList<AIContent> contents, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(classifierId);
        return RunAsync(contents, null, classifierId, null, cancellationToken);
    }

    /// <summary>Trains a new classifier.</summary>
    /// <param name="samples">2 to 512 examples with at least two labels.</param>
    /// <param name="access">Who may use it.</param>
    /// <param name="model">The embedding model behind it; null for the client's.</param>
    /// <param name="iterations">How often the examples are gone through.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The new classifier's id.</returns>
    public Task<TrainingResult> TrainAsync(
        IReadOnlyList<TrainingSample> samples, ClassifierAccess access = ClassifierAccess.Private, string? model = null, int iterations = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count < 2 || samples.Select(static sample => sample.Label).Distinct(StringComparer.Ordinal).Count() < 2)
            throw new ArgumentException("Training needs at least two examples with at least two labels.", nameof(samples));
        return TrainAsync(
            // The default is documented in two ways, so access is always said.
            new TrainRequest { Model = model ?? _transport.Settings.EmbeddingModel, Access = access == ClassifierAccess.Public ? "public" : "private", Iterations = iterations, Input = Items(samples, out var tokens) },
            tokens * Math.Max(1, iterations), cancellationToken);
    }

    /// <summary>Trains an existing classifier further.</summary>
    /// <param name="classifierId">The classifier's id.</param>
    /// <param name="samples">1 to 512 examples.</param>
    /// <param name="iterations">How often the examples are gone through.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The classifier's id.</returns>
    public Task<TrainingResult> UpdateAsync(string classifierId, IReadOnlyList<TrainingSample> samples, int iterations = 10, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(classifierId);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentException("Training needs at least one example.", nameof(samples));
        return TrainAsync(new TrainRequest { ClassifierId = classifierId, Iterations = iterations, Input = Items(samples, out var tokens) }, tokens * Math.Max(1, iterations), cancellationToken);
    }

    /// <summary>Lists the key's classifiers.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The classifiers.</returns>
    public Task<IReadOnlyList<ClassifierInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            new ApiCall { Operation = "classifiers", Method = HttpMethod.Get, Path = "v1/classifiers" },
            static body => new Reply<IReadOnlyList<ClassifierInfo>>([.. ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement).EnumerateArray().Select(ReadInfo)], null),
            cancellationToken);

    /// <summary>Deletes a classifier.</summary>
    /// <param name="classifierId">The classifier's id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The end of the call.</returns>
    public Task DeleteAsync(string classifierId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(classifierId);
        return _transport.SendAsync(
            new ApiCall { Operation = "classifiers", Method = HttpMethod.Delete, Path = $"v1/classifiers/{Uri.EscapeDataString(classifierId)}" },
            static _ => new Reply<bool>(true, null), cancellationToken);
    }

    private async Task<ClassificationResults> RunAsync(IReadOnlyList<AIContent> contents, string? model, string? classifierId, JsonElement? labels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var inputs = contents.Select((content, i) => _reader.ReadOne(content, i)).ToList();
        if (inputs.Find(static input => input.IsBlank) is { Item.Value: not null } blank) throw new ArgumentException($"Input {blank.Index} is blank and cannot be classified.", nameof(contents));
        List<ClassificationResult> results = new(inputs.Count);
        long tokens = 0;
        var labelTokens = labels is { } json ? (json.GetRawText().Length / 4) + 1 : 0;
        foreach (var part in inputs.Chunk(MaxItems))
        {
            var allText = Array.TrueForAll(part, static input => input.Item.Kind == InputKind.Text);
            var request = new ClassifyRequest
            {
                Model = model,
                ClassifierId = classifierId,
                Input = Array.ConvertAll(part, input => allText ? input.Item with { Kind = InputKind.PlainText } : input.Item),
                Labels = labels,
            };
            var call = new ApiCall
            {
                Operation = "classify",
                Path = "v1/classify",
                Body = ApiJson.Serialize(request, JinaWireContext.Compact.ClassifyRequest),
                Model = model,
                EstimatedTokens = part.Sum(static input => (long)input.RawTokens),
                ReservedTokens = part.Sum(static input => (long)input.RawTokens) + labelTokens,
            };
            var first = results.Count;
            var answer = await _transport.SendAsync(call, body => ClassifyReply.Read(body, part.Length, first), cancellationToken).ConfigureAwait(false);
            results.AddRange(answer.Results);
            tokens += answer.Tokens;
        }
        return new ClassificationResults(results) { Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } };
    }

    private Task<TrainingResult> TrainAsync(TrainRequest request, long reservedTokens, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new ApiCall
            {
                Operation = "train", Path = "v1/train", Body = ApiJson.Serialize(request, JinaWireContext.Compact.TrainRequest), IsIdempotent = false, Model = request.Model,
                ReservedTokens = reservedTokens,
            },
            static body =>
            {
                var json = ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement);
                var tokens = json.Usage();
                return new Reply<TrainingResult>(
                    new TrainingResult(json.Text("classifier_id") ?? throw new JsonException("The answer has no 'classifier_id'."), (int)(json.Number("num_samples") ?? 0), tokens ?? 0), tokens);
            },
            cancellationToken);

    private List<TrainItem> Items(IReadOnlyList<TrainingSample> samples, out long tokens)
    {
        tokens = 0;
        if (samples.Count > MaxItems) throw new ArgumentException($"At most {MaxItems} examples can be given at once; there are {samples.Count}. Give the rest to UpdateAsync.", nameof(samples));
        List<TrainItem> items = new(samples.Count);
        for (var i = 0; i < samples.Count; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(samples[i].Label, $"{nameof(samples)}[{i}].Label");
            var input = _reader.ReadOne(samples[i].Content, i);
            var item = input.Item;
            tokens += input.RawTokens;
            items.Add(item.Kind == InputKind.Image ? new TrainItem { Image = item.Value, Label = samples[i].Label } : new TrainItem { Text = item.Value, Label = samples[i].Label });
        }
        return items;
    }

    private static ClassifierInfo ReadInfo(JsonElement json) => new()
    {
        Id = json.Text("classifier_id") ?? throw new JsonException("A classifier has no 'classifier_id'."),
        Model = json.Text("model") ?? json.Text("model_name"),
        Labels = json.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Array ? [.. labels.EnumerateArray().Select(static label => label.ToString())] : [],
        Access = json.Text("access"),
        UpdatedCount = json.Number("updated_number"),
        UsedCount = json.Number("used_number"),
        CreatedAt = json.Time("created_at"),
        UpdatedAt = json.Time("updated_at"),
    };

    private static void CheckLabels(IReadOnlyList<string> labels, int most, string what)
    {
        if (labels.Count < 2 || labels.Count > most) throw new ArgumentException($"{what} must be 2 to {most}; there are {labels.Count}.");
        foreach (var label in labels)
            if (string.IsNullOrWhiteSpace(label))
                throw new ArgumentException($"{what}: a label is blank.");
    }

    private static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(ApiJson.Write(write));
        return document.RootElement.Clone();
    }

    private static void WriteLabels(Utf8JsonWriter writer, IReadOnlyList<string> labels)
    {
        writer.WriteStartArray();
        foreach (var label in labels) writer.WriteStringValue(label);
        writer.WriteEndArray();
    }
}
