using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Filters;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>The rows that a search may return: those of a view that are live, match the filter and are not left out.</summary>
internal sealed class SearchScope
{
    private readonly RowMask?[] _masks;
    private readonly (int Slice, int Row) _excluded = (-1, -1);

    public SearchScope(View view, Filter? filter, CancellationToken cancellationToken)
    {
        View = view;
        CancellationToken = cancellationToken;
        _masks = new RowMask?[view.Slices.Count];
        if (filter is null or AndFilter { Operands.Count: 0 }) return;
        for (var i = 0; i < _masks.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _masks[i] = view.Slices[i].Segment.Mask(filter, view.Slices[i].RowCount);
        }
    }

    private SearchScope(SearchScope scope, (int Slice, int Row) excluded)
    {
        View = scope.View;
        CancellationToken = scope.CancellationToken;
        _masks = scope._masks;
        _excluded = excluded;
    }

    public View View { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The same rows but one.</summary>
    public SearchScope Without(int slice, int row) => new(this, (slice, row));

    public RowMask? Mask(int slice) => _masks[slice];

    public bool Accepts(int slice, int row) =>
        (_masks[slice] is not { } mask || mask[row])
        && View.Slices[slice].Segment.Deletions.IsAlive(row, View.Version)
        && !(row == _excluded.Row && slice == _excluded.Slice);

    public bool Accepts(int slice, int row, VectorColumn column) => column.Has(row) && Accepts(slice, row);

    /// <summary>Whether every row of a slice may be returned, so that none has to be asked about.</summary>
    public bool AcceptsAll(int slice, VectorColumn column) =>
        _masks[slice] is null && _excluded.Slice != slice && View.Slices[slice].Segment.Deletions.Count == 0 && column.HasAll(View.Slices[slice].RowCount);

    /// <summary>Whether so few rows match that looking at each beats a scan with a check afterwards.</summary>
    public bool IsSelective(int slice) => _masks[slice] is { } mask && mask.MatchCount < View.Slices[slice].RowCount / 8;
}
