using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>Turns a query and documents into pairs that fit the model.</summary>
internal sealed class RerankPairs
{
    private readonly Tokenizer _tokenizer;
    private readonly TextModel _model;
    private readonly int _maxTokens;
    private readonly int _maxQueryTokens;
    private readonly int _overlap;
    private readonly int? _separator;

    public RerankPairs(Tokenizer tokenizer, TextModel model, LocalRerankerOptions options)
    {
        _tokenizer = tokenizer;
        _model = model;
        _maxTokens = ModelTokenizer.MaxTokens(model, options.MaxTokens, nameof(options));
        _overlap = options.WindowOverlap ?? 80;
        _maxQueryTokens = options.MaxQueryTokens ?? Math.Min(512, _maxTokens / 2);
        if (_overlap < 0) throw new ArgumentOutOfRangeException(nameof(options), $"WindowOverlap must be 0 or more; found {_overlap}.");
        if (_maxQueryTokens < 4 || _maxQueryTokens * 2L > _maxTokens)
            throw new ArgumentOutOfRangeException(nameof(options), $"MaxQueryTokens must be from 4 to half of MaxTokens ({_maxTokens}); found {_maxQueryTokens}.");
        if (model.Folder.Family != ModelFamily.XlmRobertaReranker && (options.MaxQueryTokens is not null || options.WindowOverlap is not null))
            throw new ArgumentException($"MaxQueryTokens and WindowOverlap are for models that read long documents in windows; '{model.Folder.Name}' cuts them.", nameof(options));
        if (model.Folder.Family == ModelFamily.XlmRobertaReranker)
            _separator = tokenizer.TokenToId("</s>") ?? throw new ModelFormatException($"'{model.Folder.TokenizerFile}' has no token '</s>', which separates query and document.", model.Folder.TokenizerFile);
    }

    /// <summary>The pairs of all documents, in their order.</summary>
    /// <param name="query">The query.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="truncate">Null: the model's own way with long documents; true: pairs are cut; false: refused.</param>
    /// <param name="maxDocumentTokens">The length to which documents are cut first.</param>
    public List<RerankPair> Create(string query, IReadOnlyList<string> documents, bool? truncate, int? maxDocumentTokens)
    {
        var pairs = new List<RerankPair>(documents.Count);
        var buffer = new TokenBuffer();
        var cut = new TokenizeOptions { Truncation = new TruncationOptions { MaxLength = _maxTokens } };
        for (var i = 0; i < documents.Count; i++)
        {
            var document = maxDocumentTokens is { } limit ? Cut(documents[i], limit, buffer) : documents[i];
            if (_separator is { } separator && truncate is null)
            {
                AddWindows(pairs, i, query, document, separator);
                continue;
            }
            _tokenizer.EncodePair(query, document, buffer, truncate == false ? TokenizeOptions.Default : cut);
            ModelTokenizer.Check(buffer, _model, _maxTokens, $"The query with document {i}");
            pairs.Add(new RerankPair(i, buffer.Ids.ToArray(), buffer.TypeIds.ToArray()));
        }
        return pairs;
    }

    /// <summary>The query, cut to its limit, with the document in overlapping windows; the last window is moved back so that it is full.</summary>
    private void AddWindows(List<RerankPair> pairs, int index, string query, string document, int separator)
    {
        var buffer = new TokenBuffer();
        _tokenizer.Encode(query, buffer, new TokenizeOptions { Truncation = new TruncationOptions { MaxLength = _maxQueryTokens } });
        ModelTokenizer.Check(buffer, _model, _maxTokens, "The query");
        int[] queryIds = buffer.Ids.ToArray();
        _tokenizer.Encode(document, buffer, new TokenizeOptions { AddSpecialTokens = false });
        if (buffer.Count > 0) ModelTokenizer.Check(buffer, _model, int.MaxValue, $"Document {index}");
        var tokens = buffer.Ids;
        var room = _maxTokens - queryIds.Length - 2;
        var step = room - Math.Min(_overlap, room / 4);
        for (var start = 0; ; start += step)
        {
            var last = start + room >= tokens.Length;
            if (last) start = Math.Max(0, tokens.Length - room);
            pairs.Add(new RerankPair(index, [.. queryIds, separator, .. tokens[start..Math.Min(tokens.Length, start + room)], separator], []));
            if (last) return;
        }
    }

    private string Cut(string document, int maxTokens, TokenBuffer buffer)
    {
        _tokenizer.Encode(document, buffer, new TokenizeOptions { AddSpecialTokens = false });
        return buffer.Count <= maxTokens ? document : document[..buffer.Offsets[maxTokens - 1].End];
    }
}
