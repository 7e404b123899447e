using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Puts single values into tensor memory. A value is checked first, then written: never a silent cast.</summary>
public static class ValueWriter
{
    /// <summary>Why a value does not fit a datatype; null: it does. Never tells the value.</summary>
    public static string? WhyNot(Datatype datatype, ScalarValue value) => datatype switch
    {
        Datatype.BYTES => value.Kind == ScalarKind.Text ? null : $"expected text, got {Name(value.Kind)}",
        Datatype.BOOL => value.Kind == ScalarKind.Bool ? null : $"expected true or false, got {Name(value.Kind)}",
        _ when !value.IsNumber => $"expected a number, got {Name(value.Kind)}",
        Datatype.FP16 or Datatype.FP32 or Datatype.FP64 => WhyNotFloat(datatype, value),
        Datatype.BF16 => "BF16 can be sent as a tensor only",
        _ => value.TryToInt128(out var number)
            ? InRange(datatype, number) ? null : $"does not fit {datatype.Name()}"
            : "expected a whole number",
    };

    /// <summary>Why a default's text does not fit a datatype; null: it does.</summary>
    public static string? WhyNot(Datatype datatype, string text) =>
        TryParse(datatype, text, out var value) ? WhyNot(datatype, value) : $"is no {datatype.Name()}";

    /// <summary>Reads text as the kind of value that a datatype takes.</summary>
    public static bool TryParse(Datatype datatype, string text, out ScalarValue value)
    {
        switch (datatype)
        {
            case Datatype.BYTES:
                value = ScalarValue.OfText(text);
                return true;
            case Datatype.BOOL:
                var isBool = bool.TryParse(text, out var flag);
                value = ScalarValue.Of(flag);
                return isBool;
            default:
                value = ScalarValue.OfDecimal(text);
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        }
    }

    /// <summary>Writes a value that fits.</summary>
    /// <param name="tensor">All elements of the tensor.</param>
    /// <param name="index">Index of the element.</param>
    /// <param name="datatype">Datatype of the tensor; not BYTES.</param>
    /// <param name="value">The value.</param>
    public static void Write(Span<byte> tensor, int index, Datatype datatype, ScalarValue value)
    {
        switch (datatype)
        {
            case Datatype.FP32:
                // Decimal text goes to float in one rounding, not by way of double.
                Put(tensor, index, value.Kind == ScalarKind.Decimal ? float.Parse(value.Text!, NumberStyles.Float, CultureInfo.InvariantCulture) : (float)value.ToDouble());
                break;
            case Datatype.FP64:
                Put(tensor, index, value.ToDouble());
                break;
            case Datatype.FP16:
                Put(tensor, index, (Half)value.ToDouble());
                break;
            case Datatype.BOOL:
                tensor[index] = value.Bool ? (byte)1 : (byte)0;
                break;
            default:
                value.TryToInt128(out var number);
                WriteInteger(tensor, index, datatype, number);
                break;
        }
    }

    private static void WriteInteger(Span<byte> tensor, int index, Datatype datatype, Int128 number)
    {
        // Two's complement: the low bytes of the number are the value in every width that it fits.
        switch (datatype.Size())
        {
            case 1:
                tensor[index] = unchecked((byte)number);
                break;
            case 2:
                Put(tensor, index, unchecked((ushort)number));
                break;
            case 4:
                Put(tensor, index, unchecked((uint)number));
                break;
            default:
                Put(tensor, index, unchecked((ulong)number));
                break;
        }
    }

    private static string? WhyNotFloat(Datatype datatype, ScalarValue value)
    {
        var number = value.ToDouble();
        if (value.Kind == ScalarKind.Decimal && double.IsNaN(number))
        {
            return "expected a number, got text";
        }

        var fits = datatype switch
        {
            Datatype.FP16 => !Half.IsInfinity((Half)number),
            Datatype.FP32 => !float.IsInfinity((float)number),
            _ => !double.IsInfinity(number),
        };
        return fits || value.IsInfinity ? null : $"does not fit {datatype.Name()}";
    }

    private static bool InRange(Datatype datatype, Int128 number) => datatype switch
    {
        Datatype.INT8 => number >= sbyte.MinValue && number <= sbyte.MaxValue,
        Datatype.UINT8 => number >= 0 && number <= byte.MaxValue,
        Datatype.INT16 => number >= short.MinValue && number <= short.MaxValue,
        Datatype.UINT16 => number >= 0 && number <= ushort.MaxValue,
        Datatype.INT32 => number >= int.MinValue && number <= int.MaxValue,
        Datatype.UINT32 => number >= 0 && number <= uint.MaxValue,
        Datatype.INT64 => number >= long.MinValue && number <= long.MaxValue,
        Datatype.UINT64 => number >= 0 && number <= ulong.MaxValue,
        _ => false,
    };

    private static string Name(ScalarKind kind) => kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Bool => "true or false",
        ScalarKind.Text => "text",
        _ => "a number",
    };

    private static void Put<T>(Span<byte> tensor, int index, T value)
        where T : unmanaged => MemoryMarshal.Write(tensor[(index * Unsafe.SizeOf<T>())..], value);
}
