namespace JinaSharp.Core.Tests.Embeddings;

public sealed class EmbeddingProfileTests
{
    [Theory]
    [InlineData("jina-embeddings-v3", "retrieval", 1024, EmbeddingType.Float, true, false)]
    [InlineData("odd;model=name/%", "", 1, EmbeddingType.Binary, false, true)]
    [InlineData("jina-clip-v2", "text-matching", 64, EmbeddingType.UBinary, true, false)]
    public void Key_ReadBack_IsTheSameProfile(string model, string family, int dimensions, EmbeddingType type, bool normalized, bool multi)
    {
        var profile = new EmbeddingProfile
        {
            Model = model, TaskFamily = family, Dimensions = dimensions, EmbeddingType = type, Normalized = normalized, MultiVector = multi,
        };

        Assert.Equal(profile, EmbeddingProfile.Parse(profile.Key));
    }

    [Fact]
    public void Key_IsStable()
    {
        var profile = new EmbeddingProfile { Model = "jina-embeddings-v3", Dimensions = 1024, TaskFamily = "retrieval" };

        // Stored with collections and caches: a change here orphans both.
        Assert.Equal("jina-embeddings-v3;task=retrieval;dim=1024;float;unit", profile.Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a;b;c")]
    [InlineData("m;task=;dim=x;float;unit")]
    [InlineData("m;task=;dim=4;int8;unit")]
    [InlineData("m;task=;dim=4;float;unit;extra")]
    public void Parse_NotAKey_SaysWhatIsExpected(string key) =>
        Assert.Contains("dim=N", Assert.Throws<FormatException>(() => EmbeddingProfile.Parse(key)).Message, StringComparison.Ordinal);

    [Fact]
    public void EnsureSame_Different_NamesBothProfiles()
    {
        var stored = new EmbeddingProfile { Model = "a", Dimensions = 4 };
        var offered = stored with { Model = "b" };

        var error = Assert.Throws<EmbeddingProfileMismatchException>(() => stored.EnsureSame(offered, "Collection 'docs'"));

        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Collection 'docs'", error.Message, StringComparison.Ordinal);
        stored.EnsureSame(stored with { }, "same");
    }
}
