using System.Globalization;
using System.Text;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>A folder of generated files that can be put into one of several states, so that a run has files to add, change, shorten and remove.</summary>
internal sealed class CrashCorpus(string folder)
{
    public const int StateCount = 3;

    private const int FileCount = 60;

    public string Folder => folder;

    public void Apply(int state)
    {
        Directory.CreateDirectory(folder);
        for (var file = 0; file < FileCount; file++)
        {
            var path = Path.Combine(folder, $"{file:000}.{(file % 5 == 0 ? "md" : "txt")}");
            // A third of the files comes and goes, a third changes, a third stays.
            if (file % 3 == 0 && file % StateCount == state % 2)
            {
                File.Delete(path);
                continue;
            }
            var version = file % 3 == 1 ? state : 0;
            File.WriteAllText(path, Content(file, version));
            File.SetLastWriteTimeUtc(path, new DateTime(2022, 1, 1 + version, 0, 0, file % 60, DateTimeKind.Utc));
        }
    }

    private static string Content(int file, int version)
    {
        var random = new Random((file * 31) + version);
        var text = new StringBuilder();
        for (var paragraph = random.Next(5, 120); paragraph > 0; paragraph--)
        {
            if (random.Next(8) == 0) text.Append("## Part ").Append(random.Next(1000)).Append("\n\n");
            for (var word = random.Next(20, 90); word > 0; word--)
                text.Append(CultureInfo.InvariantCulture, $"{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}{random.Next(4000)} ");
            text.Append("\n\n");
        }
        return text.ToString();
    }
}
