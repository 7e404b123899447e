using System.Buffers.Text;
using Apache.Arrow;

namespace FedMl.BatchScoring.Sources;

/// <summary>One column of a chunk of CSV: its texts, and numbers made of them where every one is a number.</summary>
internal sealed class CsvColumn(string name, int index, TextKind kind)
{
    private StringArray.Builder texts = new();

    public string Name => name;

    public void Add(CsvFields fields)
    {
        if (fields.IsNull(index))
        {
            texts.AppendNull();
        }
        else
        {
            texts.Append(fields[index]);
        }
    }

    /// <summary>The rows that were added, which are forgotten. Of another type than asked where a text does not convert.</summary>
    public IArrowArray Take()
    {
        var array = texts.Build();
        texts = new StringArray.Builder();
        return kind switch
        {
            TextKind.Number => Numbers(array) ?? array,
            TextKind.WholeNumber => WholeNumbers(array) ?? array,
            TextKind.Bool => Bools(array) ?? array,
            _ => array,
        };
    }

    private static IArrowArray? Numbers(StringArray texts)
    {
        var builder = new DoubleArray.Builder().Reserve(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts.GetBytes(i, out var isNull);
            if (isNull)
            {
                builder.AppendNull();
            }
            else if (Utf8Parser.TryParse(text, out double value, out var used) && used == text.Length && double.IsFinite(value))
            {
                builder.Append(value);
            }
            else
            {
                return null;
            }
        }

        return builder.Build();
    }

    private static IArrowArray? WholeNumbers(StringArray texts)
    {
        var builder = new Int64Array.Builder().Reserve(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts.GetBytes(i, out var isNull);
            if (isNull)
            {
                builder.AppendNull();
            }
            else if (Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length)
            {
                builder.Append(value);
            }
            else
            {
                return null;
            }
        }

        return builder.Build();
    }

    private static IArrowArray? Bools(StringArray texts)
    {
        var builder = new BooleanArray.Builder().Reserve(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts.GetBytes(i, out var isNull);
            if (isNull)
            {
                builder.AppendNull();
            }
            else if (Utf8Parser.TryParse(text, out bool value, out var used) && used == text.Length)
            {
                builder.Append(value);
            }
            else
            {
                return null;
            }
        }

        return builder.Build();
    }
}
