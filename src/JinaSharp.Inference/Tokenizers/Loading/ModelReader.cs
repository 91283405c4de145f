using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Models;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>
/// Reads the <c>model</c> object. Vocabulary and merges are streamed: they are nearly all of a file of many megabytes. Fields may come in
/// any order, and old files have no <c>type</c>.
/// </summary>
internal ref struct ModelReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private VocabularyBuilder? _vocabulary;
    private List<double>? _scores;
    private Range? _merges;

    private ModelReader(ReadOnlySpan<byte> json) => _json = json;

    /// <summary>Reads the object that a reader over a whole file stands on.</summary>
    public static TokenModel Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new ModelFormatException($"The 'model' is a JSON {reader.TokenType}; an object was expected.");
        var model = new ModelReader(json);
        model.ReadFields(ref reader);
        return model.Build();
    }

    private void ReadFields(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "vocab":
                    ReadVocabulary(ref reader);
                    break;
                case "merges" when reader.TokenType == JsonTokenType.StartArray:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    _merges = start..(int)reader.BytesConsumed;
                    break;
                default:
                    _fields[name] = JsonElement.ParseValue(ref reader);
                    break;
            }
        }
    }

    private void ReadVocabulary(ref Utf8JsonReader reader)
    {
        _vocabulary = new VocabularyBuilder();
        _scores = null;
        if (reader.TokenType == JsonTokenType.StartObject)
            ReadTokens(ref reader, _vocabulary);
        else if (reader.TokenType == JsonTokenType.StartArray)
            ReadPieces(ref reader, _vocabulary, _scores = []);
        else
            throw new ModelFormatException($"The 'vocab' is a JSON {reader.TokenType}; an object of token ids or an array of pieces with scores was expected.");
    }

    private static void ReadTokens(ref Utf8JsonReader reader, VocabularyBuilder vocabulary)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var length = reader.CopyString(vocabulary.Reserve(reader.ValueSpan.Length));
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id < 0)
                throw new ModelFormatException($"Entry {vocabulary.Ids.Count} of the 'vocab' has no id from 0 to {int.MaxValue}.");
            vocabulary.Commit(length, id);
        }
    }

    private static void ReadPieces(ref Utf8JsonReader reader, VocabularyBuilder vocabulary, List<double> scores)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw WrongPiece(scores.Count);
            vocabulary.Commit(reader.CopyString(vocabulary.Reserve(reader.ValueSpan.Length)), scores.Count);
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var score) || !double.IsFinite(score))
                throw WrongPiece(scores.Count);
            scores.Add(score);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                throw WrongPiece(scores.Count - 1);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            throw WrongPiece(scores.Count);
    }

    private static ModelFormatException WrongPiece(int index) =>
        new($"Entry {index} of the 'vocab' is not a piece and its score, such as [\"a\", -1.5].");

    private readonly TokenModel Build()
    {
        if (_vocabulary is null)
            throw new ModelFormatException("The 'model' has no 'vocab'. The tokenizer file is incomplete.");
        var type = Text("type") ?? (_scores is not null ? "Unigram" : _merges is not null ? "BPE" : _fields.ContainsKey("max_input_chars_per_word") ? "WordPiece" : null);
        var vocabulary = new Vocabulary(_vocabulary);
        return (type, _scores) switch
        {
            ("Unigram", not null) => Unigram(vocabulary, _scores),
            ("BPE", null) => Bpe(vocabulary),
            ("WordPiece", null) => new WordPieceModel(
                vocabulary, Text("unk_token") ?? "[UNK]", Text("continuing_subword_prefix") ?? "##", Number("max_input_chars_per_word") ?? 100),
            ("Unigram" or "BPE" or "WordPiece", _) => throw new ModelFormatException(
                $"The model type is {type}, but its 'vocab' is {(_scores is null ? "an object of ids" : "an array of scores")}. The tokenizer file is damaged."),
            _ => throw new ModelFormatException($"The model type '{type}' is not known. Known: WordPiece, BPE, Unigram."),
        };
    }

    private readonly UnigramModel Unigram(Vocabulary vocabulary, List<double> scores)
    {
        var unknown = Number("unk_id");
        if (unknown >= scores.Count)
            throw new ModelFormatException($"The unk_id is {unknown}; the vocabulary has {scores.Count} entries.");
        return new UnigramModel(vocabulary, [.. scores], unknown, Flag("byte_fallback") ?? false);
    }

    private readonly BpeModel Bpe(Vocabulary vocabulary)
    {
        var options = new BpeOptions
        {
            UnknownToken = Text("unk_token"),
            FuseUnknown = Flag("fuse_unk") ?? false,
            ByteFallback = Flag("byte_fallback") ?? false,
            IgnoreMerges = Flag("ignore_merges") ?? false,
            ContinuingPrefix = Text("continuing_subword_prefix") ?? "",
            WordSuffix = Text("end_of_word_suffix") ?? "",
        };
        if (_merges is null)
            throw new ModelFormatException("The BPE model has no array of 'merges'. The tokenizer file is incomplete.");
        return new BpeModel(vocabulary, MergesReader.Read(_json[_merges.Value], vocabulary, options.ContinuingPrefix), options);
    }

    private readonly string? Text(string field) => Field(field, JsonValueKind.String, "a text")?.GetString();

    private readonly bool? Flag(string field) => Field(field, JsonValueKind.True, "true or false")?.GetBoolean();

    private readonly int? Number(string field)
    {
        if (Field(field, JsonValueKind.Number, "a number") is not { } value)
            return null;
        return value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw new ModelFormatException($"The model's '{field}' is {value.GetRawText()}; a whole number from 0 up was expected.");
    }

    private readonly JsonElement? Field(string field, JsonValueKind kind, string expected)
    {
        if (!_fields.TryGetValue(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var found = value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
        return found == kind ? value : throw new ModelFormatException($"The model's '{field}' is {ComponentReader.Shown(value)}; {expected} was expected.");
    }
}
