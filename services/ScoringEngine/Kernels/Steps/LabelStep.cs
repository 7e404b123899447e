namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>Gives the label at each place.</summary>
internal sealed class LabelStep(int places, long[] labels, int output) : Step
{
    public override void Run(Frame frame)
    {
        var from = frame.Of<long>(places);
        var to = frame.Of<long>(output);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = labels[from[i]];
        }
    }
}

/// <summary>Gives the label at each place, as text in an output.</summary>
internal sealed class TextLabelStep(int places, byte[][] labels, int output) : Step
{
    public override void Run(Frame frame)
    {
        var texts = frame.Texts(output);
        foreach (var place in frame.Of<long>(places))
        {
            texts.Add(labels[place]);
        }
    }
}
