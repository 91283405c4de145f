namespace JinaSharp.Client.Http;

/// <summary>An API key that no text form gives away.</summary>
internal sealed class ApiKey
{
    private readonly string? _value;

    private ApiKey(string? value, IReadOnlyList<string> triedNames)
    {
        _value = value;
        TriedNames = triedNames;
    }

    /// <summary>The environment variables that were looked at.</summary>
    public IReadOnlyList<string> TriedNames { get; }

    public bool IsPresent => _value is not null;

    /// <summary>The key itself, or null; for the Authorization header only.</summary>
    public string? Reveal() => _value;

    /// <summary>The given key, else the first environment variable that is set.</summary>
    public static ApiKey Resolve(string? given, IEnumerable<string> names, Func<string, string?> environment)
    {
        if (given is not null) return new ApiKey(Checked(given, "The API key"), []);
        List<string> tried = [];
        foreach (var name in names)
        {
            tried.Add(name);
            if (environment(name) is { } value && value.Trim().Length > 0)
                return new ApiKey(Checked(value.Trim(), $"The API key in {name}"), tried);
        }
        return new ApiKey(null, tried);
    }

    /// <summary>Takes the key out of a text that came from outside.</summary>
    public string Redact(string text) =>
        _value is { Length: > 3 } && text.Contains(_value, StringComparison.Ordinal) ? text.Replace(_value, "[key]", StringComparison.Ordinal) : text;

    public override string ToString() => IsPresent ? "[key]" : "[no key]";

    private static string Checked(string value, string what)
    {
        if (value.Length == 0) throw new ArgumentException($"{what} is empty.");
        foreach (var c in value)
            if (c is <= ' ' or > '~')
                throw new ArgumentException($"{what} has a blank, a line break or a character that is not ASCII in it; keys have none. Was it copied whole and alone?");
        return value;
    }
}
