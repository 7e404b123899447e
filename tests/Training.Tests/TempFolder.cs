namespace FedMl.Training;

/// <summary>Templates, programs and jobs of one test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("fedml-training-");

    public TempFolder()
    {
        Templates = root.CreateSubdirectory("templates").FullName;
        Jobs = Path.Combine(root.FullName, "jobs");
        Notes = Path.Combine(root.FullName, "notes");
    }

    public string Root => root.FullName;

    public string Templates { get; }

    public string Jobs { get; }

    public string Events => Path.Combine(root.FullName, "events");

    /// <summary>Where programs of tests note that they ran.</summary>
    public string Notes { get; }

    /// <summary>Runs noted.</summary>
    public int Runs => File.Exists(Notes) ? File.ReadAllLines(Notes).Length : 0;

    public void Template(string name, string text) => File.WriteAllText(Path.Combine(Templates, name + ".yaml"), text);

    /// <summary>A program: a shell script that notes that it runs, and then does what the test wants.</summary>
    public string Program(string text)
    {
        var file = Path.Combine(root.FullName, "program.sh");
        File.WriteAllText(file, $"#!/bin/sh\necho ran >> '{Notes}'\n{text}\n");
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Commands are run by a POSIX shell.");
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return file;
    }

    public string[] Settings(string program) =>
    [
        $"--Training:Templates={Templates}", $"--Training:EventsFolder={Events}", $"--Training:StateFolder={Jobs}", $"--Training:Local:Programs:program={program}", "--Training:LookMilliseconds=20",
    ];

    public void Dispose() => root.Delete(recursive: true);
}
