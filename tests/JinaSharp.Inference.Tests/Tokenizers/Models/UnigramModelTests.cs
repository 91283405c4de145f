using JinaSharp.Inference.Tokenizers.Models;

namespace JinaSharp.Inference.Tests.Tokenizers.Models;

public sealed class UnigramModelTests
{
    private static readonly (string, double)[] Small =
        [("<unk>", 0), ("a", 0), ("b", 0), ("c", 0), ("d", 0), ("cd", 1), ("ab", 2), ("abc", 5), ("abcd", 10)];

    private static readonly (string, double)[] Signed =
    [
        ("<unk>", 0), ("ab", 0), ("cd", -0.1), ("abc", -0.2), ("a", -0.3), ("b", -0.4), ("c", -0.5), ("ABC", -0.5), ("abcdabcd", 20),
        ("q", 20.5), ("r", 20.5), ("qr", -0.5),
    ];

    [Fact]
    public void Tokenize_SmallVocabulary_TakesTheBestSumAndFusesUnknowns() => Assert.Equal("abcd|a|cd|xx", Pieces(Small, "abcdacdxx"));

    [Theory]
    [InlineData("abcd", "ab|cd")]
    [InlineData("abcc", "abc|c")]
    [InlineData("AB", "AB")]
    [InlineData("xabcabaabcdd", "x|abc|ab|a|ab|cd|d")]
    [InlineData("ababcdabcdcd", "ab|abcdabcd|cd")]
    [InlineData("abqrcd", "ab|q|r|cd")]
    public void Tokenize_SignedScores_TakesTheBestSum(string text, string expected) => Assert.Equal(expected, Pieces(Signed, text));

    [Fact]
    public void Tokenize_RandomVocabulary_EqualsTheBestOfAllSegmentations()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var pieces = new List<(string Piece, double Score)> { ("<unk>", 0) };
            for (var i = 0; i < 14; i++)
            {
                var piece = new string([.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => "abc"[random.Next(3)])]);
                if (pieces.TrueForAll(p => p.Piece != piece))
                    pieces.Add((piece, -random.NextDouble() * 5));
            }

            var text = new string([.. Enumerable.Range(0, 9).Select(_ => "abc"[random.Next(3)])]);
            var found = Pieces([.. pieces], text).Split('|');
            Assert.Equal(text, string.Concat(found));
            Assert.Equal(BestScore(pieces, text), Score(pieces, text), 9);
        }
    }

    private static double Score(List<(string Piece, double Score)> pieces, string text)
    {
        var model = Model([.. pieces]);
        var scratch = new ModelScratch();
        model.Tokenize(text, scratch);
        var unknown = pieces.Min(p => p.Score) - 10;
        return scratch.Tokens.ToArray().Sum(t => t.Id == 0 ? unknown * (t.End - t.Start) : pieces[t.Id].Score);
    }

    private static double BestScore(List<(string Piece, double Score)> pieces, string text)
    {
        var unknown = pieces.Min(p => p.Score) - 10;
        var best = Enumerable.Repeat(double.NegativeInfinity, text.Length + 1).ToArray();
        best[0] = 0;
        for (var end = 1; end <= text.Length; end++)
        {
            for (var start = 0; start < end; start++)
            {
                var known = pieces.FirstOrDefault(p => p.Piece == text[start..end]);
                if (known.Piece is not null)
                    best[end] = Math.Max(best[end], best[start] + known.Score);
                else if (end - start == 1)
                    best[end] = Math.Max(best[end], best[start] + unknown);
            }
        }

        return best[^1];
    }

    private static UnigramModel Model((string Piece, double Score)[] pieces)
    {
        var builder = new VocabularyBuilder();
        for (var i = 0; i < pieces.Length; i++)
            builder.Add(pieces[i].Piece, i);
        return new UnigramModel(new Vocabulary(builder), [.. pieces.Select(p => p.Score)], 0, byteFallback: false);
    }

    private static string Pieces((string, double)[] pieces, string text)
    {
        var scratch = new ModelScratch();
        Model(pieces).Tokenize(text, scratch);
        return string.Join('|', scratch.Tokens.ToArray().Select(t => text[t.Start..t.End]));
    }
}
