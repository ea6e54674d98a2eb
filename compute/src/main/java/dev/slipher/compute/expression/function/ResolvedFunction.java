package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.SqlType;
import java.util.List;

/**
 * A function chosen for the arguments of one call.
 *
 * @param parameterTypes what each argument must be converted to, one for each argument
 */
public record ResolvedFunction(FunctionSignature signature, List<SqlType> parameterTypes, SqlType resultType) {
    public ResolvedFunction {
        parameterTypes = List.copyOf(parameterTypes);
    }
}
