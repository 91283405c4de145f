namespace JinaSharp.Stores.Embedded.Index;

/// <summary>How a segment's inverted lists are searched, as measured on its own rows when it was made.</summary>
/// <param name="Probes">How many lists to look into at most; 0 when no setting was good enough and the lists are not used.</param>
/// <param name="Candidates">How many rows to compare in full for ten hits.</param>
/// <param name="Recall">The measured recall of the ten nearest.</param>
/// <param name="Survivors">How many rows to compare by their whole codes for ten hits, after a comparison of the first bits.</param>
/// <param name="Gap">Only lists are looked into whose centre is nearer to the query than <c>best - Gap * (best - mean)</c>, of the products of all centres with the query.</param>
internal readonly record struct ListSettings(int Probes, int Candidates, float Recall, int Survivors, float Gap);
