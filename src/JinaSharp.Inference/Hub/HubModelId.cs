using System.Text.RegularExpressions;

namespace JinaSharp.Inference.Hub;

/// <summary>The id of a model on a hub, checked: it becomes part of addresses and of folder names.</summary>
internal sealed partial record HubModelId
{
    private const int MaxRevisionLength = 200;

    private HubModelId(string value) => Value = value;

    /// <summary><c>owner/name</c>; a few old models have no owner.</summary>
    public string Value { get; }

    /// <summary>The folder's name in a cache.</summary>
    public string FolderName => Value.Replace("/", "--", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">This is no model id.</exception>
    public static HubModelId Parse(string text) =>
        TryParse(text) ?? throw new ArgumentException($"'{text}' is no model id: expected OWNER/NAME of letters, digits, '-', '_' and '.', such as jinaai/jina-embeddings-v2-small-en.");

    /// <summary>Reads an id; one of the catalogue may leave the owner out.</summary>
    public static HubModelId? TryParse(string text)
    {
        if (!Pattern().IsMatch(text) || text.Contains("..", StringComparison.Ordinal) || text.Contains("--", StringComparison.Ordinal)) return null;
        return new HubModelId(!text.Contains('/', StringComparison.Ordinal) && ModelCatalog.Find(text) is { } card ? $"jinaai/{card.Id}" : text);
    }

    /// <summary>The id whose folder has this name; null where it is no such folder.</summary>
    public static HubModelId? FromFolderName(string name) =>
        TryParse(name.Replace("--", "/", StringComparison.Ordinal)) is { } id && id.FolderName == name ? id : null;

    /// <exception cref="ArgumentException">This is no revision.</exception>
    public static void CheckRevision(string revision)
    {
        if (revision.Length is 0 or > MaxRevisionLength || !Revision().IsMatch(revision) || revision.Contains("..", StringComparison.Ordinal))
            throw new ArgumentException($"'{revision}' is no revision: expected a branch, a tag or a commit.");
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,95}/)?[A-Za-z0-9][A-Za-z0-9_.-]{0,95}\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_./+@-]*\z")]
    private static partial Regex Revision();
}
