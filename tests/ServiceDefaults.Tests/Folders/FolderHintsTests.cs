using FedMl.ServiceDefaults.Folders;

namespace FedMl.ServiceDefaults.Tests.Folders;

public sealed class FolderHintsTests : IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(5);
    private readonly string folder = Directory.CreateTempSubdirectory("fedml-hints-").FullName;

    [Fact]
    public async Task Wait_AfterAChange_EndsBeforeTheNextLook()
    {
        using var hints = Hints(folder, withSubfolders: false);

        await File.WriteAllTextAsync(Path.Combine(folder, "a"), "x");

        await hints.WaitAsync(Forever, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Wait_AfterAChangeInASubfolder_EndsWhereSubfoldersCount()
    {
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        using var deep = Hints(folder, withSubfolders: true);

        await File.WriteAllTextAsync(Path.Combine(folder, "sub", "a"), "x");

        await deep.WaitAsync(Forever, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Wait_WithoutAChange_EndsWithTheNextLook()
    {
        using var hints = Hints(folder, withSubfolders: false);

        await hints.WaitAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        using var hints = Hints(folder, withSubfolders: false);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hints.WaitAsync(Forever, cancelled.Token));
    }

    [Fact]
    public async Task Wait_ForAFolderThatIsNotThere_SaysWhyAndEndsWithTheNextLook()
    {
        List<string> causes = [];
        using var hints = new FolderHints(Path.Combine(folder, "nowhere"), NotifyFilters.FileName, false, TimeProvider.System, causes.Add);

        await hints.WaitAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Single(causes);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static FolderHints Hints(string folder, bool withSubfolders) =>
        new(folder, NotifyFilters.FileName, withSubfolders, TimeProvider.System, cause => Assert.Fail(cause));
}
