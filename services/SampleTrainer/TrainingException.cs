namespace FedMl.SampleTrainer;

/// <summary>The arguments or the data cannot be trained on; names every fault found.</summary>
internal sealed class TrainingException(IReadOnlyList<string> faults, Exception? cause = null)
    : Exception(string.Join(Environment.NewLine, faults), cause)
{
    public TrainingException(string fault, Exception? cause = null)
        : this([fault], cause)
    {
    }

    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>A fault of the file system, which names whole paths: the caller reads the path as it was given.</summary>
    public static TrainingException OfFile(string fault, string path, Exception cause) =>
        new($"{fault}: {cause.Message.Replace(Path.GetFullPath(path), path, StringComparison.Ordinal)}", cause);

    public static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new TrainingException(faults);
        }
    }
}
