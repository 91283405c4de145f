using System.Text.RegularExpressions;
using JinaSharp.TestSupport;

namespace JinaSharp.Tests.Docs;

/// <summary>The C# of the pages is the C# of <c>samples/DocsSnippets</c>, which the solution compiles.</summary>
public sealed partial class DocsSnippetTests
{
    private static readonly string[] Places = ["docs", "src"];

    public static TheoryData<string> Pages =>
        [.. Places.SelectMany(static place => Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, place), "*.md", SearchOption.AllDirectories))
            .Select(static file => Path.GetRelativePath(TestPaths.Repository, file)).Append("README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CSharp_IsCompiled(string page)
    {
        var compiled = Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "samples", "DocsSnippets"), "*.cs").Select(static file => Trim(File.ReadAllText(file))).ToList();

        foreach (Match fence in Fences().Matches(File.ReadAllText(Path.Combine(TestPaths.Repository, page))))
        {
            var code = Trim(Directives().Replace(fence.Groups["code"].Value, ""));
            Assert.True(compiled.Exists(file => file.Contains(code, StringComparison.Ordinal)),
                $"This code of {page} is not in samples/DocsSnippets, so nothing compiles it. Put it there, too, in a method with the variables that it takes for granted:\n{fence.Groups["code"].Value}");
        }
    }

    // Indentation and blank lines differ, as a page has no class and no method around its code.
    private static string Trim(string code) => "\n" + string.Join('\n', code.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0)) + "\n";

    [GeneratedRegex(@"^```(?:csharp|cs|c#)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"\A(?:using [\w.]+;\n)+")]
    private static partial Regex Directives();
}
