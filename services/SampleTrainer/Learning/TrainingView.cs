using FedMl.SampleTrainer.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace FedMl.SampleTrainer.Learning;

/// <summary>A data set as ML.NET sees it.</summary>
internal static class TrainingView
{
    public static IDataView ToDataView(this Dataset dataset, MLContext context)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dataset.Features.Count);
        schema[nameof(Row.Class)].ColumnType = new KeyDataViewType(typeof(uint), dataset.Classes.Count);
        return context.Data.LoadFromEnumerable(dataset.Rows.Select(ToRow), schema);
    }

    // Loading counts a key's values from zero; the keys that ML.NET answers with count from one.
    private static Row ToRow(DatasetRow row) => new() { Features = row.Floats, Class = (uint)row.Class, IsSecondClass = row.Class == 1 };

    internal sealed class Row
    {
        public float[] Features { get; init; } = [];

        /// <summary>Label for trainers of many classes.</summary>
        public uint Class { get; init; }

        /// <summary>Label for trainers of two classes.</summary>
        public bool IsSecondClass { get; init; }
    }
}
