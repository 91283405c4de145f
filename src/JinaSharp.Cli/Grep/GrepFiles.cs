using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Cli.Grep;

/// <summary>Finds and opens the files that are searched, as the indexer does: <c>.gitignore</c> holds, binary files are left out, encodings are found.</summary>
internal sealed class GrepFiles(CliContext context, WalkOptions walk)
{
    private const int SniffLength = 64 * 1024;

    /// <summary>The most bytes of something that can be read only once, such as a pipe with a name.</summary>
    private const int MaxUnseekable = 64 * 1024 * 1024;

    /// <summary>How many of the places named could not be searched.</summary>
    public int Problems { get; private set; }

    /// <summary>How many files were searched.</summary>
    public int Count { get; private set; }

    /// <summary>The units of every file, each file ended by a unit without text.</summary>
    /// <param name="places">Files and folders as the user wrote them; none is the folder of the command.</param>
    /// <param name="granularity">What is one unit.</param>
    public IEnumerable<GrepUnit> Read(IReadOnlyList<string> places, Granularity granularity)
    {
        var walker = new FileWalker(walk, (path, reason) => context.Output.Warn($"{path}: {reason}"));
        foreach (var place in places.DefaultIfEmpty(""))
        {
            var root = context.Host.Resolve(place);
            if (!Path.Exists(root))
            {
                Report(place, "No such file or directory");
                continue;
            }
            var isFolder = Directory.Exists(root);
            foreach (var found in walker.Walk(root))
            {
                // What was found empty may be a device or a pipe, which would be waited for; what was named is meant.
                if (isFolder && found.Length == 0) continue;
                var file = new GrepFile(found.Path, isFolder ? Join(place, Path.GetRelativePath(root, found.Path)) : place);
                foreach (var unit in Read(file, granularity, isNamed: !isFolder)) yield return unit;
            }
        }
    }

    /// <summary>Opens a file as text.</summary>
    /// <returns>The reader; null where the file is not text.</returns>
    public static StreamReader? Open(string path)
    {
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            if (!stream.CanSeek) stream = ReadWhole(stream);
            var head = new byte[Math.Min(SniffLength, stream.Length)];
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var text = TextEncodingDetector.Detect(head.AsSpan(0, length), isWhole: length == stream.Length);
            if (!text.IsBinary)
            {
                stream.Position = text.PreambleLength;
                return new StreamReader(stream, text.Encoding!, detectEncodingFromByteOrderMarks: false, bufferSize: 16 * 1024);
            }
            stream.Dispose();
            return null;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private IEnumerable<GrepUnit> Read(GrepFile file, Granularity granularity, bool isNamed)
    {
        StreamReader? reader;
        try
        {
            reader = Open(file.Path!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(file.Name, exception.Message);
            yield break;
        }
        if (reader is null)
        {
            if (isNamed) Report(file.Name, "is not a text file");
            else context.Output.Detail($"{file.Name}: is not a text file");
            yield break;
        }
        Count++;
        using (reader)
        using (var units = UnitSplitter.Split(file, reader, granularity).GetEnumerator())
        {
            while (Next(file, units)) yield return units.Current;
        }
        yield return new GrepUnit(file, 0, 0, null);
    }

    private bool Next(GrepFile file, IEnumerator<GrepUnit> units)
    {
        try
        {
            return units.MoveNext();
        }
        catch (IOException exception)
        {
            Report(file.Name, exception.Message);
            return false;
        }
    }

    private void Report(string place, string reason)
    {
        Problems++;
        context.Host.Error.WriteLine($"jina: grep: {Output.TerminalText.Escape(place)}: {Output.TerminalText.Escape(reason)}");
    }

    private static string Join(string place, string relative) => place.Length == 0 ? relative : place.EndsWith('/') ? place + relative : $"{place}/{relative}";

    private static MemoryStream ReadWhole(Stream stream)
    {
        using (stream)
        {
            var whole = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if (whole.Length + read > MaxUnseekable) throw new IOException($"is longer than {MaxUnseekable >> 20} MiB and can be read only once; save it in a file first");
                whole.Write(buffer, 0, read);
            }
            whole.Position = 0;
            return whole;
        }
    }
}
