namespace JinaSharp.Inference.Kernels;

/// <summary>A vector of floats of some width: element-wise kernels are written once over it and compiled for each width.</summary>
internal unsafe interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>The number of floats.</summary>
    static abstract int Count { get; }

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* target);

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf All(float value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left · right + addend, in one rounding where the processor has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf value);

    /// <summary>Parts a value, up to 127, into what <see cref="Scale"/> takes for the whole number below it and the rest, from 0 to 1. Values below -126 may become that.</summary>
    static abstract TSelf Floor(TSelf value, out TSelf fraction);

    /// <summary>value · 2^n for an exponent n of <see cref="Floor"/>.</summary>
    static abstract TSelf Scale(TSelf value, TSelf exponent);

    /// <summary>The magnitude of one value with the sign of another.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    static abstract float Sum(TSelf value);
}
