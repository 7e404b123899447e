namespace FedMl.SampleTrainer.Data;

/// <summary>Labelled rows.</summary>
/// <param name="Features">Names of the feature columns, in the order of each row's values.</param>
/// <param name="Classes">Names of the classes in ordinal order; a row's <see cref="DatasetRow.Class"/> is an index into it.</param>
internal sealed record Dataset(IReadOnlyList<string> Features, IReadOnlyList<string> Classes, IReadOnlyList<DatasetRow> Rows)
{
    public Dataset Select(IEnumerable<int> rows) => this with { Rows = [.. rows.Select(row => Rows[row])] };
}

/// <param name="Values">Feature values as the file has them; a model gets them rounded to float.</param>
/// <param name="Class">Index of the row's class.</param>
internal sealed record DatasetRow(IReadOnlyList<double> Values, int Class)
{
    public float[] Floats { get; } = [.. Values.Select(value => (float)value)];
}
