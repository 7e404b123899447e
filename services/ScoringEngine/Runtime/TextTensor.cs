using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// Texts of a pooled run. ONNX Runtime keeps the texts that it reads or writes itself, in a value for each number of
/// rows; <see cref="Read"/> copies them to here.
/// </summary>
internal sealed class TextTensor(TensorSpec spec) : BoundTensor(spec)
{
    // A std::string without what it points to.
    private const int NativeTextBytes = 32;

    private readonly PackedTexts texts = new();
    private OrtValue? value;
    private long nativeElements;
    private int longest;

    /// <summary>The texts last read.</summary>
    public override ReadOnlySpan<byte> Bytes => texts.Bytes;

    public override Span<byte> Memory => throw new NotSupportedException("Texts have no memory of one piece.");

    /// <summary>Bytes held for its next use; an upper bound, since ONNX Runtime does not tell.</summary>
    public long HeldBytes => texts.HeldBytes + (nativeElements * (NativeTextBytes + longest));

    /// <summary>One of the texts last read.</summary>
    public override ReadOnlySpan<byte> Text(int index) => texts[index];

    public override void Grow(int rows)
    {
        // Each value has memory of its own.
    }

    public override void Release() => Unbind();

    public override OrtValue NewValue()
    {
        nativeElements += Elements;
        return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, Shape.ToArray());
    }

    public override void Attach(OrtValue made) => value = made;

    /// <summary>To be called when the values that it made are gone.</summary>
    public void Unbind()
    {
        value = null;
        (nativeElements, longest) = (0, 0);
    }

    /// <summary>Sets one element; the bytes are copied.</summary>
    public void Set(int element, ReadOnlySpan<byte> utf8)
    {
        longest = Math.Max(longest, utf8.Length);
        value!.StringTensorSetElementAt(utf8, element);
    }

    /// <summary>Forgets what was read.</summary>
    public void Restart() => texts.Clear();

    /// <summary>Adds one text as if it had been read.</summary>
    public void Add(ReadOnlySpan<byte> utf8) => texts.Add(utf8);

    public override void Clear()
    {
        for (var i = 0; i < Elements; i++)
        {
            value!.StringTensorSetElementAt(ReadOnlySpan<byte>.Empty, i);
        }
    }

    /// <summary>Reads what was set, or what a run wrote.</summary>
    public void Read()
    {
        texts.Clear();
        for (var i = 0; i < Elements; i++)
        {
            var text = value!.GetStringElementAsSpan(i);
            longest = Math.Max(longest, text.Length);
            texts.Add(text);
        }
    }

    public override void TakeRows(BoundTensor source, int row)
    {
        var other = (TextTensor)source;
        for (var i = 0; i < other.Elements; i++)
        {
            Set((row * RowElements) + i, other.value!.GetStringElementAsSpan(i));
        }
    }

    public override void GiveRows(BoundTensor target, int row)
    {
        var other = (TextTensor)target;
        other.texts.Clear();
        other.texts.Add(texts, row * RowElements, other.Elements);
    }

    public override int TakeBytes(ReadOnlySpan<byte> bytes)
    {
        texts.Clear();
        return texts.Add(bytes, Elements);
    }

    public override void CopyTo(FreeRun run, int input)
    {
        for (var i = 0; i < Elements; i++)
        {
            run.SetText(input, i, value!.GetStringElementAsSpan(i));
        }
    }
}
