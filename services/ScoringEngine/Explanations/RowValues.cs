using System.Runtime.InteropServices;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>The values of rows as a model gets them: defaults in place, rounded to the datatype. Texts are left out as zeros.</summary>
internal static class RowValues
{
    /// <summary>Reads one row, every value of which has been checked.</summary>
    /// <param name="signature">What the model takes.</param>
    /// <param name="sources">One column for each of the signature's; null: not there.</param>
    /// <param name="row">Which row.</param>
    /// <param name="values">Takes one value for each column of the signature.</param>
    public static void Read(BoundSignature signature, Column?[] sources, int row, Span<double> values)
    {
        Span<byte> cell = stackalloc byte[sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            var column = signature.Columns[i];
            if (column.Datatype == Datatype.BYTES)
            {
                values[i] = 0;
                continue;
            }

            ValueWriter.Write(cell, 0, column.Datatype, TensorFill.ValueOf(column, sources[i], row));
            values[i] = Number(cell, column.Datatype);
        }
    }

    private static double Number(ReadOnlySpan<byte> cell, Datatype datatype) => datatype switch
    {
        Datatype.FP64 => MemoryMarshal.Read<double>(cell),
        Datatype.FP32 => MemoryMarshal.Read<float>(cell),
        Datatype.FP16 => (double)MemoryMarshal.Read<Half>(cell),
        Datatype.INT64 => MemoryMarshal.Read<long>(cell),
        Datatype.INT32 => MemoryMarshal.Read<int>(cell),
        Datatype.INT16 => MemoryMarshal.Read<short>(cell),
        Datatype.INT8 => (sbyte)cell[0],
        Datatype.UINT64 => MemoryMarshal.Read<ulong>(cell),
        Datatype.UINT32 => MemoryMarshal.Read<uint>(cell),
        Datatype.UINT16 => MemoryMarshal.Read<ushort>(cell),
        _ => cell[0],
    };
}
