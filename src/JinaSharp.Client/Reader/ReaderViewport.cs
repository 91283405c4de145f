namespace JinaSharp.Client;

/// <summary>The screen that a page is rendered for.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
public sealed record ReaderViewport(int Width = 1280, int Height = 1280)
{
    /// <summary>Device pixels for one pixel of the page.</summary>
    public double? DeviceScaleFactor { get; init; }

    /// <summary>Whether it is a mobile device.</summary>
    public bool? IsMobile { get; init; }

    /// <summary>Whether it lies on its side.</summary>
    public bool? IsLandscape { get; init; }

    /// <summary>Whether it is a touch screen.</summary>
    public bool? HasTouch { get; init; }
}
