using System.Globalization;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Validation;

/// <summary>The settings of one store among <c>AdditionalProperties</c>: its own names are all understood or refused, those of other stores passed over.</summary>
internal sealed class StoreSettings
{
    private static readonly string[] Stores = ["qdrant", "milvus", "chroma", "embedded"];

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <param name="store">The store's name, which is the prefix.</param>
    /// <param name="properties">The properties given.</param>
    /// <param name="known">The names that may be used here, without the prefix.</param>
    /// <param name="what">What they are settings of, for the message.</param>
    public StoreSettings(string store, AdditionalPropertiesDictionary? properties, IReadOnlyCollection<string> known, string what)
    {
        foreach (var (name, value) in properties ?? [])
        {
            var dot = name.IndexOf('.');
            var prefix = dot < 0 ? "" : name[..dot];
            if (prefix != store && Array.IndexOf(Stores, prefix) >= 0) continue;
            if (prefix != store || !known.Contains(name[(dot + 1)..]))
            {
                throw new VectorStoreException(
                    $"'{name}' is not a setting of {what} that {store} knows. {Known(store, known)}")
                {
                    Store = store,
                    Code = "unknown_setting",
                };
            }
            if (value is not null) _values[name[(dot + 1)..]] = value;
        }
    }

    public IEnumerable<KeyValuePair<string, object>> All => _values;

    public bool Has(string name) => _values.ContainsKey(name);

    public T? Get<T>(string name)
    {
        if (!_values.TryGetValue(name, out var value)) return default;
        if (value is T typed) return typed;
        throw new VectorStoreException($"Setting '{name}' is {value} ({value.GetType().Name}); expected {typeof(T).Name}.") { Code = "invalid_setting" };
    }

    public long? GetInteger(string name) => _values.TryGetValue(name, out var value)
        ? value switch
        {
            int number => number,
            long number => number,
            string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new VectorStoreException($"Setting '{name}' is {value} ({value.GetType().Name}); expected an integer.") { Code = "invalid_setting" },
        }
        : null;

    private static string Known(string store, IReadOnlyCollection<string> known) =>
        known.Count == 0 ? "It has none here." : $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal).Select(item => $"{store}.{item}"))}.";
}
