namespace FedMl.BatchScoring.Sources;

/// <summary>Reads records of CSV from bytes.</summary>
internal sealed class CsvReader(Stream stream) : IDisposable
{
    // A quote that is never closed must not fill the memory with the rest of the file.
    private const int MaxRecordBytes = 16 * 1024 * 1024;
    private const byte Quote = (byte)'"';
    private static readonly System.Buffers.SearchValues<byte> Ends = System.Buffers.SearchValues.Create(",\r\n\""u8);

    private readonly byte[] buffer = new byte[256 * 1024];
    private int at;
    private int end;
    private bool begun;
    private int recordBytes;

    /// <summary>Records read, with the header.</summary>
    public long Records { get; private set; }

    /// <summary>Reads the next record that is no empty line.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="InvalidDataException">A quote is not closed, or stands within a field.</exception>
    public bool Read(CsvFields fields)
    {
        do
        {
            fields.Clear();
            recordBytes = 0;
            if (!Ensure())
            {
                return false;
            }

            Records++;
            while (ReadField(fields))
            {
                // All fields of the record.
            }
        }
        while (fields.IsBlank);
        return true;
    }

    public void Dispose() => stream.Dispose();

    // False: it was the record's last one.
    private bool ReadField(CsvFields fields)
    {
        if (Ensure() && buffer[at] == Quote)
        {
            at++;
            ReadQuoted(fields);
            fields.End(wasQuoted: true);
            return TakeEnd() ?? throw new InvalidDataException("text stands behind a closing quote.");
        }

        while (Ensure())
        {
            var stop = buffer.AsSpan(at, end - at).IndexOfAny(Ends);
            Take(fields, stop < 0 ? end - at : stop);
            if (stop >= 0)
            {
                if (buffer[at] == Quote)
                {
                    throw new InvalidDataException("a quote stands within a field.");
                }

                break;
            }
        }

        fields.End(wasQuoted: false);
        return TakeEnd() ?? false;
    }

    private void ReadQuoted(CsvFields fields)
    {
        while (Ensure())
        {
            var stop = buffer.AsSpan(at, end - at).IndexOf(Quote);
            Take(fields, stop < 0 ? end - at : stop);
            if (stop < 0)
            {
                continue;
            }

            at++;
            if (!Ensure() || buffer[at] != Quote)
            {
                return;
            }

            Take(fields, 1);
        }

        throw new InvalidDataException("a quote is not closed.");
    }

    // True: another field follows. False: the record ends. Null: neither.
    private bool? TakeEnd()
    {
        if (!Ensure())
        {
            return false;
        }

        switch (buffer[at])
        {
            case (byte)',':
                at++;
                return true;
            case (byte)'\n':
                at++;
                return false;
            case (byte)'\r':
                at++;
                if (Ensure() && buffer[at] == '\n')
                {
                    at++;
                }

                return false;
            default:
                return null;
        }
    }

    private void Take(CsvFields fields, int count)
    {
        recordBytes += count;
        if (recordBytes > MaxRecordBytes)
        {
            throw new InvalidDataException($"it has more than {MaxRecordBytes} bytes.");
        }

        fields.Append(buffer.AsSpan(at, count));
        at += count;
    }

    // Makes sure that there is a byte to look at.
    private bool Ensure()
    {
        if (at < end)
        {
            return true;
        }

        at = 0;
        end = stream.ReadAtLeast(buffer, 3, throwOnEndOfStream: false);
        if (!begun && buffer.AsSpan(0, end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            at = 3;
        }

        begun = true;
        return at < end;
    }
}
