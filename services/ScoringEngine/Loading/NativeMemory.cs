using System.Runtime.InteropServices;

namespace FedMl.ScoringEngine.Loading;

/// <summary>The C library's allocator, from which ONNX Runtime takes its memory. Only glibc can be asked.</summary>
internal static partial class NativeMemory
{
    private static readonly bool IsGlibc = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "mallinfo2", out _)
        && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    /// <summary>Bytes in use of the whole process, but for what the garbage collector has; null where it cannot be asked.</summary>
    public static long? InUse => IsGlibc ? InUseOf(Information()) : null;

    /// <summary>
    /// Gives free memory back to the system. Left alone, the allocator keeps what lies between blocks in use: after a
    /// large tree ensemble was loaded that was measured to be twice the ensemble itself.
    /// </summary>
    public static void Trim()
    {
        if (IsGlibc)
        {
            _ = Trim(0);
        }
    }

    private static long InUseOf(AllocatorInformation information) => (long)(information.InUse + information.Mapped);

    [LibraryImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static partial AllocatorInformation Information();

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);

    // struct mallinfo2 of malloc.h.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct AllocatorInformation
    {
        private readonly nuint arena;
        private readonly nuint freeBlocks;
        private readonly nuint fastBlocks;
        private readonly nuint mappedBlocks;

        /// <summary>Bytes of blocks that have a mapping of their own.</summary>
        public readonly nuint Mapped;

        private readonly nuint unused;
        private readonly nuint fastBytes;

        /// <summary>Bytes of all other blocks in use.</summary>
        public readonly nuint InUse;

        private readonly nuint free;
        private readonly nuint top;
    }
}
