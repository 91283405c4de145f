using System.Collections.Frozen;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Which kind a file is, by its name. What is in it decides whether it is text at all.</summary>
internal static class DocumentKinds
{
    private static readonly FrozenDictionary<string, DocumentKind> ByExtension = Table().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static DocumentKind Of(string path) => ByExtension.GetValueOrDefault(Path.GetExtension(path), DocumentKind.Text);

    /// <summary>The name in payloads and on the command line.</summary>
    public static string NameOf(DocumentKind kind) => kind switch
    {
        DocumentKind.Markdown => "markdown",
        DocumentKind.Html => "html",
        DocumentKind.Code => "code",
        DocumentKind.JsonLines => "jsonl",
        DocumentKind.Csv => "csv",
        _ => "text",
    };

    private static Dictionary<string, DocumentKind> Table()
    {
        var table = new Dictionary<string, DocumentKind>();
        Add(DocumentKind.Markdown, ".md .markdown .mdown .mkd .mdx");
        Add(DocumentKind.Html, ".html .htm .xhtml");
        Add(DocumentKind.JsonLines, ".jsonl .ndjson");
        Add(DocumentKind.Csv, ".csv .tsv");
        Add(DocumentKind.Code,
            ".cs .csx .fs .fsx .vb .razor .cshtml .py .pyi .js .jsx .mjs .cjs .ts .tsx .vue .svelte .java .kt .kts .scala .groovy .clj .go .rs .c .h .cc .cpp " +
            ".cxx .hpp .hh .m .mm .swift .rb .php .pl .pm .lua .r .jl .hs .ml .mli .ex .exs .erl .dart .zig .nim .d .pas .asm .s .sh .bash .zsh .fish .ps1 " +
            ".bat .cmd .sql .proto .thrift .graphql .css .scss .less .json .yaml .yml .toml .ini .cfg .xml .xsd .csproj .props .targets .sln .slnx .gradle " +
            ".cmake .mk .tf .hcl .nix .el .lisp .scm .v .sv .vhd .cu .glsl .wgsl");
        return table;

        void Add(DocumentKind kind, string extensions)
        {
            foreach (var extension in extensions.Split(' ')) table.Add(extension, kind);
        }
    }
}
