using System.Text.Json;
using JinaSharp.Inference.Tokenizers.AddedTokens;
using JinaSharp.Inference.Tokenizers.Decoders;
using JinaSharp.Inference.Tokenizers.Models;
using JinaSharp.Inference.Tokenizers.Pipeline;
using JinaSharp.Inference.Tokenizers.PostProcessors;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>What a tokenizer.json says, ready to run.</summary>
internal sealed class TokenizerFile
{
    private const long LargestFile = 1L << 30;

    /// <summary>From text to tokens.</summary>
    public required EncodingPipeline Pipeline { get; init; }

    /// <summary>Special tokens and trimming.</summary>
    public required PostProcessor PostProcessor { get; init; }

    /// <summary>From tokens to text; null joins them with spaces.</summary>
    public required IReadOnlyList<Decoder>? Decoders { get; init; }

    /// <summary>The truncation block.</summary>
    public required TruncationOptions? Truncation { get; init; }

    /// <summary>The padding block.</summary>
    public required PaddingOptions? Padding { get; init; }

    /// <summary>Oddities that change nothing but deserve a look.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file is not a tokenizer of a known kind.</exception>
    public static TokenizerFile Load(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new ModelFormatException($"The file has {length} bytes; a tokenizer has at most {LargestFile}.", path);
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="ModelFormatException">The bytes are not a tokenizer of a known kind.</exception>
    public static TokenizerFile Parse(ReadOnlySpan<byte> json, string? path, bool generalPatternsOnly = false)
    {
        try
        {
            if (json.StartsWith("version https://git-lfs"u8))
                throw new ModelFormatException("This is a Git LFS pointer, not the file itself. Run 'git lfs pull' in the model's folder.");
            return Read(json.StartsWith("\uFEFF"u8) ? json[3..] : json, generalPatternsOnly);
        }
        catch (ModelFormatException e) when (e.File is null && path is not null)
        {
            throw new ModelFormatException($"{path}: {e.Message}", path, innerException: e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException and FormatException: texts that are not UTF-8, or escapes of lone surrogates.
            throw new ModelFormatException($"{path ?? "The tokenizer"} is not the JSON of a tokenizer: {e.Message} Download the file again.", path, innerException: e);
        }
    }

    private static TokenizerFile Read(ReadOnlySpan<byte> json, bool generalPatternsOnly)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new ModelFormatException($"The file starts with a JSON {reader.TokenType}; the object of a tokenizer was expected.");
        var parts = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        TokenModel? model = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "model")
                model = ModelReader.Read(ref reader, json);
            else
                parts[name] = JsonElement.ParseValue(ref reader);
        }

        // Nothing but white space may follow; the reader throws when something does.
        reader.Read();
        return model is not null
            ? Build(model, parts, generalPatternsOnly)
            : throw new ModelFormatException("The file has no 'model'. It is not a tokenizer.json, or incomplete.");
    }

    private static TokenizerFile Build(TokenModel model, Dictionary<string, JsonElement> parts, bool generalPatternsOnly)
    {
        JsonElement? Part(string name) => parts.TryGetValue(name, out var part) ? part : null;

        var warnings = new List<string>();
        var normalizers = NormalizerReader.Read(Part("normalizer"));
        var added = new AddedVocabulary(
            AddedTokensReader.Read(Part("added_tokens"), model.Vocabulary, warnings),
            content => EncodingPipeline.Normalize(normalizers, content));
        return new TokenizerFile
        {
            Pipeline = new EncodingPipeline(added, normalizers, PreTokenizerReader.Read(Part("pre_tokenizer"), generalPatternsOnly), model),
            PostProcessor = PostProcessorReader.Read(Part("post_processor")),
            Decoders = DecoderReader.Read(Part("decoder")),
            Truncation = LimitsReader.Truncation(Part("truncation")),
            Padding = LimitsReader.Padding(Part("padding")),
            Warnings = warnings,
        };
    }
}
