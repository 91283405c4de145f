using JinaSharp.Inference.Tokenizers.Models;
using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tests.Tokenizers.Models;

public sealed class BpeModelTests
{
    [Fact]
    public void Tokenize_MergesOfUnrelated_GiveOneToken()
    {
        string[] merges = ["r e", "a t", "e d", "u n", "at ed", "re l", "rel ated", "un related"];

        Assert.Equal("unrelated", Tokens(Model("unrelated", merges), "unrelated"));
        Assert.Equal("u|n|r|e|l|a|t|e|d", Tokens(Model("unrelated", []), "unrelated"));
    }

    [Theory]
    [InlineData(false, "a|<unk>|<unk>|b")]
    [InlineData(true, "a|<unk>|b")]
    public void Tokenize_UnknownCharacters_AreFusedWhenAsked(bool fuse, string expected) =>
        Assert.Equal(expected, Tokens(Model("ab", [], new BpeOptions { UnknownToken = "<unk>", FuseUnknown = fuse }), "accb"));

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(2000)]
    public void Tokenize_RandomMerges_EqualsMergingOneByOne(int length)
    {
        var random = new Random(length);
        var merges = RandomMerges(random, "abcd", 60);
        var model = Model("abcd", merges);
        for (var round = 0; round < 60; round++)
        {
            var text = new string([.. Enumerable.Range(0, length).Select(_ => "abcd"[random.Next(4)])]);
            Assert.Equal(string.Join('|', MergeOneByOne(text, merges)), Tokens(model, text));
        }
    }

    [Fact]
    public void Tokenize_ByteLevelFromCharacters_EqualsFromBytes()
    {
        var random = new Random(7);
        string[] characters = ["é", "ß", "я", "漢", "字", "語", "한", "ก", "a", " ", "😀"];
        for (var round = 0; round < 40; round++)
        {
            var (vocabulary, merges) = RandomByteLevel(random, characters);
            var fromCharacters = new BpeModel(vocabulary, merges, new BpeOptions());
            var fromBytes = new BpeModel(vocabulary, merges, new BpeOptions(), fromBytes: true);
            for (var i = 0; i < 50; i++)
            {
                var text = Letters(string.Concat(Enumerable.Range(0, 1 + random.Next(30)).Select(_ => characters[random.Next(characters.Length)])));
                Assert.Equal(Tokens(fromBytes, text), Tokens(fromCharacters, text));
            }
        }
    }

    // Merges drawn from adjacent symbols of random text, as training would, but in an order that often crosses character boundaries.
    private static (Vocabulary, MergeTable) RandomByteLevel(Random random, string[] characters)
    {
        var builder = new VocabularyBuilder();
        var ids = new Dictionary<string, int>();
        void Add(string token)
        {
            if (ids.TryAdd(token, ids.Count))
                builder.Add(token, ids.Count - 1);
        }

        for (var value = 0; value < 256; value++)
            Add(ByteAlphabet.Letter((byte)value).ToString());
        var symbols = Letters(string.Concat(Enumerable.Range(0, 400).Select(_ => characters[random.Next(characters.Length)]))).Select(c => c.ToString()).ToList();
        var merges = new List<(string, string)>();
        for (var i = 0; i < 60; i++)
        {
            var at = random.Next(symbols.Count - 1);
            var (left, right) = (symbols[at], symbols[at + 1]);
            if (merges.Contains((left, right)))
                continue;
            merges.Add((left, right));
            Add(left + right);
            for (var k = 0; k + 1 < symbols.Count; k++)
            {
                if (symbols[k] != left || symbols[k + 1] != right)
                    continue;
                symbols[k] = left + right;
                symbols.RemoveAt(k + 1);
            }
        }

        var table = new MergeTable(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
            table.Add(ids[merges[rank].Item1], ids[merges[rank].Item2], rank, ids[merges[rank].Item1 + merges[rank].Item2]);
        return (new Vocabulary(builder), table);
    }

    private static string Letters(string text)
    {
        var source = new AlignedText();
        source.SetOriginal(text, 0);
        var letters = new AlignedText();
        ByteAlphabet.Append(source, 0, source.Length, letters);
        return letters.Chars.ToString();
    }

    private static string[] RandomMerges(Random random, string letters, int count)
    {
        var tokens = letters.Select(c => c.ToString()).ToList();
        var merges = new List<string>();
        while (merges.Count < count)
        {
            var (left, right) = (tokens[random.Next(tokens.Count)], tokens[random.Next(tokens.Count)]);
            if (left.Length + right.Length > 8 || merges.Contains($"{left} {right}"))
                continue;
            merges.Add($"{left} {right}");
            if (!tokens.Contains(left + right))
                tokens.Add(left + right);
        }

        return [.. merges];
    }

    // The oracle: the leftmost pair of lowest rank, again and again.
    private static List<string> MergeOneByOne(string text, string[] merges)
    {
        var ranks = merges.Select((m, i) => (m, i)).ToDictionary(m => m.m, m => m.i);
        var symbols = text.Select(c => c.ToString()).ToList();
        while (true)
        {
            int best = int.MaxValue, at = -1;
            for (var i = 0; i + 1 < symbols.Count; i++)
                if (ranks.TryGetValue($"{symbols[i]} {symbols[i + 1]}", out var rank) && rank < best)
                    (best, at) = (rank, i);
            if (at < 0)
                return symbols;
            symbols[at] += symbols[at + 1];
            symbols.RemoveAt(at + 1);
        }
    }

    private static BpeModel Model(string letters, string[] merges, BpeOptions? options = null)
    {
        var builder = new VocabularyBuilder();
        var ids = new Dictionary<string, int>();
        foreach (var token in letters.Distinct().Select(c => c.ToString()).Prepend("<unk>").Concat(merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal))))
            if (ids.TryAdd(token, ids.Count))
                builder.Add(token, ids.Count - 1);
        var table = new MergeTable(merges.Length);
        for (var rank = 0; rank < merges.Length; rank++)
        {
            var parts = merges[rank].Split(' ');
            table.Add(ids[parts[0]], ids[parts[1]], rank, ids[parts[0] + parts[1]]);
        }

        return new BpeModel(new Vocabulary(builder), table, options ?? new BpeOptions());
    }

    private static string Tokens(BpeModel model, string text)
    {
        var scratch = new ModelScratch();
        model.Tokenize(text, scratch);
        return string.Join('|', scratch.Tokens.ToArray().Select(t => model.Vocabulary.Token(t.Id).ToString()));
    }
}
