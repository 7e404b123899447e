namespace FedMl.Training.Jobs;

/// <summary>Where the files of a job are.</summary>
internal sealed class JobFolder(string path)
{
    public string Path => path;

    public string Inputs => System.IO.Path.Join(path, "inputs");

    public string Outputs => System.IO.Path.Join(path, "outputs");

    /// <summary>What the command writes to its standard output and error.</summary>
    public string Log => System.IO.Path.Join(path, "log");

    /// <summary>The figures that a command hands back.</summary>
    public string Metrics => System.IO.Path.Join(Outputs, "metrics.json");
}
