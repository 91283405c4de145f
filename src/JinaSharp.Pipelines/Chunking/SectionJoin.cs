using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Chunking;

/// <summary>Carries what is left of a section over to the one that goes on from it.</summary>
internal static class SectionJoin
{
    /// <summary>The section from a position on.</summary>
    public static TextSection Rest(TextSection section, int position) => new()
    {
        Text = section.Text[position..],
        Lines = section.Lines.Join(position, section.Text.Length, new LineMap()),
        Continues = true,
        IsCode = section.IsCode,
        Blocks = section.Blocks is null ? null : [.. section.Blocks.Where(block => block >= position).Select(block => block - position)],
        Headings = [.. section.Headings.Where(heading => heading.Position >= position).Select(heading => heading with { Position = heading.Position - position })],
        Title = section.Title,
        Fields = section.Fields,
    };

    /// <summary>One section of what was left and what follows.</summary>
    public static TextSection Join(TextSection left, TextSection next)
    {
        var offset = left.Text.Length;
        return new TextSection
        {
            Text = left.Text + next.Text,
            Lines = left.Lines.Join(0, offset, next.Lines),
            Continues = true,
            IsCode = next.IsCode,
            Blocks = left.Blocks is null && next.Blocks is null
                ? null
                : [.. left.Blocks ?? [0], .. (next.Blocks ?? [0]).Select(block => block + offset)],
            Headings = [.. left.Headings, .. next.Headings.Select(heading => heading with { Position = heading.Position + offset })],
            Title = next.Title ?? left.Title,
            Fields = next.Fields ?? left.Fields,
        };
    }
}
