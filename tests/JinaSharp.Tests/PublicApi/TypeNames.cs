using System.Reflection;

namespace JinaSharp.Tests.PublicApi;

/// <summary>Names of types as C# writes them, nullable references marked.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Of(EventInfo raised) => Of(raised.EventHandlerType!, new NullabilityInfoContext().Create(raised));

    public static string Generics(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(argument => Of(argument)))}>";

    public static string Declare(ParameterInfo parameter)
    {
        var prefix = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{prefix}{Of(parameter)} {parameter.Name}";
    }

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef) return Of(type.GetElementType()!, nullability?.ElementType ?? nullability);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying) + "?";
        var mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } ? "?" : "";
        if (type.IsArray) return Of(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword + mark;
        if (!type.IsGenericType) return type.Name + mark;
        var arguments = type.GetGenericArguments();
        var names = arguments.Select((argument, i) => Of(argument, nullability is { } known && i < known.GenericTypeArguments.Length ? known.GenericTypeArguments[i] : null));
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", names)}>{mark}";
    }
}
