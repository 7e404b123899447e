using System.Text;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Columns to tensors. Every value has been checked.</summary>
internal static class TensorFill
{
    /// <summary>Makes a run of the given rows, in their order.</summary>
    public static ModelRun NewRun(LoadedModel model, Column?[] sources, int[] rows, IReadOnlyList<string> outputs)
    {
        var run = NewRun(model, rows.Length, outputs);
        for (var i = 0; i < sources.Length; i++)
        {
            Fill(run, model.Signature.Columns[i], sources[i], rows);
        }

        return run;
    }

    /// <summary>Makes a run for so many rows, to be filled.</summary>
    public static ModelRun NewRun(LoadedModel model, int rows, IReadOnlyList<string> outputs) =>
        model.NewRun([.. model.Inputs.Select(input => Header(input, model.Signature, rows))], outputs);

    /// <summary>An input's header for so many rows.</summary>
    public static TensorHeader Header(TensorSpec input, BoundSignature signature, int rows)
    {
        // Whatever dimension is still free behind the first is the one that the columns fill.
        var columns = signature.Columns.Count(c => signature.Tensors[c.Tensor].Name == input.Name);
        long[] shape = [rows, .. input.Shape.Skip(1).Select(d => d < 0 ? columns : d)];
        return new TensorHeader(input.Name, input.Datatype, shape);
    }

    private static void Fill(ModelRun run, BoundColumn column, Column? source, int[] rows)
    {
        if (source is { Doubles: not null, Statuses.Count: 0 } && column.Datatype == Datatype.FP32 && column.Missing == Missing.Reject)
        {
            FillFloats(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(run.Input(column.Tensor)), column, source.Doubles, rows);
            return;
        }

        FillRows(run, column, new MessageColumn(source), rows);
    }

    /// <summary>Fills one column, value by value.</summary>
    public static void FillRows<TSource>(ITensorTarget run, BoundColumn column, TSource source, ReadOnlySpan<int> rows)
        where TSource : struct, ISourceColumn
    {
        var isText = column.Datatype == Datatype.BYTES;
        var tensor = isText ? default : run.Input(column.Tensor);
        for (var i = 0; i < rows.Length; i++)
        {
            var value = ValueOf(column, source, rows[i]);
            var element = (i * column.Stride) + column.Offset;
            if (isText)
            {
                run.SetText(column.Tensor, element, Encoding.UTF8.GetBytes(value.Text ?? ""));
            }
            else
            {
                ValueWriter.Write(tensor, element, column.Datatype, value);
            }
        }
    }

    private static void FillFloats(Span<float> tensor, BoundColumn column, Doubles doubles, int[] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            tensor[(i * column.Stride) + column.Offset] = (float)doubles.Values[rows[i]];
        }
    }

    /// <summary>The value that the model gets: what was sent, or what the policy puts in its place.</summary>
    public static ScalarValue ValueOf(BoundColumn column, Column? source, int row) => ValueOf(column, new MessageColumn(source), row);

    private static ScalarValue ValueOf<TSource>(BoundColumn column, TSource source, int row)
        where TSource : struct, ISourceColumn
    {
        var status = source.StatusOf(row);
        var value = status is ValueStatus.Null or ValueStatus.NotFound ? default : source.ValueOf(row);
        var usable = status == ValueStatus.Present || (status == ValueStatus.Stale && column.Missing == Missing.Pass);
        if (usable && !value.IsNaN)
        {
            return value;
        }

        return column.Missing == Missing.Default ? column.DefaultValue
            : column.Datatype == Datatype.BYTES ? ScalarValue.OfText("")
            : ScalarValue.Of(double.NaN);
    }
}
