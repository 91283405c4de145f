namespace JinaSharp.Client;

/// <summary>What happens to an empty or blank text among the inputs, which models refuse.</summary>
public enum BlankInputPolicy
{
    /// <summary>The call fails with an error that names the position.</summary>
    Throw = 0,

    /// <summary>The item gets an empty vector and is not sent; the other items keep their positions.</summary>
    Skip,

    /// <summary>The item gets a vector of zeros as long as the others and is not sent; the other items keep their positions.</summary>
    ZeroVector,
}
