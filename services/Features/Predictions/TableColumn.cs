using FedMl.Features.Columns;

namespace FedMl.Features.Predictions;

/// <summary>A column of a table of predictions.</summary>
/// <param name="Precision">Digits of a decimal.</param>
/// <param name="Scale">Digits of them after the point.</param>
/// <param name="IsKey">Part of the primary key, never null.</param>
internal sealed record TableColumn(string Name, ValueType Type, int Precision = 0, int Scale = 0, bool IsKey = false)
{
    public const int MaxPrecision = 38;
    public const int DefaultScale = 10;

    public string TypeText => Type == ValueType.Decimal ? $"decimal({Precision}, {Scale})" : ValueTypes.NameOf(Type);
}
