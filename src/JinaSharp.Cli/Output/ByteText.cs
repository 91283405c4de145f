using System.Globalization;

namespace JinaSharp.Cli.Output;

/// <summary>Sizes for people: <c>1.2 MB</c>, in powers of ten.</summary>
internal static class ByteText
{
    public static string Format(double bytes)
    {
        ReadOnlySpan<string> units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        while (bytes >= 999.5 && unit < units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.ToString(unit == 0 || bytes >= 99.5 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[unit]}");
    }
}
