namespace JinaSharp.Core.Tests.Stores;

public sealed class PayloadValueTests
{
    [Fact]
    public void Equality_NumbersOfBothKinds_CompareByValueAndHashAlike()
    {
        PayloadValue integer = 3L;
        PayloadValue number = 3.0;

        Assert.Equal(integer, number);
        Assert.Equal(integer.GetHashCode(), number.GetHashCode());
        Assert.Equal((PayloadValue)0.0, (PayloadValue)(-0.0));
        Assert.Equal(((PayloadValue)0.0).GetHashCode(), ((PayloadValue)(-0.0)).GetHashCode());
        Assert.NotEqual(integer, (PayloadValue)"3");
        Assert.NotEqual((PayloadValue)true, (PayloadValue)1L);
    }

    [Fact]
    public void Equality_ListsAndMaps_CompareByContent()
    {
        var map = PayloadValue.FromMap([new("a", 1L), new("b", "x")]);
        var same = PayloadValue.FromMap([new("b", "x"), new("a", 1.0)]);

        Assert.Equal(map, same);
        Assert.Equal(map.GetHashCode(), same.GetHashCode());
        Assert.Equal(PayloadValue.FromList(["a"]), PayloadValue.FromList(["a"]));
        Assert.NotEqual(PayloadValue.FromList(["a"]), PayloadValue.FromList(["a", "b"]));
        Assert.NotEqual(map, PayloadValue.FromMap([new("a", 1L)]));
    }

    [Fact]
    public void FromMap_LaterChangesOfTheSource_DoNotShow()
    {
        var source = new Dictionary<string, PayloadValue> { ["a"] = 1L };
        var value = PayloadValue.FromMap(source);

        source["a"] = 2L;

        Assert.Equal(1L, value.AsMap()["a"].AsInt64());
    }

    [Fact]
    public void Accessor_OfAnotherKind_NamesBoth()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ((PayloadValue)"x").AsInt64());

        Assert.Equal("Expected a payload value of kind Integer; found String.", error.Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void FromDouble_NotFinite_IsRefused(double value) => Assert.Throws<ArgumentException>(() => PayloadValue.FromDouble(value));

    [Fact]
    public void FromString_Null_IsNull() => Assert.Equal(PayloadKind.Null, PayloadValue.FromString(null).Kind);
}
