using System.Text.Json.Nodes;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Tokenizers.PostProcessors;

/// <summary>Several post-processors one after another, against what the reference library makes of them.</summary>
public sealed class SequenceTests
{
    private static readonly JsonNode Data =
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(TestPaths.Repository, "tests", "JinaSharp.Inference.Tests", "Tokenizers", "PostProcessors", "sequences.json")))!;

    public static TheoryData<string> Cases => [.. Data["cases"]!.AsArray().Select(item => item!["name"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Encode_SequenceOfProcessors_IsWhatTheReferenceMakes(string name)
    {
        var item = Data["cases"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == name)!;
        var tokenizer = Load(item["processors"]!);
        var buffer = new TokenBuffer();
        foreach (var expected in item["expected"]!.AsArray().Select(row => row!))
        {
            var options = new TokenizeOptions
            {
                AddSpecialTokens = expected["add"]!.GetValue<bool>(),
                Truncation = expected["trunc"]!.GetValue<int>() is > 0 and var length ? new TruncationOptions { MaxLength = length } : null,
            };
            var pair = expected["pair"]?.GetValue<string>();
            var actual = pair is null ? tokenizer.Encode("a b a", options) : tokenizer.EncodePair("a b a", pair, options);
            if (pair is null) tokenizer.Encode("a b a", buffer, options);
            else tokenizer.EncodePair("a b a", pair, buffer, options);

            Assert.Equal(Numbers(expected["ids"]!), actual.Ids.ToArray());
            Assert.Equal(Numbers(expected["types"]!), actual.TypeIds.ToArray());
            Assert.Equal(Numbers(expected["sm"]!), actual.SpecialTokensMask.ToArray());
            Assert.Equal(expected["off"]!.AsArray().Select(span => (span![0]!.GetValue<int>(), span[1]!.GetValue<int>())), actual.CodePointOffsets.ToArray().Select(span => (span.Start, span.End)));
            Assert.Equal(actual.Ids.ToArray(), buffer.Ids.ToArray());
            Assert.Equal(actual.TypeIds.ToArray(), buffer.TypeIds.ToArray());
            Assert.Equal(actual.SpecialTokensMask.ToArray(), Array.ConvertAll(buffer.SpecialTokensMask.ToArray(), mask => (int)mask));
        }
        Assert.Equal(tokenizer.Encode("").Count, tokenizer.CountSpecialTokens());
    }

    [Fact]
    public void Load_TemplateAfterThreePlaces_IsRefused()
    {
        // The reference library aborts the process here.
        var template = Data["cases"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == "T cls, R")!["processors"]![0]!;

        var refused = Assert.Throws<ModelFormatException>(() => Load(new JsonArray(template.DeepClone(), template.DeepClone())));

        Assert.Contains("make 3 pieces", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodePair_TemplateAfterFourPlaces_IsRefusedForPairsOnly()
    {
        var tokenizer = Load(Data["cases"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == "T bos, T cls")!["processors"]!);

        Assert.Equal(7, tokenizer.Encode("a b a").Count);
        Assert.Contains("a pair", Assert.Throws<ModelFormatException>(() => tokenizer.EncodePair("a", "b")).Message, StringComparison.Ordinal);
    }

    private static Tokenizer Load(JsonNode processors)
    {
        var json = Data["tokenizer"]!.DeepClone();
        json["post_processor"] = new JsonObject { ["type"] = "Sequence", ["processors"] = processors.DeepClone() };
        var folder = TestPaths.NewTemporaryFolder();
        try
        {
            var file = Path.Combine(folder, "tokenizer.json");
            File.WriteAllText(file, json.ToJsonString());
            return Tokenizer.Load(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int[] Numbers(JsonNode list) => [.. list.AsArray().Select(value => value!.GetValue<int>())];
}
