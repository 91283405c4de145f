namespace JinaSharp.Cli.Output;

/// <summary>Tells an error of a closed stdout from other input and output errors.</summary>
internal static class BrokenPipe
{
    public static bool IsBroken(CliHost host)
    {
        try
        {
            host.Out.Flush();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
