using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>A two-stage table from code point to a small number; 0 where nothing was set.</summary>
internal sealed class CodePointMap
{
    private const int BlockBits = 7;
    private const int Mask = (1 << BlockBits) - 1;

    private readonly ushort[] _blocks = new ushort[0x110000 >> BlockBits];
    private ushort[] _values = new ushort[(Mask + 1) * 64];
    private int _used = 1;

    /// <summary>The value of a code point.</summary>
    public ushort this[int codePoint]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _values[(_blocks[codePoint >> BlockBits] << BlockBits) | (codePoint & Mask)];
        set
        {
            ref var block = ref _blocks[codePoint >> BlockBits];
            if (block == 0)
            {
                if ((_used + 1) << BlockBits > _values.Length)
                    Array.Resize(ref _values, _values.Length * 2);
                block = (ushort)_used++;
            }

            _values[(block << BlockBits) | (codePoint & Mask)] = value;
        }
    }
}
