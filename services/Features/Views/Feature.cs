using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>One feature as its view's file declares it.</summary>
internal sealed record Feature(string Name, PlanColumn Column, int Line)
{
    public string Unit { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Column of the asset that tells each row's unit of measure.</summary>
    public string? UnitColumn { get; init; }

    /// <summary>Column of the asset that tells each row's currency.</summary>
    public string? CurrencyColumn { get; init; }

    /// <summary>What its users shall do where the value is missing; told, not applied here.</summary>
    public Missing Missing { get; init; }

    /// <summary>The value for <see cref="Missing.Default"/>, alone in a column of the feature's type.</summary>
    public ColumnValues? Default { get; init; }
}

/// <summary>What to do where a value is missing.</summary>
internal enum Missing
{
    /// <summary>Nothing is declared.</summary>
    Undeclared,

    /// <summary>Refuse the row.</summary>
    Reject,

    /// <summary>Take the declared value.</summary>
    Default,

    /// <summary>Pass the missing value on.</summary>
    Pass,
}
