using System.Diagnostics;
using JinaSharp.Pipelines.Reading;
using JinaSharp.TestSupport;

namespace JinaSharp.Pipelines.Tests.Reading;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*.md", "a/b/c.md", true)]
    [InlineData("*.md", "c.mdx", false)]
    [InlineData("docs/*.md", "docs/a.md", true)]
    [InlineData("docs/*.md", "docs/sub/a.md", false)]
    [InlineData("/root.txt", "root.txt", true)]
    [InlineData("/root.txt", "a/root.txt", false)]
    [InlineData("**/deep", "deep", true)]
    [InlineData("**/deep", "a/b/deep", true)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**", "a/x", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("fo?", "foo", true)]
    [InlineData("a?b/c", "a/b/c", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("\\*.md", "a.md", false)]
    [InlineData("\\*.md", "*.md", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("[unclosed", "[unclosed", true)]
    public void IsMatch_Files_FollowsGit(string pattern, string path, bool expected) =>
        Assert.Equal(expected, GlobPattern.ParseLine(pattern)!.IsMatch(path, isDirectory: false));

    [Fact]
    public void ParseLine_BlankAndComment_AreNoPatterns()
    {
        Assert.Null(GlobPattern.ParseLine(""));
        Assert.Null(GlobPattern.ParseLine("   "));
        Assert.Null(GlobPattern.ParseLine("# comment"));
        Assert.True(GlobPattern.ParseLine("\\#name")!.IsMatch("#name", false));
        Assert.True(GlobPattern.ParseLine("build/")!.DirectoriesOnly);
        Assert.True(GlobPattern.ParseLine("!keep")!.IsNegated);
    }

    [Fact]
    public void IsMatch_HostilePattern_EndsSoon()
    {
        var started = Stopwatch.GetTimestamp();

        Assert.False(GlobPattern.ParseLine(string.Concat(Enumerable.Repeat("*a", 200)) + "b")!.IsMatch(new string('a', 5000), false));

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    // Git itself is the oracle, where it is installed.
    [Fact]
    public void Walk_IgnoreFilesOfManyKinds_FindsWhatGitFinds()
    {
        var folder = TestPaths.NewTemporaryFolder();
        try
        {
            if (Git(folder, "init -q") is null) Assert.Skip("git is not installed; it is the oracle here.");
            Write(".gitignore", "*.log\n!keep.log\n/build/\ndocs/**/draft\n*.tmp\n[Bb]in/\nspace\\ \n!.gitignore\n");
            Write("sub/.gitignore", "!important.tmp\nlocal/*\n!local/stay.txt\n/anchored.txt\n");
            Write(".git/info/exclude", "excluded.txt\n");
            foreach (var name in (string[])[
                         "a.log", "keep.log", "sub/b.log", "sub/keep.log", "build/x.txt", "sub/build/y.txt", "docs/draft/p.md", "docs/a/b/draft/q.md", "docs/draft.md", "x.tmp",
                         "sub/important.tmp", "sub/other.tmp", "bin/z.cs", "Bin/z.cs", "sub/bin/z.cs", "sub/local/gone.txt", "sub/local/stay.txt", "sub/anchored.txt",
                         "sub/deep/anchored.txt", "excluded.txt", "sub/excluded.txt", "plain.txt", "space ", "sub/deep/local/z.txt"])
                Write(name, "content");
            var expected = Git(folder, "ls-files --others --exclude-standard -z")!.Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

            var walked = new FileWalker(new WalkOptions { IncludeHidden = true }, (path, reason) => Assert.Fail($"{path}: {reason}")).Walk(folder)
                .Select(file => Path.GetRelativePath(folder, file.Path)).Order(StringComparer.Ordinal);

            Assert.Equal(expected, walked);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, string content)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
    }

    private static string? Git(string folder, string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
            var output = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
