using JinaSharp.Stores;

namespace JinaSharp.Cli.Output;

/// <summary>One line on stderr with the progress of a copy; only on a terminal.</summary>
internal sealed class CopyProgressLine(CliContext context) : IProgress<CollectionCopyProgress>
{
    public void Report(CollectionCopyProgress value)
    {
        if (!context.Output.ShowsProgress) return;
        var share = value.Total == 0 ? 1 : (double)value.Seen / value.Total;
        context.Host.Error.Write($"\r{share,4:P0}  {value.Seen:N0}/{value.Total:N0} records  {value.AlreadyThere:N0} there already\u001b[K");
        if (value.Seen >= value.Total) context.Host.Error.Write("\r\u001b[K");
    }
}
