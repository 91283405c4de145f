using System.Text.RegularExpressions;
using JinaSharp.TestSupport;

namespace JinaSharp.Tests.Architecture;

/// <summary>Holds the rules of layout that a reader counts on.</summary>
public sealed partial class SourceLayoutTests
{
    private static readonly string[] KindFolders = ["Helpers", "Utils", "Utilities", "Common", "Interfaces", "Enums", "Misc"];

    private static string Source { get; } = Path.Combine(TestPaths.Repository, "src");

    // Generated files (*.g.cs) are excepted.
    private static IEnumerable<string> Files => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.EndsWith(".g.cs", StringComparison.Ordinal));

    [Fact]
    public void Files_StayUnderFiveHundredLines()
    {
        Assert.Empty(Files.Where(file => File.ReadLines(file).Count() > 500).Select(Shorten));
    }

    [Fact]
    public void Folders_AreFeatures()
    {
        Assert.Empty(Directory.EnumerateDirectories(Source, "*", SearchOption.AllDirectories).Where(folder => KindFolders.Contains(Path.GetFileName(folder))).Select(Shorten));
    }

    [Fact]
    public void Namespaces_AreFileScopedAndOurs()
    {
        Assert.Empty(Files.Where(file => Path.GetFileName(file) is not "Program.cs" and not "GlobalUsings.cs" and not "AssemblyInfo.cs")
            .Where(file => !File.ReadLines(file).Any(line => NamespaceLine().IsMatch(line))).Select(Shorten));
    }

    [Fact]
    public void Files_AreNamedAfterTheirType()
    {
        var wrong = new List<string>();
        foreach (var file in Files)
        {
            var types = File.ReadLines(file).Select(line => TypeLine().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value).Distinct().ToList();
            var name = Path.GetFileName(file).Split('.', '{')[0];
            if (types.Count > 1 || (types.Count == 1 && types[0] != name && name != "Program")) wrong.Add($"{Shorten(file)}: {string.Join(", ", types)}");
        }

        Assert.Empty(wrong);
    }

    private static string Shorten(string path) => Path.GetRelativePath(TestPaths.Repository, path);

    [GeneratedRegex(@"^namespace (JinaSharp|Microsoft\.Extensions\.DependencyInjection)[\w.]*;")]
    private static partial Regex NamespaceLine();

    // A type at the outer level of a file with a file-scoped namespace. File-local types belong to the type that the file is named after.
    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|interface|enum|record(?: struct| class)?|delegate [\w<>?]+) (?<name>\w+)")]
    private static partial Regex TypeLine();
}
