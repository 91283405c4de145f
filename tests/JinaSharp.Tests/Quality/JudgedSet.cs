namespace JinaSharp.Tests.Quality;

/// <summary>Documents, queries and graded judgements, written for this project: <c>documents.tsv</c> and <c>queries.tsv</c>.</summary>
internal sealed class JudgedSet
{
    private JudgedSet(IReadOnlyList<JudgedDocument> documents, IReadOnlyList<JudgedQuery> queries)
    {
        Documents = documents;
        Queries = queries;
    }

    public IReadOnlyList<JudgedDocument> Documents { get; }

    public IReadOnlyList<JudgedQuery> Queries { get; }

    /// <summary>Reads the set that lies in the repository.</summary>
    public static JudgedSet Load(string repository)
    {
        var folder = Path.Combine(repository, "tests", "JinaSharp.Tests", "Quality");
        return new(
            [.. Read(folder, "documents.tsv", 3).Select(row => new JudgedDocument(row[0], row[1], row[2].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal)))],
            [.. Read(folder, "queries.tsv", 4).Select(row => new JudgedQuery(row[0], row[1], row[2], ReadGrades(row[3])))]);
    }

    /// <summary>
    /// A set with longer passages: documents of one language, joined by fours, as far from each other in the file as can be; a passage has the best grade of
    /// its parts. Chunks of real files mix subjects like this.
    /// </summary>
    public JudgedSet JoinByFours()
    {
        var passages = new List<JudgedDocument>();
        var passageOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in Documents.GroupBy(document => document.Language))
        {
            var parts = language.ToArray();
            var count = (parts.Length + 3) / 4;
            for (var i = 0; i < count; i++)
            {
                var members = parts.Where((_, index) => index % count == i).ToArray();
                var id = string.Join('+', members.Select(member => member.Id));
                passages.Add(new JudgedDocument(id, language.Key, string.Join("\n\n", members.Select(member => member.Text))));
                foreach (var member in members) passageOf[member.Id] = id;
            }
        }
        return new(passages, [.. Queries.Select(query => query with { Grades = query.Grades.GroupBy(grade => passageOf[grade.Key]).ToDictionary(group => group.Key, group => group.Max(grade => grade.Value)) })]);
    }

    private static Dictionary<string, int> ReadGrades(string text) =>
        text.Split(' ').Select(one => one.Split(':')).ToDictionary(one => one[0], one => int.Parse(one[1]), StringComparer.Ordinal);

    private static IEnumerable<string[]> Read(string folder, string name, int columns) =>
        File.ReadLines(Path.Combine(folder, name)).Select((line, index) => line.Split('\t') is { } row && row.Length == columns
            ? row : throw new FormatException($"{name}, line {index + 1}: expected {columns} columns, found {line.Split('\t').Length}."));
}
