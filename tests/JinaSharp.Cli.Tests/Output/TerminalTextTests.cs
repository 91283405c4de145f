using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Tests.Output;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain ünïcode 文", "plain ünïcode 文")]
    [InlineData("\u001b[31mred\u0007", "\\x1b[31mred\\x07")]
    [InlineData("a\nb", "a\\x0ab")]
    [InlineData("gpj.\u202eexe", "gpj.\\u202eexe")]
    [InlineData("c1 \u009b2J", "c1 \\x9b2J")]
    public void Escape_ControlAndDirectionCharacters_AreSpelledOut(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    [Fact]
    public void Escape_KeepNewlines_KeepsThemAndTabsOnly() =>
        Assert.Equal("a\n\tb\\x0d", TerminalText.Escape("a\n\tb\r", keepNewlines: true));
}
