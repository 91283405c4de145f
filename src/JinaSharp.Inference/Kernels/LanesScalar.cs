namespace JinaSharp.Inference.Kernels;

/// <summary>One float: for processors without vectors, where emulated ones would be far slower.</summary>
internal readonly unsafe struct LanesScalar(float value) : ILanes<LanesScalar>
{
    private readonly float _value = value;

    public static int Count => 1;

    public static LanesScalar Load(float* source) => new(*source);

    public static void Store(LanesScalar value, float* target) => *target = value._value;

    public static LanesScalar All(float value) => new(value);

    public static LanesScalar operator +(LanesScalar left, LanesScalar right) => new(left._value + right._value);

    public static LanesScalar operator -(LanesScalar left, LanesScalar right) => new(left._value - right._value);

    public static LanesScalar operator *(LanesScalar left, LanesScalar right) => new(left._value * right._value);

    public static LanesScalar operator /(LanesScalar left, LanesScalar right) => new(left._value / right._value);

    public static LanesScalar MultiplyAdd(LanesScalar left, LanesScalar right, LanesScalar addend) => new(left._value * right._value + addend._value);

    public static LanesScalar Max(LanesScalar left, LanesScalar right) => new(left._value > right._value ? left._value : right._value);

    public static LanesScalar Min(LanesScalar left, LanesScalar right) => new(left._value < right._value ? left._value : right._value);

    public static LanesScalar Abs(LanesScalar value) => new(MathF.Abs(value._value));

    public static LanesScalar Floor(LanesScalar value, out LanesScalar fraction)
    {
        var limited = MathF.Max(value._value, -126f);
        var whole = MathF.Floor(limited);
        fraction = new(limited - whole);
        return new(whole);
    }

    public static LanesScalar Scale(LanesScalar value, LanesScalar exponent) => new(value._value * BitConverter.Int32BitsToSingle(((int)exponent._value + 127) << 23));

    public static LanesScalar CopySign(LanesScalar magnitude, LanesScalar sign) => new(MathF.CopySign(magnitude._value, sign._value));

    public static float Sum(LanesScalar value) => value._value;
}
