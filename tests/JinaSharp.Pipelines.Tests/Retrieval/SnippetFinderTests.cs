namespace JinaSharp.Pipelines.Tests.Retrieval;

public sealed class SnippetFinderTests
{
    [Theory]
    [InlineData("café", "The CAFE is open", "CAFE")]
    [InlineData("indexing files", "It indexed a file.", "indexed|file")]
    [InlineData("what is the volcano", "what a volcano is", "volcano")]
    [InlineData("東京の天気", "東京は晴れ", "東京")]
    [InlineData("getUserName", "call get_user_name now", "get_user_name")]
    [InlineData("the", "the end", "the")]
    public void FindMarks_Query_MarksMatchingWordsOnly(string query, string text, string expected)
    {
        var marks = new SnippetFinder(query).FindMarks(text);

        Assert.Equal(expected.Split('|'), marks.Select(mark => text.Substring(mark.Start, mark.Length)));
    }

    [Fact]
    public void Find_LongText_ShowsTheWindowWithMostWordsOnOneLine()
    {
        var text = "alpha begins. " + string.Concat(Enumerable.Repeat("filler words here\n\n", 60)) + "Now alpha and\n beta meet gamma. " + string.Concat(Enumerable.Repeat("more filler ", 60));

        var snippet = new SnippetFinder("alpha beta gamma").Find(text, 120);

        Assert.StartsWith("Now alpha and beta meet gamma.", snippet.Text, StringComparison.Ordinal);
        Assert.Equal(["alpha", "beta", "gamma"], snippet.Marks.Select(mark => snippet.Text.Substring(mark.Start, mark.Length)));
        Assert.True(snippet is { CutBefore: true, CutAfter: true });
        Assert.DoesNotContain('\n', snippet.Text);
    }

    [Fact]
    public void Find_AnyTextAndLength_GivesMarksInsideTheText()
    {
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(80)).Select(_ => random.Next(6) switch { 0 => "alpha ", 1 => "😀", 2 => "\n", 3 => "beta. ", 4 => "東京", _ => "x " }));
            var snippet = new SnippetFinder("alpha beta 東京").Find(text, random.Next(1, 100));

            Assert.All(snippet.Marks, mark => Assert.True(mark.Start >= 0 && mark.Length > 0 && mark.Start + mark.Length <= snippet.Text.Length));
        }
    }
}
