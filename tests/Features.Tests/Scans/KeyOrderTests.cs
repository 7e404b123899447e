using System.Text;
using CsCheck;
using FedMl.Features.Columns;

namespace FedMl.Features.Tests.Scans;

public sealed class KeyOrderTests
{
    private static readonly Gen<string> Text = Gen.Int[0, 8].Select(i => new[] { "a", "b", "é", "\ue000", "\uffff", "😀", "😁", "\U0010ffff", "" }[i]).Array[0, 4].Select(string.Concat);

    [Fact]
    public void Compare_AnyTexts_IsTheOrderOfTheirUtf8Bytes() => Gen.Select(Text, Text).Sample(
        (left, right) =>
        {
            var expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
            Assert.Equal(Math.Sign(expected), Math.Sign(KeyOrder.Compare([Column(left)], 0, [Column(right)], 0)));
        });

    [Fact]
    public void Has_KnownKeys_AreInThePartitionsThatTheContractSays()
    {
        // printf 'A\x1f7' | sha256sum: what any client can compute.
        Assert.Equal([Partition("A\u001f7", 5)], Enumerable.Range(0, 5).Where(i => new KeyPartition(i, 5).Has([Column("A"), Number(7)], 0)));
        Assert.Equal([Partition("000123", 1024)], Enumerable.Range(0, 1024).Where(i => new KeyPartition(i, 1024).Has([Column("000123")], 0)));
    }

    private static int Partition(string key, int count) =>
        (int)(Convert.ToUInt32(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..8], 16) % (uint)count);

    private static ColumnValues<string> Column(string text)
    {
        var column = new ColumnValues<string>();
        column.Add(text);
        return column;
    }

    private static ColumnValues<long> Number(long number)
    {
        var column = new ColumnValues<long>();
        column.Add(number);
        return column;
    }
}
