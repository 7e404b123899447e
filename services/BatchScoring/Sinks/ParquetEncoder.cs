using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace FedMl.BatchScoring.Sinks;

/// <summary>Columns as the bytes of a Parquet file: the same columns, the same bytes.</summary>
internal static class ParquetEncoder
{
    public static byte[] Encode(Schema schema, IReadOnlyList<IArrowArray> columns, int rows)
    {
        using var target = new MemoryStream();
        using (var properties = PropertiesOf(schema))
        using (var writer = new FileWriter(target, schema, properties, leaveOpen: true))
        using (var batch = new RecordBatch(schema, columns, rows))
        {
            writer.WriteRecordBatch(batch, Math.Max(1, rows));
            writer.Close();
        }

        return target.ToArray();
    }

    private static WriterProperties PropertiesOf(Schema schema)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Snappy);
        foreach (var field in schema.FieldsList.Where(f => f.DataType.TypeId is ArrowTypeId.Float or ArrowTypeId.Double))
        {
            // Scores repeat too seldom for a dictionary to pay.
            builder.DisableDictionary(field.Name);
        }

        return builder.Build();
    }
}
