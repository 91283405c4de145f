using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace JinaSharp.Tests.PublicApi;

/// <summary>Writes the public and protected members of an assembly as C# declarations, one a line, in a fixed order.</summary>
internal static class PublicApiPrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly)
    {
        var builder = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
            PrintType(builder, type);
        return builder.Length == 0 ? "(nothing)\n" : builder.ToString();
    }

    private static void PrintType(StringBuilder builder, Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            builder.Append($"public delegate {TypeNames.Of(invoke.ReturnParameter)} {Name(type)}({Parameters(invoke)})\n\n");
            return;
        }
        builder.Append($"{Attributes(type)}public {Keyword(type)} {Name(type)}{Bases(type)}\n{Constraints(type.GetGenericArguments())}");
        if (type.IsEnum)
            foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                builder.Append($"  {field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}\n");
        else
            foreach (var (_, line) in type.GetMembers(Declared).Select(member => (Rank: Rank(member), Line: Describe(member))).Where(one => one.Line is not null)
                         .OrderBy(one => one.Rank).ThenBy(one => one.Line, StringComparer.Ordinal))
                builder.Append(line);
        builder.Append('\n');
    }

    private static int Rank(MemberInfo member) => member switch { ConstructorInfo => 0, PropertyInfo => 1, _ => 2 };

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when Access(constructor) is { } access && !constructor.IsStatic =>
            $"  {access} {BareName(constructor.DeclaringType!)}({Parameters(constructor)})\n",
        PropertyInfo property => DescribeProperty(property),
        FieldInfo field when FieldAccess(field) is { } access && !field.IsDefined(typeof(CompilerGeneratedAttribute)) =>
            $"  {access} {(field.IsLiteral ? "const " : field.IsStatic ? "static readonly " : field.IsInitOnly ? "readonly " : "")}{TypeNames.Of(field)} {field.Name}{(field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "")}\n",
        EventInfo { AddMethod: { } add } raised when Access(add) is { } access => $"  {access} event {TypeNames.Of(raised)} {raised.Name}\n",
        MethodInfo method when Access(method) is { } access && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) =>
            $"  {access} {Modifiers(method)}{TypeNames.Of(method.ReturnParameter)} {method.Name}{TypeNames.Generics(method.GetGenericArguments())}({Parameters(method)})\n{Constraints(method.GetGenericArguments())}",
        _ => null,
    };

    private static string? DescribeProperty(PropertyInfo property)
    {
        var accessors = new[] { property.GetMethod, property.SetMethod }.Where(method => method is not null && Access(method) is not null).Select(method => method!).ToList();
        if (accessors.Count == 0 || property.Name == "EqualityContract") return null;
        var access = accessors.Any(method => method.IsPublic) ? "public" : "protected";
        var parts = accessors.Select(method => $"{(Access(method) == access ? "" : Access(method) + " ")}{AccessorName(property, method)};");
        var indices = property.GetIndexParameters();
        var name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(TypeNames.Declare))}]";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"  {access} {required}{Modifiers(accessors[0])}{TypeNames.Of(property)} {name} {{ {string.Join(' ', parts)} }}\n";
    }

    private static string AccessorName(PropertyInfo property, MethodInfo method) =>
        method == property.GetMethod ? "get" : method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set";

    private static string? Access(MethodBase method) => method.IsPublic ? "public" : method.IsFamily || method.IsFamilyOrAssembly ? "protected" : null;

    private static string? FieldAccess(FieldInfo field) => field.IsPublic ? "public" : field.IsFamily || field.IsFamilyOrAssembly ? "protected" : null;

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? method.IsAbstract ? "static abstract " : "static "
        : method.DeclaringType!.IsInterface ? ""
        : method.IsAbstract ? "abstract "
        : method.GetBaseDefinition() != method ? "override "
        : method.IsVirtual && !method.IsFinal ? "virtual " : "";

    private static string Keyword(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType)
            return (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + (type.GetMethod("PrintMembers", Declared) is null ? "struct" : "record struct");
        var modifier = type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return modifier + (type.GetMethod("<Clone>$", Declared) is null ? "class" : "record");
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum) return "";
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Where(one => one.IsVisible).Select(one => TypeNames.Of(one)).Where(name => !name.StartsWith("IEquatable<", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) bases.Insert(0, TypeNames.Of(parent));
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static string Attributes(Type type) =>
        (type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "") +
        (type.GetCustomAttribute<System.Diagnostics.CodeAnalysis.ExperimentalAttribute>() is { } experimental ? $"[Experimental(\"{experimental.DiagnosticId}\")] " : "");

    private static string Constraints(Type[] parameters)
    {
        var builder = new StringBuilder();
        foreach (var parameter in parameters.Where(one => one.IsGenericParameter))
        {
            var parts = new List<string>();
            var flags = parameter.GenericParameterAttributes;
            if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Add("class");
            if (flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) parts.Add("struct");
            parts.AddRange(parameter.GetGenericParameterConstraints().Where(one => one != typeof(ValueType)).Select(one => TypeNames.Of(one)));
            if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !parts.Contains("struct")) parts.Add("new()");
            if (parts.Count > 0) builder.Append($"    where {parameter.Name} : {string.Join(", ", parts)}\n");
        }
        return builder.ToString();
    }

    private static string Name(Type type) => $"{(type.IsNested ? Name(type.DeclaringType!) : type.Namespace)}.{BareName(type)}{TypeNames.Generics(type.GetGenericArguments())}";

    private static string BareName(Type type) => type.Name.Split('`')[0];

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        TypeNames.Declare(parameter) + (parameter.HasDefaultValue ? " = " + Literal(parameter.DefaultValue) : "");

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
