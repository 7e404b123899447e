namespace FedMl.Features.Tests.Sources;

/// <summary>An asset that an adapter's tests put into the source.</summary>
/// <param name="Rows">Values as text, as <c>TextValues</c> reads them; null: null.</param>
public sealed record TestAsset(string Space, string Name, (string Name, string Type)[] Columns, params string?[][] Rows)
{
    public static TestAsset Iris { get; } = new(
        "BOTANY", "IRIS", [("sample_id", "string"), ("sepal_length", "double"), ("species", "string")], ["000001", "5.1", "setosa"], ["000123", "4.9", null]);
}
