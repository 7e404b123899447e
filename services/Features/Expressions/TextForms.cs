namespace FedMl.Features.Expressions;

/// <summary>How texts say values, as patterns that .NET and RE2 read alike. What says them otherwise is null, not guessed.</summary>
internal static class TextForms
{
    public const string Whole = @"^[+-]?[0-9]+\z";
    public const string Decimal = @"^[+-]?[0-9]+(\.[0-9]+)?\z";
    public const string Double = @"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,5})?\z";
    public const string Truth = @"^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\z";
    public const string Date = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z";
}
