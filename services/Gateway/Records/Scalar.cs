using System.Globalization;

namespace FedMl.Gateway.Records;

/// <summary>What a JSON record has in one field.</summary>
[Flags]
internal enum ScalarKinds
{
    /// <summary>The record lacks the field.</summary>
    NotFound = 0,
    Null = 1,
    Text = 2,
    Int64 = 4,
    Double = 8,

    /// <summary>A number that neither of the two above holds exactly; its text is kept.</summary>
    Decimal = 16,
    Bool = 32,
}

/// <summary>One value of a record, 24 bytes.</summary>
internal readonly struct Scalar
{
    private readonly long bits;
    private readonly string? text;

    private Scalar(ScalarKinds kind, long bits, string? text)
    {
        Kind = kind;
        this.bits = bits;
        this.text = text;
    }

    public static Scalar Null { get; } = new(ScalarKinds.Null, 0, null);

    public ScalarKinds Kind { get; }

    public string Text => text ?? "";

    public long Int64 => bits;

    public double Double => Kind == ScalarKinds.Int64 ? bits : BitConverter.Int64BitsToDouble(bits);

    public bool Bool => bits != 0;

    public string DecimalText => Kind == ScalarKinds.Int64 ? bits.ToString(CultureInfo.InvariantCulture) : text ?? "0";

    public bool IsMissing => Kind is ScalarKinds.NotFound or ScalarKinds.Null;

    public static Scalar OfText(string value) => new(ScalarKinds.Text, 0, value);

    public static Scalar OfInt64(long value) => new(ScalarKinds.Int64, value, null);

    public static Scalar OfDouble(double value) => new(ScalarKinds.Double, BitConverter.DoubleToInt64Bits(value), null);

    public static Scalar OfDecimal(string plain) => new(ScalarKinds.Decimal, 0, plain);

    public static Scalar OfBool(bool value) => new(ScalarKinds.Bool, value ? 1 : 0, null);
}
