using System.Collections.Concurrent;
using JinaSharp.Inference.Tokenizers.Loading;
using JinaSharp.Inference.Tokenizers.Pipeline;

namespace JinaSharp.Inference;

/// <summary>Turns text into the exact token ids of a Hugging Face <c>tokenizer.json</c>, and back.</summary>
/// <remarks>
/// Safe for concurrent use. Working memory is pooled and keeps the tokens of recent words, at most a few megabytes for each thread that
/// encodes at the same time. Lone surrogates in a text are read as U+FFFD. The truncation and padding of the file are not applied unless
/// they are passed: see <see cref="FileTruncation"/> and <see cref="FilePadding"/>.
/// </remarks>
public sealed class Tokenizer : ITokenCounter
{
    private const int LongestKept = 1 << 20;

    private static readonly TokenizeOptions WithoutSpecialTokens = new() { AddSpecialTokens = false };

    private readonly TokenizerFile _file;
    private readonly EncodingAssembler _assembler;
    private readonly ConcurrentBag<EncodeScratch> _scratches = [];
    private EncodeScratch? _scratch; // the first to be taken; the bag allocates when it is used

    private Tokenizer(TokenizerFile file)
    {
        _file = file;
        _assembler = new EncodingAssembler(file.Pipeline, file.PostProcessor);
        var (vocabulary, added) = (file.Pipeline.Model.Vocabulary, file.Pipeline.Added);
        VocabularySize = vocabulary.Count + added.CountBeyond(vocabulary.Contains);
        LargestTokenId = Math.Max(Math.Max(vocabulary.LargestId, added.LargestId), file.PostProcessor.LargestSpecialId);
    }

    /// <summary>The number of token ids: the model's and those of added tokens beyond them.</summary>
    public int VocabularySize { get; }

    /// <summary>The largest id that an encoding can hold: of the vocabulary, of added tokens, and of those put around texts. Ids may have gaps.</summary>
    /// <value>-1 when there are no tokens at all.</value>
    public int LargestTokenId { get; }

    /// <summary>The truncation that the file describes; null when it has none.</summary>
    public TruncationOptions? FileTruncation => _file.Truncation;

    /// <summary>The padding that the file describes; null when it has none.</summary>
    public PaddingOptions? FilePadding => _file.Padding;

