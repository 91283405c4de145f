namespace JinaSharp.Client;

/// <summary>Who may use a trained classifier.</summary>
public enum ClassifierAccess
{
    /// <summary>The key that trained it.</summary>
    Private = 0,

    /// <summary>Everybody who knows its id.</summary>
    Public,
}
