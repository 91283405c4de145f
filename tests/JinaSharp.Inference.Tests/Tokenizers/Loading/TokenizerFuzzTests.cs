using System.Text;
using System.Text.Json.Nodes;
using JinaSharp.Inference.Tests.Fuzzing;
using JinaSharp.Inference.Tests.Tokenizers.Golden;

namespace JinaSharp.Inference.Tests.Tokenizers.Loading;

/// <summary>Damaged tokenizer files, seeded: never anything but <see cref="ModelFormatException"/>, and memory in proportion to the file.</summary>
public sealed class TokenizerFuzzTests
{
    private const int AllocationFactor = 60;          // hash tables, per-id tables, copies of texts
    private const long AllocationAllowance = 24 << 20; // tables of a fixed size: Unicode classes, characters, charsmap results

    public static TheoryData<string> Folders => CommittedGoldenTests.Folders;

    [Theory]
    [MemberData(nameof(Folders))]
    public void Parse_FlippedBytes_NeverFailsInAnotherWay(string folder)
    {
        var original = Shrunk(folder);
        var random = FuzzRun.Random(Seed(folder));
        for (var round = 0; round < FuzzRun.Rounds(120); round++)
        {
            var bytes = (byte[])original.Clone();
            for (var flips = 1 + random.Next(4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Check(bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Parse_CutOrSpliced_NeverFailsInAnotherWay(string folder)
    {
        var original = Shrunk(folder);
        var random = FuzzRun.Random(Seed(folder) + 1);
        for (var round = 0; round < FuzzRun.Rounds(60); round++)
        {
            var (from, to) = (random.Next(original.Length), random.Next(original.Length));
            Check(original.AsSpan(0, from));
            Check([.. original.AsSpan(0, from), .. original.AsSpan(to)]);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Parse_ValuesOfOtherKinds_NeverFailsInAnotherWay(string folder)
    {
        var original = Shrunk(folder);
        var random = FuzzRun.Random(Seed(folder) + 2);
        for (var round = 0; round < FuzzRun.Rounds(250); round++)
        {
            var root = JsonNode.Parse(original)!;
            for (var changes = 1 + random.Next(3); changes > 0; changes--)
                JsonDamage.Apply(root, random);
            Check(Encoding.UTF8.GetBytes(root.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"model\":null}")]
    [InlineData("{\"model\":{}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{}}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a\"]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"a\"]]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":4294967296},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":[[\"a\",0]],\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"unk_id\":1,\"vocab\":[[\"a\",0]]}}")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\",1e999]]}}")]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"\\ud800\",0]]}}")]
    [InlineData("{\"model\":{\"type\":\"Markov\",\"vocab\":{}}}")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{}}} trailing")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{}},\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"////////\"}}")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{}},\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"not base64\"}}")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{}},\"normalizer\":{\"type\":\"Rot13\"}}")]
    [InlineData("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{}},\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[],\"pair\":[]}}")]
    [InlineData("version https://git-lfs.github.com/spec/v1")]
    public void Parse_Wrong_IsAModelFormatException(string json) =>
        Assert.Throws<ModelFormatException>(() => Tokenizer.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Parse_NestedVeryDeep_IsAModelFormatException()
    {
        Check(Encoding.UTF8.GetBytes("{\"model\":" + new string('[', 100_000)));
        Check(Encoding.UTF8.GetBytes("{\"normalizer\":" + string.Concat(Enumerable.Repeat("{\"type\":\"Sequence\",\"normalizers\":[", 5000))));
    }

    [Fact]
    public void Parse_IdsFarApart_NeedsNoMemoryForTheGaps() =>
        Check("""{"model":{"type":"WordPiece","vocab":{"a":0,"b":2147483647,"[UNK]":1999999999}}}"""u8.ToArray());

    private static void Check(ReadOnlySpan<byte> json)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Tokenizer? tokenizer = null;
        try
        {
            tokenizer = Tokenizer.Parse(json);
        }
        catch (ModelFormatException)
        {
            // What damaged files are for.
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (AllocationFactor * (long)json.Length) + AllocationAllowance, $"{allocated} bytes for a file of {json.Length}");
        if (tokenizer is not null)
            CheckUse(tokenizer);
    }

    // A damaged file that still loads must also be usable without surprises.
    private static void CheckUse(Tokenizer tokenizer)
    {
        var random = new RandomText(5);
        for (var i = 0; i < 3; i++)
        {
            var text = random.Next(12);
            try
            {
                var encoding = tokenizer.EncodePair(text, "second text");
                tokenizer.Decode(encoding.Ids.Span);
                Assert.All(encoding.Offsets.ToArray(), o => Assert.True(o.Start >= 0 && o.Length >= 0 && o.End <= Math.Max(text.Length, 11)));
            }
            catch (ModelFormatException)
            {
                // No unknown token, or a pattern that never ends.
            }
        }
    }

    // The file with only part of its vocabulary, so that changes reach everything else.
    private static byte[] Shrunk(string folder)
    {
        var root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(CommittedGoldenTests.Folder(folder), "tokenizer.json")))!;
        var model = root["model"]!;
        var keep = 80;
        if (model["merges"] is JsonArray merges)
            merges.Clear();
        if (model["vocab"] is JsonArray pieces)
            while (pieces.Count > keep)
                pieces.RemoveAt(pieces.Count - 1);
        else if (model["vocab"] is JsonObject tokens)
            foreach (var token in tokens.Where(t => t.Value!.GetValue<int>() > keep).Select(t => t.Key).ToList())
                tokens.Remove(token);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static int Seed(string folder) => folder.Sum(c => c) * 31;
}
