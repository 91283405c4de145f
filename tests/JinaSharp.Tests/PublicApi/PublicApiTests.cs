using System.Reflection;
using JinaSharp.TestSupport;

namespace JinaSharp.Tests.PublicApi;

/// <summary>Every public member of every library is in an approved text file, so that a change of the surface shows in review.</summary>
public sealed class PublicApiTests
{
    private const string ApproveVariable = "JINASHARP_APPROVE";

    public static TheoryData<string> Libraries =>
        ["JinaSharp.Core", "JinaSharp.Client", "JinaSharp.Inference", "JinaSharp.Stores", "JinaSharp.Pipelines", "JinaSharp", "JinaSharp.Testing", "JinaSharp.Testing.Conformance"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Surface_IsApproved(string library)
    {
        var file = Path.Combine(TestPaths.Repository, "tests", "JinaSharp.Tests", "PublicApi", library + ".txt");
        var actual = PublicApiPrinter.Print(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1") File.WriteAllText(file, actual);

        var approved = File.Exists(file) ? File.ReadAllText(file) : "";

        var changes = Compare(approved.Split('\n'), actual.Split('\n'));
        Assert.True(changes.Count == 0,
            $"The public surface of {library} differs from {Path.GetRelativePath(TestPaths.Repository, file)}:\n{string.Join('\n', changes)}\n" +
            $"If the change is meant, approve it: {ApproveVariable}=1 dotnet test tests/JinaSharp.Tests -c Release --filter PublicApi, and commit the file.");
    }

    [Fact]
    public void Print_ShowsWhatACallerSees()
    {
        var text = PublicApiPrinter.Print(typeof(PublicApiTests).Assembly);

        Assert.Contains("""
            public abstract class JinaSharp.Tests.PublicApi.PublicApiSample<T> : IDisposable
                where T : class
              protected PublicApiSample(string name, int count = 3)
              public string? Name { get; init; }
              protected const int Limit = 5
              public abstract Task<T?> FindAsync(T key, out List<int[]> places)
              public void Dispose()
            """, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", text, StringComparison.Ordinal);
    }

    private static List<string> Compare(string[] approved, string[] actual)
    {
        var changes = new List<string>();
        changes.AddRange(actual.Except(approved).Select(line => "+ " + line));
        changes.AddRange(approved.Except(actual).Select(line => "- " + line));
        if (changes.Count == 0 && !approved.SequenceEqual(actual)) changes.Add("(the same lines in another order)");
        return changes;
    }
}
