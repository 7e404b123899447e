using Microsoft.OData.Edm;

namespace FedMl.Features.Datasphere.Catalog;

/// <summary>OData's types and what they are here.</summary>
internal static class EdmTypes
{
    public static bool IsWholeNumber(EdmPrimitiveTypeKind kind) => kind is
        EdmPrimitiveTypeKind.Byte or EdmPrimitiveTypeKind.SByte or EdmPrimitiveTypeKind.Int16 or EdmPrimitiveTypeKind.Int32 or EdmPrimitiveTypeKind.Int64;

    public static ValueType ToValueType(EdmPrimitiveTypeKind kind) => kind switch
    {
        _ when IsWholeNumber(kind) => ValueType.Int64,
        EdmPrimitiveTypeKind.Decimal => ValueType.Decimal,
        EdmPrimitiveTypeKind.Single or EdmPrimitiveTypeKind.Double => ValueType.Double,
        EdmPrimitiveTypeKind.Boolean => ValueType.Bool,
        EdmPrimitiveTypeKind.Date => ValueType.Date,
        EdmPrimitiveTypeKind.DateTimeOffset => ValueType.Timestamp,
        EdmPrimitiveTypeKind.Binary => ValueType.Binary,
        EdmPrimitiveTypeKind.String or EdmPrimitiveTypeKind.Guid or EdmPrimitiveTypeKind.TimeOfDay or EdmPrimitiveTypeKind.Duration => ValueType.String,
        _ => ValueType.Unspecified,
    };

    /// <summary>Whether every value of it is one of the declared type, or tells that it is none.</summary>
    public static bool Converts(EdmPrimitiveTypeKind kind, ValueType declared) => (ToValueType(kind), declared) switch
    {
        (ValueType.Unspecified, _) => false,
        (ValueType.Binary, _) or (_, ValueType.Binary) => declared == ValueType.Binary && kind == EdmPrimitiveTypeKind.Binary,
        (_, ValueType.String) => true,
        (ValueType.Int64 or ValueType.Decimal, ValueType.Int64 or ValueType.Decimal or ValueType.Double) => true,
        (ValueType.Date, ValueType.Timestamp) => true,
        var (actual, wanted) => actual == wanted && actual != ValueType.String,
    };

    /// <summary>Whether keys of the declared type can be looked for.</summary>
    public static bool IsKey(EdmPrimitiveTypeKind kind, ValueType declared) => declared switch
    {
        ValueType.String => kind == EdmPrimitiveTypeKind.String || IsWholeNumber(kind),
        ValueType.Int64 => kind == EdmPrimitiveTypeKind.Decimal || IsWholeNumber(kind),
        _ => false,
    };

    /// <summary>Whether a whole number is one of the type.</summary>
    public static bool Holds(EdmPrimitiveTypeKind kind, long number) => kind switch
    {
        EdmPrimitiveTypeKind.Byte => number is >= byte.MinValue and <= byte.MaxValue,
        EdmPrimitiveTypeKind.SByte => number is >= sbyte.MinValue and <= sbyte.MaxValue,
        EdmPrimitiveTypeKind.Int16 => number is >= short.MinValue and <= short.MaxValue,
        EdmPrimitiveTypeKind.Int32 => number is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };
}
