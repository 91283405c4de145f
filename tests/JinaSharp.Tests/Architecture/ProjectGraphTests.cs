using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Xml.Linq;
using JinaSharp.TestSupport;

namespace JinaSharp.Tests.Architecture;

/// <summary>Holds the downward-only graph of projects, as written in the project files and as compiled.</summary>
public sealed class ProjectGraphTests
{
    // What each project may reference. Client, Stores, Inference and Pipelines never see each other.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["JinaSharp.Core"] = [],
        ["JinaSharp.Imaging"] = ["JinaSharp.Core"],
        ["JinaSharp.Client"] = ["JinaSharp.Core"],
        ["JinaSharp.Stores"] = ["JinaSharp.Core"],
        ["JinaSharp.Inference"] = ["JinaSharp.Core", "JinaSharp.Imaging"],
        ["JinaSharp.Pipelines"] = ["JinaSharp.Core", "JinaSharp.Imaging"],
        ["JinaSharp"] = ["JinaSharp.Core", "JinaSharp.Imaging", "JinaSharp.Client", "JinaSharp.Stores", "JinaSharp.Inference", "JinaSharp.Pipelines"],
        ["JinaSharp.Server"] = ["JinaSharp"],
        // The test kit is a package for users, too; 'jina fake-server' runs its server.
        ["JinaSharp.Testing"] = ["JinaSharp.Core"],
        ["JinaSharp.Cli"] = ["JinaSharp", "JinaSharp.Server", "JinaSharp.Testing"],
    };

    private static readonly string[] Executables = ["JinaSharp.Server", "JinaSharp.Cli"];

    private static readonly string[] CorePackages = ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "System.Numerics.Tensors"];

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Path.Combine(TestPaths.Repository, "src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectFile_ReferencesOnlyDownward(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"Project {project} is not in the graph of {nameof(ProjectGraphTests)}; say there what it may reference.");
        var references = Read(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Library_TakesNoWebFramework(string project)
    {
        if (!Executables.Contains(project))
            Assert.Empty(Read(project, "FrameworkReference"));
    }

    [Fact]
    public void Core_TakesOnlyItsThreePackages()
    {
        Assert.Empty(Read("JinaSharp.Core", "PackageReference").Except(CorePackages));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_ReferencesOnlyDownward(string project)
    {
        var file = FindAssembly(project);
        if (file is null) Assert.Skip($"{project} is not built here; build the solution to check it.");
        // What a project sees is what it may reference and all that those may reference.
        var visible = new HashSet<string>();
        Collect(project);

        Assert.Empty(ReadReferences(file).Where(name => name.StartsWith("JinaSharp", StringComparison.Ordinal)).Except(visible));

        void Collect(string from)
        {
            foreach (var next in Allowed[from])
                if (visible.Add(next)) Collect(next);
        }
    }

    [Fact]
    public void CommandLine_CarriesNoTestFramework()
    {
        var output = Path.Combine(TestPaths.Repository, "artifacts", "bin", "JinaSharp.Cli", "release");
        if (!Directory.Exists(output)) Assert.Skip("The command line is not built here; build the solution to check it.");
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "jina.deps.json")));

        Assert.DoesNotContain(dependencies.RootElement.GetProperty("libraries").EnumerateObject(), library => library.Name.StartsWith("xunit", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Read(string project, string element) =>
        XDocument.Load(Path.Combine(TestPaths.Repository, "src", project, project + ".csproj")).Descendants(element).Select(node => node.Attribute("Include")!.Value.Replace('\\', '/'));

    private static string? FindAssembly(string project)
    {
        var name = project == "JinaSharp.Cli" ? "jina.dll" : project + ".dll";
        string[] places = [Path.Combine(AppContext.BaseDirectory, name), Path.Combine(TestPaths.Repository, "artifacts", "bin", project, "release", name)];
        return places.FirstOrDefault(File.Exists);
    }

    private static List<string> ReadReferences(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
