using System.Xml;
using FedMl.Features.Datasphere.Http;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;

namespace FedMl.Features.Datasphere.Catalog;

/// <summary>Reads <c>$metadata</c>: no DTD, no entity, no other document is loaded.</summary>
internal static class CsdlText
{
    private const int MaxDepth = 64;
    private const string Filters = "Org.OData.Capabilities.V1.FilterRestrictions";
    private const string Measure = "com.sap.vocabularies.Analytics.v1.Measure";

    /// <summary>The columns of an entity set's rows.</summary>
    /// <param name="isBehindParameters">Whether the set has the parameters, and the rows are what it leads to.</param>
    /// <exception cref="UpstreamException">It cannot be read, or has no such set.</exception>
    public static EntityColumns Read(ReadOnlyMemory<byte> csdl, string entitySet, bool isBehindParameters)
    {
        try
        {
            CheckDepth(csdl);
            using var xml = Open(csdl);
            if (!CsdlReader.TryParse(xml, out var edm, out _) || edm.EntityContainer?.FindEntitySet(entitySet) is not { } set)
            {
                throw UpstreamException.Malformed("is no metadata, or not of the asset's rows");
            }

            var type = isBehindParameters ? set.EntityType.NavigationProperties().FirstOrDefault(property => property.Type.IsCollection())?.ToEntityType() : set.EntityType;
            return new EntityColumns(ColumnsOf(edm, set, type), isBehindParameters ? ColumnsOf(edm, set, set.EntityType) : []);
        }
        catch (XmlException exception)
        {
            throw UpstreamException.Malformed("is no metadata", exception);
        }
    }

    private static AssetColumn[] ColumnsOf(IEdmModel edm, IEdmEntitySet set, IEdmEntityType? type)
    {
        var unfiltered = edm.FindVocabularyAnnotations<IEdmVocabularyAnnotation>(set, Filters)
            .SelectMany(annotation => Paths(annotation.Value, "NonFilterableProperties"))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. (type?.StructuralProperties() ?? []).Select(property => new AssetColumn(
                property.Name, KindOf(property.Type), property.Type.FullName(), property.Type.IsNullable, !unfiltered.Contains(property.Name), IsMeasure(edm, property))),
        ];
    }

    private static bool IsMeasure(IEdmModel edm, IEdmProperty property) => edm.FindDeclaredVocabularyAnnotations(property)
        .Any(annotation => annotation.Term.FullName() == Measure && annotation.Value is not IEdmBooleanConstantExpression { Value: false });

    private static EdmPrimitiveTypeKind KindOf(IEdmTypeReference type) =>
        type.IsTypeDefinition() ? type.AsTypeDefinition().TypeDefinition().UnderlyingType.PrimitiveKind
        : type.IsPrimitive() ? type.PrimitiveKind()
        : EdmPrimitiveTypeKind.None;

    private static IEnumerable<string> Paths(IEdmExpression expression, string property) =>
        expression is IEdmRecordExpression record && record.Properties.FirstOrDefault(candidate => candidate.Name == property)?.Value is IEdmCollectionExpression paths
            ? paths.Elements.OfType<IEdmPathExpression>().Select(path => path.Path)
            : [];

    // The parser calls itself for what is nested.
    private static void CheckDepth(ReadOnlyMemory<byte> csdl)
    {
        using var xml = Open(csdl);
        while (xml.Read())
        {
            if (xml.Depth > MaxDepth)
            {
                throw UpstreamException.Malformed("is nested too deeply");
            }
        }
    }

    private static XmlReader Open(ReadOnlyMemory<byte> csdl) => XmlReader.Create(
        new MemoryStream(csdl.ToArray(), writable: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });
}
