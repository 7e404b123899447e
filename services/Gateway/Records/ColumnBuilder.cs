using System.Text;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Records;

/// <summary>Gathers one field over all rows and gives it the narrowest kind that changes no value.</summary>
internal sealed class ColumnBuilder(string name)
{
    private readonly List<Scalar> scalars = [];
    private ScalarKinds kinds;

    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>False where the row has this field already.</summary>
    public bool TrySet(int row, Scalar scalar)
    {
        if (scalars.Count > row)
        {
            return false;
        }

        PadTo(row);
        scalars.Add(scalar);
        kinds |= scalar.Kind;
        return true;
    }

    public Column Build(int rowCount)
    {
        PadTo(rowCount);
        var column = new Column { Name = Name };
        if (scalars.Exists(s => s.IsMissing))
        {
            column.Statuses.AddRange(scalars.Select(StatusOf));
        }

        switch (kinds & ~ScalarKinds.Null)
        {
            case ScalarKinds.NotFound or ScalarKinds.Text:
                column.Strings = new Strings { Values = { scalars.Select(s => s.Text) } };
                break;
            case ScalarKinds.Bool:
                column.Bools = new Bools { Values = { scalars.Select(s => s.Bool) } };
                break;
            case ScalarKinds.Int64:
                column.Int64S = new Int64s { Values = { scalars.Select(s => s.Int64) } };
                break;
            case ScalarKinds.Double:
            case ScalarKinds.Double | ScalarKinds.Int64 when scalars.TrueForAll(IsExactDouble):
                column.Doubles = new Doubles { Values = { scalars.Select(s => s.Double) } };
                break;
            case ScalarKinds.Decimal or (ScalarKinds.Decimal | ScalarKinds.Int64):
                column.Decimals = new Strings { Values = { scalars.Select(s => s.DecimalText) } };
                break;
            default:
                column.Mixed = new Mixed { Values = { scalars.Select(ValueOf) } };
                break;
        }

        return column;
    }

    private void PadTo(int row)
    {
        while (scalars.Count < row)
        {
            scalars.Add(default);
        }
    }

    private static bool IsExactDouble(Scalar scalar) =>
        scalar.Kind != ScalarKinds.Int64 || (Int128)(double)scalar.Int64 == scalar.Int64;

    private static ValueStatus StatusOf(Scalar scalar) => scalar.Kind switch
    {
        ScalarKinds.NotFound => ValueStatus.NotFound,
        ScalarKinds.Null => ValueStatus.Null,
        _ => ValueStatus.Present,
    };

    public static Value ValueOf(Scalar scalar) => scalar.Kind switch
    {
        ScalarKinds.Text => new Value { StringValue = scalar.Text },
        ScalarKinds.Int64 => new Value { Int64Value = scalar.Int64 },
        ScalarKinds.Double => new Value { DoubleValue = scalar.Double },
        ScalarKinds.Decimal => new Value { DecimalValue = scalar.DecimalText },
        ScalarKinds.Bool => new Value { BoolValue = scalar.Bool },
        _ => new Value(),
    };
}
