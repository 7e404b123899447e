using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.Gateway.Catalogue;

/// <summary>Types by the words that a feature view's file uses.</summary>
internal static class ValueTypeNames
{
    public static string NameOf(ValueType type) => type switch
    {
        ValueType.String => "string",
        ValueType.Int64 => "int64",
        ValueType.Double => "double",
        ValueType.Decimal => "decimal",
        ValueType.Bool => "bool",
        ValueType.Date => "date",
        ValueType.Timestamp => "timestamp",
        ValueType.Binary => "binary",
        _ => "unknown",
    };
}
