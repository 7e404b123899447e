namespace FedMl.Features.Expressions.Syntax;

/// <summary>A part of an expression as it was written.</summary>
/// <param name="At">Place of its first character or operator, counted from 1.</param>
/// <param name="Depth">Levels of parts in parts.</param>
internal abstract record SyntaxNode(int At, int Depth = 1);

/// <summary>A column; <paramref name="IsQuoted"/>: its name is meant to the letter.</summary>
/// <param name="Join">The join whose asset has it; null: the view's own.</param>
internal sealed record NameSyntax(string Name, bool IsQuoted, int At, string? Join = null) : SyntaxNode(At);

internal sealed record NumberSyntax(string Text, int At) : SyntaxNode(At);

internal sealed record TextSyntax(string Text, int At) : SyntaxNode(At);

/// <summary><c>date '2024-02-29'</c> or <c>timestamp '2024-02-29 12:00:00'</c>.</summary>
internal sealed record TimeSyntax(string Type, string Text, int At) : SyntaxNode(At);

internal sealed record TruthSyntax(bool Value, int At) : SyntaxNode(At);

internal sealed record NullSyntax(int At) : SyntaxNode(At);

/// <summary><c>-</c> or <c>not</c>.</summary>
internal sealed record UnarySyntax(string Operator, SyntaxNode Operand, int At) : SyntaxNode(At, Operand.Depth + 1);

/// <summary>Arithmetic, comparison, <c>||</c>, <c>and</c>, <c>or</c>.</summary>
internal sealed record BinarySyntax(string Operator, SyntaxNode Left, SyntaxNode Right, int At)
    : SyntaxNode(At, Math.Max(Left.Depth, Right.Depth) + 1);

internal sealed record IsNullSyntax(SyntaxNode Operand, int At) : SyntaxNode(At, Operand.Depth + 1);

internal sealed record CaseSyntax(IReadOnlyList<(SyntaxNode When, SyntaxNode Then)> Branches, SyntaxNode? Else, int At)
    : SyntaxNode(At, Branches.SelectMany(branch => new[] { branch.When.Depth, branch.Then.Depth }).Append(Else?.Depth ?? 0).Max() + 1);

/// <param name="Arguments">What stands in parentheses behind the type: precision and scale.</param>
internal sealed record CastSyntax(SyntaxNode Operand, string Type, IReadOnlyList<string> Arguments, int At) : SyntaxNode(At, Operand.Depth + 1);

internal sealed record CallSyntax(string Function, IReadOnlyList<SyntaxNode> Arguments, int At)
    : SyntaxNode(At, Arguments.Select(argument => argument.Depth).DefaultIfEmpty().Max() + 1);
