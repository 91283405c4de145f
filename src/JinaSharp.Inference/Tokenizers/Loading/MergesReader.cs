using System.Text.Json;
using JinaSharp.Inference.Tokenizers.Models;

namespace JinaSharp.Inference.Tokenizers.Loading;

/// <summary>Reads <c>merges</c>, written as <c>"a b"</c> or as <c>["a", "b"]</c>. The rank of a merge is its index.</summary>
internal static class MergesReader
{
    private const string VersionLine = "#version";

    /// <summary>The merges of a JSON array.</summary>
    public static MergeTable Read(ReadOnlySpan<byte> json, Vocabulary vocabulary, string continuingPrefix)
    {
        var merges = new List<(int Left, int Right, int Merged)>();
        var left = new char[256];
        var right = new char[256];
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                var line = Copy(ref reader, ref left);
                if (line.StartsWith(VersionLine))
                    continue;
                var space = line.IndexOf(' ');
                if (space < 0 || line.LastIndexOf(' ') != space)
                    throw new ModelFormatException($"Merge {merges.Count} is '{line}'; two tokens with one space between them were expected.");
                merges.Add(Merge(line[..space], line[(space + 1)..], vocabulary, continuingPrefix, merges.Count));
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
                throw WrongMerge(merges.Count);
            var leftToken = Copy(ref reader, ref left);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw WrongMerge(merges.Count);
            var rightToken = Copy(ref reader, ref right);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                throw WrongMerge(merges.Count);
            merges.Add(Merge(leftToken, rightToken, vocabulary, continuingPrefix, merges.Count));
        }

        var table = new MergeTable(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
            table.Add(merges[rank].Left, merges[rank].Right, rank, merges[rank].Merged);
        return table;
    }

    private static ReadOnlySpan<char> Copy(ref Utf8JsonReader reader, ref char[] buffer)
    {
        if (buffer.Length < reader.ValueSpan.Length)
            buffer = new char[reader.ValueSpan.Length * 2];
        return buffer.AsSpan(0, reader.CopyString(buffer));
    }

    private static (int, int, int) Merge(ReadOnlySpan<char> left, ReadOnlySpan<char> right, Vocabulary vocabulary, string continuingPrefix, int rank)
    {
        if (right.Length < continuingPrefix.Length)
            throw new ModelFormatException($"Merge {rank} has the right side '{right}', which is shorter than the prefix '{continuingPrefix}' of continuing tokens.");
        var rest = right[continuingPrefix.Length..];
        var merged = vocabulary.Find(TokenHash.Extend(TokenHash.Extend(TokenHash.Seed, left), rest), left, rest);
        return (Known(left, vocabulary, rank), Known(right, vocabulary, rank), merged >= 0 ? merged : Known(string.Concat(left, rest), vocabulary, rank));
    }

    private static int Known(ReadOnlySpan<char> token, Vocabulary vocabulary, int rank) => vocabulary.Find(token) is var id and >= 0
        ? id
        : throw new ModelFormatException($"Merge {rank} needs the token '{token}', which the vocabulary does not have. The tokenizer file is damaged.");

    private static ModelFormatException WrongMerge(int index) =>
        new($"Merge {index} is not a text such as \"a b\" nor a pair such as [\"a\", \"b\"].");
}
