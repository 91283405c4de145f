namespace JinaSharp.Stores.Embedded.Index;

/// <summary>How a segment's inverted lists are searched, as measured on its own rows when it was made.</summary>
/// <param name="Probes">How many lists to look into; 0 when no setting was good enough and the lists are not used.</param>
/// <param name="Candidates">How many rows to compare in full for ten hits.</param>
/// <param name="Recall">The measured recall of the ten nearest.</param>
internal readonly record struct ListSettings(int Probes, int Candidates, float Recall);
