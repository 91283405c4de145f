using System.Text.RegularExpressions;
using JinaSharp.TestSupport;

namespace JinaSharp.Tests.Docs;

/// <summary>The pages of the repository point at files that exist.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Skipped = ["artifacts", "node_modules", ".git", "corpus"];

    [Fact]
    public void RelativeLinks_PointAtFilesThatExist()
    {
        var broken = new List<string>();
        var pages = Pages(new DirectoryInfo(TestPaths.Repository)).ToList();
        foreach (var page in pages)
            foreach (Match link in Link().Matches(File.ReadAllText(page.FullName)))
            {
                var target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) continue;
                var path = Path.Combine(page.DirectoryName!, target);
                if (!File.Exists(path) && !Directory.Exists(path)) broken.Add($"{Path.GetRelativePath(TestPaths.Repository, page.FullName)} -> {target}");
            }

        Assert.True(pages.Count > 10, $"Only {pages.Count} pages were found.");
        Assert.Empty(broken);
    }

    [Fact]
    public void Readme_LinksEveryPageOfTheDocs()
    {
        var readme = File.ReadAllText(Path.Combine(TestPaths.Repository, "README.md"));

        foreach (var page in Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "docs"), "*.md"))
            Assert.Contains($"docs/{Path.GetFileName(page)}", readme, StringComparison.Ordinal);
    }

    private static IEnumerable<FileInfo> Pages(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Concat(folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name)).SelectMany(Pages));

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
