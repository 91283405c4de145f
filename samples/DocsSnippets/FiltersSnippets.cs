namespace DocsSnippets;

/// <summary>The code of docs/filters.md.</summary>
internal static class FiltersSnippets
{
    public static void Filters()
    {
        Filter filter = Filter.Eq("lang", "de") & Filter.Gte("year", 2020) & !Filter.In("tag", "old", "draft");
        Filter same = Filter.Parse("lang = 'de' and year >= 2020 and not tag in ['old', 'draft']");
    }
}
