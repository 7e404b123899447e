namespace FedMl.Features.Views;

/// <summary>What is known of one feature view file.</summary>
internal sealed class FileState(string name)
{
    private ViewFile? file;

    public string Name => name;

    /// <summary>Faults of the file's present text.</summary>
    public IReadOnlyList<ViewFault> Faults { get; private set; } = [];

    /// <summary>The view of the present text, if that is well formed.</summary>
    public FeatureView? Declared { get; private set; }

    /// <summary>The present view until it is taken; null before it is opened.</summary>
    public OpenView? Candidate { get; set; }

    /// <summary>The last good view.</summary>
    public OpenView? Served { get; set; }

    /// <summary>The views whose sources are looked at.</summary>
    public IEnumerable<OpenView> Open => new[] { Candidate, Served }.OfType<OpenView>();

    /// <summary>Whether the present text is what is served.</summary>
    public bool IsTaken => Served is not null && ReferenceEquals(Served.View, Declared);

    public void Take(ViewFile present)
    {
        if (present == file)
        {
            return;
        }

        file = present;
        DropCandidate();
        (Declared, Faults) = present.Text is null ? (null, [new ViewFault(name, 0, present.Fault!)]) : FeatureViewReader.Read(name, present.Text);
    }

    public void Drop()
    {
        DropCandidate();
        Served?.Dispose();
    }

    private void DropCandidate()
    {
        Candidate?.Dispose();
        Candidate = null;
    }
}
