using System.Text;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Templates;

/// <summary>The templates that are there. They are few and small, so each look reads them whole and nothing is ever out of date.</summary>
internal sealed class TemplateFolder(IOptions<TrainingOptions> options)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ServiceException">JOBS_UNAVAILABLE: the folder cannot be read.</exception>
    public TemplateList Read()
    {
        try
        {
            string[] paths = [.. Directory.EnumerateFiles(options.Value.Templates)
                .Where(path => Path.GetExtension(path) is ".yaml" or ".yml" && !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
            return new TemplateList([.. paths.Select((path, index) => index < options.Value.MaxTemplates
                ? Read(path)
                : Faulty(path, "is one file more than is taken"))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "The folder of templates cannot be read.", null, exception);
        }
    }

    /// <exception cref="ServiceException">TEMPLATE_NOT_FOUND; TEMPLATE_INVALID with all faults; JOBS_UNAVAILABLE.</exception>
    public Template Find(string name)
    {
        var files = Read().Files.Where(file => file.Name == name).ToArray();
        if (files is [{ Template: { } template }])
        {
            return template;
        }

        Fault[] faults = files.Length > 1
            ? [.. files.Select(file => new Fault(file.File, $"declares {name} too"))]
            : [.. files.SelectMany(file => file.Faults).Select(fault => new Fault($"{fault.File}:{fault.Line}", fault.Description))];
        throw files.Length == 0
            ? new ServiceException(ErrorReason.TemplateNotFound, "There is no training template of that name.")
            : ServiceException.FromFaults(ErrorReason.TemplateInvalid, $"Template {name} cannot be used", faults);
    }

    private TemplateFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > options.Value.MaxTemplateBytes)
            {
                return Faulty(path, $"is larger than {options.Value.MaxTemplateBytes} bytes");
            }

            var bytes = new byte[file.Length];
            var text = Utf8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).TrimStart('\uFEFF');
            var (template, name, faults) = TemplateReader.Read(Path.GetFileName(path), text);
            return new TemplateFile(Path.GetFileName(path), name, template, faults);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Faulty(path, exception is ArgumentException ? "is not UTF-8 text" : "cannot be read");
        }
    }

    private static TemplateFile Faulty(string path, string description) =>
        new(Path.GetFileName(path), "", null, [new TemplateFault(Path.GetFileName(path), 0, description)]);
}

/// <param name="Name">As far as it can be read; else empty.</param>
/// <param name="Template">Null: there are faults.</param>
internal sealed record TemplateFile(string File, string Name, Template? Template, IReadOnlyList<TemplateFault> Faults);

internal sealed record TemplateList(IReadOnlyList<TemplateFile> Files)
{
    public IEnumerable<Template> Templates => Files.Select(file => file.Template).OfType<Template>().OrderBy(template => template.Name, StringComparer.Ordinal);
}
