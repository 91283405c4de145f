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

    /// <summary>The nearest whole number; ties go to the even one.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>value · 2^exponent for whole exponents from -126 to 127.</summary>
    static abstract TSelf Scale(TSelf value, TSelf exponent);

    /// <summary>The magnitude of one value with the sign of another.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    static abstract float Sum(TSelf value);
}
