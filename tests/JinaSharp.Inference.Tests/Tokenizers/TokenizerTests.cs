using System.Diagnostics;
using System.Text;
using JinaSharp.Inference.Tests.Tokenizers.Golden;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Tokenizers;

public sealed class TokenizerTests
{
    private static readonly Tokenizer WordPiece = Tokenizer.Load(CommittedGoldenTests.Folder("wp-uncased"));

    [Fact]
    public void Load_FolderOrFile_IsTheSame()
    {
        var fromFile = Tokenizer.Load(Path.Combine(CommittedGoldenTests.Folder("wp-uncased"), "tokenizer.json"));

        Assert.Equal(WordPiece.VocabularySize, fromFile.VocabularySize);
        Assert.Equal(WordPiece.Encode("the cat").Ids.ToArray(), fromFile.Encode("the cat").Ids.ToArray());
    }

    [Fact]
    public void Load_Missing_SaysWhere()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Tokenizer.Load("/no/such/model"));

        Assert.Contains("/no/such/model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Damaged_NamesTheFile()
    {
        var folder = TestPaths.NewTemporaryFolder();
        try
        {
            var file = Path.Combine(folder, "tokenizer.json");
            File.WriteAllText(file, "version https://git-lfs.github.com/spec/v1\n");
            var error = Assert.Throws<ModelFormatException>(() => Tokenizer.Load(folder));
            Assert.Equal(file, error.File);
            Assert.Contains("git lfs pull", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Encode_LoneSurrogates_AreReplacementCharactersOneForOne()
    {
        var tokenizer = Tokenizer.Load(CommittedGoldenTests.Folder("bl-roberta"));
        foreach (var text in new[] { "\uD800", "\uDC00\uD800", "a\uD83Db", "\uD83D\uD83D\uDE0A\uDE0A" })
        {
            var expected = tokenizer.Encode(Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)));
            var actual = tokenizer.Encode(text);
            Assert.Equal(expected.Ids.ToArray(), actual.Ids.ToArray());
            Assert.Equal(expected.Offsets.ToArray(), actual.Offsets.ToArray());
            Assert.All(actual.Offsets.ToArray(), o => Assert.InRange(o.End, 0, text.Length));
        }
    }

    [Fact]
    public void CountTokens_EveryForm_AgreesWithEncode()
    {
        const string text = "How are you doing? naïve café 你好";
        var spans = WordPiece.GetTokenSpans(text);

        Assert.Equal(spans.Count, WordPiece.CountTokens(text));
        Assert.Equal(WordPiece.Encode(text).Count, WordPiece.CountTokens(text, addSpecialTokens: true));
        Assert.Equal(spans.Count + 2, WordPiece.CountTokens(text, addSpecialTokens: true));
        Assert.Equal(2, WordPiece.CountSpecialTokens());
        Assert.Equal(3, WordPiece.CountSpecialTokens(pair: true));
        Assert.Equal("?", text.Substring(spans.First(s => text[s.Start] == (char)63).Start, 1));
    }

    [Fact]
    public void TokenToId_AndBack_AgreeForTheWholeVocabulary()
    {
        for (var id = 0; id < WordPiece.VocabularySize; id++)
            Assert.Equal(id, WordPiece.TokenToId(WordPiece.IdToToken(id)!));
        Assert.Null(WordPiece.TokenToId("no such token"));
        Assert.Null(WordPiece.IdToToken(-1));
        Assert.Null(WordPiece.IdToToken(int.MaxValue));
    }

    [Fact]
    public void LargestTokenId_FileWithGaps_CoversAddedAndTemplateTokens()
    {
        var tokenizer = Tokenizer.Parse("""
            {"model":{"type":"WordPiece","vocab":{"[UNK]":0,"a":70}},"added_tokens":[{"content":"<x>"}],
             "post_processor":{"type":"BertProcessing","cls":["[CLS]",99],"sep":["[SEP]",5]}}
            """u8);

        Assert.Equal(3, tokenizer.VocabularySize);
        Assert.Equal(99, tokenizer.LargestTokenId);
        Assert.Equal([99, 70, 5], tokenizer.Encode("a").Ids.ToArray());
        Assert.Equal([99, 2, 5], tokenizer.Encode("<x>").Ids.ToArray());
    }

    [Fact]
    public void Encode_SpecialTokensAsText_DoesNotMakeThemSpecial()
    {
        var separator = WordPiece.TokenToId("[SEP]")!.Value;

        Assert.Equal(2, WordPiece.Encode("a [SEP] b").Ids.ToArray().Count(id => id == separator));
        Assert.Equal(1, WordPiece.Encode("a [SEP] b", new TokenizeOptions { SpecialTokensAsText = true }).Ids.ToArray().Count(id => id == separator));
    }

    [Fact]
    public void Encode_StrideAboveTheRoom_IsRefused()
    {
        var options = new TokenizeOptions { Truncation = new TruncationOptions { MaxLength = 5, Stride = 3 } };

        Assert.Throws<ArgumentException>(() => WordPiece.Encode("one two three four five six seven", options));
    }

    [Fact]
    public void Encode_MaximumBelowTheSpecialTokens_IsRefused() =>
        Assert.Throws<ArgumentException>(() => WordPiece.Encode("one two", new TokenizeOptions { Truncation = new TruncationOptions { MaxLength = 1 } }));

    [Fact]
    public void Encode_EmptyText_IsOnlySpecialTokens()
    {
        Assert.Equal(2, WordPiece.Encode("").Count);
        Assert.Equal(0, WordPiece.CountTokens(""));
        Assert.Equal(3, WordPiece.EncodePair("", "").Count);
    }

    [Fact]
    public void EncodeBatch_Padding_FillsUpToTheLongest()
    {
        var batch = WordPiece.EncodeBatch(["the", "the old cat sat there"], new TokenizeOptions { Padding = new PaddingOptions { PadId = 7 } });

        Assert.Equal(batch[1].Count, batch[0].Count);
        Assert.Equal(7, batch[0].Ids.Span[^1]);
        Assert.Equal(0, batch[0].AttentionMask.Span[^1]);
        Assert.Equal(WordPiece.EncodePairs([("a", "b")])[0].Ids.ToArray(), WordPiece.EncodePair("a", "b").Ids.ToArray());
    }

    [Theory]
    [InlineData("wp-uncased")]
    [InlineData("zh-charbpe")]
    [InlineData("bl-roberta")]
    [InlineData("bl-qwen-append")]
    [InlineData("uni-xlmr-new")]
    public async Task Encode_WarmBuffer_AllocatesNothing(string folder)
    {
        var tokenizer = Tokenizer.Load(CommittedGoldenTests.Folder(folder));
        var random = new RandomText(3);
        var texts = Enumerable.Range(0, 50).Select(_ => random.Next(60)).ToArray();
        var buffer = new TokenBuffer();
        // Code that the runtime has not optimised yet may allocate; once it has, nothing does.
        long allocated = -1;
        for (var deadline = Stopwatch.StartNew(); allocated != 0 && deadline.Elapsed < TimeSpan.FromSeconds(30);)
        {
            for (var i = 0; i < 40; i++)
                EncodeAll();
            await Task.Delay(150, TestContext.Current.CancellationToken);
            allocated = Allocations.LeastOf(EncodeAll);
        }

        Assert.Equal(0, allocated);

        void EncodeAll()
        {
            foreach (var text in texts)
                tokenizer.Encode(text, buffer);
        }
    }

    [Theory]
    [InlineData("wp-uncased")]
    [InlineData("bl-qwen-append")]
    [InlineData("uni-xlmr-new")]
    public async Task Encode_ManyThreads_GivesTheSameAsOne(string folder)
    {
        var tokenizer = Tokenizer.Load(CommittedGoldenTests.Folder(folder));
        var random = new RandomText(4);
        var texts = Enumerable.Range(0, 200).Select(_ => random.Next(20)).ToArray();
        var expected = texts.Select(t => tokenizer.Encode(t).Ids.ToArray()).ToArray();

        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, (i, _) =>
        {
            Assert.Equal(expected[i % texts.Length], tokenizer.Encode(texts[i % texts.Length]).Ids.ToArray());
            return ValueTask.CompletedTask;
        });
    }

    [Theory]
    [InlineData("wp-uncased", 10_000)]
    [InlineData("bl-qwen-append", 20_000)]
    [InlineData("uni-xlmr-new", 20_000)]
    [InlineData("zh-charbpe", 20_000)]
    public void Encode_OneCharacterRepeated_TakesTimeInProportion(string folder, int length)
    {
        var tokenizer = Tokenizer.Load(CommittedGoldenTests.Folder(folder));
        foreach (var text in new[] { new string('a', length), new string('\u0301', length), string.Concat(Enumerable.Repeat("\U00020000", length)), new string(' ', length) })
        {
            var encoding = tokenizer.Encode(text);
            Assert.All(encoding.Offsets.ToArray(), o => Assert.True(o.End <= text.Length));
        }
    }

    [Fact]
    public void Encode_MorePiecesThanTheCacheHolds_StaysRight()
    {
        var tokenizer = Tokenizer.Load(CommittedGoldenTests.Folder("bl-roberta"));
        var first = tokenizer.Encode("kept word").Ids.ToArray();
        var buffer = new TokenBuffer();
        for (var i = 0; i < 150_000; i += 50)
            tokenizer.Encode(string.Join(' ', Enumerable.Range(i, 50).Select(n => $"w{n:x}q{n * 7:x}")), buffer);

        Assert.Equal(first, tokenizer.Encode("kept word").Ids.ToArray());
    }
}
