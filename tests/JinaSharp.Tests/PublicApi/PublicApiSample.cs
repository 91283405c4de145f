namespace JinaSharp.Tests.PublicApi;

/// <summary>What the printer is tested on.</summary>
public abstract class PublicApiSample<T>(string name, int count = 3) : IDisposable where T : class
{
    protected const int Limit = 5;

    public string? Name { get; init; } = name + count;

    internal int HiddenNumber { get; set; }

    public abstract Task<T?> FindAsync(T key, out List<int[]> places);

    public void Dispose() => GC.SuppressFinalize(this);

    private void HiddenMethod()
    {
    }
}
