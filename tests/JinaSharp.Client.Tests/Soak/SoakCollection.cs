namespace JinaSharp.Client.Tests.Soak;

/// <summary>Soaks count the timers and handles of the whole process and watch the clock, so nothing else runs beside them.</summary>
[CollectionDefinition(nameof(SoakCollection), DisableParallelization = true)]
public sealed class SoakCollection;