    /// <summary>Oddities of the file that change nothing but deserve a look, such as added tokens that state another id than they have.</summary>
    public IReadOnlyList<string> Warnings => _file.Warnings;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="path">A <c>tokenizer.json</c>, or a folder that holds one.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or of an unknown kind.</exception>
    public static Tokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Directory.Exists(path) ? Path.Combine(path, "tokenizer.json") : path;
        return File.Exists(file)
            ? new Tokenizer(TokenizerFile.Load(file))
            : throw new FileNotFoundException($"There is no tokenizer at '{file}'. Pass a tokenizer.json or a model folder that holds one.", file);
    }

    /// <summary>Reads a tokenizer from the bytes of a <c>tokenizer.json</c>.</summary>
    /// <param name="utf8Json">The bytes.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="ModelFormatException">The bytes are damaged or of an unknown kind.</exception>
    public static Tokenizer Parse(ReadOnlySpan<byte> utf8Json) => new(TokenizerFile.Parse(utf8Json, null));

    /// <summary>Encodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How; null is <see cref="TokenizeOptions.Default"/>.</param>
    /// <returns>The tokens.</returns>
    /// <exception cref="ModelFormatException">The vocabulary cannot express the text and has no unknown token.</exception>
    public TokenEncoding Encode(ReadOnlySpan<char> text, TokenizeOptions? options = null) => EncodePadded(text, default, false, options);

    /// <summary>Encodes a pair of texts.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="options">How; null is <see cref="TokenizeOptions.Default"/>.</param>
    /// <returns>The tokens of both.</returns>
    /// <exception cref="ModelFormatException">The vocabulary cannot express a text and has no unknown token.</exception>
    public TokenEncoding EncodePair(ReadOnlySpan<char> text, ReadOnlySpan<char> pair, TokenizeOptions? options = null) =>
        EncodePadded(text, pair, true, options);

    /// <summary>Encodes texts; padding without a length fills them up to the longest.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How; null is <see cref="TokenizeOptions.Default"/>.</param>
    /// <returns>The tokens of each, in the same order.</returns>
    public IReadOnlyList<TokenEncoding> EncodeBatch(IReadOnlyList<string> texts, TokenizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Padded([.. texts.Select(text => EncodeOne(text ?? throw NullText(nameof(texts)), default, false, options ?? TokenizeOptions.Default))], options);
    }

    /// <summary>Encodes pairs of texts; padding without a length fills them up to the longest.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="options">How; null is <see cref="TokenizeOptions.Default"/>.</param>
    /// <returns>The tokens of each pair, in the same order.</returns>
    public IReadOnlyList<TokenEncoding> EncodePairs(IReadOnlyList<(string Text, string Pair)> pairs, TokenizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Padded([.. pairs.Select(pair => EncodeOne(pair.Text ?? throw NullText(nameof(pairs)), pair.Pair ?? throw NullText(nameof(pairs)), true, options ?? TokenizeOptions.Default))], options);
    }

    /// <summary>Encodes a text into a buffer. A warm buffer and tokenizer allocate nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="buffer">Where the tokens go; what it held is lost.</param>
    /// <param name="options">How; null is <see cref="TokenizeOptions.Default"/>. Padding is not applied, overflow not kept.</param>
    public void Encode(ReadOnlySpan<char> text, TokenBuffer buffer, TokenizeOptions? options = null) =>
        EncodeInto(text, default, false, buffer, options ?? TokenizeOptions.Default);

    /// <summary>Encodes a pair of texts into a buffer. A warm buffer and tokenizer allocate nothing.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="buffer">Where the tokens go; what it held is lost.</param>
    /// <param name="options">How; null is <see cref="TokenizeOptions.Default"/>. Padding is not applied, overflow not kept.</param>
    public void EncodePair(ReadOnlySpan<char> text, ReadOnlySpan<char> pair, TokenBuffer buffer, TokenizeOptions? options = null) =>
        EncodeInto(text, pair, true, buffer, options ?? TokenizeOptions.Default);

    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text) => CountTokens(text, addSpecialTokens: false);

    /// <inheritdoc/>
    public IReadOnlyList<TokenSpan> GetTokenSpans(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var buffer = new TokenBuffer();
        Encode(text, buffer, WithoutSpecialTokens);
        return buffer.Offsets.ToArray();
    }

    /// <summary>Counts the tokens of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the tokens around a text count.</param>
    /// <returns>The number of tokens.</returns>
    public int CountTokens(ReadOnlySpan<char> text, bool addSpecialTokens)
    {
        var scratch = Rent();
        var length = text.Length;
        try
        {
            scratch.First.WantsSurfaces = false;
            _file.Pipeline.Encode(scratch.Sanitize(text), false, scratch, scratch.First);
            return scratch.First.Count + (addSpecialTokens ? _file.PostProcessor.AddedTokens(pair: false) : 0);
        }
        finally
        {
            Return(scratch, length);
        }
    }

    /// <summary>The number of special tokens that are added around a text or a pair.</summary>
    /// <param name="pair">Whether it is a pair.</param>
    /// <returns>The number.</returns>
    public int CountSpecialTokens(bool pair = false) => _file.PostProcessor.AddedTokens(pair);

    /// <summary>Turns ids back into text.</summary>
    /// <param name="ids">The ids; unknown ones are left out.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <returns>The text, which is not always the text that was encoded: normalisation is not undone.</returns>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>(ids.Length);
        foreach (var id in ids)
            if (IdToToken(id) is { } token && !(skipSpecialTokens && _file.Pipeline.Added.IsSpecial(token)))
                tokens.Add(token);
        if (_file.Decoders is null)
            return string.Join(' ', tokens);
        IReadOnlyList<string> texts = tokens;
        foreach (var decoder in _file.Decoders)
            texts = decoder.Decode(texts);
        return string.Concat(texts);
    }

    /// <summary>The id of a token.</summary>
    /// <param name="token">The token as the vocabulary spells it.</param>
    /// <returns>The id, or null when there is no such token.</returns>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var id = _file.Pipeline.Added.Find(token);
        if (id < 0)
            id = _file.Pipeline.Model.Vocabulary.Find(token);
        return id < 0 ? null : id;
    }

    /// <summary>The token of an id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The token as the vocabulary spells it, or null when there is no such id.</returns>
    public string? IdToToken(int id)
    {
        var vocabulary = _file.Pipeline.Model.Vocabulary;
        return _file.Pipeline.Added.Content(id) ?? (vocabulary.Contains(id) ? vocabulary.Token(id).ToString() : null);
    }

    private static ArgumentException NullText(string parameter) => new("A text is null. Leave it out, or pass an empty text.", parameter);

    private static TokenEncoding[] Padded(TokenEncoding[] batch, TokenizeOptions? options) =>
        options?.Padding is { } padding ? Padding.Apply(batch, padding) : batch;

    private TokenEncoding EncodePadded(ReadOnlySpan<char> text, ReadOnlySpan<char> pair, bool isPair, TokenizeOptions? options) =>
        Padded([EncodeOne(text, pair, isPair, options ?? TokenizeOptions.Default)], options)[0];

    private TokenEncoding EncodeOne(ReadOnlySpan<char> text, ReadOnlySpan<char> pair, bool isPair, TokenizeOptions options)
    {
        var scratch = Rent();
        var length = Math.Max(text.Length, pair.Length);
        try
        {
            scratch.First.WantsSurfaces = scratch.Second.WantsSurfaces = true;
            text = scratch.Sanitize(text, 0);
            pair = scratch.Sanitize(pair, 1);
            Run(text, pair, isPair, options, scratch);
            return _assembler.Build(scratch, text, pair, isPair, options);
        }
        finally
        {
            Return(scratch, length);
        }
    }

    private void EncodeInto(ReadOnlySpan<char> text, ReadOnlySpan<char> pair, bool isPair, TokenBuffer buffer, TokenizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var scratch = Rent();
        var length = Math.Max(text.Length, pair.Length);
        try
        {
            scratch.First.WantsSurfaces = scratch.Second.WantsSurfaces = false;
            text = scratch.Sanitize(text, 0);
            pair = scratch.Sanitize(pair, 1);
            Run(text, pair, isPair, options, scratch);
            _assembler.Write(scratch, text, pair, isPair, options, buffer);
        }
        finally
        {
            Return(scratch, length);
        }
    }

    private void Run(ReadOnlySpan<char> text, ReadOnlySpan<char> pair, bool isPair, TokenizeOptions options, EncodeScratch scratch)
    {
        _file.Pipeline.Encode(text, options.SpecialTokensAsText, scratch, scratch.First);
        if (isPair)
            _file.Pipeline.Encode(pair, options.SpecialTokensAsText, scratch, scratch.Second);
    }

    private EncodeScratch Rent() =>
        Interlocked.Exchange(ref _scratch, null) ?? (_scratches.TryTake(out var scratch) ? scratch : new EncodeScratch());

    // What a very long text has made large is left to the collector.
    private void Return(EncodeScratch scratch, int textLength)
    {
        if (textLength <= LongestKept && Interlocked.CompareExchange(ref _scratch, scratch, null) is not null)
            _scratches.Add(scratch);
    }
}
