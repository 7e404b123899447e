using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Classification;

/// <summary>
/// The best classes of an output: BYTES [rows, count] of <c>value:index[:label]</c>, the largest value first, of equal
/// values the one with the lower index, NaN last.
/// </summary>
internal sealed class ClassOutput : OutputTensor
{
    private readonly PackedTexts texts = new();
    private readonly ArrayBufferWriter<byte> next = new();
    private readonly IReadOnlyList<string> labels;
    private readonly long[] shape;

    private ClassOutput(string name, IReadOnlyList<string> labels, long[] shape)
    {
        Name = name;
        this.labels = labels;
        this.shape = shape;
    }

    public override string Name { get; }

    public override Datatype Datatype => Datatype.BYTES;

    public override ReadOnlySpan<long> Shape => shape;

    public override int ElementCount => texts.Count;

    public override ReadOnlySpan<byte> Bytes => texts.Bytes;

    /// <param name="output">Numbers.</param>
    /// <param name="count">Classes for each row; fewer where there are fewer.</param>
    /// <param name="hasRows">True where the first dimension counts rows; else all elements are one row.</param>
    /// <param name="labels">Labels of the classes by index; those beyond have none.</param>
    public static ClassOutput Of(OutputTensor output, long count, bool hasRows, IReadOnlyList<string> labels)
    {
        var rows = hasRows ? output.Shape[0] : 1;
        var width = rows == 0 ? 0 : (int)(output.ElementCount / rows);
        var taken = Math.Min(count, width);
        var classes = new ClassOutput(output.Name, labels, hasRows ? [rows, taken] : [taken]);
        switch (output.Datatype)
        {
            case Datatype.FP32:
                classes.Add<float>(output, width, (int)taken);
                break;
            case Datatype.FP64:
                classes.Add<double>(output, width, (int)taken);
                break;
            case Datatype.FP16:
                classes.AddRows(Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(output.Bytes).ToArray(), half => (float)half), width, (int)taken);
                break;
            case Datatype.BF16:
                classes.AddRows(Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(output.Bytes).ToArray(), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)), width, (int)taken);
                break;
            case Datatype.INT8:
                classes.Add<sbyte>(output, width, (int)taken);
                break;
            case Datatype.INT16:
                classes.Add<short>(output, width, (int)taken);
                break;
            case Datatype.INT32:
                classes.Add<int>(output, width, (int)taken);
                break;
            case Datatype.INT64:
                classes.Add<long>(output, width, (int)taken);
                break;
            case Datatype.UINT8:
                classes.Add<byte>(output, width, (int)taken);
                break;
            case Datatype.UINT16:
                classes.Add<ushort>(output, width, (int)taken);
                break;
            case Datatype.UINT32:
                classes.Add<uint>(output, width, (int)taken);
                break;
            case Datatype.UINT64:
                classes.Add<ulong>(output, width, (int)taken);
                break;
            default:
                throw new NotSupportedException("Only numbers have an order of classes.");
        }

        return classes;
    }

    public override ReadOnlySpan<byte> Text(int index) => texts[index];

    private void Add<T>(OutputTensor output, int width, int count)
        where T : unmanaged, INumber<T>, IUtf8SpanFormattable => AddRows(MemoryMarshal.Cast<byte, T>(output.Bytes).ToArray(), width, count);

    private void AddRows<T>(T[] values, int width, int count)
        where T : unmanaged, INumber<T>, IUtf8SpanFormattable
    {
        var order = new int[width];
        for (var start = 0; start < values.Length; start += width)
        {
            var row = new ArraySegment<T>(values, start, width);
            for (var i = 0; i < width; i++)
            {
                order[i] = i;
            }

            // CompareTo puts NaN below every number.
            Array.Sort(order, (a, b) => row[b].CompareTo(row[a]) is var larger and not 0 ? larger : a - b);
            for (var i = 0; i < count; i++)
            {
                AddText(row[order[i]], order[i]);
            }
        }
    }

    private void AddText<T>(T value, int index)
        where T : IUtf8SpanFormattable
    {
        next.ResetWrittenCount();
        Write(value);
        next.Write(":"u8);
        Write(index);
        if (index < labels.Count)
        {
            next.Write(":"u8);
            Encoding.UTF8.GetBytes(labels[index], next);
        }

        texts.Add(next.WrittenSpan);
    }

    private void Write<T>(T number)
        where T : IUtf8SpanFormattable
    {
        // The longest is a double with 17 digits, sign, point and exponent.
        number.TryFormat(next.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        next.Advance(written);
    }
}
